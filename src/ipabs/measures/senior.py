"""Ratings, tenor and coupon of the senior tranches (section 3(4), tables 4 and 5)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipabs.measures.bands import Band, Tally, banded, frame_of
from ipabs.measures.breakdown import breakdown_of, everything
from ipabs.measures.columns import Classes, Columns, Rows, between, classes, counts, sums
from ipabs.measures.ratings import rating_rank
from ipabs.period import Span
from ipabs.remembering import remembered

UNRATED = "unrated"
TENOR_WIDTH = Fraction(7)
COUPON_START = Fraction("2.7")
COUPON_WIDTH = Fraction("0.3")


_COLUMNS = [
    "tranche_id",
    "deal_id",
    "seniority",
    "size_yuan",
    "coupon_pct",
    "rating",
    "value_date",
    "expected_maturity",
]


class Values:
    """An exact value for each row.

    Parameters
    ----------
    codes
        Place in `values` of each row's value; −1 where the ledger does not say.
    values
        The different values.
    """

    __slots__ = ("codes", "values")

    def __init__(self, codes: NDArray[np.intp], values: list[Fraction]) -> None:
        self.codes = codes
        self.values = values

    def tally(self, sizes: NDArray[Any], rows: Rows) -> Tally:
        """Count and add up `rows` by value; unknown values come under ``None``, if there are any."""
        held, number = self.codes[rows], len(self.values)
        held = np.where(held < 0, number, held)
        found = zip(
            [*self.values, None],
            counts(held, number + 1),
            sums(held, sizes[rows], number + 1),
            strict=True,
        )
        return {value: (count, size) for value, count, size in found if count}


def tenors(starts: NDArray[Any], ends: NDArray[Any]) -> Values:
    """Return tenors in months, (expected maturity − value date) ÷ 365 × 12, from two columns of dates."""
    days = (ends - starts) / np.timedelta64(1, "D")
    codes, found = pd.factorize(np.floor(days))
    return Values(codes.astype(np.intp, copy=False), [Fraction(int(count) * 12, 365) for count in found])


def coupons(rates: NDArray[Any]) -> Values:
    """Return rates in % as the decimals that were written: 3.3, not its nearest binary neighbour."""
    codes, found = pd.factorize(rates)
    return Values(codes.astype(np.intp, copy=False), [Fraction(str(rate)) for rate in found.tolist()])


def issued_on(deals: pd.DataFrame, all_tranches: pd.DataFrame) -> NDArray[Any]:
    """Return the day on which each senior tranche's deal was issued, ``NaT`` for every other tranche.

    Reads ``deal_id`` and ``issued_on`` of `deals`, ``deal_id`` and ``seniority`` of `all_tranches`.
    """
    days = deals["issued_on"].to_numpy()
    found = np.full(len(all_tranches), "NaT", dtype=days.dtype)
    held = Columns(all_tranches)
    senior = held.classes("seniority", None).of(held.all, "senior")
    owner = held.owners(Columns(deals), rows=senior)
    found[senior[owner >= 0]] = days[owner[owner >= 0]]
    return found


@remembered
def tranches(deals: pd.DataFrame, all_tranches: pd.DataFrame, spans: Sequence[Span]) -> pd.DataFrame:
    """Return the senior tranches of the deals issued in `spans`.

    Parameters
    ----------
    deals
        Rows with ``deal_id`` and ``issued_on``.
    all_tranches
        Rows with ``tranche_id``, ``deal_id``, ``seniority``, ``size_yuan`` (元), ``coupon_pct`` (%),
        ``rating``, ``value_date``, ``expected_maturity`` and, if it is there, ``basis``.

    Returns
    -------
    pandas.DataFrame
        These columns of the tranches, in ledger order, ``rating`` ``unrated`` where the ledger has none, with
        ``issued_on`` of the deal, ``tenor_months`` = (expected maturity − value date) ÷ 365 × 12 and
        ``coupon`` (both exact fractions, months and %; ``None`` where unknown).
    """
    basis = ["basis"] if "basis" in all_tranches.columns else []
    all_tranches = all_tranches[[*_COLUMNS, *basis]]
    issued = issued_on(deals, all_tranches)
    picked = within(issued, spans)
    rows = all_tranches.iloc[picked]
    tenor = tenors(rows["value_date"].to_numpy(), rows["expected_maturity"].to_numpy())
    return rows.assign(
        rating=rows["rating"].astype("string").fillna(UNRATED),
        issued_on=issued[picked],
        tenor_months=_column(tenor, rows.index),
        coupon=_column(coupons(rows["coupon_pct"].to_numpy()), rows.index),
    )


def within(days: NDArray[Any], spans: Sequence[Span]) -> Rows:
    """Return the positions of the days that fall into any of `spans`, none twice."""
    inside = np.zeros(len(days), dtype=bool)
    for span in spans:
        inside[between(days, span.start, span.end)] = True
    return np.flatnonzero(inside)


def _column(held: Values, index: pd.Index) -> pd.Series:
    values = np.empty(len(held.values) + 1, dtype=object)
    values[: len(held.values)] = held.values
    return pd.Series(values[held.codes], index=index, dtype="object")


def rated(senior: pd.DataFrame, rating: str) -> pd.DataFrame:
    """Return the tranches that carry `rating` (``unrated`` for those without)."""
    return senior[senior["rating"] == rating]


class Rated(NamedTuple):
    """The tranches (只) of one rating, their size (元) and exact share of all."""

    rating: str
    tranches: int
    size_yuan: int
    size_share: Fraction | None


def by_rating(ratings: Classes, sizes: NDArray[Any], rows: Rows) -> list[Rated]:
    """Split `rows` by rating; see :func:`rating_shares`."""
    found = {part.code: part for part in breakdown_of(ratings, sizes, rows)}
    order = sorted(found, key=lambda rating: (rating == UNRATED, rating_rank(rating) or 99, rating))
    return [
        Rated(rating, found[rating].deals, found[rating].size_yuan, found[rating].size_share)
        for rating in order
    ]


def rating_shares(senior: pd.DataFrame) -> pd.DataFrame:
    """Split senior tranches by rating (section 3(4), footnote 2).

    Returns
    -------
    pandas.DataFrame
        ``rating``, ``tranches`` (只), ``size_yuan`` (元), ``size_share`` (exact fraction of all senior
        tranches); best rating first, unknown symbols after it, ``unrated`` last.
    """
    of = classes(senior["rating"], UNRATED)
    found = by_rating(of, senior["size_yuan"].to_numpy(), everything(of))
    return pd.DataFrame(
        {
            "rating": pd.Series([row.rating for row in found], dtype="string"),
            "tranches": pd.Series([row.tranches for row in found], dtype="int64"),
            "size_yuan": pd.Series([row.size_yuan for row in found], dtype="int64"),
            "size_share": pd.Series([row.size_share for row in found], dtype="object"),
        }
    )


def tally(senior: pd.DataFrame, column: str) -> Tally:
    """Count and add up tranches by ``tenor_months`` or ``coupon``."""
    codes, found = pd.factorize(senior[column])
    held = Values(codes.astype(np.intp, copy=False), list(found))
    return held.tally(senior["size_yuan"].to_numpy(), np.arange(len(senior), dtype=np.intp))


def tenor_bands(senior: pd.DataFrame) -> pd.DataFrame:
    """Band tranches by tenor, (a,b] of 7 months from zero (table 4).

    Returns the columns of :func:`~ipabs.measures.bands.bands`, edges in months.
    """
    return frame_of(banded_tenors(tally(senior, "tenor_months")))


def coupon_bands(senior: pd.DataFrame) -> pd.DataFrame:
    """Band tranches by coupon, (a,b] of 0.30 percentage points, the first closed on both sides (table 5).

    Returns the columns of :func:`~ipabs.measures.bands.bands`, edges in %.
    """
    return frame_of(banded_coupons(tally(senior, "coupon")))


def banded_tenors(found: Tally) -> list[Band]:
    """Return the bands of :func:`tenor_bands`."""
    return banded(found, anchor=Fraction(0), width=TENOR_WIDTH, first_closed=False)


def banded_coupons(found: Tally) -> list[Band]:
    """Return the bands of :func:`coupon_bands`."""
    return banded(found, anchor=COUPON_START, width=COUPON_WIDTH, first_closed=True)


def share_up_to(senior: pd.DataFrame, column: str, limit: Fraction) -> Fraction | None:
    """Return which share of the size has `column` (``tenor_months`` or ``coupon``) at or below `limit`.

    ``None`` if there are no tranches; tranches whose value is unknown count as above it.
    """
    return up_to(tally(senior, column), limit)


def up_to(found: Tally, limit: Fraction) -> Fraction | None:
    """Return which share of the size has a value at or below `limit`; see :func:`share_up_to`."""
    whole = sum(size for _, size in found.values())
    part = sum(size for value, (_, size) in found.items() if value is not None and value <= limit)
    return Fraction(part, whole) if whole else None


def weighted(senior: pd.DataFrame, column: str) -> Fraction | None:
    """Return the exact size-weighted mean of `column` over the tranches where it is known."""
    return mean(tally(senior, column))


def mean(found: Tally) -> Fraction | None:
    """Return the exact size-weighted mean of the known values, ``None`` if there are none."""
    pairs = [(size, value) for value, (_, size) in found.items() if value is not None]
    whole = sum(size for size, _ in pairs)
    if not whole:
        return None
    common = math.lcm(*{value.denominator for _, value in pairs})
    times = sum(size * value.numerator * (common // value.denominator) for size, value in pairs)
    return Fraction(times, whole * common)
