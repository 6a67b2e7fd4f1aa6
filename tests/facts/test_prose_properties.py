"""Whatever a ledger holds, the text reads as text: every number is a fact, every claim is true."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ipabs.edition import Edition
from ipabs.facts import Fact
from ipabs.facts.headline import headline, headline_facts, summary
from ipabs.measures.columns import JOIN

from .ledgers import Deal, edition, shipped_edition
from .reading import exhibits, facts_of, prose, shown
from .special_cases import CASES
from .test_generated_ledgers import DEALS

QUARTERS = ["2022Q1", "2022Q2", "2022Q3", "2022Q4", "2023Q1", "2023Q2", "2023Q3", "2023Q4", "2024Q1"]

HAN = r"[\u3400-\u9fff]"
_QUOTED = re.compile("“[^”]*”|《[^》]*》")
_SPAN = re.compile(r'\[((?:\\.|[^\[\]\\])*)\]\{\.fact data-fact="([^"]+)"\}')
_MARKUP = re.compile(r"\{[#.][^{}]*\}|\[\^[\w-]+\]:?|\{\{<.*?>\}\}")
_REFERENCE = re.compile(r"\[@[\w; @-]+\]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")

OFFENCES = {
    "a mark at the wrong place": rf"[，。；、：][，。；、：]|^[，。；、：]|（）|（[，；]|[，；、]）|[，、；：]$|{HAN} +{HAN}",
    "a change of nothing": r"(?:增加|减少|增长|下降|提高|降低|延长|缩短|上升)0(?:\.0+)?(?:单|家|%|个)",
    "a missing value": r"(?i:\bnan\b)|None|<NA>|(?i:\binf\b)|无法计算|Fraction|\{\w+\}",
    "a negative count": r"(?<![\d年\w])[-−–]\d",
    "a word said twice": rf"({HAN}{{2,6}})\1|的的|了了|为为|在在|占占|与与|较较|共共|仅仅有仅|均均",
    "no one who does something": r"(?<![\d.])0(?:单|家|只)(?:由|产品|机构|原始|知识)",
    "a comparison with itself": r"持平\d|与上年.{0,8}(?:增长|下降)|同比同比|由([\d.]+亿元)(?:上升|下降)到\1",
    "a list of one": r"和[，。；]|、和|、，|和和",
    "nothing that leads": r"没有发行(?:的规模占比|增信|为主|居首|规模最大)",
}
"""What no sentence may hold."""


def sentences(e: Edition) -> list[str]:
    """Return the printed lines: variables put in, markup and quoted names taken out."""
    text = prose(e)
    lines = [line for line in text.splitlines() if not line.startswith((":::", "---"))]
    plain = [_REFERENCE.sub("图", _MARKUP.sub("", _QUOTED.sub("", line))).strip() for line in lines]
    return [line for line in plain if line]


def around(e: Edition) -> list[str]:
    """Return captions, notes and text alternatives, the headline figures and the summary."""
    found = [summary(e, headline_facts(e))]
    found += [
        words
        for figure in headline(e, headline_facts(e))
        for words in (figure["label"], figure["comparison"])
    ]
    for label, make in exhibits().items():
        if "structure" in label:
            continue
        made = make(e)
        found += [made.caption, made.note, made.alt]
    return [_QUOTED.sub("", words) for words in found if words]


def reads_well(e: Edition) -> None:
    for line in [*sentences(e), *around(e)]:
        for offence, pattern in OFFENCES.items():
            match = re.search(pattern, line)
            assert match is None, f"{offence}: {match.group()!r} in {line}"


def numbers_are_facts(e: Edition) -> None:
    """Every number that a fact of the text prints is one that a fact names, or belongs to the period."""
    found = {fact.id: fact for fact in facts_of(e)}
    period = " ".join(words for name, words in shown(e).items() if name.startswith("period."))
    dates = set(_NUMBER.findall(period)) | {str(year) for year in range(2015, 2030)}
    for fact in found.values():
        if not fact.markup or not fact.id.startswith("narrative."):
            continue
        inner = _SPAN.findall(fact.markup)
        for printed, name in inner:
            of = found.get(name)
            if of is not None and "prior" not in of.var and of.unit:
                plain = re.sub(r"\\(.)", r"\1", printed)
                assert plain in (of.display, of.text) or ".average." in name, (fact.id, printed, of.display)
        rest = _QUOTED.sub("", _SPAN.sub("", fact.markup))
        loose = [number for number in _NUMBER.findall(rest) if number not in dates]
        allowed = (
            "narrative.originators.label",
            "narrative.originators.top",
            "narrative.trends.concentration",
        )
        if fact.id.startswith((*allowed, "narrative.policies", "narrative.rules")):
            continue
        # Dates of first deals and quarters of peaks are all that remains.
        assert all(int(float(number)) <= 12 or len(number) == 4 for number in loose), (fact.id, rest)


def firsts_are_first(e: Edition) -> None:
    """首次 and 新增 are said only of what no earlier deal had."""
    found = {fact.id: fact for fact in facts_of(e)}
    deals, enhancements = e.ledger.deals, e.ledger.enhancements
    for span in e.calendar.roles.values():
        words = found[f"enhancement.new_forms.{span.id}"].display
        before = set(deals.loc[deals["issued_on"] < str(span.start), "deal_id"])
        used = {str(form) for form in enhancements.loc[enhancements["deal_id"].isin(before), "form"].dropna()}
        names = {found[f"enhancement.forms.{form}.deals.{span.id}"].name for form in used}
        for name in names:
            form = name.partition("采用")[2].removesuffix("的单数")
            assert f"{form}增信" not in words or "首次" not in words, (span, words)
        turnover = found[f"modes.turnover.{span.id}"].display
        gone = {str(mode) for mode in deals.loc[deals["issued_on"] < str(span.start), "mode"].dropna()}
        for mode in gone:
            fresh = turnover.partition("新增")[2].partition("，")[0]
            assert f"{found_name(e, mode)}" not in re.split("、|和", fresh)


def found_name(e: Edition, mode: str) -> str:
    from ipabs.facts import names

    return names.mode(e, mode)


def shares_add_up(e: Edition) -> None:
    """The shares of a table sum to what its total prints, or the note says by how much they miss it."""
    for label, column in (("tbl-tenor", "share_printed"), ("tbl-coupon", "share_printed")):
        made = exhibits()[label](e)
        printed = [text for text in made.data[column] if text != "--"]
        total = sum((Decimal(text.rstrip("%")) for text in printed), Decimal(0))
        if printed and total != 100:
            assert f"相差{abs(total - 100)}个百分点" in made.note, (label, printed, made.note)
        else:
            assert "四舍五入" not in made.note
    for label in ("fig-modes", "fig-enhancement", "fig-trend-region"):
        data = exhibits()[label](e).data
        for span in e.calendar.window:
            column = f"{span.id}_share"
            if column in data and data[f"{span.id}_deals"].sum():
                assert data[column].sum() == pytest.approx(1)


def counts_are_whole(found: Iterable[Fact]) -> None:
    for fact in found:
        if fact.unit in ("单", "家", "只", "项", "种", "个") and ".change" not in fact.id:
            assert isinstance(fact.value, int) and fact.value >= 0, fact.id


def everything_holds(e: Edition) -> None:
    reads_well(e)
    numbers_are_facts(e)
    firsts_are_first(e)
    shares_add_up(e)
    counts_are_whole(facts_of(e))


@pytest.mark.parametrize("case", CASES)
def test_special_cases(case: str) -> None:
    e = CASES[case]()
    reads_well(e)
    numbers_are_facts(e)
    shares_add_up(e)


@pytest.mark.parametrize("period", ["2019Q1", "2019Q4", "2020Q2", "2021Q3", "2022Q4", "2023Q1", "2024Q1"])
def test_the_shipped_ledger(period: str) -> None:
    everything_holds(shipped_edition(period))


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(st.lists(DEALS, max_size=12), st.sampled_from(QUARTERS))
def test_any_ledger(deals: list[Deal], period: str) -> None:
    everything_holds(edition(period, *deals, market_from=2021))


def test_combinations_are_named_in_words() -> None:
    e = CASES["enhancer_comes_and_goes"]()
    assert not [
        line
        for line in [*sentences(e), *around(e)]
        if JOIN in line.replace("AA+sf", "").replace("BBB+sf", "")
    ]
