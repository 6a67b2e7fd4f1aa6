"""Clauses on rules and policies: only what had been issued by the edition's cut-off is spoken of."""

from __future__ import annotations

from ipabs.edition import Edition
from ipabs.facts import numbers
from ipabs.facts.clauses import RULES, UNTIL, clauses, last_clause
from ipabs.facts.fact import Fact
from ipabs.facts.narrative import Known
from ipabs.facts.slot import Slot
from ipabs.facts.sources import source_of

SECTION = RULES


def facts(edition: Edition, known: Known) -> list[Fact]:
    """Return the clauses on national policies and on the rule for leasing."""
    slot = Slot(SECTION, "narrative", words=f"截至{edition.calendar.cut_off_zh}")
    lease, rows = last_clause(edition, "lease")
    return [
        _steps(edition, slot.at("policies")),
        numbers.sentence(slot.at("rules"), "leasing", [lease], "租赁物的规则", rows),
    ]


def _steps(edition: Edition, slot: Slot) -> Fact:
    """Say what the national policies changed, one after the other."""
    words, used = clauses(edition, "steps")
    rows = source_of(edition).trace(policies=used)
    return numbers.sentence(slot, "steps", ["。".join(words) or UNTIL["steps"]], "国家层面政策的沿革", rows)
