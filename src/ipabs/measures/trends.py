"""Longer lines: rolling issuance, concentration, tenor and coupon, regions (section 4)."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipabs.measures import originators, senior
from ipabs.measures.breakdown import total
from ipabs.measures.issuance import between
from ipabs.measures.modes import across
from ipabs.period import Quarter, Span


def quarters(first: Quarter, last: Quarter) -> list[Quarter]:
    """Return every quarter from `first` to `last`, both included; empty if `last` is before `first`."""
    found = []
    quarter = first
    while quarter <= last:
        found.append(quarter)
        quarter = quarter.shift(1)
    return found


def four_quarters(deals: pd.DataFrame, last: Quarter) -> pd.DataFrame:
    """Return the deals issued in the four quarters that end with `last`."""
    return between(deals, last.shift(-3).start.isoformat(), last.end.isoformat())


def rolling(deals: pd.DataFrame, first: Quarter, last: Quarter) -> pd.DataFrame:
    """Add up issuance over the four quarters ending with each quarter from `first` to `last`.

    Returns
    -------
    pandas.DataFrame
        ``quarter`` (a :class:`~ipabs.period.Quarter`), ``deals`` (单), ``size_yuan`` (元) of the four
        quarters, ``quarter_deals`` and ``quarter_size_yuan`` of that quarter alone.
    """
    ends = quarters(first, last)
    years = [four_quarters(deals, quarter) for quarter in ends]
    alone = [between(deals, quarter.start.isoformat(), quarter.end.isoformat()) for quarter in ends]
    return pd.DataFrame(
        {
            "quarter": pd.Series(ends, dtype="object"),
            "deals": pd.Series([len(rows) for rows in years], dtype="int64"),
            "size_yuan": pd.Series([total(rows["size_yuan"]) for rows in years], dtype="int64"),
            "quarter_deals": pd.Series([len(rows) for rows in alone], dtype="int64"),
            "quarter_size_yuan": pd.Series([total(rows["size_yuan"]) for rows in alone], dtype="int64"),
        }
    )


def concentration(deals: pd.DataFrame, parties: pd.DataFrame, spans: Sequence[Span]) -> pd.DataFrame:
    """Return how concentrated originators are in each span.

    Returns
    -------
    pandas.DataFrame
        ``span``, ``originators`` (家), ``cr5`` (share of the five largest) and ``hhi`` (sum of squared
        shares, between 0 and 1; printed times 10 000), exact fractions or ``None``.
    """
    return _concentrated("span", spans, [originators.ranking(deals, parties, span) for span in spans])


def rolling_concentration(
    deals: pd.DataFrame, parties: pd.DataFrame, first: Quarter, last: Quarter
) -> pd.DataFrame:
    """Return :func:`concentration` over the four quarters ending with each quarter, ``quarter`` first."""
    ends = quarters(first, last)
    ranked = [originators.rank(four_quarters(deals, quarter), parties) for quarter in ends]
    return _concentrated("quarter", ends, ranked)


def _concentrated(key: str, labels: Sequence[object], ranked: list[pd.DataFrame]) -> pd.DataFrame:
    pairs = [originators.concentration(table) for table in ranked]
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

    Returns
    -------
    pandas.DataFrame
        ``quarter``, ``tranches`` (只), ``size_yuan`` (元), ``tenor_months`` (月) and ``coupon`` (%), exact
        fractions, ``None`` for a quarter without such tranches: a gap, not a zero.
    """
    ends = quarters(first, last)
    years = tuple(Span(year) for year in sorted({quarter.year for quarter in ends}))
    rows = senior.rated(senior.tranches(deals, tranches, years), rating)
    parts = [between(rows, quarter.start.isoformat(), quarter.end.isoformat()) for quarter in ends]
    return pd.DataFrame(
        {
            "quarter": pd.Series(ends, dtype="object"),
            "tranches": pd.Series([len(part) for part in parts], dtype="int64"),
            "size_yuan": pd.Series([total(part["size_yuan"]) for part in parts], dtype="int64"),
            "tenor_months": pd.Series(
                [senior.weighted(part, "tenor_months") for part in parts], dtype="object"
            ),
            "coupon": pd.Series([senior.weighted(part, "coupon") for part in parts], dtype="object"),
        }
    )


def regions(deals: pd.DataFrame, spans: Sequence[Span]) -> pd.DataFrame:
    """Split each span's deals by province, every province that occurs in one of them in each.

    Returns
    -------
    pandas.DataFrame
        ``span``, ``region``, ``deals`` (单), ``size_yuan`` (元), ``deals_share``, ``size_share``.
    """
    return across(deals, "region", spans)
