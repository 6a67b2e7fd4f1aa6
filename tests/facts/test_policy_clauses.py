"""What policies and remarks add to the text is rows of the ledger: a new row is a new clause."""

from __future__ import annotations

import dataclasses

import pytest

from ipabs.edition import Edition, edition_of
from ipabs.ledger import Ledger
from ipabs.period import Calendar, Quarter

from .ledgers import Deal, ledger_of, like, shipped
from .reading import prose, said

OUT_OF_STEPS = "专门针对这一品种的文件尚不多，产品按资产支持证券的一般规则办理"
GENERAL = "各类首单能否带动后续发行，比首单本身更值得关注"


def policy(issued: str, clause: str, place: str, **others: str) -> dict[str, object]:
    given = {"level": "context", "issued": issued, "title": f"《{issued}》", "content": "内容"}
    return given | {"source": "公报", "basis": "published", "clause": clause, "clause_in": place} | others


def with_policies(period: str, *rows: dict[str, object], deals: tuple[Deal, ...] = ()) -> Edition:
    ledger: Ledger = dataclasses.replace(
        ledger_of(deals, market_from=2020), policies=like(shipped().policies, rows)
    )
    return edition_of(Calendar(Quarter.parse(period)), ledger)


STEPS = (
    policy("2023-09", "{when}的方案把重心移向运用", "steps"),
    policy("2021-02-03", "{when}，试点转向推广", "steps"),
    policy("2022-05", "", ""),
)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2020Q4", OUT_OF_STEPS),
        ("2021Q1", "2021年2月，试点转向推广"),
        ("2023Q3", "2021年2月，试点转向推广。2023年9月的方案把重心移向运用"),
    ],
)
def test_steps_of_policy_come_by_date(period: str, expected: str) -> None:
    assert said(with_policies(period, *STEPS))["narrative.policies.steps"] == expected


def test_the_newest_clause_on_leasing_holds() -> None:
    rows = (policy("2020-06-09", "固定资产才能出租", "lease"), policy("2023-12-31", "限制已经取消", "lease"))
    assert said(with_policies("2020Q1", *rows))["narrative.rules.leasing"].endswith("一直存在分歧")
    assert said(with_policies("2023Q3", *rows))["narrative.rules.leasing"] == "固定资产才能出租"
    assert said(with_policies("2023Q4", *rows))["narrative.rules.leasing"] == "限制已经取消"


def test_a_local_ground_for_subsidies_needs_deals_in_its_region() -> None:
    row = policy("2022-03", "{when}，北京有了依据", "subsidy", region="北京市")
    here = with_policies("2023Q4", row, deals=(Deal("2023-05-05", region="北京"),))
    assert said(here)["narrative.rules.subsidy"] == "2022年3月，北京有了依据"
    elsewhere = with_policies("2023Q4", row, deals=(Deal("2023-05-05", region="广东"),))
    assert said(elsewhere)["narrative.rules.subsidy"] == "补贴有没有明确的依据，往往决定一地的发行能否连续"
    nationwide = with_policies("2023Q4", policy("2022-03", "各地都有了依据", "subsidy"))
    assert said(nationwide)["narrative.rules.subsidy"] == "各地都有了依据"


def test_context_is_in_no_table_and_no_count() -> None:
    e = with_policies("2023Q4", *STEPS)
    assert said(e)["policies.national.sentence"] == "本期没有收录国家层面政策"
    assert said(e)["alt:tbl-policies-national"] == "国家层面没有政策记录。"


def test_one_policy_has_no_range() -> None:
    row = policy("2022-03", "", "", level="local", region="浙江省")
    found = said(with_policies("2023Q4", row))
    assert found["policies.local.sentence"] == "本期收录地方层面政策1项，发布时间为2022年3月"
    assert found["alt:tbl-policies-local"] == "地方层面列示1项政策，发布于2022年3月，来自浙江省。"


def test_a_remark_is_a_cell_of_the_deal() -> None:
    ledger = ledger_of([Deal("2022-05-05", name="甲专利1号"), Deal("2023-05-05", name="乙专利2号")])
    deals = ledger.deals.assign(remark=["为首单循环购买产品", None]).astype(ledger.deals.dtypes.to_dict())
    ledger = dataclasses.replace(ledger, deals=deals)
    words = {
        period: said(edition_of(Calendar(Quarter.parse(period)), ledger))["narrative.modes.year.remark"]
        for period in ("2023Q1", "2024Q1")
    }
    assert words == {"2023Q1": f"“甲专利1号”为首单循环购买产品。{GENERAL}", "2024Q1": GENERAL}


@pytest.mark.parametrize(
    ("regions", "said_first", "compared"),
    [
        ((), "本期没有收录地方层面政策", False),
        (("浙江省",), "本期收录地方层面政策1项，发布时间为2022年3月", False),
        (("浙江省", "浙江省"), "本期收录地方层面政策2项，发布时间为2022年3月", False),
        (("浙江省", "深圳市"), "本期收录地方层面政策2项，发布时间为2022年3月", True),
    ],
)
def test_measures_are_compared_only_where_several_places_have_some(
    regions: tuple[str, ...], said_first: str, compared: bool
) -> None:
    rows = (policy("2022-03", "", "", region=region) | {"level": "local"} for region in regions)
    found = said(with_policies("2023Q4", *rows))
    assert found["policies.local.sentence"] == said_first
    assert found["narrative.policies.local"].startswith("各地的比例和上限差别很大") == compared
    assert ("无从比较" in found["narrative.policies.local"]) != compared


def test_the_text_does_not_speak_of_documents_that_the_table_lacks() -> None:
    words = prose(with_policies("2023Q4"))
    assert "本期没有收录国家层面政策" in words and "本期没有收录地方层面政策" in words
    for claim in ("读这些文件", "各地的比例和上限差别很大", "部分明细为重构样本", "区域集中的直接原因"):
        assert claim not in words
