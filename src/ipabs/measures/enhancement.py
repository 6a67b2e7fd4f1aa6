"""Who enhances the deals' credit, where and how (section 3(5), figure 6)."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipabs.measures.breakdown import UNDISCLOSED, breakdown
from ipabs.measures.issuance import in_span
from ipabs.measures.modes import across
from ipabs.period import Span

JOIN = "+"
"""Joins the codes of a combination: ``guarantee_company+bank``."""


def combined(
    deals: pd.DataFrame, enhancements: pd.DataFrame, column: str, order: Sequence[str] = ()
) -> pd.DataFrame:
    """Give each deal the combination of its enhancements' `column`.

    Parameters
    ----------
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
    found: dict[str, set[str]] = {}
    for deal, code in zip(enhancements["deal_id"], enhancements[column], strict=True):
        if pd.notna(code) and code != UNDISCLOSED:
            found.setdefault(deal, set()).add(str(code))
    places = {code: at for at, code in enumerate(order)}

    def join(codes: set[str]) -> str:
        return JOIN.join(sorted(codes, key=lambda code: (places.get(code, len(places)), code)))

    return deals.assign(
        **{
            column: pd.array(
                [join(found[deal]) if deal in found else UNDISCLOSED for deal in deals["deal_id"]],
                dtype="string",
            )
        }
    )


def provider_kinds(
    deals: pd.DataFrame, enhancements: pd.DataFrame, span: Span, order: Sequence[str] = ()
) -> pd.DataFrame:
    """Split the deals of `span` by their enhancers' kinds (section 3(5), figure 6).

    A deal whose enhancers are of different kinds is a class of its own (担保公司、商业银行), so that the
    rows sum to the number of deals.

    Returns
    -------
    pandas.DataFrame
        ``provider_kind`` (codes joined by ``+``) and the columns of
        :func:`~ipabs.measures.breakdown.breakdown`.
    """
    return breakdown(combined(in_span(deals, span), enhancements, "provider_kind", order), "provider_kind")


def provider_kinds_across(
    deals: pd.DataFrame, enhancements: pd.DataFrame, spans: Sequence[Span], order: Sequence[str] = ()
) -> pd.DataFrame:
    """Return :func:`provider_kinds` for several spans with the same classes in each, ``span`` first."""
    return across(combined(deals, enhancements, "provider_kind", order), "provider_kind", spans)


def involving(deals: pd.DataFrame, enhancements: pd.DataFrame, column: str, code: str) -> pd.DataFrame:
    """Return the deals with at least one enhancement whose `column` is `code`."""
    return deals[deals["deal_id"].isin(enhancements.loc[enhancements[column] == code, "deal_id"])]


def levels(
    deals: pd.DataFrame, enhancements: pd.DataFrame, span: Span, order: Sequence[str] = ()
) -> pd.DataFrame:
    """Split the deals of `span` by the level of their enhancement (section 3(5)).

    Returns
    -------
    pandas.DataFrame
        ``level``: ``underlying``, ``plan``, both joined by ``+`` (双增信), or ``undisclosed``; and the columns
        of :func:`~ipabs.measures.breakdown.breakdown`.
    """
    return breakdown(combined(in_span(deals, span), enhancements, "level", order), "level")


def first_seen(deals: pd.DataFrame, enhancements: pd.DataFrame, column: str = "form") -> pd.DataFrame:
    """Return when each code of `column` first appears in a deal (银行保函首次出现).

    Returns
    -------
    pandas.DataFrame
        `column`, ``issued_on`` and ``deal_id`` of the first deal, by date, then code.
    """
    rows = enhancements[["deal_id", column]].dropna().merge(deals[["deal_id", "issued_on"]], on="deal_id")
    rows = rows[rows[column] != UNDISCLOSED].sort_values(["issued_on", column, "deal_id"], kind="stable")
    return rows.drop_duplicates(column)[[column, "issued_on", "deal_id"]].reset_index(drop=True)
