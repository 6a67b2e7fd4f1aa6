"""Deals split by one attribute: mode, kind, region, venue …"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import pandas as pd

from ipabs.rounding import ratio

UNDISCLOSED = "undisclosed"
"""The code of what the ledger leaves empty: 未列明."""


def total(sizes: pd.Series) -> int:
    """Add up whole 元 without overflow.

    Parameters
    ----------
    sizes
        Amounts in 元.
    """
    return sum((int(size) for size in sizes), 0)


def shares(parts: Iterable[int], whole: int) -> list[Fraction | None]:
    """Return each part's exact share of `whole`; ``None`` where the whole is zero."""
    return [ratio(part, whole) for part in parts]


def breakdown(deals: pd.DataFrame, key: str, also: Iterable[str] = ()) -> pd.DataFrame:
    """Split deals by the column `key`.

    Parameters
    ----------
    deals
        Rows with `key`, ``deal_id`` and ``size_yuan`` (元).
    key
        Column whose values are the classes; empty values form the class ``undisclosed``.
    also
        Classes that are listed even without a deal, as a row of zeros.

    Returns
    -------
    pandas.DataFrame
        One row a class: `key`, ``deals`` (单), ``size_yuan`` (元), ``deals_share`` and ``size_share``
        (exact fractions of all `deals`, ``None`` if there are none); by size, then number, then code;
        ``undisclosed`` last.
    """
    classes = deals[key].astype("string").fillna(UNDISCLOSED)
    counts: dict[str, int] = {}
    sizes: dict[str, int] = {}
    for code, size in zip(classes, deals["size_yuan"], strict=True):
        counts[code] = counts.get(code, 0) + 1
        sizes[code] = sizes.get(code, 0) + int(size)
    for code in also:
        counts.setdefault(code, 0)
        sizes.setdefault(code, 0)
    order = sorted(counts, key=lambda code: (code == UNDISCLOSED, -sizes[code], -counts[code], code))
    return _frame(key, order, counts, sizes)


def _frame(key: str, order: Sequence[str], counts: dict[str, int], sizes: dict[str, int]) -> pd.DataFrame:
    deals = [counts[code] for code in order]
    amounts = [sizes[code] for code in order]
    return pd.DataFrame(
        {
            key: pd.Series(list(order), dtype="string"),
            "deals": pd.Series(deals, dtype="int64"),
            "size_yuan": pd.Series(amounts, dtype="int64"),
            "deals_share": pd.Series(shares(deals, sum(deals)), dtype="object"),
            "size_share": pd.Series(shares(amounts, sum(amounts)), dtype="object"),
        }
    )
