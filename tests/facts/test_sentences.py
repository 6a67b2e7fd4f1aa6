"""Exact sentences on issuance, originators and modes in every case the data can bring."""

from __future__ import annotations

import pytest

from ipabs.facts import (
    issuance,
    leaders,
    modes,
    originators,
    senior,
)
from ipabs.facts.fact import Fact

from .ledgers import Deal, edition


def shown(found: list[Fact]) -> dict[str, str]:
    return {fact.var: fact.display for fact in found}


def deals(year: int, count: int, size: int = 10_000, month: int = 5) -> list[Deal]:
    return [Deal(f"{year}-{month:02}-{at + 1:02}", size) for at in range(count)]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (
            deals(2022, 2),
            deals(2023, 3),
            "2023年共发行3单知识产权 ABS，单数较2022年增加1单；发行规模为3.00亿元，同比增长50.00%",
        ),
        (
            deals(2022, 2),
            deals(2023, 1),
            "2023年共发行1单知识产权 ABS，单数较2022年减少1单；发行规模为1.00亿元，同比下降50.00%",
        ),
        (
            deals(2022, 2),
            deals(2023, 2),
            "2023年共发行2单知识产权 ABS，单数与2022年持平；发行规模为2.00亿元，与上年持平",
        ),
        (
            [Deal("2021-05-05")],
            deals(2023, 2),
            "2023年共发行2单知识产权 ABS，单数较2022年增加2单；发行规模为2.00亿元，上年没有发行，不计算同比",
        ),
        (deals(2022, 2), [], "2023年没有发行知识产权 ABS，上年发行2单、2.00亿元"),
        ([Deal("2021-05-05")], [], "2023年没有发行知识产权 ABS，上年亦无发行"),
        ([], deals(2023, 2), "2023年共发行2单知识产权 ABS，发行规模为2.00亿元"),
    ],
    ids=["more", "fewer", "unchanged", "base of zero", "none", "none twice", "before the ledger"],
)
def test_a_year(before: list[Deal], now: list[Deal], expected: str) -> None:
    assert shown(issuance.facts(edition("2024Q1", *before, *now)))["issuance.year.sentence"] == expected


@pytest.mark.parametrize(
    ("period", "first", "last", "expected"),
    [
        ("2024Q1", "2023-03-31", "2024-03-31", "2024年1—3月共发行1单知识产权 ABS，单数与上年同期持平"),
        ("2024Q2", "2023-06-30", "2024-06-30", "2024年上半年共发行1单知识产权 ABS，单数与上年同期持平"),
        ("2024Q3", "2023-09-30", "2024-09-30", "2024年前三季度共发行1单知识产权 ABS，单数与上年同期持平"),
    ],
)
def test_year_to_date_compares_the_same_months(period: str, first: str, last: str, expected: str) -> None:
    found = shown(issuance.facts(edition(period, Deal(first), Deal(last))))
    assert found["issuance.ytd.sentence"] == f"{expected}；发行规模为1.00亿元，与上年同期持平"


def test_a_quarter_without_deals() -> None:
    found = shown(issuance.facts(edition("2024Q1", *deals(2023, 2, month=2))))
    assert found["issuance.ytd.sentence"] == "2024年1—3月没有发行知识产权 ABS，上年同期发行2单、2.00亿元"
    assert found["issuance.ytd.deals"] == "0单"
    assert found["issuance.ytd.average_versus"] == "没有发行，不计算单均规模"


def test_a_fourth_quarter_edition_has_no_year_to_date() -> None:
    e = edition("2023Q4", *deals(2022, 1), *deals(2023, 2))
    found = issuance.facts(e) + originators.facts(e) + senior.facts(e)
    assert not [fact.var for fact in found if ".ytd." in fact.var or ".prior_ytd." in fact.var]
    assert e.calendar.window_zh == "2023年"


def test_what_is_issued_after_the_cut_off_is_not_known_yet() -> None:
    e = edition("2023Q4", *deals(2023, 2), Deal("2024-01-05", mode="trust_right"))
    found = shown(issuance.facts(e) + modes.facts(e))
    assert found["issuance.to_date.deals"] == "2单"
    assert "trust_right" not in " ".join(found.values())


