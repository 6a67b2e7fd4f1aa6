"""The one rounding rule."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipabs.rounding import amount, fixed, percent, ratio


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (0.125, 2, "0.13"),
        (2.675, 2, "2.68"),  # binary floating point would give 2.67
        (Fraction(1, 3), 2, "0.33"),
        (Fraction(2, 3), 2, "0.67"),
        (Decimal("1.005"), 2, "1.01"),
        (-0.005, 2, "-0.01"),
        (-0.004, 2, "0.00"),
        (0, 2, "0.00"),
        (7, 0, "7"),
        (0.5, 0, "1"),
        (1e21, 0, "1000000000000000000000"),
        (Fraction(10**30 + 1, 2), 1, "500000000000000000000000000000.5"),
    ],
)
def test_half_goes_away_from_zero(value: Fraction, places: int, expected: str) -> None:
    assert fixed(value, places) == expected


@pytest.mark.parametrize(
    ("yuan", "unit", "expected"),
    [
        (7_885_000_000, "亿元", "78.85"),
        (7_884_500_000, "亿元", "78.85"),
        (7_884_499_999, "亿元", "78.84"),
        (37_000_000, "万元", "3700.00"),
        (0, "亿元", "0.00"),
    ],
)
def test_amounts(yuan: int, unit: str, expected: str) -> None:
    assert amount(yuan, unit) == expected


def test_shares_are_exact_and_may_be_absent() -> None:
    assert ratio(1, 0) is None and percent(None) == "--"
    assert percent(ratio(6_169, 7_885)) == "78.24%"
    assert percent(Fraction(0)) == "0.00%"
    assert percent(ratio(1, 3), 1) == "33.3%"


@settings(deadline=None)
@given(st.fractions(), st.integers(0, 6))
def test_the_rounded_number_is_within_half_a_step(value: Fraction, places: int) -> None:
    text = fixed(value, places)
    assert abs(Fraction(text) - value) <= Fraction(1, 2 * 10**places)
    assert len(text.partition(".")[2]) == places
    assert fixed(-value, places).lstrip("-") == text.lstrip("-")
