"""Ratings, tenor and coupon of senior tranches."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipabs.measures import senior
from ipabs.measures.bands import bands, modal_band
from ipabs.period import Span

from . import frames

DEALS = frames.deals(("A", "2023-05-05", 100), ("B", "2024-02-05", 100))
TRANCHES = frames.tranches(
    ("A1", "A", "senior", 60, 3.3, "AAAsf", 365),
    ("A2", "A", "senior", 20, 3.0, "AA+sf", 730),
    ("A3", "A", "mezzanine", 5, 4.0, "AAAsf", 730),
    ("B1", "B", "senior", 40, None, None, 183),
)


def test_senior_tranches_of_the_spans() -> None:
    rows = senior.tranches(DEALS, TRANCHES, (Span(2023),))
    assert rows["tranche_id"].tolist() == ["A1", "A2"]
    assert rows["tenor_months"].tolist() == [12, 24]  # 365 ÷ 365 × 12
    rows = senior.tranches(DEALS, TRANCHES, (Span(2023), Span(2024, 1)))
    assert rows["rating"].tolist() == ["AAAsf", "AA+sf", "unrated"]
    assert rows["tenor_months"].tolist()[2] == Fraction(183 * 12, 365)
    assert rows["coupon"].tolist() == [Fraction("3.3"), Fraction(3), None]


def test_shares_by_rating_best_first_unrated_last() -> None:
    table = senior.rating_shares(senior.tranches(DEALS, TRANCHES, (Span(2023), Span(2024, 1))))
    assert table["rating"].tolist() == ["AAAsf", "AA+sf", "unrated"]
    assert table["size_share"].tolist() == [Fraction(60, 120), Fraction(20, 120), Fraction(40, 120)]


def test_weighted_means_are_exact_and_skip_unknown_values() -> None:
    rows = senior.tranches(DEALS, TRANCHES, (Span(2023), Span(2024, 1)))
    # (60 × 3.3 + 20 × 3.0) ÷ 80 = 3.225
    assert senior.weighted(rows, "coupon") == Fraction("3.225")
    assert senior.weighted(rows[:0], "coupon") is None
    assert senior.share_up_to(rows, "coupon", Fraction(3)) == Fraction(20, 120)
    assert senior.share_up_to(rows[:0], "coupon", Fraction(3)) is None


@pytest.mark.parametrize(
    ("better", "worse"),
    [("AAAsf", "AA+sf"), ("AA+sf", "AAsf"), ("AAsf", "AA-sf"), ("A-", "BBB+"), ("Csf", "Dsf")],
)
def test_the_scale(better: str, worse: str) -> None:
    assert (senior.rating_rank(better) or 0) < (senior.rating_rank(worse) or 0)


def test_an_unknown_symbol_has_no_rank() -> None:
    assert senior.rating_rank("优") is None
    assert senior.rating_rank("AA⁺sf") == senior.rating_rank("AA+sf")


def edges(values: list[str | None], first_closed: bool = True) -> list[tuple[str, str, bool, int]]:
    table = bands(
        [None if value is None else Fraction(value) for value in values],
        [1] * len(values),
        anchor=Fraction("2.7"),
        width=Fraction("0.3"),
        first_closed=first_closed,
    )
    return [
        (str(lower and float(lower)), str(upper and float(upper)), closed, count)
        for lower, upper, closed, count in zip(
            table["lower"], table["upper"], table["closed"], table["tranches"], strict=True
        )
    ]


def test_the_first_coupon_band_is_closed_and_empty_inner_bands_stay() -> None:
    assert edges(["2.7", "3.0", "3.01", "3.3", "4.2"]) == [
        ("2.7", "3.0", True, 2),
        ("3.0", "3.3", False, 2),
        ("3.3", "3.6", False, 0),
        ("3.6", "3.9", False, 0),
        ("3.9", "4.2", False, 1),
    ]


def test_bands_extend_below_and_above() -> None:
    assert edges(["2.35", "5.5"])[0][:2] == ("2.1", "2.4")
    assert edges(["2.35", "5.5"])[-1] == ("5.4", "5.7", False, 1)
    assert edges(["2.4"]) == [("2.4", "2.7", True, 1)]


def test_half_open_bands_put_an_edge_into_the_lower_one() -> None:
    assert edges(["3.0"], first_closed=False) == [("2.7", "3.0", False, 1)]
    assert edges(["3.0", "3.1"], first_closed=False)[0][3] == 1


def test_unknown_values_form_a_last_band() -> None:
    assert edges(["3.1", None])[-1] == ("None", "None", False, 1)
    assert edges([None]) == [("None", "None", False, 1)]
    assert edges([]) == []


def test_the_modal_band_is_the_largest_by_size() -> None:
    rows = senior.tranches(DEALS, TRANCHES, (Span(2023),))
    band = modal_band(senior.coupon_bands(rows))
    assert band is not None and (band["lower"], band["upper"]) == (Fraction(3), Fraction("3.3"))
    assert modal_band(senior.coupon_bands(rows[:0])) is None


def test_of_equal_sizes_the_one_with_more_tranches_then_the_lower_is_modal() -> None:
    def lower(values: list[str], sizes: list[int]) -> Fraction:
        table = bands(
            [Fraction(value) for value in values],
            sizes,
            anchor=Fraction(0),
            width=Fraction(1),
            first_closed=False,
        )
        band = modal_band(table)
        assert band is not None
        return band["lower"]

    assert lower(["0.5", "1.5", "1.6"], [4, 2, 2]) == 1
    assert lower(["0.5", "1.5"], [4, 4]) == 0


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(-400, 900), st.integers(1, 10**10)), min_size=1, max_size=30),
    st.booleans(),
    st.sampled_from([Fraction("0.3"), Fraction(7), Fraction(1, 3)]),
)
def test_bands_partition(rows: list[tuple[int, int]], first_closed: bool, width: Fraction) -> None:
    values = [Fraction(value, 100) for value, _ in rows]
    table = bands(
        values, [size for _, size in rows], anchor=Fraction("2.7"), width=width, first_closed=first_closed
    )
    assert table["tranches"].sum() == len(rows)
    assert table["size_yuan"].sum() == sum(size for _, size in rows)
    assert sum(table["size_share"], Fraction(0)) == 1
    assert table["tranches"].iloc[0] and table["tranches"].iloc[-1]
    lowers, uppers = table["lower"].tolist(), table["upper"].tolist()
    assert uppers[:-1] == lowers[1:]
    for at, (lower, upper) in enumerate(zip(lowers, uppers, strict=True)):
        assert upper - lower == width and ((lower - Fraction("2.7")) / width).denominator == 1
        inside = [
            value
            for value in values
            if lower < value <= upper or (at == 0 and first_closed and value == lower)
        ]
        assert len(inside) == table["tranches"].iloc[at]
