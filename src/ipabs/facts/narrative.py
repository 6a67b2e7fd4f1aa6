"""Clauses that only the running text needs: how several numbers bear on each other.

Each is a whole clause that reads naturally, and is true, whatever the ledger holds; the sentence
around it stands in ``report/``. A clause that strings numbers together marks each of them under its
own id.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pandas as pd

from ipabs.edition import Edition
from ipabs.facts import issuance, modes, names, narrative_background, numbers, originators, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import trace
from ipabs.facts.slot import Slot, slots, slug
from ipabs.measures import issuance as issued
from ipabs.measures import modes as mode_measures
from ipabs.measures import originators as ranked
from ipabs.measures.breakdown import UNDISCLOSED, total
from ipabs.period import Span
from ipabs.rounding import ratio

Way = Literal[-1, 0, 1]

DESCRIBED_MODES = ("loan", "patent_relicense", "factoring")
"""Modes to which the text gives a clause of their own; further ones follow in a list."""

REMARKS = {"水电十四局第1期知识产权资产支持专项计划": "为首单由中央企业发起的知识产权 ABS"}
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
    (-1, -1): "总量的收缩来自单数",
}
"""What the directions of deals and size mean together."""


def facts(edition: Edition) -> list[Fact]:
    """Return the clauses of every section."""
    found = narrative_background.facts(edition)
    for slot, span in slots(edition, issuance.SECTION, "narrative"):
        found += _issuance(edition, slot.at("issuance"), span)
    for slot, span in slots(edition, modes.SECTION, "narrative"):
        found += _modes(edition, slot.at("modes"), span)
    for slot, span in slots(edition, originators.SECTION, "narrative"):
        found.append(_outside(edition, slot.at("originators"), span))
    return found


def way(now: int, before: int, slack: float = 0.0) -> Way:
    """Tell the direction from `before` to `now`; a change within `slack` (0.01: one per cent) is none."""
    if abs(now - before) <= slack * before:
        return 0
    return 1 if now > before else -1


def _issuance(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    deals = edition.ledger.deals
    now, before = issued.in_span(deals, span), issued.in_span(deals, span.prior)
    both = trace(edition.ledger, deals=issued.in_spans(deals, (span, span.prior)))
    sizes = total(now["size_yuan"]), total(before["size_yuan"])
    words = growth_words(len(now), len(before), *sizes) if slot.covered else "尚无可比基数，不作进一步拆分"
    return [
        numbers.phrase(slot, "reading", words, "单数与规模变动的含义", both),
        _depth(edition, slot, span),
    ]


def growth_words(deals: int, deals_before: int, size: int, size_before: int) -> str:
    """Say what drove the change of the total: more deals, or larger ones."""
    if not deals:
        return "没有可供分析的样本"
    if not deals_before:
        return "基期没有发行，不作进一步拆分"
    ways = way(deals, deals_before), way(size, size_before, 0.01)
    average = way(size * deals_before, size_before * deals, 0.01)
    if ways == (1, 1) and average > 0:
        return "单数与单体规模同时扩大"
    if ways == (-1, -1) and average < 0:
        return "单数与单体规模同时收缩"
    return _GROWTH[ways]


def _depth(edition: Edition, slot: Slot, span: Span) -> Fact:
    """Compare the share of the market's deals with that of its size: are these deals small ones."""
    ledger = edition.ledger
    row = issued.with_market(issued.by_span(ledger.deals, (span,)), ledger.market_totals).iloc[0]
    quarters = ledger.market_totals[ledger.market_totals["quarter"].isin(issued.quarters_of(span))]
    rows = trace(ledger, deals=issued.in_span(ledger.deals, span), market_totals=quarters)
    by_deals, by_size = row["deals_share"], row["size_share"]
    if not by_deals or not by_size:
        words = "单体规模与全市场的差距暂不讨论"
    elif by_deals > by_size * 2:
        words = "规模占比远低于单数占比，单体规模明显小于全市场平均水平"
    elif by_deals > by_size:
        words = "规模占比低于单数占比，单体规模小于全市场平均水平"
    else:
        words = "规模占比不低于单数占比，单体规模不小于全市场平均水平"
    if "basis" in quarters and "illustrative" in set(quarters["basis"]):
        words += "。其中全市场合计为示意数据，只用于观察量级"
    return numbers.phrase(slot, "depth", words, "单体规模与全市场的比较", rows)