def test_markets_share_is_given_only_where_it_is_known() -> None:
    found = shown(issuance.facts(edition("2024Q1", *deals(2022, 1), *deals(2023, 4))))
    # 4 of 400 deals and 4 of 400亿元.
    expected = "占资产证券化产品全市场发行单数的1.00%、发行规模的1.00%"
    assert found["issuance.year.market_sentence"] == expected
    missing = edition("2024Q1", *deals(2022, 1), *deals(2023, 4), market_from=2024)
    assert shown(issuance.facts(missing))["issuance.year.market_sentence"] == "全市场数据暂缺，不计算占比"


def test_venues() -> None:
    def sentence(*venues: str) -> str:
        made = [Deal(f"2023-05-{at + 1:02}", venue=venue) for at, venue in enumerate(venues)]
        return shown(issuance.facts(edition("2024Q1", *made)))["issuance.venues.year.sentence"]

    assert sentence("szse", "szse", "sse") == "在深圳证券交易所发行的最多，有2单，其次为上海证券交易所1单"
    assert sentence("szse", "sse") == "在上海证券交易所和深圳证券交易所各发行1单"
    assert sentence("szse") == "仅有的1单在深圳证券交易所发行"
    assert sentence("szse", "szse") == "全部在深圳证券交易所发行"
    assert sentence("hkex", "hkex", "sse") == "在hkex发行的最多，有2单，其次为上海证券交易所1单"


def named(year: int, sizes: dict[str, int]) -> list[Deal]:
    return [Deal(f"{year}-05-05", size, by=name) for name, size in sizes.items()]


FIVE = {"甲": 90, "乙": 80, "丙": 70, "丁": 60, "戊": 50}


def test_the_top_five_and_who_came_and_went() -> None:
    e = edition("2024Q1", *named(2022, {**FIVE, "己": 10}), *named(2023, {**FIVE, "己": 55}))
    found = shown(originators.facts(e))
    assert found["originators.top5.year.label"] == "前五大发起机构"
    assert found["originators.top5.year.turnover"] == "己新进入前五，戊退出前五"
    assert found["originators.top5.year.stayed"] == "4家"
    assert found["originators.year.count_versus"] == "与2022年持平"
    same = edition("2024Q1", *named(2022, FIVE), *named(2023, FIVE))
    assert shown(originators.facts(same))["originators.top5.year.turnover"] == "前五名单与2022年相同"


def test_a_tie_for_the_fifth_place() -> None:
    found = shown(originators.facts(edition("2024Q1", *named(2023, {**FIVE, "己": 50, "庚": 1}))))
    assert found["originators.top5.year.label"] == "前五大发起机构（第五名并列，共6家）"
    assert found["originators.top5.year.deals"] == "6单"


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "没有发起机构"), (1, "唯一的发起机构"), (3, "全部3家发起机构"), (5, "前五大发起机构")],
)
def test_fewer_than_five_originators(count: int, expected: str) -> None:
    made = named(2023, dict(list(FIVE.items())[:count]))
    found = shown(originators.facts(edition("2024Q1", Deal("2021-05-05"), *made)))
    assert found["originators.top5.year.label"] == expected


LEAD = {"甲": 90, "乙": 80, "丙": 10}
OTHER = {"丙": 95, "甲": 90, "乙": 80}


@pytest.mark.parametrize(
    ("years", "claim", "since"),
    [
        ({2021: LEAD, 2022: LEAD, 2023: LEAD}, "2021年以来，甲和乙的发行规模稳居前二", "2021年"),
        ({2021: OTHER, 2022: LEAD, 2023: LEAD}, "2022年以来，甲和乙的发行规模稳居前二", "2022年"),
        ({2021: LEAD, 2022: LEAD, 2023: OTHER}, "2023年，丙和甲的发行规模居前二", "2023年"),
        ({2023: {"甲": 9, "乙": 8}}, "2023年仅有甲和乙两家机构发行知识产权 ABS", "2023年"),
        ({2023: {"甲": 9}}, "2023年仅甲一家机构发行知识产权 ABS", "没有明确的前二位"),
        ({2022: LEAD}, "2023年没有机构发行知识产权 ABS", "没有明确的前二位"),
        ({2023: {"甲": 9, "乙": 8, "丙": 8}}, "2023年，甲的发行规模居首，丙和乙并列第二", "没有明确的前二位"),
        ({2023: {"甲": 8, "乙": 8, "丙": 8}}, "2023年，丙、乙和甲的发行规模并列第一", "没有明确的前二位"),
    ],
    ids=["holds", "began later", "no longer", "two only", "one only", "none", "tie for second", "three tie"],
)
def test_the_leaders(years: dict[int, dict[str, int]], claim: str, since: str) -> None:
    made = [deal for year, sizes in years.items() for deal in named(year, sizes)]
    found = shown(leaders.facts(edition("2024Q1", *made)))
    assert found["originators.leaders.year.claim"] == claim
    assert found["originators.leaders.since"] == since


