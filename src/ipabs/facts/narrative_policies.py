"""Clauses on rules and policies: only what had been issued by the edition's cut-off is spoken of."""

from __future__ import annotations

from ipabs.edition import Edition
from ipabs.facts import numbers
from ipabs.facts.clauses import RULES, UNTIL, clauses, last_clause
from ipabs.facts.fact import Fact
from ipabs.facts.narrative import Known, traced
from ipabs.facts.slot import Slot
from ipabs.facts.sources import source_of

SECTION = RULES


def facts(edition: Edition, known: Known) -> list[Fact]:
    """Return the clauses on national and local policies and on the rule for leasing."""
    slot = Slot(SECTION, "narrative", words=f"截至{edition.calendar.cut_off_zh}")
    lease, rows = last_clause(edition, "lease")
    return [
        _steps(edition, slot.at("policies")),
        _local(slot.at("policies"), known),
        numbers.sentence(slot.at("rules"), "leasing", [lease], "租赁物的规则", rows),
    ]


def _steps(edition: Edition, slot: Slot) -> Fact:
    """Say what the national policies changed, one after the other."""
    words, used = clauses(edition, "steps")
    rows = source_of(edition).trace(policies=used)
    return numbers.sentence(slot, "steps", ["。".join(words) or UNTIL["steps"]], "国家层面政策的沿革", rows)


def _local(slot: Slot, known: Known) -> Fact:
    """Compare the measures of several places; where there is but one, or none, say that they cannot be compared."""
    regions = known["policies.local.regions"]
    burden = "同一券面利率在不同城市对应的企业负担可能相去甚远"
    words = f"各地的比例和上限差别很大，适用对象也不一致，{burden}"
    if not regions.value:
        words = f"各地的力度因而无从比较；补贴与否、补贴多少由各地自定，{burden}"
    elif regions.value == 1:
        words = f"措施只来自一地，各地的力度还无从比较；补贴的比例和上限由各地自定，{burden}"
    return numbers.sentence(slot, "local", [words], "地方措施的比较", traced(regions))
