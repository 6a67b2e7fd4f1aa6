"""Exact sentences on ratings, terms, enhancers, events and trends in every case the data can bring."""

from __future__ import annotations

import dataclasses

import pytest

from ipabs.edition import Edition
from ipabs.facts import (
    data_basis,
    enhancement,
    headline,
    issuance,
    modes,
    originators,
    senior,
    stock,
    surveillance,
    trends,
)
from ipabs.facts.fact import Fact

from .ledgers import Deal, edition, like


def shown(found: list[Fact]) -> dict[str, str]:
    return {fact.var: fact.display for fact in found}


def deals(year: int, count: int, size: int = 10_000, month: int = 5) -> list[Deal]:
    return [Deal(f"{year}-{month:02}-{at + 1:02}", size) for at in range(count)]


def test_ratings_that_appear_and_disappear() -> None:
    e = edition(
        "2024Q1",
        Deal("2022-05-05", rating="AAsf"),
        Deal("2023-05-05"),
        Deal("2023-05-06", 30_000, rating=None),
    )
    found = shown(senior.facts(e))
    assert found["senior.year.ratings"] == "AAAsf 级占25.00%，另有75.00%评级未列明"
    assert found["senior.aa.year.share_versus"] == "较2022年降低100.00个百分点"
    assert found["senior.ytd.ratings"] == "没有发行优先级证券"
    only = shown(senior.facts(edition("2024Q1", Deal("2023-05-06", rating=None))))
    assert only["senior.year.ratings"] == "评级均未列明"
    assert only["senior.aaa.coupon.modal_band"] == "没有发行"
    assert only["senior.aaa.tenor.focus"] == "没有发行"


def test_terms_in_words() -> None:
    e = edition("2024Q1", Deal("2022-05-05", coupon=3.5, days=730), Deal("2023-05-05", coupon=3.25, days=365))
    found = shown(senior.facts(e))
    assert found["senior.aaa.year.tenor"] == "12.00个月"
    assert found["senior.aaa.year.tenor_versus"] == "较2022年缩短12.00个月"
    assert found["senior.aaa.year.coupon_versus"] == "较2022年下降25个基点"
    assert found["senior.aaa.coupon.range"] == "均为3.25%"
    assert found["senior.aaa.tenor.focus"] == "1年左右"


def test_enhancers_in_combination_and_undisclosed() -> None:
    e = edition(
        "2024Q1",
        Deal("2022-05-05"),
        Deal("2023-05-05", enhancers=("bank", "guarantee_company"), form="insurance"),
        Deal("2023-05-06", enhancers=(), name="某知识产权1号"),
        Deal("2023-05-07"),
        Deal("2023-05-08"),
    )
    found = shown(enhancement.facts(e))
    assert (
        found["enhancement.year.mix"]
        == "2单由担保公司提供增信，1单由担保公司和商业银行共同提供增信，1单增信方未列明"
    )
    assert found["enhancement.guarantee_company_and_bank.year.deals"] == "1单"
    assert found["enhancement.with_guarantee_company.year.deals"] == "3单"
    assert found["enhancement.year.unlisted"] == "“某知识产权1号”的增信方无公开资料，列为“未列明”"
    assert found["enhancement.year.new_forms"] == "insurance增信首次出现"
    assert found["enhancement.ytd.mix"] == "没有发行"
    assert found["enhancement.year.main"] == "担保公司"


def with_events(
    e: Edition, ratings: list[tuple[str, str, str, str]], credit: list[tuple[str, str, str]]
) -> Edition:
    rating_rows = [
        {"tranche_id": key, "date": day, "from_rating": old, "to_rating": new, "basis": "published"}
        for key, day, old, new in ratings
    ]
    credit_rows = [
        {"deal_id": key, "date": day, "kind": kind, "basis": "published"} for key, day, kind in credit
    ]
    ledger = dataclasses.replace(
        e.ledger,
        rating_events=like(e.ledger.rating_events, rating_rows),
        credit_events=like(e.ledger.credit_events, credit_rows),
    )
    return dataclasses.replace(e, ledger=ledger)


def test_nothing_happened() -> None:
    found = shown(surveillance.facts(edition("2024Q1", Deal("2022-05-05"))))
    assert found["surveillance.since_2020.upgrades_sentence"] == (
        "2020年以来，没有知识产权 ABS 的优先级证券信用等级上调"
    )
    assert found["surveillance.defaults_sentence"] == "截至2024年3月底，知识产权 ABS 尚未出现违约"


def test_one_upgrade_and_one_default() -> None:
    e = edition(
        "2024Q1", Deal("2022-05-05", name="甲专利1号", rating="AAsf"), Deal("2022-06-05", name="乙专利2号")
    )
    e = with_events(
        e,
        [("D000-A", "2023-06-30", "AAsf", "AA+sf")],
        [("D001", "2024-01-05", "default"), ("D001", "2023-12-05", "extension")],
    )
    found = shown(surveillance.facts(e))
    assert found["surveillance.since_2020.upgrades_sentence"] == (
        "2020年以来，仅有“甲专利1号”1单知识产权 ABS 的优先级证券信用等级上调（于2023年6月由 AAsf 上调至 AA+sf）"
    )
    assert found["surveillance.defaults_sentence"] == (
        "截至2024年3月底，共有1单知识产权 ABS 发生违约，为“乙专利2号”"
    )
    assert found["surveillance.other_events_phrase"] == "1单产品出现展期"


