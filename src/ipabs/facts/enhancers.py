"""Who enhances each deal and how, read once for all facts that rest on it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ipabs.edition import Edition
from ipabs.facts import names
from ipabs.facts.sources import source_of
from ipabs.measures import enhancement
from ipabs.measures.breakdown import Part, breakdown_of
from ipabs.measures.columns import UNDISCLOSED, Classes, Rows
from ipabs.period import Span


@lru_cache(maxsize=2)
def combined(edition: Edition, column: str) -> Classes:
    """Return the combination of its enhancements' `column` for each deal."""
    source, order = source_of(edition), names.order(edition, column)
    return enhancement.combinations(source.deals, source.table("enhancements"), column, order)


@lru_cache(maxsize=1)
def owners_of(edition: Edition) -> NDArray[np.intp]:
    """Return the position of each enhancement's deal."""
    source = source_of(edition)
    return source.table("enhancements").owners(source.deals)


def using(edition: Edition, deals: Rows, column: str, code: str) -> Rows:
    """Return those of `deals` with at least one enhancement whose `column` is `code`."""
    held = source_of(edition).table("enhancements").classes(column, None)
    owner = owners_of(edition)[held.codes == held.place(code)]
    using = np.zeros(len(source_of(edition).deals), dtype=bool)
    using[owner[owner >= 0]] = True
    return deals[using[deals]]


def split(edition: Edition, column: str, span: Span) -> list[Part]:
    """Return the span's deals by the combination of their enhancements' `column`."""
    source = source_of(edition)
    return breakdown_of(combined(edition, column), source.deals.numbers("size_yuan"), source.issued(span))


def first_seen(edition: Edition) -> dict[str, int]:
    """Return the position of the first deal with each form of enhancement, by date, then form."""
    source = source_of(edition)
    forms, owner = source.table("enhancements").classes("form", None), owners_of(edition)
    rows = np.flatnonzero((forms.codes >= 0) & (owner >= 0))
    if not len(rows):
        return {}
    # By date, then by the deal's id: the first of each form is its first deal.
    days = source.deals.numbers("issued_on")
    found: dict[str, int] = {}
    for code, form in enumerate(forms.names):
        deals = owner[rows[forms.codes[rows] == code]]
        if form != UNDISCLOSED and len(deals):
            earliest = deals[days[deals] == days[deals].min()]
            ids = source.deals.values("deal_id", earliest)
            found[form] = min(zip(ids, earliest.tolist(), strict=True))[1]
    return dict(sorted(found.items(), key=lambda pair: (days[pair[1]], pair[0])))
