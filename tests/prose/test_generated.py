"""What facts and exhibits compose follows the same rules, over editions of several kinds."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from ipabs.edition import Edition, open_edition
from ipabs.exhibits import (
    data_basis,
    enhancement,
    issuance,
    modes,
    originators,
    policies,
    senior,
    structures,
    surveillance,
    trends,
)
from ipabs.facts import all_facts
from ipabs.facts.headline import headline, summary
from ipabs.facts.words import period_words
from ipabs.prose import lint_sentences
from ipabs.prose.defined import definitions
from ipabs.prose.visible import visible

ROOT = Path(__file__).parents[2]
PERIODS = ["2019Q1", "2020Q4", "2021Q2", "2023Q3", "2024Q1"]
EXHIBITS = [
    policies.national, policies.local, structures.loan, structures.relicense, issuance.deals, issuance.size,
    modes.distribution, originators.top_five, senior.tenor, senior.coupon, enhancement.distribution,
    surveillance.events, trends.rolling, trends.concentration, trends.tenor_coupon, trends.region, trends.ip_stock,
    data_basis.rows_by_basis, data_basis.universe_rules,
]  # fmt: skip
_CELL = re.compile(r"<(?:td|th)\b[^>]*>(.*?)</(?:td|th)>", re.DOTALL)


@cache
def edition(period: str) -> Edition:
    return open_edition(period, ROOT / "data")


@cache
def defined() -> frozenset[str]:
    """The abbreviations that the report's own text explains."""
    return frozenset(
        definitions([visible(path.read_text("utf-8")).text for path in (ROOT / "report").glob("*.qmd")])
    )


def wrong(texts: list[tuple[str, str]]) -> list[str]:
    return [str(finding) for finding in lint_sentences(texts, set(defined()))]


@pytest.mark.parametrize("period", PERIODS)
def test_sentences_of_facts(period: str) -> None:
    facts = all_facts(edition(period))
    texts = [
        (f"{fact.id} {part}", text)
        for fact in facts
        for part in ("display", "name", "definition", "rounding")
        if (text := getattr(fact, part))
        # What is new is told to the editor, with the ledger's codes; no reader sees these names.
        if not (part == "name" and fact.id.startswith("new."))
    ]
    texts += list(period_words(edition(period).calendar).items())
    texts.append(("summary", summary(edition(period), facts)))
    texts += [
        (figure["id"], f"{figure['label']}，{figure['comparison']}")
        for figure in headline(edition(period), facts)
    ]
    assert len(texts) > 1000
    assert wrong(texts) == []


@pytest.mark.parametrize("period", PERIODS)
def test_words_of_exhibits(period: str) -> None:
    texts = []
    for make in EXHIBITS:
        exhibit = make(edition(period))
        texts += [
            (f"{exhibit.label} {part}", getattr(exhibit, part))
            for part in ("caption", "unit", "note", "source", "alt")
        ]
    assert len(texts) == 5 * len(EXHIBITS)
    assert wrong(texts) == []


def test_a_wrong_sentence_of_a_fact_is_named() -> None:
    (finding,) = lint_sentences([("issuance.sentence.2023", "2024年1-3月发行9单")])
    assert str(finding) == (
        "issuance.sentence.2023:1:6: a range of months: “1-3月”; write 1—3月 with one dash —"
    )
