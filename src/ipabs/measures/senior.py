"""Ratings, tenor and coupon of the senior tranches (section 3(4), tables 4 and 5)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pandas as pd

from ipabs.measures.bands import bands
from ipabs.measures.breakdown import shares
from ipabs.measures.issuance import in_spans
from ipabs.period import Span

UNRATED = "unrated"
TENOR_WIDTH = Fraction(7)
COUPON_START = Fraction("2.7")
COUPON_WIDTH = Fraction("0.3")


def tranches(deals: pd.DataFrame, all_tranches: pd.DataFrame, spans: Sequence[Span]) -> pd.DataFrame:
    """Return the senior tranches of the deals issued in `spans`.

    Parameters
    ----------
    deals
        Rows with ``deal_id`` and ``issued_on``.
    all_tranches
        Rows with ``tranche_id``, ``deal_id``, ``seniority``, ``size_yuan`` (元), ``coupon_pct`` (%),
        ``rating``, ``value_date``, ``expected_maturity``.

    Returns
    -------
    pandas.DataFrame
        The rows of `all_tranches`, in ledger order, ``rating`` ``unrated`` where the ledger has none, with
        ``issued_on`` of the deal, ``tenor_months`` = (expected maturity − value date) ÷ 365 × 12 and
        ``coupon`` (both exact fractions, months and %; ``None`` where unknown).
    """
    issued = in_spans(deals, spans).set_index("deal_id")["issued_on"]
    rows = all_tranches[(all_tranches["seniority"] == "senior") & all_tranches["deal_id"].isin(issued.index)]
    days = (rows["expected_maturity"] - rows["value_date"]).dt.days
    return rows.assign(
        rating=rows["rating"].astype("string").fillna(UNRATED),
        issued_on=rows["deal_id"].map(issued),
        tenor_months=pd.Series(
            [None if pd.isna(count) else Fraction(int(count) * 12, 365) for count in days],
            index=rows.index,
            dtype="object",
        ),
        coupon=pd.Series([_exact(rate) for rate in rows["coupon_pct"]], index=rows.index, dtype="object"),
    )


def _exact(rate: float | None) -> Fraction | None:
    """Take a rate as the decimal that was written: 3.3, not its nearest binary neighbour."""
    return None if pd.isna(rate) else Fraction(str(rate))


def rated(senior: pd.DataFrame, rating: str) -> pd.DataFrame:
    """Return the tranches that carry `rating` (``unrated`` for those without)."""
    return senior[senior["rating"] == rating]


def rating_shares(senior: pd.DataFrame) -> pd.DataFrame:
    """Split senior tranches by rating (section 3(4), footnote 2).

    Returns
    -------
    pandas.DataFrame
        ``rating``, ``tranches`` (只), ``size_yuan`` (元), ``size_share`` (exact fraction of all senior
        tranches); best rating first, unknown symbols after it, ``unrated`` last.
    """
    counts: dict[str, int] = {}
    sizes: dict[str, int] = {}
    for rating, size in zip(senior["rating"], senior["size_yuan"], strict=True):
        counts[rating] = counts.get(rating, 0) + 1
        sizes[rating] = sizes.get(rating, 0) + int(size)
    order = sorted(counts, key=lambda rating: (rating == UNRATED, rating_rank(rating) or 99, rating))
    amounts = [sizes[rating] for rating in order]
    return pd.DataFrame(
        {
            "rating": pd.Series(order, dtype="string"),
            "tranches": pd.Series([counts[rating] for rating in order], dtype="int64"),
            "size_yuan": pd.Series(amounts, dtype="int64"),
            "size_share": pd.Series(shares(amounts, sum(amounts)), dtype="object"),
        }
    )


_SCALE = [
    letters + sign
    for letters in ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C", "D")
    for sign in ("+", "", "-")
]


def rating_rank(symbol: str) -> int | None:
    """Return a symbol's place on the scale, 1 for the best; ``None`` for one that is not on it.

    The suffix sf (structured finance) does not matter: AA+sf and AA+ rank alike.
    """
    plain = symbol.strip().removesuffix("sf").replace("−", "-").replace("⁺", "+").replace("⁻", "-")
    return _SCALE.index(plain) + 1 if plain in _SCALE else None


def tenor_bands(senior: pd.DataFrame) -> pd.DataFrame:
    """Band tranches by tenor, (a,b] of 7 months from zero (table 4).

    Returns the columns of :func:`~ipabs.measures.bands.bands`, edges in months.
    """
    return bands(
        list(senior["tenor_months"]),
        list(senior["size_yuan"]),
        anchor=Fraction(0),
        width=TENOR_WIDTH,
        first_closed=False,
    )


def coupon_bands(senior: pd.DataFrame) -> pd.DataFrame:
    """Band tranches by coupon, (a,b] of 0.30 percentage points, the first closed on both sides (table 5).

    Returns the columns of :func:`~ipabs.measures.bands.bands`, edges in %.
    """
    return bands(
        list(senior["coupon"]),
        list(senior["size_yuan"]),
        anchor=COUPON_START,
        width=COUPON_WIDTH,
        first_closed=True,
    )


def share_up_to(senior: pd.DataFrame, column: str, limit: Fraction) -> Fraction | None:
    """Return which share of the size has `column` (``tenor_months`` or ``coupon``) at or below `limit`.

    ``None`` if there are no tranches; tranches whose value is unknown count as above it.
    """
    inside = [value is not None and value <= limit for value in senior[column]]
    whole = sum((int(size) for size in senior["size_yuan"]), 0)
    part = sum((int(size) for size in senior["size_yuan"][inside]), 0)
    return Fraction(part, whole) if whole else None


def weighted(senior: pd.DataFrame, column: str) -> Fraction | None:
    """Return the exact size-weighted mean of `column` over the tranches where it is known."""
    pairs = [
        (int(size), value)
        for size, value in zip(senior["size_yuan"], senior[column], strict=True)
        if value is not None
    ]
    whole = sum(size for size, _ in pairs)
    return sum((size * value for size, value in pairs), Fraction(0)) / whole if whole else None
