"""How far the largest originators lead: the first places, CR5 and HHI, and for how many years (section 3(3))."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

import pandas as pd

from ipabs.measures.originators import ranking
from ipabs.period import Span


def leading(ranked: pd.DataFrame, places: int = 5) -> pd.DataFrame:
    """Return the rows of a ranking up to `places`; a tie at the last place keeps all who share it."""
    return ranked[ranked["place"] <= places]


def concentration(ranked: pd.DataFrame, places: int = 5) -> tuple[Fraction | None, Fraction | None]:
    """Return the combined share of the first `places` (CR5) and the sum of squared shares (HHI, 0 to 1).

    Unlike table 3, CR5 takes exactly `places` originators, whoever ties for the last one.

    Parameters
    ----------
    ranked
        What :func:`~ipabs.measures.originators.ranking` returned. ``None`` for both if it has no rows.
    """
    return concentrated([share for share in ranked["size_share"] if share is not None], places)


def concentrated(parts: Sequence[Fraction], places: int = 5) -> tuple[Fraction | None, Fraction | None]:
    """Return CR5 and HHI of shares, largest first; see :func:`concentration`."""
    if not parts:
        return None, None
    # Over the common denominator: fractions that are reduced at every step get ever longer.
    whole = math.lcm(*{share.denominator for share in parts})
    sizes = [share.numerator * (whole // share.denominator) for share in parts]
    squares = sum(size * size for size in sizes)
    return Fraction(sum(sizes[:places]), whole), Fraction(squares, whole * whole)


def leaders_since(deals: pd.DataFrame, parties: pd.DataFrame, last: int, first: int) -> tuple[int, set[str]]:
    """Find since which year the two largest originators of `last` have been the two largest every year.

    Reads the columns that :func:`~ipabs.measures.originators.ranking` reads.

    Parameters
    ----------
    last, first
        The year whose leaders they are, and the earliest year to look at.

    Returns
    -------
    tuple
        The first year of the unbroken run (`last` itself if they were not both ahead a year before; 0 if
        `last` has no two clear leaders), and their names.
    """
    return leading_since(lambda year: _pair(ranking(deals, parties, Span(year))), last, first)


def leading_since(pair: Callable[[int], set[str]], last: int, first: int) -> tuple[int, set[str]]:
    """Find since which year the pair of `last` has led; see :func:`leaders_since`."""
    names = pair(last)
    if not names:
        return 0, set()
    since = last
    while since > first and pair(since - 1) == names:
        since -= 1
    return since, names


def _pair(table: pd.DataFrame) -> set[str]:
    ahead = leading(table, 2)
    return set(ahead["name"]) if len(ahead) == 2 else set()
