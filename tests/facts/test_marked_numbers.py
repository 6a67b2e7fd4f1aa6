"""Every number that a sentence prints stands under the id of a fact, so that a reader can ask where it comes from."""

from __future__ import annotations

import re

import pytest

from ipabs.assembly.reading import used_variables
from ipabs.edition import Edition
from ipabs.facts import all_facts
from ipabs.facts.headline import headline_facts, summary_markup

from .ledgers import shipped_edition
from .reading import text
from .special_cases import CASES
from .test_every_edition import PERIODS

MARKED = re.compile(r'\[(?:\\.|[^\]\\])*\]\{\.fact data-fact="([^"]+)"\}')
# What is no number of the report: a date or a range of months, and names in their marks (“…第1期…”, 《…（2023—2025年）》).
NAMED = re.compile(r"“[^”]*”|《[^》]*》|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}—\d{1,2}月")


def bare(markup: str) -> str:
    """Return what is left of a sentence without its marked facts, dates and names, if a digit is in it."""
    rest = NAMED.sub("", re.sub(r"\\(.)", r"\1", MARKED.sub("", markup)))
    return rest if re.search(r"\d", rest) else ""


def check(edition: Edition) -> None:
    facts = all_facts(edition)
    assert not {fact.id: bare(fact.markup) for fact in facts if bare(fact.markup)}
    assert not bare(summary_markup(edition, headline_facts(edition)))
    ids, printed = {fact.id for fact in facts}, set(used_variables(text(True)))
    marked = {fact.var: set(MARKED.findall(fact.markup)) for fact in facts if fact.var in printed}
    assert not {var: inside - ids for var, inside in marked.items() if inside - ids}


@pytest.mark.parametrize("period", PERIODS)
def test_no_number_of_a_shipped_edition_stands_by_itself(period: str) -> None:
    check(shipped_edition(period))


@pytest.mark.parametrize("case", CASES)
def test_nor_one_that_other_ledgers_bring(case: str) -> None:
    check(CASES[case]())


@pytest.mark.parametrize(
    ("markup", "left"),
    [
        ('规模较此前四个季度[增长7.76%]{.fact data-fact="a"}', ""),
        ("规模较此前四个季度增长7.76%", "规模较此前四个季度增长7.76%"),
        ('共发行[3单]{.fact data-fact="a"}，另有2单', "共发行，另有2单"),
        ("2024年1—3月与2023年6月30日", ""),
        ("“水电十四局第1期”为首单", ""),
        ('在[\\[2.70%,3.00%\\]]{.fact data-fact="a"}', ""),
    ],
)
def test_the_rule(markup: str, left: str) -> None:
    assert bare(markup) == left
