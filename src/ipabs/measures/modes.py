"""Which business modes deals use (section 3(2), figure 5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipabs.measures.breakdown import across, breakdown
from ipabs.measures.columns import Classes, Rows
from ipabs.measures.originators import first_originators
from ipabs.measures.spans import in_span
from ipabs.period import Span


def distribution(deals: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Split the deals of `span` by business mode (section 3(2)).

    Reads ``issued_on``, ``size_yuan`` and ``mode`` of `deals`.

    Returns
    -------
    pandas.DataFrame
        ``mode``, ``deals`` (单), ``size_yuan`` (元), ``deals_share``, ``size_share`` (exact fractions of
        the span's total); by size, ``undisclosed`` last. A new code appears by itself.
    """
    return breakdown(in_span(deals[["issued_on", "size_yuan", "mode"]], span), "mode")


def distributions(deals: pd.DataFrame, spans: Sequence[Span]) -> pd.DataFrame:
    """Return :func:`distribution` for several spans below each other, with a column ``span`` first.

    Every mode that occurs in one of the spans has a row in each, in the order of all spans together.
    """
    return across(deals, "mode", spans)


def originator_kinds(deals: pd.DataFrame, parties: pd.DataFrame, span: Span, mode: str) -> pd.DataFrame:
    """Split one mode's deals of `span` by the kind of their first originator (section 3(2)).

    Reads ``deal_id``, ``issued_on``, ``size_yuan`` and ``mode`` of `deals`; ``deal_id``, ``role``, ``name``
    and ``kind`` of `parties`.

    Returns
    -------
    pandas.DataFrame
        ``kind`` and the columns of :func:`~ipabs.measures.breakdown.breakdown`.
    """
    rows = in_span(deals[["deal_id", "issued_on", "size_yuan", "mode"]], span)
    return breakdown(first_originators(rows[rows["mode"] == mode], parties), "kind")


def underlyings(deals: pd.DataFrame, span: Span, mode: str | None = None) -> pd.DataFrame:
    """Split the deals of `span` (of one mode, if given) by type of underlying asset (section 3(2)).

    Reads ``issued_on``, ``size_yuan``, ``underlying`` and, for one mode, ``mode`` of `deals`.
    """
    needed = ["issued_on", "size_yuan", "underlying", *([] if mode is None else ["mode"])]
    rows = in_span(deals[needed], span)
    return breakdown(rows if mode is None else rows[rows["mode"] == mode], "underlying")


def first_seen(deals: pd.DataFrame, key: str = "mode") -> pd.DataFrame:
    """Return when each code of `key` first appears.

    Reads `key`, ``issued_on`` and ``deal_id`` of `deals`.

    Returns
    -------
    pandas.DataFrame
        `key`, ``issued_on`` and ``deal_id`` of its first deal, by date.
    """
    rows = deals[[key, "issued_on", "deal_id"]]
    rows = rows.dropna(subset=[key]).sort_values("issued_on", kind="stable")
    return rows.drop_duplicates(key).reset_index(drop=True)


def first_deals(of: Classes, days: NDArray[Any]) -> dict[str, int]:
    """Return the position of each class's first deal, by date, then in ledger order."""
    order: Rows = np.argsort(days, kind="stable")
    found, first = np.unique(of.codes[order], return_index=True)
    places = zip(found.tolist(), order[first].tolist(), strict=True)
    return {of.names[code]: at for code, at in places if code >= 0}
