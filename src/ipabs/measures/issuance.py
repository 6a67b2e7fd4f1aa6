"""How much was issued, and beside the whole market (section 3(1), figures 3 and 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from ipabs.measures.breakdown import breakdown
from ipabs.measures.columns import between as positions_between
from ipabs.measures.columns import total
from ipabs.measures.spans import between, first_year, in_span, in_spans
from ipabs.period import Calendar, Quarter, Span
from ipabs.rounding import ratio

__all__ = [
    "SERIES_START",
    "beside_market",
    "between",
    "by_span",
    "first_year",
    "in_span",
    "in_spans",
    "market_of",
    "quarters_of",
    "series",
    "venues",
    "with_market",
]

SERIES_START = 2020
"""First year of figures 3 and 4 wherever at least three full years follow it."""


def by_span(deals: pd.DataFrame, spans: Sequence[Span]) -> pd.DataFrame:
    """Count deals and add up their size for each span (section 3(1)).

    Reads ``issued_on`` and ``size_yuan`` of `deals`.

    Returns
    -------
    pandas.DataFrame
        One row a span, in the order given: ``span`` (a :class:`~ipabs.period.Span`), ``deals`` (单),
        ``size_yuan`` (元). A span without deals is a row of zeros.
    """
    days, sizes = deals["issued_on"].to_numpy(), deals["size_yuan"].to_numpy()
    picked = [positions_between(days, span.start, span.end) for span in spans]
    return pd.DataFrame(
        {
            "span": pd.Series(list(spans), dtype="object"),
            "deals": pd.Series([len(rows) for rows in picked], dtype="int64"),
            "size_yuan": pd.Series([total(sizes[rows]) for rows in picked], dtype="int64"),
        }
    )


def with_market(frame: pd.DataFrame, market_totals: pd.DataFrame) -> pd.DataFrame:
    """Set each span of `by_span` beside the whole ABS market.

    Parameters
    ----------
    frame
        What :func:`by_span` returned.
    market_totals
        Rows with ``quarter`` (2024Q1), ``deals`` (单) and ``size_yuan`` (元).

    Returns
    -------
    pandas.DataFrame
        `frame` with ``market_deals``, ``market_size_yuan`` (nullable integers, empty if any quarter of
        the span is unknown), ``deals_share`` and ``size_share`` (exact fractions or ``None``).
    """
    known = market_of(market_totals)
    counts: list[int | None] = []
    sizes: list[int | None] = []
    for span in frame["span"]:
        whole = _whole(span, known)
        counts.append(None if whole is None else whole[0])
        sizes.append(None if whole is None else whole[1])
    deals_share = [ratio(part, whole or 0) for part, whole in zip(frame["deals"], counts, strict=True)]
    size_share = [ratio(part, whole or 0) for part, whole in zip(frame["size_yuan"], sizes, strict=True)]
    return frame.assign(
        market_deals=pd.array(counts, dtype="Int64"),
        market_size_yuan=pd.array(sizes, dtype="Int64"),
        deals_share=pd.Series(deals_share, index=frame.index, dtype="object"),
        size_share=pd.Series(size_share, index=frame.index, dtype="object"),
    )


Market = Mapping[str, tuple[int, int]]
"""Quarter → the whole market's deals (单) and size (元)."""


def market_of(market_totals: pd.DataFrame) -> Market:
    """Return the whole market's quarters that are known.

    Reads ``quarter``, ``deals`` and ``size_yuan`` of `market_totals`.
    """
    columns: list[list[Any]] = [list(market_totals[name]) for name in ("quarter", "deals", "size_yuan")]
    return {
        str(quarter): (int(deals), int(size))
        for quarter, deals, size in zip(*columns, strict=True)
        if not (pd.isna(deals) or pd.isna(size))
    }


def _whole(span: Span, market: Market) -> tuple[int, int] | None:
    """Return the market's deals and size over a span, ``None`` if any quarter of it is unknown."""
    quarters = [market.get(name) for name in quarters_of(span)]
    known = [quarter for quarter in quarters if quarter is not None]
    if len(known) < len(quarters):
        return None
    return sum(deals for deals, _ in known), sum(size for _, size in known)


def beside_market(
    span: Span, deals: int, size: int, market: Market
) -> tuple[Fraction | None, Fraction | None]:
    """Return the shares of deals (单) and size (元) of `span` in the whole market, ``None`` if unknown."""
    whole = _whole(span, market) or (0, 0)
    return ratio(deals, whole[0]), ratio(size, whole[1])


def quarters_of(span: Span) -> list[str]:
    """Return the names of the quarters that make up `span`."""
    return [str(Quarter(span.year, number)) for number in range(1, span.quarters + 1)]


def series(calendar: Calendar, ledger_start: int) -> tuple[Span, ...]:
    """Return the spans of figures 3 and 4.

    Full years from 2020 to the last full year, then the prior and the present year to date. Where
    fewer than three full years would show, the years begin with the ledger's first.

    Parameters
    ----------
    ledger_start
        The first calendar year that the ledger covers.
    """
    last = calendar.year.year
    first = max(SERIES_START, ledger_start) if last - SERIES_START >= 2 else ledger_start
    years = tuple(Span(year) for year in range(min(first, last), last + 1))
    parts = (calendar.prior_ytd, calendar.ytd)
    return (*years, *(span for span in parts if span is not None))


def venues(deals: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Split the deals of `span` by venue; columns of :func:`~ipabs.measures.breakdown.breakdown`.

    Reads ``issued_on``, ``size_yuan`` and ``venue`` of `deals`.
    """
    return breakdown(in_span(deals[["issued_on", "size_yuan", "venue"]], span), "venue")
