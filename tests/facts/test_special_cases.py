"""Each special case that the data can bring reads exactly so, in the text, above it and around its exhibits."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ipabs.assembly.reading import used_variables

from .reading import said, text
from .special_cases import CASES

EXPECTED: dict[str, dict[str, str]] = yaml.safe_load(
    Path(__file__).with_name("special_cases.yaml").read_text(encoding="utf-8")
)
KINDS = ("summary", "headline.", "alt:", "note:", "caption:")


@pytest.mark.parametrize("case", CASES)
def test_a_special_case_reads_so(case: str) -> None:
    found = said(CASES[case]())
    assert {name: found.get(name) for name in EXPECTED[case]} == EXPECTED[case]


def test_every_case_is_told() -> None:
    assert set(EXPECTED) == set(CASES)


def test_every_clause_of_the_text_is_told_by_some_case() -> None:
    told = {name for case in EXPECTED.values() for name in case if not name.startswith(KINDS)}
    clauses = {name for name in used_variables(text(True)) if name.startswith("narrative.")}
    # What depends on policies and remarks alone is told in test_policy_clauses.py.
    assert clauses - told - {
        "narrative.policies.steps", "narrative.policies.local", "narrative.rules.leasing", "narrative.rules.subsidy",
        "narrative.modes.year.remark",
        "narrative.trends.claims",
    } == set()  # fmt: skip
