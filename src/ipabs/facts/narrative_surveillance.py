"""Clauses on what happened after issuance."""

from __future__ import annotations

from ipabs.edition import Edition
from ipabs.facts import numbers, surveillance
from ipabs.facts.fact import Fact
from ipabs.facts.narrative import Known, traced, trends_slot
from ipabs.facts.slot import Slot


def facts(edition: Edition, known: Known) -> list[Fact]:
    """Return the clauses on rating changes and credit events; `known` are the topic's facts by variable."""
    slot = Slot(surveillance.SECTION, "narrative", "surveillance")
    return [
        _ratings(slot, known),
        _credit(slot, known),
        _defaults(edition, trends_slot(edition), known),
    ]


def _ratings(slot: Slot, known: Known) -> Fact:
    """Say which ratings changed; where none did, in one clause."""
    up, down = (known[f"surveillance.since_2020.{way}"] for way in ("upgrades", "downgrades"))
    sentence = known["surveillance.since_2020.upgrades_sentence"]
    if up.value and not down.value:
        parts: list[str | Fact] = [sentence, "；同期没有信用等级下调的记录"]
    elif up.value:
        parts = [sentence, "；同期有", down, "产品的优先级证券信用等级下调"]
    elif down.value:
        parts = [known["surveillance.since_2020.downgrades_sentence"], "；同期没有信用等级上调的记录"]
    else:
        since = sentence.display.partition("，")[0]
        parts = [f"{since}，知识产权 ABS 的优先级证券没有信用等级调整的记录"]
    return numbers.sentence(slot, "ratings", parts, "信用等级的调整", traced(up, down))


def _credit(slot: Slot, known: Known) -> Fact:
    """Say whether there were defaults, and what else happened."""
    defaults, others = known["surveillance.defaults"], known["surveillance.other_events"]
    parts: list[str | Fact] = [known["surveillance.defaults_sentence"]]
    if others.value:
        kinds = known["surveillance.other_events_phrase"].display.removeprefix(others.display)
        parts += ["，另有" if defaults.value else "，但有", others, kinds]
    else:
        parts.append("，此外没有其他信用事件" if defaults.value else "，也没有其他信用事件")
    return numbers.sentence(slot, "credit", parts, "信用事件", traced(defaults, others))


def _defaults(edition: Edition, slot: Slot, known: Known) -> Fact:
    """Begin the last sentence on risk: with no default so far, or with those there were."""
    count = known["surveillance.defaults"]
    until = f"截至{edition.calendar.cut_off_zh}"
    parts: list[str | Fact] = [f"{until}虽未出现违约"]
    if count.value:
        parts = [f"{until}已有", count, "产品发生违约"]
    return numbers.sentence(slot, "defaults", parts, "违约与风险", traced(count))
