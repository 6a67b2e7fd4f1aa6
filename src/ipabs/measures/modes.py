"""Which business modes deals use (section 3(2), figure 5)."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipabs.measures.breakdown import breakdown
from ipabs.measures.issuance import in_span, in_spans
from ipabs.measures.originators import first_originators
from ipabs.period import Span


def distribution(deals: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Split the deals of `span` by business mode (section 3(2)).

    Returns
    -------
    pandas.DataFrame
        ``mode``, ``deals`` (单), ``size_yuan`` (元), ``deals_share``, ``size_share`` (exact fractions of
        the span's total); by size, ``undisclosed`` last. A new code appears by itself.
    """
    return breakdown(in_span(deals, span), "mode")


def distributions(deals: pd.DataFrame, spans: Sequence[Span]) -> pd.DataFrame:
    """Return :func:`distribution` for several spans below each other, with a column ``span`` first.

    Every mode that occurs in one of the spans has a row in each, in the order of all spans together.
    """
    return across(deals, "mode", spans)


def across(deals: pd.DataFrame, key: str, spans: Sequence[Span]) -> pd.DataFrame:
    """Split deals by `key` in each of several spans, with the same classes in the same order.

    Returns
    -------
    pandas.DataFrame
        ``span`` and the columns of :func:`~ipabs.measures.breakdown.breakdown`; a class without a deal
        in a span is a row of zeros there.
    """
    order = list(breakdown(in_spans(deals, spans), key)[key])
    frames = []
    for span in spans:
        frame = breakdown(in_span(deals, span), key, also=order).set_index(key).loc[order].reset_index()
        frame.insert(0, "span", pd.Series([span] * len(frame), dtype="object"))
        frames.append(frame)
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def originator_kinds(deals: pd.DataFrame, parties: pd.DataFrame, span: Span, mode: str) -> pd.DataFrame:
    """Split one mode's deals of `span` by the kind of their first originator (section 3(2)).

    Returns
    -------
    pandas.DataFrame
        ``kind`` and the columns of :func:`~ipabs.measures.breakdown.breakdown`.
    """
    rows = in_span(deals, span)
    return breakdown(first_originators(rows[rows["mode"] == mode], parties), "kind")


def underlyings(deals: pd.DataFrame, span: Span, mode: str | None = None) -> pd.DataFrame:
    """Split the deals of `span` (of one mode, if given) by type of underlying asset (section 3(2))."""
    rows = in_span(deals, span)
    return breakdown(rows if mode is None else rows[rows["mode"] == mode], "underlying")


def first_seen(deals: pd.DataFrame, key: str = "mode") -> pd.DataFrame:
    """Return when each code of `key` first appears.

    Returns
    -------
    pandas.DataFrame
        `key`, ``issued_on`` and ``deal_id`` of its first deal, by date.
    """
    rows = deals.dropna(subset=[key]).sort_values("issued_on", kind="stable")
    return rows.drop_duplicates(key)[[key, "issued_on", "deal_id"]].reset_index(drop=True)
