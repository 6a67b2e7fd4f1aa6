"""Values far from the ledger's own history: sizes of deals, coupons and tenors by seniority."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ipabs.errors import Problem
from ipabs.ledger.columns import Column, Columns
from ipabs.ledger.csv_files import Cells
from ipabs.ledger.limits import HISTORY, OUTLIER, SPREAD

Tables = Mapping[str, Columns]
Texts = Mapping[str, Cells]
Floats = npt.NDArray[np.float64]
Groups = npt.NDArray[np.int64]
Grouping = tuple[Groups, Callable[[int], str]]
"""Each value's group, and what a group is called."""

_NEVER = np.datetime64("NaT", "D")
_YEARS = 10_000  # more than any year, to put a kind and a year into one number
_REMEDY = "compare it with the source; leave it if it is right"


def remarks(tables: Tables, texts: Texts) -> Iterator[Problem]:
    """Yield what stands out, with the median it stands out from and its robust z score."""
    deals, tranches = tables["deals"], tables["tranches"]
    sizes = deals["size_yuan"]
    amounts = np.where(sizes.known(), sizes.each(0), 0).astype(np.float64)
    everything = np.zeros(len(amounts), np.int64)
    by_all: Grouping = (everything, lambda _: "deals")
    yield from _told("deals", sizes, texts, _log(amounts), [by_all], SPREAD["size"], "{:.0f} 元", np.exp)

    words = tranches["seniority"].text.words.to_pylist()
    kinds = tranches["seniority"].text.codes.astype(np.int64)
    by_kind: Grouping = (kinds, lambda kind: f"{words[kind]} tranches")
    begin, end = (tranches[name].each(_NEVER) for name in ("value_date", "expected_maturity"))
    days = np.where(np.isnat(begin) | np.isnat(end), np.nan, (end - begin).astype(np.float64))
    maturity, coupon = tranches["expected_maturity"], tranches["coupon_pct"]
    yield from _told(
        "tranches",
        maturity,
        texts,
        _log(days),
        [by_kind],
        SPREAD["tenor"],
        "{:.0f} days from the value date",
        np.exp,
    )

    # Coupons follow the market: the same year's come first, those of all years where there are too few.
    years = begin.astype("M8[Y]").astype(np.int64) + 1970
    yearly = np.where((kinds >= 0) & ~np.isnat(begin), kinds * _YEARS + years, -1)
    by_year: Grouping = (yearly, lambda group: f"{words[group // _YEARS]} tranches of {group % _YEARS}")
    yield from _told(
        "tranches", coupon, texts, coupon.each(np.nan), [by_year, by_kind], SPREAD["coupon"], "{:.2f} %", None
    )


def _log(values: Floats) -> Floats:
    """Return logarithms: sizes and tenors are skewed, and twice as much is as odd as half."""
    return np.log(np.where(values > 0, values, np.nan))


def _told(
    table: str,
    column: Column,
    texts: Texts,
    values: Floats,
    groups: Sequence[Grouping],
    least: float,
    printed: str,
    back: Callable[[float], float] | None,
) -> Iterator[Problem]:
    scores, medians, levels = scored(values, [grouping for grouping, _ in groups], least)
    for row in np.flatnonzero(np.abs(scores) > OUTLIER).tolist():
        middle = float(back(medians[row]) if back is not None else medians[row])
        grouping, name = groups[int(levels[row])]
        side = "above" if scores[row] > 0 else "below"
        rule = (
            f"the median of {name(int(grouping[row]))} is {printed.format(middle)}; "
            f"this lies {abs(scores[row]):.1f} robust standard deviations {side} it"
        )
        line = texts[table].lines[row]
        yield Problem("notice", table, line, column.field.name, column.text.at(row), rule, _REMEDY)


def scored(values: Floats, groups: Sequence[Groups], least: float) -> tuple[Floats, Floats, Groups]:
    """Return each value's robust z score, the median it is held against, and which of `groups` that is of.

    Parameters
    ----------
    values
        NaN where unknown.
    groups
        Groupings, the closest first: a value is held against the first of its groups that has
        :data:`~ipabs.ledger.limits.HISTORY` values; where none has, its score is 0. A negative group is none.
    least
        Least standard deviation that a group is taken to have.

    Notes
    -----
    (x − median) ÷ (MAD ÷ 0.6745). Groups are sorted, so it takes n log n steps.
    """
    scores, medians = np.zeros(len(values)), np.full(len(values), np.nan)
    levels = np.full(len(values), -1, np.int64)
    for level, grouping in enumerate(groups):
        known = np.flatnonzero(~np.isnan(values) & (grouping >= 0))
        order = known[np.argsort(grouping[known], kind="stable")]
        for rows in np.split(order, np.flatnonzero(np.diff(grouping[order])) + 1):
            wanted = rows[levels[rows] < 0] if len(rows) >= HISTORY else rows[:0]
            if not len(wanted):
                continue
            middle = float(np.median(values[rows]))
            spread = max(float(np.median(np.abs(values[rows] - middle))) / 0.6745, least)
            scores[wanted] = (values[wanted] - middle) / spread
            medians[wanted], levels[wanted] = middle, level
    return scores, medians, levels
