"""Distributions over bands of equal width (section 3(4), tables 4 and 5)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import pandas as pd

from ipabs.measures.breakdown import shares

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
    known = [value for value in values if value is not None]
    edges = _edges(known, anchor, width, first_closed) if known else []
    pairs = list(pairwise(edges))
    counts = [0] * (len(pairs) + 1)
    amounts = [0] * (len(pairs) + 1)
    for value, size in zip(values, sizes, strict=True):
        at = len(pairs) if value is None else _index(value, edges[0], width)
        counts[at] += 1
        amounts[at] += int(size)
    lowers: list[Fraction | None] = [lower for lower, _ in pairs]
    uppers: list[Fraction | None] = [upper for _, upper in pairs]
    if counts[-1]:
        lowers.append(None)
        uppers.append(None)
    rows = len(lowers)
    return pd.DataFrame(
        {
            "lower": pd.Series(lowers, dtype="object"),
            "upper": pd.Series(uppers, dtype="object"),
            "closed": pd.Series(
                [first_closed and at == 0 and bool(pairs) for at in range(rows)], dtype="bool"
            ),
            "tranches": pd.Series(counts[:rows], dtype="int64"),
            "size_yuan": pd.Series(amounts[:rows], dtype="int64"),
            "size_share": pd.Series(shares(amounts[:rows], sum(amounts)), dtype="object"),
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
    known = table[table["lower"].notna() & (table["tranches"] > 0)]
    if known.empty:
        return None
    best = max(known.index, key=lambda at: (known.at[at, "size_yuan"], known.at[at, "tranches"], -at))
    found: pd.Series = known.loc[best]
    return found
