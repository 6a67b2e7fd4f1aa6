"""Deals split by one attribute: mode, kind, region, venue …"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipabs.measures.columns import UNDISCLOSED, Classes, Columns, Rows, between, counts, sums, total
from ipabs.period import Span
from ipabs.remembering import remembered
from ipabs.rounding import ratio

__all__ = [
    "UNDISCLOSED",
    "Part",
    "across",
    "breakdown",
    "breakdown_of",
    "everything",
    "frame_of",
    "shares",
    "split",
    "total",
]


class Part(NamedTuple):
    """One class of a split: its deals (单), size (元), and exact shares of the whole."""

    code: str
    deals: int
    size_yuan: int
    deals_share: Fraction | None
    size_share: Fraction | None


def shares(parts: Iterable[int], whole: int) -> list[Fraction | None]:
    """Return each part's exact share of `whole`; ``None`` where the whole is zero."""
    return [ratio(part, whole) for part in parts]


def breakdown_of(of: Classes, sizes: NDArray[Any], rows: Rows, also: Iterable[str] = ()) -> list[Part]:
    """Split `rows` by class.

    Parameters
    ----------
    of, sizes
        Every row's class, and amount in 元.
    also
        Classes that are listed even without a row.

    Returns
    -------
    list of Part
        By size, then number, then code; ``undisclosed`` last.
    """
    held, number = of.codes[rows], len(of.names)
    found = {
        code: (count, size)
        for code, count, size in zip(
            of.names, counts(held, number), sums(held, sizes[rows], number), strict=True
        )
        if count
    }
    for code in also:
        found.setdefault(code, (0, 0))
    deals = sum(count for count, _ in found.values())
    whole = sum(size for _, size in found.values())
    order = sorted(found, key=lambda code: (code == UNDISCLOSED, -found[code][1], -found[code][0], code))
    return [
        Part(code, count, size, ratio(count, deals), ratio(size, whole))
        for code, (count, size) in ((code, found[code]) for code in order)
    ]


def breakdown(deals: pd.DataFrame, key: str, also: Iterable[str] = ()) -> pd.DataFrame:
    """Split deals by the column `key`.

    Parameters
    ----------
    deals
        Rows with `key` and ``size_yuan`` (元).
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
    of, sizes = Columns(deals).classes(key), deals["size_yuan"].to_numpy()
    return frame_of(breakdown_of(of, sizes, everything(of), also), key)


def everything(of: Classes) -> Rows:
    """Return the positions of every row."""
    return pd.RangeIndex(len(of.codes)).to_numpy()


def frame_of(found: Sequence[Part], key: str) -> pd.DataFrame:
    """Return parts as a frame; see :func:`breakdown`."""
    return pd.DataFrame(
        {
            key: pd.Series([part.code for part in found], dtype="string"),
            "deals": pd.Series([part.deals for part in found], dtype="int64"),
            "size_yuan": pd.Series([part.size_yuan for part in found], dtype="int64"),
            "deals_share": pd.Series([part.deals_share for part in found], dtype="object"),
            "size_share": pd.Series([part.size_share for part in found], dtype="object"),
        }
    )


@remembered
def across(deals: pd.DataFrame, key: str, spans: Sequence[Span]) -> pd.DataFrame:
    """Split deals by `key` in each of several spans, with the same classes in the same order.

    Reads `key`, ``issued_on`` and ``size_yuan`` of `deals`.

    Returns
    -------
    pandas.DataFrame
        ``span`` and the columns of :func:`~ipabs.measures.breakdown.breakdown`; a class without a deal
        in a span is a row of zeros there.
    """
    return split(
        Columns(deals).classes(key), deals["issued_on"].to_numpy(), deals["size_yuan"].to_numpy(), key, spans
    )


def split(
    of: Classes, days: NDArray[Any], sizes: NDArray[Any], key: str, spans: Sequence[Span]
) -> pd.DataFrame:
    """Return :func:`across` from each deal's class, day and size (元)."""
    picked = [between(days, span.start, span.end) for span in spans]
    if not picked:
        return pd.DataFrame()
    every = np.unique(np.concatenate(picked))
    order = [part.code for part in breakdown_of(of, sizes, every)]
    frames = []
    for span, rows in zip(spans, picked, strict=True):
        found = {part.code: part for part in breakdown_of(of, sizes, rows, order)}
        frame = frame_of([found[code] for code in order], key)
        frame.insert(0, "span", pd.Series([span] * len(frame), dtype="object"))
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)
