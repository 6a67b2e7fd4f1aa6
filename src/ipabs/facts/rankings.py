"""Each deal's originator and the rankings of an edition, computed once for all facts that rest on them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

import numpy as np

from ipabs.edition import Edition
from ipabs.facts import numbers
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import Trace
from ipabs.facts.slot import Slot, slots
from ipabs.facts.sources import source_of
from ipabs.measures import leadership, originators
from ipabs.measures.originators import Firsts, Originator
from ipabs.period import Span

SECTION = "发起机构"


@lru_cache(maxsize=1)
def firsts_of(edition: Edition) -> Firsts:
    """Return the first-listed originator of each deal."""
    return originators.firsts(source_of(edition).deals, edition.ledger.parties)


@lru_cache(maxsize=32)
def ranking_of(edition: Edition, span: Span) -> Sequence[Originator]:
    """Rank the originators of `span` by size."""
    source = source_of(edition)
    sizes = source.deals.numbers("size_yuan")
    return originators.ranked(firsts_of(edition).names, sizes, source.issued(span))


def leading(ranked: Sequence[Originator], places: int = 5) -> list[Originator]:
    """Return the rows of a ranking up to `places`; a tie at the last place keeps all who share it."""
    return [row for row in ranked if row.place <= places]


def concentration_of(edition: Edition, span: Span) -> tuple[Fraction | None, Fraction | None]:
    """Return CR5 and HHI of `span`."""
    shares = [row.size_share for row in ranking_of(edition, span) if row.size_share is not None]
    return leadership.concentrated(shares)


def traced(edition: Edition, span: Span, names: Sequence[str] | None = None) -> Trace:
    """Return the deals of `span` (of the originators named) as the rows behind a fact."""
    source = source_of(edition)
    rows = source.issued(span)
    if names is not None:
        of = firsts_of(edition).names
        wanted = [of.names.index(name) for name in names if name in of.names]
        rows = rows[np.isin(of.codes[rows], wanted)]
    return source.trace(deals=rows)


def count_of(edition: Edition, span: Span) -> Fact:
    """Return the fact that tells how many originators issued in `span`, one of the edition's ranges."""
    slot = next(slot for slot, each in slots(edition, SECTION, "originators") if each == span)
    return counted(edition, slot, span)


def counted(edition: Edition, slot: Slot, span: Span) -> Fact:
    """Return the number of originators in `span` as the fact of its `slot`."""
    return numbers.count(
        slot,
        "count",
        len(ranking_of(edition, span)),
        "家",
        "发起机构家数",
        f"{slot.range}发行知识产权 ABS 的第一原始权益人家数，同一机构只计一次。",
        traced(edition, span),
    )
