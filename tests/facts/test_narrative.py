"""Clauses of the running text: true and natural whichever way the numbers go."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipabs.edition import Edition, open_edition
from ipabs.facts import Fact, all_facts
from ipabs.facts.narrative_issuance import depth_words, growth_words, way
from ipabs.facts.narrative_modes import remarks

from .ledgers import Deal
from .ledgers import edition as made

DATA = Path(__file__).parents[2] / "data"
PERIODS = ["2019Q1", "2020Q3", "2022Q2", "2023Q4", "2024Q1"]


@cache
def edition(period: str) -> Edition:
    return open_edition(period, DATA)


@cache
def clauses(period: str) -> dict[str, Fact]:
    return clauses_of(edition(period))


def changed(period: str, **tables: pd.DataFrame) -> dict[str, Fact]:
    """Return the clauses of an edition whose ledger has other tables."""
    held = edition(period)
    other = replace(held, ledger=replace(held.ledger, **tables))
    return clauses_of(other)


def clauses_of(held: Edition) -> dict[str, Fact]:
    found = (fact for fact in all_facts(held) if fact.id.startswith(("narrative.", "originators.rest.")))
    return {fact.var: fact for fact in found}


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        ((12, 30), (10, 20), "单数与单体规模同时扩大"),
        ((20, 30), (10, 20), "规模的增长来自单数"),
        ((12, 15), (10, 20), "单数增加而总量收缩，发行趋于小额"),
        ((10, 30), (10, 20), "单数未变而总量扩大，增长来自单体规模"),
        ((10, 20), (10, 20), "单数与总量均大体稳定"),
        ((8, 30), (10, 20), "单数减少而总量扩大，发行向大额集中"),
        ((5, 15), (10, 20), "总量的收缩主要来自单数"),
        ((9, 10), (10, 20), "单数与单体规模同时收缩"),
    ],
)
def test_growth_is_put_down_to_number_or_size(
    now: tuple[int, int], before: tuple[int, int], words: str
) -> None:
    assert growth_words(now[0], before[0], now[1], before[1]) == words


@given(*[st.integers(1, 10**12) for _ in range(4)])
def test_growth_has_words_for_every_case(deals: int, before: int, size: int, size_before: int) -> None:
    words = growth_words(deals, before, size, size_before)
    assert words
    if deals > before:
        assert "单数减少" not in words
    if size < size_before * 0.9:
        assert "扩大" not in words and "增长" not in words


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_way_is_the_sign_of_the_difference(now: int, before: int) -> None:
    assert way(now, before) == (now > before) - (now < before)


@pytest.mark.parametrize(
    ("times", "words"), [(3, "远低于"), (Fraction(3, 2), "低于"), (1, "不低于"), (Fraction(1, 2), "不低于")]
)
def test_depth_compares_with_the_market(times: Fraction, words: str) -> None:
    assert depth_words(Fraction(times)).startswith(f"规模占比{words}单数占比")


def test_only_published_remarks_are_repeated() -> None:
    general = "各类首单能否带动后续发行，比首单本身更值得关注"
    assert remarks([]) == general
    assert remarks([("甲专利1号", "为首单某某"), ("乙专利2号", "为首单循环购买产品")]) == (
        f"“甲专利1号”为首单某某，“乙专利2号”为首单循环购买产品。{general}"
    )
    said = clauses("2024Q1")["narrative.modes.year.remark"].display
    assert said == f"“水电十四局第1期知识产权资产支持专项计划”为首单央企知识产权 ABS。{general}"


def test_the_first_quarter_of_2024() -> None:
    said = {var: fact.display for var, fact in clauses("2024Q1").items()}
    assert said["narrative.issuance.year.reading"] == (
        "单均规模由2022年的1.83亿元下降到1.68亿元，规模的增长来自单数"
    )
    assert said["narrative.issuance.ytd.reading"].endswith("单数与单体规模同时收缩")
    assert said["narrative.modes.year.main_share"] == "78.24%"
    assert said["narrative.enhancement.year.main_share"] == "81.67%"
    assert said["narrative.enhancement.year.backing"] == (
        "担保公司增信涉及规模64.40亿元，占全部发行规模的81.67%。从增信方式看，当年银行保函增信首次出现"
    )
    assert said["narrative.originators.year.outside"] == (
        "前五大之外的16家机构合计发行16单，占规模的20.33%，每家均只发行一单"
    )
    assert said["narrative.originators.year.standing"].endswith(
        "稳居前二。头部机构中有3家在2022年已列前五，其余新进入前五"
    )
    assert said["narrative.senior.coupon"] == (
        "主要集中于3.00%（不含）~3.30%（含）之间，占71.37%；加权平均利率为3.18%，单只证券介于2.70%至4.30%之间"
    )
    assert said["narrative.trends.defaults"] == "截至2024年3月31日虽未出现违约"
    assert said["narrative.trends.claims"].endswith(
        "基础资产均为债权，尚未出现以知识产权未来收益直接入池的产品"
    )
    assert "2022年12月，沪深交易所发布特定品种指引" in said["narrative.policies.steps"]


def test_the_first_edition_has_nothing_to_compare_with() -> None:
    said = {var: fact.display for var, fact in clauses("2019Q1").items()}
    assert said["narrative.policies.steps"].startswith("专门针对这一品种的文件尚不多")
    assert "暂行办法" not in said["narrative.rules.leasing"]
    assert "条例" not in said["narrative.rules.subsidy"]
    assert said["narrative.originators.year.standing"] == "2017年没有可以对照的名单"
    assert said["narrative.modes.year.reading"] == "业务模式单一，市场的广度有限"
    assert "较" not in said["narrative.trends.concentration"]


@pytest.mark.parametrize("period", PERIODS)
def test_clauses_read_as_clauses(period: str) -> None:
    for var, fact in clauses(period).items():
        assert fact.display, var
        assert not re.search(r"None|无法计算|没有没有|，，|。。|。，|，。|--|\?", fact.display), fact.display
        assert fact.display[-1] not in "。，；、：" and fact.display[0] not in "。，；、：", fact.display
        assert fact.id.startswith(("narrative.", "originators.rest.")), fact.id


@pytest.mark.parametrize("period", PERIODS)
def test_numbers_inside_clauses_are_facts(period: str) -> None:
    known = {fact.id for fact in all_facts(edition(period))}
    for fact in clauses(period).values():
        assert set(re.findall(r'data-fact="([^"]+)"', fact.markdown)) <= known, fact.id


@pytest.mark.parametrize("period", PERIODS)
def test_no_company_is_named_beyond_the_published_list(period: str) -> None:
    for fact in clauses(period).values():
        if fact.var in ("narrative.originators.year.standing", "narrative.modes.year.originators"):
            continue
        assert "有限公司" not in fact.display and "有限责任公司" not in fact.display, fact.display


def test_a_new_mode_and_a_right_to_revenue_show_up() -> None:
    deals = edition("2024Q1").ledger.deals.copy()
    last = deals.index[deals["issued_on"].dt.year == 2023][-1]
    deals.loc[last, ["mode", "underlying"]] = ["trust_beneficiary", "royalty"]
    said = changed("2024Q1", deals=deals)
    assert "采用trust_beneficiary模式的仅1单" in said["narrative.modes.year.described"].display
    assert said["narrative.modes.year.reading"].display.endswith(
        "新增trust_beneficiary模式，保理融资债权模式再次出现"
    )
    assert "基础资产以各类债权为主体，另有royalty" in said["narrative.trends.claims"].display


def test_defaults_and_downgrades_change_the_words() -> None:
    ledger = edition("2024Q1").ledger
    senior = ledger.tranches[ledger.tranches["seniority"] == "senior"].iloc[0]
    credit = pd.DataFrame(
        {
            "deal_id": [senior["deal_id"]],
            "date": [pd.Timestamp("2024-02-01")],
            "kind": ["default"],
            "note": [""],
            "basis": ["published"],
        }
    )
    ratings = ledger.rating_events.iloc[:1].assign(
        tranche_id=senior["tranche_id"],
        date=pd.Timestamp("2024-01-05"),
        from_rating="AAAsf",
        to_rating="AA+sf",
    )
    said = changed("2024Q1", credit_events=credit, rating_events=ratings)
    assert said["narrative.trends.defaults"].display == "截至2024年3月31日已有1单产品发生违约"
    assert said["narrative.surveillance.ratings"].display.endswith(
        "AAAsf 下调至 AA+sf）；同期没有信用等级上调的记录"
    )


def test_no_deals_to_date() -> None:
    deals = edition("2024Q1").ledger.deals
    said = changed("2024Q1", deals=deals[deals["issued_on"] < "2024-01-01"].reset_index(drop=True))
    assert said["narrative.issuance.ytd.reading"].display == (
        "申报与发行之间存在时滞，个别区间没有发行并不罕见"
    )
    assert said["narrative.modes.ytd.reading"].display == "2024年1—3月没有发行，业务模式无从比较"
    assert "2024年1—3月" not in said["narrative.trends.terms"].display


def test_no_deals_in_the_year() -> None:
    deals = edition("2024Q1").ledger.deals
    kept = deals[(deals["issued_on"].dt.year < 2023) | (deals["issued_on"].dt.year > 2023)]
    said = changed("2024Q1", deals=kept.reset_index(drop=True))
    assert said["narrative.originators.year.top"].display == "2023年没有机构发行"
    assert said["narrative.trends.concentration"].display == "2023年没有发行，不计算集中度"
    assert said["narrative.trends.terms"].display == (
        "2023年没有可以加权的 AAAsf 级证券；2024年1—3月，加权平均期限与发行利率分别为12.12个月和2.92%"
    )
    assert said["narrative.trends.regions"].display == "2023年没有可以比较的地区分布"


@pytest.mark.parametrize(
    ("bases", "opening", "later"),
    [
        (("reconstructed", "reconstructed"), "按重构样本计算，2023年", "。2024年上半年，"),
        (("reconstructed", "published"), "按重构样本计算，2023年", "。按公开明细计算，2024年上半年，"),
        (("published", "reconstructed"), "2023年", "。按重构样本计算，2024年上半年，"),
        (("published", "published"), "2023年", "。2024年上半年，"),
    ],
)
def test_each_range_is_said_to_rest_on_its_own_rows(bases: tuple[str, str], opening: str, later: str) -> None:
    e = made("2024Q2", Deal("2023-05-05"), Deal("2024-05-05"))
    ledger = replace(
        e.ledger,
        deals=e.ledger.deals.assign(basis=list(bases)),
        tranches=e.ledger.tranches.assign(basis=list(bases)),
    )
    said = clauses_of(replace(e, ledger=ledger))["narrative.trends.terms"].display
    assert said.startswith(f"{opening} AAAsf 级") and later in said


def test_lower_ratings_are_explained_where_there_are_some() -> None:
    one = made("2024Q2", Deal("2023-05-05"), Deal("2024-05-05"))
    none = made("2024Q2", Deal("2023-05-05"))
    two = made("2024Q2", Deal("2024-05-05"), Deal("2024-05-06", rating="AA+sf"))
    said = [clauses_of(e)["narrative.senior.ytd.grades"].display for e in (one, none, two)]
    assert said[0] == "2024年上半年发行的优先级证券全部为 AAAsf 级"
    assert said[1] == "2024年上半年没有发行优先级证券"
    assert said[2].startswith("2024年上半年发行的优先级证券按规模计，AAAsf 级占50.00%，AA+sf 级占50.00%")
    assert said[2].endswith(
        "。级别较低的优先级证券多由主体级别较低的担保方支持，票面相应更高，可以看作市场对增信方信用差异的直接定价"
    )


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ({"甲": 1, "乙": 2}, {"丙": 1}, "这家机构不在2022年的前五之列"),
        ({"甲": 1, "乙": 2}, {"甲": 1}, "这家机构在2022年已列前五"),
        ({"甲": 1}, {"甲": 1}, "与2022年为同一家机构"),
        ({"甲": 1}, {"甲": 1, "乙": 2, "丙": 3}, "这3家机构中有1家在2022年已列前五，其余新进入前五"),
        ({"甲": 1, "乙": 2, "丙": 3, "丁": 4}, {"甲": 1, "乙": 2, "丙": 3}, "这3家机构在2022年均已列前五"),
    ],
)
def test_few_originators_are_no_top(before: dict[str, int], now: dict[str, int], words: str) -> None:
    made_of = [
        Deal(f"{year}-05-05", 1_000 * size, by=name)
        for year, sizes in ((2022, before), (2023, now))
        for name, size in sizes.items()
    ]
    said = clauses_of(made("2023Q4", *made_of))["narrative.originators.year.standing"].display
    assert said.endswith(words) and "头部" not in said
