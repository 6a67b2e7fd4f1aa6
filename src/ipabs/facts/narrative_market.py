"""Clauses on issuance, modes and originators: what the numbers of one range mean together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

import pandas as pd

from ipabs.edition import Edition
from ipabs.facts import issuance, modes, names, numbers, originators, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import Trace, trace
from ipabs.facts.slot import Slot, slots, slug
from ipabs.measures import issuance as issued
from ipabs.measures import modes as mode_measures
from ipabs.measures import originators as ranked
from ipabs.measures.breakdown import UNDISCLOSED, total
from ipabs.period import Span
from ipabs.rounding import ratio

Way = Literal[-1, 0, 1]
Known = Mapping[str, Fact]

DESCRIBED_MODES = ("loan", "patent_relicense", "factoring")
"""Modes to which the text gives a clause of their own; further ones follow in a list."""

REMARKS = {"水电十四局第1期知识产权资产支持专项计划": "为首单央企知识产权 ABS"}
"""What was published of single named deals, beyond the totals."""

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
    """Return the clauses on each of the edition's ranges; `known` are the topics' facts by variable."""
    found: list[Fact] = []
    for slot, span in places(edition, issuance.SECTION):
        found += _issuance(edition, slot.at("issuance"), span, known)
    for slot, span in places(edition, modes.SECTION):
        found += _modes(edition, slot.at("modes"), span)
    for slot, span in places(edition, originators.SECTION):
        if span.is_year:
            found += _originators(edition, slot.at("originators"), span, known)
    return found


def places(edition: Edition, section: str) -> list[tuple[Slot, Span]]:
    """Return the places that the text speaks of: the last full year and the year to date."""
    return [pair for pair in slots(edition, section, "narrative") if pair[1] in edition.calendar.window]


def traced(*facts: Fact) -> Trace:
    """Join the rows that several facts rest on."""
    rows: dict[str, list[str]] = {}
    for fact in facts:
        for table, keys in fact.rows.items():
            rows[table] = list(dict.fromkeys([*rows.get(table, []), *keys]))
    bases = {fact.basis for fact in facts if fact.rows} or {fact.basis for fact in facts}
    return Trace(rows, bases.pop() if len(bases) == 1 else "mixed")


def way(now: int, before: int, slack: float = 0.0) -> Way:
    """Tell the direction from `before` to `now`; a change within `slack` (0.01: one per cent) is none."""
    if abs(now - before) <= slack * before:
        return 0
    return 1 if now > before else -1


def _issuance(edition: Edition, slot: Slot, span: Span, known: Known) -> list[Fact]:
    deals = edition.ledger.deals
    now, before = issued.in_span(deals, span), issued.in_span(deals, span.prior)
    both = trace(edition.ledger, deals=issued.in_spans(deals, (span, span.prior)))
    sizes = total(now["size_yuan"]), total(before["size_yuan"])
    parts: list[str | Fact] = ["申报与发行之间存在时滞，个别区间没有发行并不罕见"]
    if len(now):
        parts = [known[f"issuance.{slot.role}.average_versus"]]
        if slot.covered and len(before):
            parts.append(f"，{growth_words(len(now), len(before), *sizes)}")
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
    ledger, role = edition.ledger, f"issuance.{slot.role}"
    row = issued.with_market(issued.by_span(ledger.deals, (span,)), ledger.market_totals).iloc[0]
    deals, size = known[f"{role}.market_deals_share"], known[f"{role}.market_size_share"]
    quarters = ledger.market_totals[ledger.market_totals["quarter"].isin(issued.quarters_of(span))]
    rows = traced(deals, size)
    if not row["deals_share"] or not row["size_share"]:
        return numbers.sentence(slot, "market", ["全市场数据暂缺，不作比较"], "与全市场的比较", rows)
    parts: list[str | Fact] = ["占资产证券化产品全市场发行单数的", deals, "、发行规模的", size]
    changes = [known[f"{role}.market_{measure}_share_versus"] for measure in ("deals", "size")]
    if known[f"{role}.market_deals_share_change"].value is not None:
        parts += ["，单数占比", changes[0], "，规模占比", changes[1]]
    parts.append(f"。{depth_words(row['deals_share'] / row['size_share'])}")
    if "basis" in quarters and "illustrative" in set(quarters["basis"]):
        parts.append("。其中全市场合计为示意数据，占比只用于观察量级")
    return numbers.sentence(slot, "market", parts, "与全市场的比较", rows)


def depth_words(times: Fraction) -> str:
    """Say how a deal's mean size compares with the market's, `times` that of these deals."""
    if times > 2:
        return "规模占比远低于单数占比，单体规模明显小于全市场平均水平"
    if times > 1:
        return "规模占比低于单数占比，单体规模小于全市场平均水平"
    return "规模占比不低于单数占比，单体规模不小于全市场平均水平"


def _modes(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    deals = edition.ledger.deals
    now = issued.in_span(deals, span)
    both = trace(edition.ledger, deals=issued.in_spans(deals, (span, span.prior)))
    order = mode_measures.distribution(deals, span)
    before = mode_measures.distribution(deals, span.prior) if slot.covered else order.iloc[:0]
    words = mode_words(edition, order, before, phrases.base(slot.rhythm))
    parts = [*_other_modes(edition, slot, now, list(order["mode"])), words]
    alone = trace(edition.ledger, deals=now)
    share = order["size_share"].iloc[0] if len(order) else None
    what = f"{slot.range}规模最大的业务模式占全部发行规模的比例。"
    return [
        numbers.share(slot, "main_share", share, "规模最大的业务模式占比", what, alone),
        numbers.sentence(slot, "reading", parts, "业务模式的位次", both),
        numbers.sentence(slot, "remark", [remarks(list(now["name"]))], "个别产品", alone),
    ]


def _other_modes(
    edition: Edition, slot: Slot, deals: pd.DataFrame, present: Sequence[str]
) -> list[str | Fact]:
    """Name the modes that the text does not describe: 此外，采用信托受益权模式的有2单。."""
    parts: list[str | Fact] = []
    for code in present:
        if code in DESCRIBED_MODES:
            continue
        chosen = deals[deals["mode"].fillna(UNDISCLOSED) == code]
        place = Slot(modes.SECTION, "modes", slug(code), slot.period, slot.role, slot.words, slot.span)
        words, rows = names.mode(edition, code), trace(edition.ledger, deals=chosen)
        count = numbers.count(place, "deals", len(chosen), "单", f"{words}单数", "", rows)
        parts += ["、" if parts else "此外，采用", f"{words}的有", count]
    return [*parts, "。"] if parts else []


def mode_words(edition: Edition, order: pd.DataFrame, before: pd.DataFrame, base: str) -> str:
    """Say which mode leads, whether it led before, and how much hangs on it."""
    table = order[order["mode"] != UNDISCLOSED]
    past = before[before["mode"] != UNDISCLOSED]
    if table.empty:
        return "业务模式的分布无从比较"
    first = names.mode(edition, str(table["mode"].iloc[0]))
    if len(table) == 1:
        return f"{first}是唯一有发行的业务模式"
    words = f"按规模计，{first}居首"
    if len(past):
        earlier = names.mode(edition, str(past["mode"].iloc[0]))
        words += f"，与{base}相同" if earlier == first else f"，取代了{base}居首的{earlier}"
    share = table["size_share"].iloc[0]
    if share is None or share <= Fraction(1, 2):
        return f"{words}，但未超过全部规模的一半"
    return f"{words}，市场对单一模式的依赖较深" if share > Fraction(2, 3) else f"{words}，占规模的一半以上"


def remarks(deals: Sequence[str]) -> str:
    """Repeat what was published of deals that are named in the ledger; else a clause that holds anyway."""
    found = [f"{phrases.quoted(name)}{REMARKS[name]}" for name in deals if name in REMARKS]
    return "，".join([*found, "各类首单能否带动后续发行，比首单本身更值得关注"])


def _originators(edition: Edition, slot: Slot, span: Span, known: Known) -> list[Fact]:
    return [_top(slot, known), _list(slot, known), *_outside(edition, slot, span)]


def _top(slot: Slot, known: Known) -> Fact:
    """Say what the largest originators issued, and how that compares."""
    role = f"originators.top5.{slot.role}"
    label, deals, size, share = (known[f"{role}.{name}"] for name in ("label", "deals", "size", "share"))
    rows = traced(deals, size, share)
    if not deals.value:
        return numbers.sentence(slot, "top", ["没有机构发行"], "头部发起机构", rows)
    parts: list[str | Fact] = [label.display, "合计发行", deals, "、", size, "，占全部发行规模的", share]
    if known[f"{role}.share_change"].value is not None:
        parts += ["，占比", known[f"{role}.share_versus"], "；合计规模", known[f"{role}.size_versus"]]
    return numbers.sentence(slot, "top", parts, "头部发起机构", rows)


def _list(slot: Slot, known: Known) -> Fact:
    """Say how many of the top five were there a year before, naming none of them."""
    role = f"originators.top5.{slot.role}"
    stayed, before = known[f"{role}.stayed"], known[f"{role}.share_change"]
    rows = traced(known[f"{role}.turnover"])
    if before.value is None:
        return numbers.sentence(slot, "list", ["头部名单尚无上年可比"], "头部名单的变化", rows)
    if known[f"{role}.turnover"].display.startswith("前五名单与"):
        return numbers.sentence(slot, "list", [f"头部名单与{slot.before}相同"], "头部名单的变化", rows)
    parts: list[str | Fact] = ["头部机构中有", stayed, f"在{slot.before}已列前五，其余为新进入者"]
    if not stayed.value:
        parts = [f"与{slot.before}相比，头部机构全部更替"]
    return numbers.sentence(slot, "list", parts, "头部名单的变化", rows)


def _outside(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    """Say what the originators beyond the top five did: 前五大之外的16家机构合计发行16单 …"""
    ledger = edition.ledger
    table = ranked.ranking(ledger.deals, ledger.parties, span)
    rest = table[~table["name"].isin(list(ranked.leading(table)["name"]))]
    rows = originators.traced(edition, span, list(rest["name"]))
    if rest.empty:
        words = "没有机构发行" if table.empty else "发行机构家数尚少，不足以区分头部与其余"
        return [numbers.sentence(slot, "outside", [words], "前五大之外的机构", rows)]
    place = Slot(originators.SECTION, "originators", "rest", slot.period, slot.role, slot.words, span)
    what = f"{slot.words}前五大之外的发起机构"
    whole, count = total(issued.in_span(ledger.deals, span)["size_yuan"]), int(rest["deals"].sum())
    share = ratio(total(rest["size_yuan"]), whole)
    made = [
        numbers.count(place, "count", len(rest), "家", "前五大之外的机构家数", f"{what}家数。", rows),
        numbers.count(place, "deals", count, "单", "前五大之外的机构单数", f"{what}的发行单数。", rows),
        numbers.share(place, "share", share, "前五大之外的机构占比", f"{what}占全部规模的比例。", rows),
    ]
    parts: list[str | Fact] = ["前五大之外的", made[0], "机构合计发行", made[1], "，占规模的", made[2]]
    if len(rest) > 1 and count == len(rest):
        parts.append("，每家均只发行一单")
    elif 2 * int((rest["deals"] == 1).sum()) > len(rest) > 1:
        parts.append("，多数只发行一单")
    return [*made, numbers.sentence(slot, "outside", parts, "前五大之外的机构", rows)]
