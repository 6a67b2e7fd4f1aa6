"""Which deals fall into a range of time."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ipabs.measures import columns
from ipabs.period import Quarter, Span


def in_span(deals: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Return the deals issued within `span`, in ledger order.

    Parameters
    ----------
    deals
        Rows with ``issued_on``, the date that counts a deal into a period; every column given comes back,
        so give only those that are needed.
    """
    return between(deals, span.start.isoformat(), span.end.isoformat())


def in_spans(deals: pd.DataFrame, spans: Iterable[Span]) -> pd.DataFrame:
    """Return the deals issued within any of `spans`, in ledger order, none twice; see :func:`in_span`."""
    days = deals["issued_on"].to_numpy()
    inside = np.zeros(len(days), dtype=bool)
    for span in spans:
        inside[columns.between(days, span.start, span.end)] = True
    return deals.loc[inside]


def between(deals: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """Return the deals issued from `first` to `last`, ISO dates, both included; see :func:`in_span`."""
    return deals.iloc[columns.between(deals["issued_on"].to_numpy(), first, last)]


def first_year(deals: pd.DataFrame, market_totals: pd.DataFrame) -> int | None:
    """Return the first calendar year that the ledger covers, ``None`` for an empty ledger.

    Reads ``issued_on`` of `deals` and ``quarter`` of `market_totals`.
    """
    years = [Quarter.parse(str(text)).year for text in market_totals["quarter"]]
    if len(deals):
        years.append(int(deals["issued_on"].min().year))
    return min(years, default=None)
