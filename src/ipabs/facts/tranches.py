"""The senior tranches of an edition, read once for all facts that rest on them."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ipabs.edition import Edition
from ipabs.facts.provenance import Trace
from ipabs.facts.sources import source_of
from ipabs.measures import senior
from ipabs.measures.bands import Tally
from ipabs.measures.columns import Rows, total
from ipabs.period import Quarter, Span


class Senior:
    """The edition's senior tranches; a choice of them is an array of positions in the table of tranches."""

    def __init__(self, edition: Edition) -> None:
        self._source = source_of(edition)
        self._table = self._source.table("tranches")
        self._issued = senior.issued_on(edition.ledger.deals, edition.ledger.tranches)
        self.ratings = self._table.classes("rating", senior.UNRATED)

    @property
    def days(self) -> NDArray[Any]:
        """The day on which each tranche's deal was issued, ``NaT`` for those that are not senior."""
        return self._issued

    def around(self, quarter: Quarter) -> tuple[Rows, Rows]:
        """Return the tranches issued in a quarter, and those issued before it."""
        start, end = np.datetime64(quarter.start), np.datetime64(quarter.end)
        inside = (self._issued >= start) & (self._issued <= end)
        return np.flatnonzero(inside), np.flatnonzero(self._issued < start)

    def issued(self, *spans: Span) -> Rows:
        """Return the tranches of the deals issued within any of `spans`."""
        return senior.within(self._issued, spans)

    def trace(self, rows: Rows) -> Trace:
        return self._source.trace(tranches=rows)

    def size(self, rows: Rows) -> int:
        """Return the size of some tranches, in 元."""
        return total(self._table.numbers("size_yuan")[rows])

    def split(self, rows: Rows) -> dict[str, senior.Rated]:
        """Return tranches by rating, best first."""
        found = senior.by_rating(self.ratings, self._table.numbers("size_yuan"), rows)
        return {row.rating: row for row in found}

    def tally(self, column: str, rows: Rows) -> Tally:
        """Count and add up tranches by ``tenor_months`` or ``coupon``."""
        values = self._tenors if column == "tenor_months" else self._coupons
        return values.tally(self._table.numbers("size_yuan"), rows)

    @cached_property
    def _tenors(self) -> senior.Values:
        table = self._table
        return senior.tenors(table.numbers("value_date"), table.numbers("expected_maturity"))

    @cached_property
    def _coupons(self) -> senior.Values:
        return senior.coupons(self._table.numbers("coupon_pct"))


@lru_cache(maxsize=1)
def senior_of(edition: Edition) -> Senior:
    """Return the edition's senior tranches."""
    return Senior(edition)
