"""Whatever a ledger holds, its facts are complete, consistent and readable."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ipabs.edition import Edition, edition_of
from ipabs.facts import all_facts
from ipabs.facts.fact import Fact
from ipabs.facts.headline import headline, summary
from ipabs.facts.variables import variables
from ipabs.facts.words import period_words
from ipabs.period import Calendar, Quarter

from .ledgers import Deal, edition, ledger_of

BAD = re.compile(
    r"(?<![A-Z])-|\bnan\b|None|<NA>|同比同比|，，|、、|；；|，；|；，|^[，；、]|[，；、和]$|（）|\s\s|持平\d"
)
_QUOTED = re.compile("“[^”]*”")

DEALS = st.builds(
    Deal,
    day=st.dates(min_value=dt.date(2021, 1, 1), max_value=dt.date(2024, 3, 31)).map(
        lambda day: day.isoformat()
    ),
    size=st.integers(1, 5) | st.integers(1, 10**6),
    by=st.sampled_from(
        ["甲公司", "乙公司", "丙公司", "丁公司", "戊公司", "己公司", "甲公司；乙公司", "样本公司01"]
    ),
    kind=st.sampled_from(["micro_lender", "leasing_company", "exchange", "书店", None]),
    mode=st.sampled_from(["loan", "factoring", "patent_relicense", "信托受益权", "X-1.b", None]),
    rating=st.sampled_from(["AAAsf", "AA+sf", "AA-sf", "优", None]),
    coupon=st.sampled_from([None, 0.01, 2.7, 3.0, 3.3, 4.4, 7.05]),
    days=st.integers(1, 2000),
    enhancers=st.lists(
        st.sampled_from(["guarantee_company", "bank", "soe", "undisclosed", "insurer"]),
        max_size=3,
        unique=True,
    ),
    venue=st.sampled_from(["szse", "sse", "hkex"]),
    region=st.sampled_from(["广东", "北京", "新疆"]),
    form=st.sampled_from(["guarantee", "bank_guarantee_letter", "新方式"]),
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(st.lists(DEALS, max_size=14), st.sampled_from(["2023Q4", "2024Q1", "2023Q2"]))
def test_any_ledger(deals: list[Deal], period: str) -> None:
    e = edition(period, *deals)
    found = all_facts(e)
    variables(found, period_words(e.calendar))
    readable(found)
    consistent(e, {fact.id: fact for fact in found})
    assert len(headline(e, found)) == 4
    assert not BAD.search(summary(e, found))


def readable(found: list[Fact]) -> None:
    for fact in found:
        for text in (fact.display, fact.name, fact.definition):
            assert text and not BAD.search(_QUOTED.sub("", text)), (fact.id, text)
        if fact.unit and fact.value is not None and not isinstance(fact.value, str):
            assert re.fullmatch(r"\d+(\.\d+)?%?", fact.text), (fact.id, fact.text)
        assert (fact.direction is None) or (fact.value is not None)


def consistent(e: Edition, facts: dict[str, Fact]) -> None:
    for span in e.calendar.roles.values():
        deals = facts[f"issuance.deals.{span.id}"].value
        for topic in ("modes", "enhancement"):
            parts = [
                fact
                for id, fact in facts.items()
                if re.fullmatch(rf"{topic}\.\w+\.deals\.{re.escape(span.id)}", id) and ".with_" not in id
            ]
            assert sum(int(str(fact.value)) for fact in parts) == deals
            shares = [facts[fact.id.replace(".deals.", ".share.")].value for fact in parts]
            if deals:
                assert sum(Fraction(str(share)) for share in shares) == pytest.approx(1)
        change = facts[f"issuance.deals.{span.id}.change"]
        before = facts.get(f"issuance.deals.{span.prior.id}")
        if before is not None and change.value is not None:
            assert int(str(deals)) - int(str(before.value)) == change.value


def test_an_empty_ledger_still_makes_an_edition() -> None:
    e = edition_of(Calendar(Quarter(2024, 1)), ledger_of([], market_from=2022))
    found = all_facts(e)
    readable(found)
    assert summary(e, found) == "2023年没有发行；2024年1—3月没有发行。"
    assert {figure["number"] for figure in headline(e, found)} == {"0", "0.00", "--"}
