"""Who enhances the deals' credit, where and how (section 3(5), figure 6)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ipabs.measures.breakdown import breakdown, split
from ipabs.measures.columns import JOIN, UNDISCLOSED, Classes, Columns
from ipabs.measures.spans import in_span
from ipabs.period import Span

__all__ = [
    "JOIN",
    "combinations",
    "combined",
    "first_seen",
    "involving",
    "levels",
    "provider_kinds",
    "provider_kinds_across",
]

_SPLIT = ["deal_id", "issued_on", "size_yuan"]


def combined(
    deals: pd.DataFrame, enhancements: pd.DataFrame, column: str, order: Sequence[str] = ()
) -> pd.DataFrame:
    """Give each deal the combination of its enhancements' `column`.

    Parameters
    ----------
    deals
        Rows with ``deal_id``; every column given comes back, so give only those that are needed.
    enhancements
        Rows with ``deal_id`` and `column`.
    column
        ``provider_kind``, ``level`` or ``form``.
    order
        The codes' order within a combination (that of the table ``codes``); others follow by name.

    Returns
    -------
    pandas.DataFrame
        `deals` with `column`: the codes joined by ``+``; ``undisclosed`` for a deal without any. A deal
        with one known and one undisclosed enhancer counts under the known one.
    """
    of = combinations(Columns(deals), Columns(enhancements), column, order)
    return deals.assign(**{column: pd.array(of.labels(), dtype="string")})


def combinations(deals: Columns, enhancements: Columns, column: str, order: Sequence[str] = ()) -> Classes:
    """Return the combination of its enhancements' `column` for each deal; see :func:`combined`.

    Reads ``deal_id`` of both, and `column` of `enhancements`.
    """
    owner = enhancements.owners(deals)
    kinds = enhancements.classes(column, None)
    places = {code: at for at, code in enumerate(order)}
    shown = sorted(
        (name for name in kinds.names if name != UNDISCLOSED),
        key=lambda code: (places.get(code, len(places)), code),
    )
    # One code at a time: each doubles the combinations, of which those that occur are kept.
    codes = np.zeros(len(deals), dtype=np.intp)
    names = [""]
    for code in shown:
        has = np.zeros(len(deals), dtype=np.intp)
        has[owner[(kinds.codes == kinds.place(code)) & (owner >= 0)]] = 1
        codes = codes * 2 + has
        occurs = np.bincount(codes, minlength=2 * len(names)) > 0
        names = [
            f"{name}{JOIN if name else ''}{code}" if added else name for name in names for added in (0, 1)
        ]
        names = [name for name, there in zip(names, occurs.tolist(), strict=True) if there]
        codes = (np.cumsum(occurs) - 1)[codes]
    return Classes(codes.astype(np.intp, copy=False), [name or UNDISCLOSED for name in names])


def provider_kinds(
    deals: pd.DataFrame, enhancements: pd.DataFrame, span: Span, order: Sequence[str] = ()
) -> pd.DataFrame:
    """Split the deals of `span` by their enhancers' kinds (section 3(5), figure 6).

    A deal whose enhancers are of different kinds is a class of its own (担保公司、商业银行), so that the
    rows sum to the number of deals. Reads ``deal_id``, ``issued_on`` and ``size_yuan`` of `deals`, ``deal_id``
    and ``provider_kind`` of `enhancements`.

    Returns
    -------
    pandas.DataFrame
        ``provider_kind`` (codes joined by ``+``) and the columns of
        :func:`~ipabs.measures.breakdown.breakdown`.
    """
    return breakdown(
        combined(in_span(deals[_SPLIT], span), enhancements, "provider_kind", order), "provider_kind"
    )


def provider_kinds_across(
    deals: pd.DataFrame, enhancements: pd.DataFrame, spans: Sequence[Span], order: Sequence[str] = ()
) -> pd.DataFrame:
    """Return :func:`provider_kinds` for several spans with the same classes in each, ``span`` first."""
    of = combinations(Columns(deals), Columns(enhancements), "provider_kind", order)
    return split(of, deals["issued_on"].to_numpy(), deals["size_yuan"].to_numpy(), "provider_kind", spans)


def involving(deals: pd.DataFrame, enhancements: pd.DataFrame, column: str, code: str) -> pd.DataFrame:
    """Return the deals with at least one enhancement whose `column` is `code`.

    Reads ``deal_id`` and `column` of `enhancements`; every column given of `deals` comes back.
    """
    rows = enhancements[["deal_id", column]]
    return deals[deals["deal_id"].isin(rows.loc[rows[column] == code, "deal_id"])]


def levels(
    deals: pd.DataFrame, enhancements: pd.DataFrame, span: Span, order: Sequence[str] = ()
) -> pd.DataFrame:
    """Split the deals of `span` by the level of their enhancement (section 3(5)).

    Reads ``deal_id``, ``issued_on`` and ``size_yuan`` of `deals`, ``deal_id`` and ``level`` of `enhancements`.

    Returns
    -------
    pandas.DataFrame
        ``level``: ``underlying``, ``plan``, both joined by ``+`` (双增信), or ``undisclosed``; and the columns
        of :func:`~ipabs.measures.breakdown.breakdown`.
    """
    return breakdown(combined(in_span(deals[_SPLIT], span), enhancements, "level", order), "level")


def first_seen(deals: pd.DataFrame, enhancements: pd.DataFrame, column: str = "form") -> pd.DataFrame:
    """Return when each code of `column` first appears in a deal (银行保函首次出现).

    Reads ``deal_id`` and ``issued_on`` of `deals`, ``deal_id`` and `column` of `enhancements`.

    Returns
    -------
    pandas.DataFrame
        `column`, ``issued_on`` and ``deal_id`` of the first deal, by date, then code.
    """
    rows = enhancements[["deal_id", column]].dropna().merge(deals[["deal_id", "issued_on"]], on="deal_id")
    rows = rows[rows[column] != UNDISCLOSED].sort_values(["issued_on", column, "deal_id"], kind="stable")
    return rows.drop_duplicates(column)[[column, "issued_on", "deal_id"]].reset_index(drop=True)
