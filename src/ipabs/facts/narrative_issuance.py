"""Clauses on issuance: what the numbers of one range mean together, and what supports them locally."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import numpy as np

from ipabs.edition import Edition
from ipabs.facts import issuance, numbers
from ipabs.facts.fact import Fact
from ipabs.facts.narrative import Known, places, traced
from ipabs.facts.rules import RULES, SHENZHEN, worded
from ipabs.facts.slot import Slot
from ipabs.facts.sources import source_of
from ipabs.period import Span

Way = Literal[-1, 0, 1]

GUANGDONG = ("广东", "广东省", "深圳", "深圳市")

_GROWTH: dict[tuple[Way, Way], str] = {
    (1, 1): "规模的增长来自单数",
    (1, 0): "单数增加而总量大体未变，发行趋于小额",
    (1, -1): "单数增加而总量收缩，发行趋于小额",
    (0, 1): "单数未变而总量扩大，增长来自单体规模",
    (0, 0): "单数与总量均大体稳定",
    (0, -1): "单数未变而总量收缩，变化来自单体规模",
    (-1, 1): "单数减少而总量扩大，发行向大额集中",
    (-1, 0): "单数减少而总量大体未变，发行向大额集中",
    (-1, -1): "总量的收缩主要来自单数",
}
"""What the directions of deals and size mean together."""


def facts(edition: Edition, known: Known) -> list[Fact]:
    """Return the clauses on each of the edition's ranges; `known` are the topic's facts by variable."""
    found: list[Fact] = []
    for slot, span in places(edition, issuance.SECTION):
        found += _issuance(edition, slot.at("issuance"), span, known)
    return [*found, _shenzhen(edition)]


def way(now: int, before: int, slack: float = 0.0) -> Way:
    """Tell the direction from `before` to `now`; a change within `slack` (0.01: one per cent) is none."""
    if abs(now - before) <= slack * before:
        return 0
    return 1 if now > before else -1


def _issuance(edition: Edition, slot: Slot, span: Span, known: Known) -> list[Fact]:
    source = source_of(edition)
    now, before = len(source.issued(span)), len(source.issued(span.prior))
    both = source.trace(deals=source.issued(span, span.prior))
    parts: list[str | Fact] = ["申报与发行之间存在时滞，个别区间没有发行并不罕见"]
    if now:
        parts = [known[f"issuance.{slot.role}.average_versus"]]
        if slot.covered and before:
            parts.append(f"，{growth_words(now, before, source.size(span), source.size(span.prior))}")
    reading = numbers.sentence(slot, "reading", parts, "单数与规模变动的含义", both)
    return [reading, _market(edition, slot, span, known)]


def growth_words(deals: int, deals_before: int, size: int, size_before: int) -> str:
    """Say what drove the change of the total: more deals, or larger ones; all four are above zero."""
    ways = way(deals, deals_before), way(size, size_before, 0.01)
    average = way(size * deals_before, size_before * deals, 0.01)
    if ways == (1, 1) and average > 0:
        return "单数与单体规模同时扩大"
    if ways == (-1, -1) and average < 0:
        return "单数与单体规模同时收缩"
    return _GROWTH[ways]


def _market(edition: Edition, slot: Slot, span: Span, known: Known) -> Fact:
    """Set the deals beside the whole market, and say whether they are small ones."""
    role = f"issuance.{slot.role}"
    deals_share, size_share = issuance.market_shares(edition, span)
    deals, size = known[f"{role}.market_deals_share"], known[f"{role}.market_size_share"]
    rows = traced(deals, size)
    if not deals_share or not size_share:
        return numbers.sentence(slot, "market", ["全市场数据暂缺，不作比较"], "与全市场的比较", rows)
    parts: list[str | Fact] = ["占资产证券化产品全市场发行单数的", deals, "、发行规模的", size]
    changes = [known[f"{role}.market_{measure}_share_versus"] for measure in ("deals", "size")]
    if known[f"{role}.market_deals_share_change"].value is not None:
        parts += ["，单数占比", changes[0], "，规模占比", changes[1]]
    parts.append(f"。{depth_words(deals_share / size_share)}")
    if _illustrative(edition, span):
        parts.append("。其中全市场合计为示意数据，占比只用于观察量级")
    return numbers.sentence(slot, "market", parts, "与全市场的比较", rows)


def depth_words(times: Fraction) -> str:
    """Say how a deal's mean size compares with the market's, `times` that of these deals."""
    if times > 2:
        return "规模占比远低于单数占比，单体规模明显小于全市场平均水平"
    if times > 1:
        return "规模占比低于单数占比，单体规模小于全市场平均水平"
    return "规模占比不低于单数占比，单体规模不小于全市场平均水平"


def _illustrative(edition: Edition, span: Span) -> bool:
    """Tell whether any of the market totals that the span is set beside is illustrative."""
    totals = source_of(edition).table("market_totals")
    if "basis" not in totals:
        return False
    return len(totals.classes("basis").of(issuance.market_rows(edition, span), "illustrative")) > 0


def _shenzhen(edition: Edition) -> Fact:
    """Speak of Shenzhen's ordinance once it is out, in editions whose last year saw deals in Guangdong."""
    source = source_of(edition)
    rows, regions = source.issued(edition.calendar.year), source.deals.classes("region")
    local = rows[np.isin(regions.codes[rows], [regions.place(name) for name in GUANGDONG])]
    slot = Slot(RULES, "narrative", "rules", words=f"截至{edition.calendar.cut_off_zh}")
    words = worded(SHENZHEN, edition.calendar, len(local) > 0)
    return numbers.sentence(slot, "shenzhen", [words], "深圳的补贴依据", source.trace(deals=local))
