"""What the facts of an edition are computed from: columns read once, choices of rows, and what they trace to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache

import numpy as np

from ipabs.edition import Edition
from ipabs.facts.provenance import Trace, key_columns, keys_of, listed
from ipabs.measures.columns import Columns, Rows, between, total
from ipabs.measures.spans import first_year
from ipabs.period import Span


class Source:
    """An edition's tables as columns; what several facts need is computed once.

    A choice of rows is an array of positions in a table, in ledger order.
    """

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._tables: dict[str, Columns] = {}
        self._spans: dict[tuple[Span, ...], Rows] = {}
        self._sizes: dict[Span, int] = {}

    def table(self, name: str) -> Columns:
        """Return a table of the ledger inside the universe."""
        if name not in self._tables:
            self._tables[name] = Columns(getattr(self.edition.ledger, name))
        return self._tables[name]

    @property
    def deals(self) -> Columns:
        return self.table("deals")

    def issued(self, *spans: Span) -> Rows:
        """Return the deals issued within any of `spans`, none twice."""
        if spans not in self._spans:
            days = self.deals.numbers("issued_on")
            found = [between(days, span.start, span.end) for span in spans]
            self._spans[spans] = found[0] if len(found) == 1 else _joined(found)
        return self._spans[spans]

    def size(self, span: Span) -> int:
        """Return the size (元) of the deals issued within `span`."""
        if span not in self._sizes:
            self._sizes[span] = total(self.deals.numbers("size_yuan")[self.issued(span)])
        return self._sizes[span]

    @cached_property
    def first_year(self) -> int | None:
        """The first calendar year that the ledger covers, ``None`` for an empty ledger."""
        return first_year(self.edition.ledger.deals, self.edition.ledger.market_totals)

    def trace(self, **rows: Rows) -> Trace:
        """Return the keys and the basis of rows chosen from tables, given under the tables' names.

        A fact without a row (nothing was issued) rests on those tables as a whole.
        """
        bases = self._bases((name, at) for name, at in rows.items() if len(at))
        bases = bases or self._bases((name, None) for name in rows)
        basis = bases.pop() if len(bases) == 1 else "mixed" if bases else "published"
        limit = listed()
        held: dict[str, list[str]] = {}
        omitted: dict[str, int] = {}
        for name, at in rows.items():
            if not len(at):
                continue
            shown = at if limit is None else at[:limit]
            table = self.table(name)
            held[name] = keys_of(table.values(column, shown) for column in key_columns(name))
            if len(at) > len(shown):
                omitted[name] = len(at) - len(shown)
        return Trace(held, basis, omitted)

    def _bases(self, chosen: Iterable[tuple[str, Rows | None]]) -> set[str]:
        found: set[str] = set()
        for name, rows in chosen:
            table = self.table(name)
            if "basis" in table:
                kinds = table.classes("basis", None)
                held = kinds.codes if rows is None else kinds.codes[rows]
                present = np.bincount(held[held >= 0], minlength=len(kinds.names)) > 0
                found.update(kind for kind, there in zip(kinds.names, present.tolist(), strict=True) if there)
        return found


def _joined(chosen: list[Rows]) -> Rows:
    if not chosen:
        return np.empty(0, dtype=np.intp)
    inside = np.zeros(1 + max((int(rows[-1]) for rows in chosen if len(rows)), default=-1), dtype=bool)
    for rows in chosen:
        inside[rows] = True
    return np.flatnonzero(inside)


@lru_cache(maxsize=1)
def source_of(edition: Edition) -> Source:
    """Return the edition's columns; those of the edition asked for last are kept."""
    return Source(edition)
