"""Clauses on what happened after issuance."""

from __future__ import annotations

from ipabs.edition import Edition
from ipabs.facts import numbers, surveillance
from ipabs.facts.fact import Fact
from ipabs.facts.narrative import Known, traced, trends_slot
from ipabs.facts.slot import Slot


def facts(edition: Edition, known: Known) -> list[Fact]:
    """Return the clauses on downgrades and defaults; `known` are the topic's facts by variable."""
    return [_downgrades(known), _defaults(edition, trends_slot(edition), known)]


def _downgrades(known: Known) -> Fact:
    """Say 同期没有信用等级下调, or how many there were."""
    count = known["surveillance.since_2020.downgrades"]
    slot = Slot(surveillance.SECTION, "narrative", "surveillance")
    parts: list[str | Fact] = ["同期没有信用等级下调的记录"]
    if count.value:
        parts = ["同期有", count, "产品的优先级证券信用等级下调"]
    return numbers.sentence(slot, "downgrades", parts, "同期的下调", traced(count))


def _defaults(edition: Edition, slot: Slot, known: Known) -> Fact:
    """Begin the last sentence on risk: with no default so far, or with those there were."""
    count = known["surveillance.defaults"]
    until = f"截至{edition.calendar.cut_off_zh}"
    parts: list[str | Fact] = [f"{until}虽未出现违约"]
    if count.value:
        parts = [f"{until}已有", count, "产品发生违约"]
    return numbers.sentence(slot, "defaults", parts, "违约与风险", traced(count))