def test_the_leaders_in_the_year_to_date() -> None:
    def claim(sizes: dict[str, int]) -> str:
        made = [Deal("2024-02-02", size, by=name) for name, size in sizes.items()]
        return shown(leaders.facts(edition("2024Q1", *named(2023, LEAD), *made)))[
            "originators.leaders.ytd.claim"
        ]

    assert claim({"乙": 9, "甲": 8, "丁": 1}) == "2024年1—3月，两家机构仍居前二"
    assert claim({"乙": 9, "丁": 8}) == "2024年1—3月，前述两家机构中仅乙仍在前二之列"
    assert claim({"戊": 9, "丁": 8}) == "2024年1—3月，前述两家机构均不在前二之列，规模居首的是戊"
    assert claim({"样本戊": 9, "丁": 8}) == "2024年1—3月，前述两家机构均不在前二之列"
    assert claim({}) == "2024年1—3月没有机构发行知识产权 ABS"


def with_modes(year: int, *codes: str | None) -> list[Deal]:
    return [Deal(f"{year}-05-{at + 1:02}", mode=code) for at, code in enumerate(codes)]


@pytest.mark.parametrize(
    ("past", "before", "now", "expected"),
    [
        (["loan"], ["loan"], ["loan"], "业务模式的种类没有变化"),
        (["loan"], ["loan"], ["loan", "factoring"], "与2022年相比，新增保理融资债权模式"),
        (["factoring"], ["loan"], ["loan", "factoring"], "与2022年相比，保理融资债权模式再次出现"),
        (["loan"], ["loan", "factoring"], ["loan"], "与2022年相比，保理融资债权模式没有新发行"),
        (["loan"], ["loan"], ["factoring"], "与2022年相比，新增保理融资债权模式，贷款模式没有新发行"),
        (["loan"], [], ["loan"], "没有可比的上年数据"),
        (["loan"], ["loan"], [], "没有发行"),
    ],
)
def test_modes_that_come_and_go(past: list[str], before: list[str], now: list[str], expected: str) -> None:
    made = [*with_modes(2021, *past), *with_modes(2022, *before), *with_modes(2023, *now)]
    assert shown(modes.facts(edition("2024Q1", *made)))["modes.year.turnover"] == expected


def test_a_mode_that_no_code_knows_shows_up_by_itself() -> None:
    found = shown(
        modes.facts(edition("2024Q1", *with_modes(2022, "loan"), *with_modes(2023, "信托受益权", None)))
    )
    assert found["modes.信托受益权.year.sentence"] == (
        "采用信托受益权模式的仅1单，为“D001知识产权资产支持专项计划”，发行规模为1.00亿元"
    )
    assert (
        found["modes.year.mix"]
        == "信托受益权模式1单、1.00亿元，占50.00%；业务模式未列明1单、1.00亿元，占50.00%"
    )
    assert found["modes.loan.year.sentence"] == "没有采用贷款模式的产品"


def test_who_originates_a_mode() -> None:
    def words(*made: Deal) -> str:
        return shown(modes.facts(edition("2024Q1", *made)))["modes.loan.year.originators"]

    lessor, ctex = (
        Deal("2023-05-05", kind="leasing_company"),
        Deal("2023-05-06", kind="exchange", by="某交易所"),
    )
    assert words(lessor, lessor, ctex) == "2单由融资租赁公司发起，1单由某交易所发起"
    assert words(lessor, lessor) == "全部由融资租赁公司发起"
    assert words(lessor) == "由融资租赁公司发起"
    assert words(lessor, lessor, Deal("2023-05-07", kind=None)) == (
        "2单由融资租赁公司发起，1单未列明发起机构类型"
    )
