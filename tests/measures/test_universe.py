"""The headline figures under narrower rules, from deals that can be added up by hand."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from ipabs.measures.universe import headlines, let_in, narrower
from ipabs.period import Span

from .frames import CRORE, deals, originators

YEAR, YTD = Span(2023), Span(2024, 1)
DEALS = deals(
    ("A", "2023-02-01", 3 * CRORE),
    ("B", "2023-03-01", 2 * CRORE),
    ("C", "2023-12-31", 5 * CRORE),
    ("D", "2024-03-31", 4 * CRORE),
    ("E", "2024-04-01", 9 * CRORE),
)
BY_PART = {
    "wind": np.array([True, False, True, False, True]),
    "name": np.array([True, True, False, False, False]),
    "internal": np.array([False, False, False, True, False]),
}


def test_the_base_stays_and_the_others_go_one_by_one() -> None:
    assert [(each.code, each.parts) for each in narrower(["wind", "name", "internal"])] == [
        ("wind_or_name", ("wind", "name")),
        ("wind_or_internal", ("wind", "internal")),
        ("wind_only", ("wind",)),
    ]
    assert [each.code for each in narrower(["wind", "name"])] == ["wind_only"]
    assert narrower(["wind"]) == []


def test_figures_of_each_choice() -> None:
    nobody = np.zeros(5, bool)
    kept = {each.code: let_in(BY_PART, each.parts, nobody) for each in narrower(list(BY_PART))}
    parties = originators(
        ("A", "甲", None), ("B", "乙", None), ("C", "甲", None), ("D", "丁", None), ("E", "戊", None)
    )
    found = headlines(DEALS, parties, kept, (YEAR, YTD))
    told = {key: (figure.deals, figure.size_yuan, figure.top5_share) for key, figure in found.items()}
    assert told == {
        ("wind_or_name", YEAR): (3, 10 * CRORE, Fraction(1)),
        ("wind_or_name", YTD): (0, 0, None),
        ("wind_or_internal", YEAR): (2, 8 * CRORE, Fraction(1)),
        ("wind_or_internal", YTD): (1, 4 * CRORE, Fraction(1)),
        ("wind_only", YEAR): (2, 8 * CRORE, Fraction(1)),
        ("wind_only", YTD): (0, 0, None),
    }
    assert found["wind_or_name", YEAR].rows.tolist() == [0, 1, 2]


def test_five_largest_and_those_who_tie_for_the_fifth() -> None:
    sizes = [9, 8, 7, 6, 2, 2, 1]
    many = deals(*((f"D{at}", "2023-05-01", size * CRORE) for at, size in enumerate(sizes)))
    parties = originators(*((f"D{at}", f"第{at}公司", None) for at in range(7)))
    found = headlines(many, parties, {"all": np.ones(7, bool)}, (YEAR,))
    assert found["all", YEAR].top5_share == Fraction(34, 35)


def test_a_deal_excluded_by_hand_stays_out_of_every_narrower_rule() -> None:
    excluded = np.array([True, False, False, False, False])
    assert let_in(BY_PART, ("wind",), excluded).tolist() == [False, False, True, False, True]


@pytest.mark.parametrize("parts", [("wind",), ("wind", "name"), ("wind", "internal")])
def test_a_narrower_rule_never_lets_more_in(parts: tuple[str, ...]) -> None:
    nobody = np.zeros(5, bool)
    whole = let_in(BY_PART, tuple(BY_PART), nobody)
    assert not (let_in(BY_PART, parts, nobody) & ~whole).any()
