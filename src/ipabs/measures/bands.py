"""Distributions over bands of equal width (section 3(4), tables 4 and 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from ipabs.rounding import ratio

BANDS = ("lower", "upper", "closed", "tranches", "size_yuan", "size_share")


def bands(
    values: Sequence[Fraction | None],
    sizes: Sequence[int],
    *,
    anchor: Fraction,
    width: Fraction,
    first_closed: bool,
) -> pd.DataFrame:
    """Count and add up tranches in bands (a,b] of equal width.

    The bands run from the one that holds the smallest value to the one that holds the largest; empty
    ones between are kept, so that new values on either side extend the table by themselves.

    Parameters
    ----------
    values
        What is banded; ``None`` where the ledger does not say.
    sizes
        Amounts in 元, beside `values`.
    anchor
        One of the band edges.
    width
        Distance of two edges.
    first_closed
        Whether the first band holds its lower edge too: [a,b].

    Returns
    -------
    pandas.DataFrame
        One row a band, in order: ``lower``, ``upper`` (fractions; both ``None`` in a last row for unknown
        values, if any), ``closed`` (whether the lower edge belongs to it), ``tranches`` (只), ``size_yuan``
        (元), ``size_share`` (exact fraction of all).
    """
    found: dict[Fraction | None, tuple[int, int]] = {}
    for value, size in zip(values, sizes, strict=True):
        count, amount = found.get(value, (0, 0))
        found[value] = count + 1, amount + int(size)
    return frame_of(banded(found, anchor=anchor, width=width, first_closed=first_closed))


Tally = Mapping[Fraction | None, tuple[int, int]]
"""Value (``None``: unknown) → how many tranches (只) have it, and their size (元)."""


class Band(NamedTuple):
    """One band; see :func:`bands`."""

    lower: Fraction | None
    upper: Fraction | None
    closed: bool
    tranches: int
    size_yuan: int
    size_share: Fraction | None


def banded(found: Tally, *, anchor: Fraction, width: Fraction, first_closed: bool) -> list[Band]:
    """Return the bands of tranches that are counted by value already; see :func:`bands`."""
    known = [value for value in found if value is not None]
    edges = _edges(known, anchor, width, first_closed) if known else []
    pairs: list[tuple[Fraction | None, Fraction | None]] = list(pairwise(edges))
    counts = [0] * (len(pairs) + 1)
    amounts = [0] * (len(pairs) + 1)
    for value, (count, size) in found.items():
        at = len(pairs) if value is None else _index(value, edges[0], width)
        counts[at] += count
        amounts[at] += size
    pairs += [(None, None)] if counts[-1] else []
    whole = sum(amounts)
    return [
        Band(lower, upper, first_closed and not at and upper is not None, count, amount, ratio(amount, whole))
        for at, ((lower, upper), count, amount) in enumerate(zip(pairs, counts, amounts, strict=False))
    ]


def frame_of(found: Sequence[Band]) -> pd.DataFrame:
    """Return bands as a frame; see :func:`bands`."""
    types = {"closed": "bool", "tranches": "int64", "size_yuan": "int64"}
    return pd.DataFrame(
        {
            name: pd.Series([getattr(band, name) for band in found], dtype=types.get(name, "object"))
            for name in BANDS
        },
        columns=list(BANDS),
    )


def _edges(known: list[Fraction], anchor: Fraction, width: Fraction, first_closed: bool) -> list[Fraction]:
    low, high = min(known), max(known)
    steps = (low - anchor) // width if first_closed else -((anchor - low) // width) - 1
    first = anchor + steps * width
    count = max(1, -((first - high) // width))
    return [first + at * width for at in range(count + 1)]


def _index(value: Fraction, first: Fraction, width: Fraction) -> int:
    """Return which band (a,b] holds `value`; the first lower edge itself counts into the first band."""
    return max(0, -((first - value) // width) - 1)


def modal_band(table: pd.DataFrame) -> pd.Series | None:
    """Return the band with the largest size (then most tranches, then the lowest); ``None`` if none.

    Tranches whose value is unknown do not compete.
    """
    found = modal([Band(*row) for row in table[list(BANDS)].itertuples(index=False)])
    if found is None:
        return None
    best: pd.Series = table.iloc[found]
    return best


def modal(found: Sequence[Band]) -> int | None:
    """Return the place of the modal band; see :func:`modal_band`."""
    known = [at for at, band in enumerate(found) if band.lower is not None and band.tranches]
    return max(known, key=lambda at: (found[at].size_yuan, found[at].tranches, -at), default=None)
