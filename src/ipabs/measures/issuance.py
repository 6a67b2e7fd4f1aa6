"""How much was issued, and beside the whole market (section 3(1), figures 3 and 4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from ipabs.measures.breakdown import breakdown, total
from ipabs.period import Calendar, Quarter, Span
from ipabs.rounding import ratio

SERIES_START = 2020
"""First year of figures 3 and 4 wherever at least three full years follow it."""


def in_span(deals: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Return the deals issued within `span`, in ledger order.

    Parameters
    ----------
    deals
        Rows with ``issued_on``, the date that counts a deal into a period.
    """
    return between(deals, span.start.isoformat(), span.end.isoformat())


def in_spans(deals: pd.DataFrame, spans: Iterable[Span]) -> pd.DataFrame:
    """Return the deals issued within any of `spans`, in ledger order, none twice."""
    inside = pd.Series(False, index=deals.index)
    for span in spans:
        inside |= deals["issued_on"].between(pd.Timestamp(span.start), pd.Timestamp(span.end))
    return deals.loc[inside]


def between(deals: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """Return the deals issued from `first` to `last`, both ISO dates and both included."""
    return deals.loc[deals["issued_on"].between(pd.Timestamp(first), pd.Timestamp(last))]


def by_span(deals: pd.DataFrame, spans: Sequence[Span]) -> pd.DataFrame:
    """Count deals and add up their size for each span (section 3(1)).

    Returns
    -------
    pandas.DataFrame
        One row a span, in the order given: ``span`` (a :class:`~ipabs.period.Span`), ``deals`` (单),
        ``size_yuan`` (元). A span without deals is a row of zeros.
    """
    picked = [in_span(deals, span) for span in spans]
    return pd.DataFrame(
        {
            "span": pd.Series(list(spans), dtype="object"),
            "deals": pd.Series([len(rows) for rows in picked], dtype="int64"),
            "size_yuan": pd.Series([total(rows["size_yuan"]) for rows in picked], dtype="int64"),
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
    known = {
        str(row["quarter"]): (int(row["deals"]), int(row["size_yuan"]))
        for row in market_totals.dropna(subset=["deals", "size_yuan"]).to_dict("records")
    }
    counts: list[int | None] = []
    sizes: list[int | None] = []
    for span in frame["span"]:
        quarters = [known.get(name) for name in quarters_of(span)]
        whole = [quarter for quarter in quarters if quarter is not None]
        complete = len(whole) == len(quarters)
        counts.append(sum(deals for deals, _ in whole) if complete else None)
        sizes.append(sum(size for _, size in whole) if complete else None)
    deals_share = [ratio(part, whole or 0) for part, whole in zip(frame["deals"], counts, strict=True)]
    size_share = [ratio(part, whole or 0) for part, whole in zip(frame["size_yuan"], sizes, strict=True)]
    return frame.assign(
        market_deals=pd.array(counts, dtype="Int64"),
        market_size_yuan=pd.array(sizes, dtype="Int64"),
        deals_share=pd.Series(deals_share, index=frame.index, dtype="object"),
        size_share=pd.Series(size_share, index=frame.index, dtype="object"),
    )


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


def first_year(deals: pd.DataFrame, market_totals: pd.DataFrame) -> int | None:
    """Return the first calendar year that the ledger covers, ``None`` for an empty ledger."""
    years = [Quarter.parse(str(text)).year for text in market_totals["quarter"]]
    if not deals.empty:
        years.append(int(deals["issued_on"].min().year))
    return min(years, default=None)


def venues(deals: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Split the deals of `span` by venue; columns of :func:`~ipabs.measures.breakdown.breakdown`."""
    return breakdown(in_span(deals, span), "venue")
