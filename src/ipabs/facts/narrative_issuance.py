"""Clauses on issuance: what the numbers of one range mean together, and what supports them locally."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import numpy as np

from ipabs.edition import Edition
from ipabs.facts import issuance, numbers
from ipabs.facts.clauses import RULES, UNTIL, clauses, plain, regions_of
from ipabs.facts.fact import Fact
from ipabs.facts.narrative import Known, places, traced
from ipabs.facts.slot import Slot
from ipabs.facts.sources import source_of
from ipabs.period import Span

Way = Literal[-1, 0, 1]

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
    return [*found, _subsidy(edition)]


def way(now: int, before: int, slack: float = 0.0) -> Way:
    """Tell the direction from `before` to `now`; a change within `slack` (0.01: one per cent) is none."""
    if abs(now - before) <= slack * before:
        return 0
    return 1 if now > before else -1


def _issuance(edition: Edition, slot: Slot, span: Span, known: Known) -> list[Fact]:
    found = [_reading(edition, slot, span, known)]
    if span.is_year:
        found += [_course(slot, known), _market(edition, slot, span, known), _venues(slot, known)]
    return found


def _reading(edition: Edition, slot: Slot, span: Span, known: Known) -> Fact:
    """Say what the numbers of deals and the size mean together."""
    source, year = source_of(edition), edition.calendar.year
    now, before = len(source.issued(span)), len(source.issued(span.prior))
    both = source.trace(deals=source.issued(span, span.prior))
    parts: list[str | Fact] = ["申报与发行之间存在时滞，个别区间没有发行并不罕见"]
    if now:
        parts = [known[f"issuance.{slot.role}.average_versus"]]
        if slot.covered and before:
            parts.append(f"，{growth_words(now, before, source.size(span), source.size(span.prior))}")
    elif not span.is_year and not len(source.issued(year)):
        parts = [f"自{year.year}年初以来一直没有新的发行"]
    return numbers.sentence(slot, "reading", parts, "单数与规模变动的含义", both)


def _course(slot: Slot, known: Known) -> Fact:
    """Join the courses of deals and size over the full years."""
    since, deals, size = (
        known[f"issuance.series.{name}"] for name in ("since", "deals_course", "size_course")
    )
    if deals.display.endswith("趋势") or size.display.endswith("趋势"):
        parts: list[str | Fact] = [since, "，可以比较的完整年度尚少，还看不出趋势"]
    elif deals.display.endswith("保持不变") and size.display.endswith("保持不变"):
        parts = [since, "，发行单数与发行规模均保持不变"]
    else:
        parts = [since, "，", deals, "，", size]
    return numbers.sentence(slot, "course", parts, "历年走势", traced(deals, size))


def _venues(slot: Slot, known: Known) -> Fact:
    """Say where the deals were issued."""
    venues = known[f"issuance.venues.{slot.role}.sentence"]
    parts: list[str | Fact] = [f"{slot.words}", venues]
    if not known[f"issuance.{slot.role}.deals"].value:
        parts = [f"{slot.words}没有发行，无从比较"]
    return numbers.sentence(slot, "venues", parts, "发行场所分布", traced(venues))


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
    if not known[f"{role}.deals"].value:
        return numbers.sentence(slot, "market", [f"{slot.words}没有发行，占比为零"], "与全市场的比较", rows)
    if deals_share is None or size_share is None:
        words = f"{slot.words}的全市场数据暂缺，不作比较"
        return numbers.sentence(slot, "market", [words], "与全市场的比较", rows)
    parts: list[str | Fact] = [f"{slot.words}，这一品种占资产证券化产品全市场发行单数的", deals]
    parts += ["、发行规模的", size]
    changes = [known[f"{role}.market_{measure}_share_versus"] for measure in ("deals", "size")]
    if known[f"{role}.market_deals_share_change"].value is not None:
        parts += ["，单数占比", changes[0], "，规模占比", changes[1]]
    if size_share:
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


def _subsidy(edition: Edition) -> Fact:
    """Speak of the ground for local subsidies, if last year saw deals in the region that has one."""
    source = source_of(edition)
    words, policies = clauses(edition, "subsidy")
    rows, regions = source.issued(edition.calendar.year), source.deals.classes("region")
    wanted = regions_of(edition, policies[-1:])
    places = [at for at, name in enumerate(regions.names) if plain(name) in wanted]
    local = rows[np.isin(regions.codes[rows], places)]
    slot = Slot(RULES, "narrative", "rules", words=f"截至{edition.calendar.cut_off_zh}")
    text = words[-1] if words and (len(local) or not wanted) else UNTIL["subsidy"]
    trace = source.trace(deals=local, policies=policies[-1:])
    return numbers.sentence(slot, "subsidy", [text], "地方补贴的依据", trace)
