"""The numbers of the sentence under the title are the facts of the edition."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ipabs.build.opened import opened
from ipabs.edition import open_edition
from ipabs.facts.headline import headline_facts, summary

DATA = Path(__file__).parents[2] / "data"
MARKED = re.compile(r'\[([^\]]+)\]\{\.fact data-fact="([^"]+)"\}')


@pytest.mark.parametrize("period", ["2024Q1", "2023Q4"])
def test_every_number_of_the_summary_can_be_opened(period: str) -> None:
    edition = open_edition(period, DATA)
    facts = headline_facts(edition)
    text = summary(edition, facts)
    marked = opened(text, edition.calendar, facts)
    assert MARKED.sub(r"\1", marked) == text
    displays = {fact.id: fact.display for fact in facts}
    found = MARKED.findall(marked)
    assert found and all(displays[id] == shown for shown, id in found)
    left = MARKED.sub("", marked)
    for span in (edition.calendar.ytd, edition.calendar.year):
        left = left.replace(span.zh, "") if span else left
    assert not re.search(r"\d", left)


def test_a_number_is_that_of_its_own_period() -> None:
    edition = open_edition("2024Q1", DATA)
    facts = headline_facts(edition)
    found = dict(
        reversed(pair) for pair in MARKED.findall(opened(summary(edition, facts), edition.calendar, facts))
    )
    assert found["issuance.deals.2023"] == "47单" and found["issuance.deals.2024Q1"] == "9单"
    assert found["issuance.size.2024Q1.versus"] == "同比下降24.33%"


def test_markup_in_names_stays_text() -> None:
    edition = open_edition("2024Q1", DATA)
    assert opened("2023年[甲]*规模最大*。", edition.calendar, []) == "2023年\\[甲\\]\\*规模最大\\*。"
