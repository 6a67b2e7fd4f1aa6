"""Longer lines: rolling issuance, concentration, tenor and coupon, regions (section 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd

from ipabs.measures import columns, leadership, originators, senior
from ipabs.measures.breakdown import across
from ipabs.measures.quarters import Rolled, quarters, rolled
from ipabs.measures.spans import between
from ipabs.period import Quarter, Span


def four_quarters(deals: pd.DataFrame, last: Quarter) -> pd.DataFrame:
    """Return the deals issued in the four quarters that end with `last`.

    Every column given comes back, so give only those that are needed, ``issued_on`` among them.
    """
    return between(deals, last.shift(-3).start.isoformat(), last.end.isoformat())


def rolling(deals: pd.DataFrame, first: Quarter, last: Quarter) -> pd.DataFrame:
    """Add up issuance over the four quarters ending with each quarter from `first` to `last`.

    Reads ``issued_on`` and ``size_yuan`` of `deals`.

    Returns
    -------
    pandas.DataFrame
        ``quarter`` (a :class:`~ipabs.period.Quarter`), ``deals`` (单), ``size_yuan`` (元) of the four
        quarters, ``quarter_deals`` and ``quarter_size_yuan`` of that quarter alone.
    """
    found = rolled(deals["issued_on"].to_numpy(), deals["size_yuan"].to_numpy(), first, last)
    return pd.DataFrame(
        {
            name: pd.Series(
                [getattr(row, name) for row in found], dtype="object" if name == "quarter" else "int64"
            )
            for name in Rolled._fields
        }
    )


def concentration(deals: pd.DataFrame, parties: pd.DataFrame, spans: Sequence[Span]) -> pd.DataFrame:
    """Return how concentrated originators are in each span.

    Reads the columns that :func:`~ipabs.measures.originators.ranking` reads.

    Returns
    -------
    pandas.DataFrame
        ``span``, ``originators`` (家), ``cr5`` (share of the five largest) and ``hhi`` (sum of squared
        shares, between 0 and 1; printed times 10 000), exact fractions or ``None``.
    """
    ranges = [(span.start, span.end) for span in spans]
    return _concentrated("span", spans, _rankings(deals, parties, ranges))


def rolling_concentration(
    deals: pd.DataFrame, parties: pd.DataFrame, first: Quarter, last: Quarter
) -> pd.DataFrame:
    """Return :func:`concentration` over the four quarters ending with each quarter, ``quarter`` first."""
    ends = quarters(first, last)
    ranges = [(quarter.shift(-3).start, quarter.end) for quarter in ends]
    return _concentrated("quarter", ends, _rankings(deals, parties, ranges))


def _rankings(
    deals: pd.DataFrame, parties: pd.DataFrame, ranges: Sequence[tuple[dt.date, dt.date]]
) -> list[list[originators.Originator]]:
    held = columns.Columns(deals)
    names = originators.firsts(held, parties).names
    days, sizes = held.numbers("issued_on"), held.numbers("size_yuan")
    return [originators.ranked(names, sizes, columns.between(days, start, end)) for start, end in ranges]


def _concentrated(
    key: str, labels: Sequence[object], ranked: list[list[originators.Originator]]
) -> pd.DataFrame:
    parts = [[row.size_share for row in table if row.size_share is not None] for table in ranked]
    pairs = [leadership.concentrated(table) for table in parts]
    return pd.DataFrame(
        {
            key: pd.Series(list(labels), dtype="object"),
            "originators": pd.Series([len(table) for table in ranked], dtype="int64"),
            "cr5": pd.Series([cr5 for cr5, _ in pairs], dtype="object"),
            "hhi": pd.Series([hhi for _, hhi in pairs], dtype="object"),
        }
    )


def weighted_by_quarter(
    deals: pd.DataFrame, tranches: pd.DataFrame, first: Quarter, last: Quarter, rating: str = "AAAsf"
) -> pd.DataFrame:
    """Return size-weighted tenor and coupon of one rating's senior tranches for each quarter.

    Reads ``deal_id`` and ``issued_on`` of `deals`; ``deal_id``, ``seniority``, ``rating``, ``size_yuan``,
    ``coupon_pct``, ``value_date`` and ``expected_maturity`` of `tranches`.

    Returns
    -------
    pandas.DataFrame
        ``quarter``, ``tranches`` (只), ``size_yuan`` (元), ``tenor_months`` (月) and ``coupon`` (%), exact
        fractions, ``None`` for a quarter without such tranches: a gap, not a zero.
    """
    ends = quarters(first, last)
    issued = senior.issued_on(deals, tranches)
    top = np.flatnonzero((tranches["rating"] == rating).to_numpy(dtype=bool, na_value=False))
    tenor = senior.tenors(tranches["value_date"].to_numpy(), tranches["expected_maturity"].to_numpy())
    coupon = senior.coupons(tranches["coupon_pct"].to_numpy())
    sizes = tranches["size_yuan"].to_numpy()
    picked = [top[columns.between(issued[top], quarter.start, quarter.end)] for quarter in ends]
    return pd.DataFrame(
        {
            "quarter": pd.Series(ends, dtype="object"),
            "tranches": pd.Series([len(rows) for rows in picked], dtype="int64"),
            "size_yuan": pd.Series([columns.total(sizes[rows]) for rows in picked], dtype="int64"),
            **{
                name: pd.Series([senior.mean(held.tally(sizes, rows)) for rows in picked], dtype="object")
                for name, held in (("tenor_months", tenor), ("coupon", coupon))
            },
        }
    )


def regions(deals: pd.DataFrame, spans: Sequence[Span]) -> pd.DataFrame:
    """Split each span's deals by province, every province that occurs in one of them in each.

    Reads ``region``, ``issued_on`` and ``size_yuan`` of `deals`.

    Returns
    -------
    pandas.DataFrame
        ``span``, ``region``, ``deals`` (单), ``size_yuan`` (元), ``deals_share``, ``size_share``.
    """
    return across(deals, "region", spans)
