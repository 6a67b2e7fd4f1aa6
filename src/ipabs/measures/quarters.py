"""Issuance by quarter, and over four quarters."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ipabs.measures.columns import counts, sums
from ipabs.period import Quarter


def quarters(first: Quarter, last: Quarter) -> list[Quarter]:
    """Return every quarter from `first` to `last`, both included; empty if `last` is before `first`."""
    found = []
    quarter = first
    while quarter <= last:
        found.append(quarter)
        quarter = quarter.shift(1)
    return found


class Rolled(NamedTuple):
    """Deals (单) and size (元) of the four quarters that end with `quarter`, and of it alone."""

    quarter: Quarter
    deals: int
    size_yuan: int
    quarter_deals: int
    quarter_size_yuan: int


def rolled(days: NDArray[Any], sizes: NDArray[Any], first: Quarter, last: Quarter) -> list[Rolled]:
    """Add up issuance by quarter; see :func:`rolling`.

    Parameters
    ----------
    days, sizes
        Every deal's date of issuance, and amount in 元.
    """
    # One pass over the deals, then four quarters at a time.
    asked = quarters(first, last)
    start = first.shift(-3)
    months = days.astype("datetime64[M]").astype(np.int64)
    at = months // 3 - ((start.year - 1970) * 4 + start.number - 1)
    at = np.where((at < 0) | (at >= len(asked) + 3), -1, at).astype(np.intp)
    number = len(asked) + 3
    deals, amounts = counts(at, number), sums(at, sizes, number)
    return [
        Rolled(
            quarter,
            sum(deals[place : place + 4]),
            sum(amounts[place : place + 4]),
            deals[place + 3],
            amounts[place + 3],
        )
        for place, quarter in enumerate(asked)
    ]