def test_rolling_issuance() -> None:
    e = edition("2024Q1", *deals(2022, 2, month=8), *deals(2023, 3, month=8))
    found = shown(trends.facts(e))
    assert (
        found["trends.rolling.latest.sentence"]
        == "最近四个季度合计发行3单、3.00亿元，规模较此前四个季度增长50.00%"
    )
    same = edition("2024Q1", *deals(2022, 2, month=8), *deals(2023, 2, month=8))
    assert shown(trends.facts(same))["trends.rolling.latest.sentence"].endswith("，规模与此前四个季度持平")
    none = edition("2024Q1", *deals(2022, 2, month=8))
    assert shown(trends.facts(none))["trends.rolling.latest.sentence"] == "最近四个季度没有发行"


def test_stock_without_data_or_base() -> None:
    e = edition("2024Q1", Deal("2023-05-05"))
    assert shown(stock.facts(e))["stock.year.trademarks_sentence"] == "有效注册商标量暂无数据"
    rows = [{"year": 2023, "kind": "trademark", "stock": 44_047_000, "basis": "published"}]
    e = dataclasses.replace(e, ledger=dataclasses.replace(e.ledger, ip_stock=like(e.ledger.ip_stock, rows)))
    assert shown(stock.facts(e))["stock.year.trademarks_sentence"] == (
        "有效注册商标量为4404.7万件，上年数据暂缺，不计算同比"
    )


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([], "台账没有收录2024年底及以前国内（不含港澳台）知识产权存量的数据"),
        (
            [(2023, "invention_patent", 4_015_000), (2022, "invention_patent", 3_280_000)],
            "2024年底的知识产权存量尚未收入台账；截至2023年底，国内（不含港澳台）发明专利有效量为401.5万件，"
            "同比增长22.4%，首次超过400万件；有效注册商标量暂无数据",
        ),
        (
            [(2024, "invention_patent", 4_015_000), (2023, "trademark", 44_047_000)],
            "截至2024年底，国内（不含港澳台）发明专利有效量为401.5万件，上年数据暂缺，不计算同比；"
            "截至2023年底，有效注册商标量为4404.7万件，上年数据暂缺，不计算同比",
        ),
        (
            [(year, kind, 10_000) for year in (2023, 2024) for kind in ("invention_patent", "trademark")],
            "截至2024年底，国内（不含港澳台）发明专利有效量为1.0万件，与上年持平；有效注册商标量为1.0万件，与上年持平",
        ),
    ],
)
def test_the_last_known_stock_stands_with_its_year(held: list[tuple[int, str, int]], expected: str) -> None:
    e = edition("2025Q1", Deal("2023-05-05"))
    rows = [{"year": year, "kind": kind, "stock": count, "basis": "published"} for year, kind, count in held]
    e = dataclasses.replace(e, ledger=dataclasses.replace(e.ledger, ip_stock=like(e.ledger.ip_stock, rows)))
    assert shown(stock.facts(e))["stock.year.sentence"] == expected


@pytest.mark.parametrize(
    ("bases", "expected"),
    [
        (
            ("reconstructed", "reconstructed"),
            "公开资料只给出合计数，没有逐单明细。本期台账纳入统计口径的产品共2单，全部由公开合计数反推生成，"
            "用于核对算法；对应的证券明细共2行，亦全部反推生成",
        ),
        (
            ("reconstructed", "published"),
            "部分产品的公开资料只给出合计数，没有逐单明细。本期台账纳入统计口径的产品共2单，"
            "其中由公开合计数反推生成的1单，用于核对算法；对应的证券明细共2行，其中反推生成的1行",
        ),
    ],
)
def test_how_much_was_worked_back_is_said(bases: tuple[str, str], expected: str) -> None:
    e = edition("2024Q1", *deals(2023, 2))
    ledger = dataclasses.replace(
        e.ledger,
        deals=e.ledger.deals.assign(basis=list(bases)),
        tranches=e.ledger.tranches.assign(basis=list(bases)),
    )
    e = dataclasses.replace(e, ledger=ledger)
    assert shown(data_basis.facts(e))["data.sample.sentence"] == expected


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (
            [*deals(2022, 1), *deals(2023, 2), *deals(2024, 1, month=2)],
            "2023年发行2单、2.00亿元，单数与规模均有增长；2024年1—3月发行1单、1.00亿元；"
            "2023年均采用贷款模式，优先级证券全部为 AAAsf 级，期限在1年左右。",
        ),
        (deals(2022, 1), "2023年没有发行；2024年1—3月没有发行。"),
    ],
)
def test_the_summary(made: list[Deal], expected: str) -> None:
    e = edition("2024Q1", *made)
    found = [fact for module in (issuance, originators, modes, senior) for fact in module.facts(e)]
    text = headline.summary(e, found)
    assert text == expected
    assert len(headline.headline(e, found)) == 4
