"""Clauses on enhancement: who stands behind the deals, and how many rely on credit from outside."""

from __future__ import annotations

from fractions import Fraction

from ipabs.edition import Edition
from ipabs.facts import enhancement, numbers
from ipabs.facts.enhancers import split
from ipabs.facts.fact import Fact
from ipabs.facts.narrative import Known, places, traced, trends_slot
from ipabs.facts.slot import Slot
from ipabs.measures.breakdown import UNDISCLOSED
from ipabs.period import Span


def facts(edition: Edition, known: Known) -> list[Fact]:
    """Return the clauses on the last full year and on all deals; `known` are the topic's facts by variable."""
    found: list[Fact] = []
    for slot, span in places(edition, enhancement.SECTION):
        if span.is_year:
            found += _enhancers(edition, slot.at("enhancement"), span, known)
    return [*found, _enhanced(edition, trends_slot(edition), known)]


def _enhancers(edition: Edition, slot: Slot, span: Span, known: Known) -> list[Fact]:
    """Give the share of the most common enhancer, and what guarantee companies stand behind."""
    table = split(edition, "provider_kind", span)
    known_ones = [part for part in table if part.code != UNDISCLOSED]
    most = max(known_ones, key=lambda part: (part.deals, part.size_yuan), default=None)
    share: Fraction | None = most.size_share if most else None
    what = f"{slot.range}由最常见的一类增信方提供增信的产品占全部发行规模的比例。"
    role = f"enhancement.guarantee_company.{slot.role}"
    deals, size = known[f"{role}.deals"], known[f"{role}.size"]
    parts: list[str | Fact] = ["担保公司增信涉及规模", size, "，占全部发行规模的", known[f"{role}.share"]]
    if not deals.value:
        parts = ["担保公司没有单独提供增信"]
    whole = traced(known[f"enhancement.{slot.role}.main"])
    return [
        numbers.share(slot, "main_share", share, "最常见增信方的规模占比", what, whole),
        numbers.sentence(slot, "guarantee", parts, "担保公司增信", traced(deals, size)),
    ]


def _enhanced(edition: Edition, slot: Slot, known: Known) -> Fact:
    """Say what part of all deals relies on credit from outside."""
    share = known["enhancement.to_date.disclosed_share"]
    if not isinstance(share.value, float):
        words = "没有可供统计的产品"
    elif share.value == 1:
        words = "已发行的产品全部设有外部增信"
    elif share.value >= 9 / 10:
        words = "绝大多数已发行的产品设有外部增信"
    elif share.value > 1 / 2:
        words = "多数已发行的产品设有外部增信"
    else:
        words = "设有外部增信的产品不足半数"
    clause = f"截至{edition.calendar.cut_off_zh}，{words}"
    return numbers.phrase(slot, "enhanced", clause, "外部增信的普遍程度", traced(share))