def _modes(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    deals = edition.ledger.deals
    now = issued.in_span(deals, span)
    both = trace(edition.ledger, deals=issued.in_spans(deals, (span, span.prior)))
    order = mode_measures.distribution(deals, span)
    before = mode_measures.distribution(deals, span.prior) if slot.covered else order.iloc[:0]
    return [
        _other_modes(edition, slot, now, list(order["mode"])),
        numbers.phrase(
            slot, "reading", mode_words(edition, order, before, phrases.base(slot.rhythm)), "业务模式的位次", both
        ),
        numbers.sentence(slot, "remark", remarks(list(now["name"])), "个别产品", trace(edition.ledger, deals=now)),
    ]


def _other_modes(edition: Edition, slot: Slot, deals: pd.DataFrame, present: Sequence[str]) -> Fact:
    """Name the modes that the text does not describe; an empty clause if there is none."""
    parts: list[str | Fact] = []
    for code in present:
        if code in DESCRIBED_MODES:
            continue
        chosen = deals[deals["mode"].fillna(UNDISCLOSED) == code]
        place = Slot(modes.SECTION, "modes", slug(code), slot.period, slot.role, slot.words, slot.span)
        words = names.mode(edition, code)
        count = numbers.count(
            place, "deals", len(chosen), "单", f"{words}单数", "", trace(edition.ledger, deals=chosen)
        )
        parts += ["、" if parts else "；此外，采用", f"{words}的有", count]
    return numbers.sentence(slot, "others", parts, "其余业务模式", trace(edition.ledger, deals=deals))


def mode_words(edition: Edition, order: pd.DataFrame, before: pd.DataFrame, base: str) -> str:
    """Say which mode leads, whether it led before, and how much hangs on it."""
    known = order[order["mode"] != UNDISCLOSED]
    past = before[before["mode"] != UNDISCLOSED]
    if known.empty:
        return "当期没有可以比较的业务模式"
    first = names.mode(edition, str(known["mode"].iloc[0]))
    if len(known) == 1:
        return f"{first}是当期唯一有发行的业务模式"
    words = f"按规模计，{first}居首"
    if len(past):
        earlier = names.mode(edition, str(past["mode"].iloc[0]))
        words += f"，与{base}相同" if earlier == first else f"，取代了{base}居首的{earlier}"
    share = known["size_share"].iloc[0]
    if share is None or share <= numbers.Fraction(1, 2):
        return f"{words}，但未超过全部规模的一半"
    return f"{words}，市场对单一模式的依赖较深" if share > numbers.Fraction(2, 3) else f"{words}，占规模的一半以上"


def remarks(deals: Sequence[str]) -> list[str | Fact]:
    """Repeat what was published of deals that are named in the ledger; else a clause that holds anyway."""
    found = [f"{phrases.quoted(name)}{REMARKS[name]}" for name in deals if name in REMARKS]
    return ["，".join(found) or "各模式的首单之后能否续发，比首单本身更有意义"]


def _outside(edition: Edition, slot: Slot, span: Span) -> Fact:
    """Say what the originators beyond the top five did: 前五大之外的16家机构发行16单 …"""
    ledger = edition.ledger
    table = ranked.ranking(ledger.deals, ledger.parties, span)
    rest = table[~table["name"].isin(list(ranked.leading(table)["name"]))]
    rows = originators.traced(edition, span, list(rest["name"]))
    if rest.empty:
        words = "没有机构发行" if table.empty else "发行机构尚不足以区分头部与其余"
        return numbers.sentence(slot, "outside", [words], "前五大之外的机构", rows)
    place = Slot(originators.SECTION, "originators", "rest", slot.period, slot.role, slot.words, span)
    what = f"{slot.words}前五大之外的发起机构"
    whole = total(issued.in_span(ledger.deals, span)["size_yuan"])
    count = numbers.count(place, "count", len(rest), "家", "前五大之外的机构家数", f"{what}家数。", rows)
    deals = numbers.count(
        place, "deals", int(rest["deals"].sum()), "单", "前五大之外的机构单数", f"{what}发行单数。", rows
    )
    share = numbers.share(
        place, "share", ratio(total(rest["size_yuan"]), whole), "前五大之外的机构占比", f"{what}规模占比。", rows
    )
    parts: list[str | Fact] = ["前五大之外的", count, "机构合计发行", deals, "，占规模的", share]
    if int(rest["deals"].max()) == 1:
        parts.append("，每家均只发行一单")
    elif int(rest["deals"].sum()) < 2 * len(rest):
        parts.append("，多数只发行一单")
    return numbers.sentence(slot, "outside", parts, "前五大之外的机构", rows)
