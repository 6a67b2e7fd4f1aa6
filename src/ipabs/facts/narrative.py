"""Clauses that only the running text needs: how several numbers bear on each other.

Each is a whole clause that reads naturally, and is true, whatever the ledger holds; the sentence
around it stands in ``report/``. A number inside a clause keeps its own id: it is the fact of its topic.
A topic's clauses are made from the topic's own facts, in ``narrative_<topic>.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ipabs.edition import Edition
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import LISTED, Trace
from ipabs.facts.slot import Slot, slots
from ipabs.period import Span

TRENDS = "趋势"
"""Section of the clauses that speak of section 4, whatever the topic whose facts they join."""

Known = Mapping[str, Fact]
"""Variable → fact of the topic."""

_BASIS_WORDS = {
    "reconstructed": "按重构样本计算，",
    "illustrative": "按示意数据计算，",
    "mixed": "按含重构或示意数据的明细计算，",
}


def places(edition: Edition, section: str) -> list[tuple[Slot, Span]]:
    """Return the places that the text speaks of: the last full year and the year to date."""
    return [pair for pair in slots(edition, section, "narrative") if pair[1] in edition.calendar.window]


def trends_slot(edition: Edition) -> Slot:
    """Return the place of the clauses of section 4."""
    return Slot(TRENDS, "narrative", "trends", words=f"截至{edition.calendar.cut_off_zh}")


def traced(*facts: Fact) -> Trace:
    """Join the rows that several facts rest on, of which one rests on all that the others rest on."""
    bases = {fact.basis for fact in facts if fact.rows} or {fact.basis for fact in facts}
    basis = bases.pop() if len(bases) == 1 else "mixed"
    first = facts[0]
    if all(fact.rows is first.rows for fact in facts):
        return Trace(first.rows, basis, first.omitted)
    rows: dict[str, Sequence[str]] = {}
    whole: dict[str, int] = {}
    for fact in facts:
        for table, keys in fact.rows.items():
            rows[table] = list(dict.fromkeys([*rows.get(table, []), *keys]))
            whole[table] = max(whole.get(table, 0), len(keys) + fact.omitted.get(table, 0))
    if not any(fact.omitted for fact in facts):
        return Trace(rows, basis)
    rows = {table: keys[:LISTED] for table, keys in rows.items()}
    omitted = {table: whole[table] - len(keys) for table, keys in rows.items() if whole[table] > len(keys)}
    return Trace(rows, basis, omitted)


def basis_words(fact: Fact) -> str:
    """Say on what a statement rests where that is not published rows alone: 按重构样本计算，."""
    return "" if fact.basis == "published" else _BASIS_WORDS.get(fact.basis, _BASIS_WORDS["mixed"])
