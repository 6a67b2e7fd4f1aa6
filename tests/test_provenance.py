"""数字溯源 lists the numbers that the text prints, and nothing else, in the order of the text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from ipabs.assembly.reading import expanded, used_variables
from ipabs.edition import open_edition
from ipabs.facts import Fact, all_facts
from ipabs.provenance import provenance, used_facts

ROOT = Path(__file__).resolve().parents[1]


@cache
def listed(period: str) -> list[Fact]:
    facts = all_facts(open_edition(period, ROOT / "data"))
    return used_facts(facts, used_variables(expanded(ROOT / "report" / "index.qmd")))


@pytest.mark.parametrize("period", ["2019Q2", "2024Q1"])
def test_sections_follow_the_text(period: str) -> None:
    """Section 2 says by when no other mode was seen: a date is no number, and brings no section forward."""
    sections = list(dict.fromkeys(fact.section for fact in listed(period)))
    order = ["政策", "发行概览", "业务模式", "发起机构", "优先级证券", "增信", "存续期", "趋势", "本期数据"]
    assert [name for name in order if name in sections] == [name for name in sections if name in order]


def test_the_growth_of_the_last_four_quarters_is_listed() -> None:
    (growth,) = (fact for fact in listed("2024Q1") if fact.id == "trends.rolling.size_growth.2024Q1")
    assert (growth.display, growth.behind) == ("增长7.76%", 84)


@pytest.mark.parametrize("period", ["2019Q2", "2024Q1"])
def test_a_clause_with_nothing_but_a_date_is_not_listed(period: str) -> None:
    assert not [fact.id for fact in listed(period) if fact.id.endswith((".others", ".sentence"))]


def test_words_around_a_number_are_told_from_numbers() -> None:
    """Numbers stand right and bold, words left and regular: not by their length, but by what they are."""
    lines = {
        line.split("`")[1]: line for line in provenance(listed("2024Q1"), "").splitlines() if "`" in line
    }
    assert "| [3.00%（不含）\\~3.30%（含）]{.phrase} |" in lines["senior.aaa.coupon.modal_band"]
    assert "| [1年左右]{.phrase} |" in lines["senior.aaa.tenor.focus"]
    assert "| 提高0.77个百分点 |" in lines["issuance.market_deals_share.2023.change"]
