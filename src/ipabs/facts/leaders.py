"""Facts of section 3(3) on the two largest originators: whether, and since when, they stay ahead."""

from __future__ import annotations

import numpy as np

from ipabs.edition import Edition
from ipabs.facts import names, numbers, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.originators import SECTION
from ipabs.facts.rankings import firsts_of, leading, ranking_of, traced
from ipabs.facts.slot import Slot, slots
from ipabs.facts.sources import source_of
from ipabs.measures.leadership import leading_since
from ipabs.period import Span
from ipabs.rounding import EMPTY, ratio


def facts(edition: Edition) -> list[Fact]:
    """Return since when the two largest originators of the last full year lead, and the claim in words."""
    year = edition.calendar.year
    start = source_of(edition).first_year or year.year
    since, pair = leading_since(lambda each: _pair(edition, each), year.year, start)
    order = [row.name for row in ranking_of(edition, year) if row.name in pair]
    found = [_since(edition, since, order)]
    for slot, span in slots(edition, SECTION, "originators"):
        if span == year:
            found.append(_claim(edition, slot.at("leaders"), span, since, order))
            found += _together(edition, slot.at("leaders"), span, order)
        elif span == edition.calendar.ytd:
            found.append(_still(edition, slot.at("leaders"), span, order))
            found += _together(edition, slot.at("leaders"), span, order)
    return found


def _pair(edition: Edition, year: int) -> set[str]:
    ahead = leading(ranking_of(edition, Span(year)), 2)
    return {row.name for row in ahead} if len(ahead) == 2 else set()


def _since(edition: Edition, since: int, order: list[str]) -> Fact:
    spans = [Span(year) for year in range(since, edition.calendar.year.year + 1)] if since else []
    source, of = source_of(edition), firsts_of(edition).names
    deals = source.issued(*spans)
    wanted = [of.names.index(name) for name in order]
    rows = source.trace(deals=deals[np.isin(of.codes[deals], wanted)])
    return Fact(
        "originators.leaders.since",
        "originators.leaders.since",
        since or None,
        "year",
        str(since) if since else EMPTY,
        f"{since}年" if since else "没有明确的前二位",
        "前二位发起机构持续领先的起始年份",
        f"自该年起至{edition.calendar.year.zh}，逐年发行规模前二位均为同样的两家发起机构（不分先后）。",
        formula="由上一完整年度逐年向前比较前二位",
        rounding=numbers.WHOLE,
        rows=rows.rows,
        basis=rows.basis,
        omitted=rows.omitted,
        section=SECTION,
    )


def _claim(edition: Edition, slot: Slot, span: Span, since: int, order: list[str]) -> Fact:
    """Say who leads; generic names of reconstructed rows are told by number instead."""
    ranked = ranking_of(edition, span)
    plain = not any(names.sample(row.name) for row in leading(ranked, 2))
    if not ranked:
        words = f"{span.zh}没有机构发行知识产权 ABS"
    elif len(order) == 2:
        past = slot.covered and bool(ranking_of(edition, span.prior))
        words = _two(span, since, order, len(ranked), plain, past)
    elif len(ranked) == 1:
        words = f"{span.zh}仅{ranked[0].name if plain else ''}一家机构发行知识产权 ABS"
    else:
        first = [row.name for row in leading(ranked, 1)]
        second = [row.name for row in leading(ranked, 2)][len(first) :]
        if len(first) > 1:
            who = phrases.listed(first) if plain else f"有{len(first)}家机构"
            words = f"{span.zh}，{who}的发行规模并列第一"
        else:
            who = phrases.listed(second) if plain else f"另有{len(second)}家"
            lead = f"{first[0]}的发行规模居首" if plain else "一家机构的发行规模居首"
            words = f"{span.zh}，{lead}，{who}并列第二"
    return numbers.phrase(slot, "claim", words, "发行规模居前的发起机构", traced(edition, span))


def _two(span: Span, since: int, order: list[str], number: int, plain: bool, past: bool) -> str:
    """Say of two that lead whether they have led before."""
    if since < span.year:
        who = f"{phrases.listed(order)}的发行规模稳居前二" if plain else "规模前二位一直是同样的两家机构"
        return f"{since}年以来，{who}"
    if number == 2:
        who = phrases.listed(order) if plain else ""
        return f"{span.zh}仅有{who}两家机构发行知识产权 ABS"
    if plain:
        return f"{span.zh}，{phrases.listed(order)}的发行规模居前二"
    compared = f"与{span.prior.zh}不尽相同" if past else "没有往年名单可以对照"
    return f"{span.zh}，规模前二位的机构{compared}"


def _still(edition: Edition, slot: Slot, span: Span, order: list[str]) -> Fact:
    """Say whether the last year's leaders are ahead in the year to date as well."""
    ranked = ranking_of(edition, span)
    ahead = [row.name for row in leading(ranked, 2)]
    kept = [name for name in order if name in ahead]
    if not ranked:
        words = f"{span.zh}没有机构发行知识产权 ABS"
    elif len(order) == 2 and len(ahead) == 2 and len(kept) == 2:
        words = f"{span.zh}，两家机构仍居前二"
    elif len(order) == 2 and len(kept) == 1:
        words = f"{span.zh}，前述两家机构中仅{kept[0]}仍在前二之列"
    elif len(order) == 2 and not kept:
        words = f"{span.zh}，前述两家机构均不在前二之列"
        first = ranked[0].name
        words += "" if names.sample(first) else f"，规模居首的是{first}"
    else:
        words = f"{span.zh}，规模居首的是{phrases.listed([row.name for row in leading(ranked, 1)])}"
    return numbers.phrase(slot, "claim", words, "前二位发起机构的变化", traced(edition, span))


def _together(edition: Edition, slot: Slot, span: Span, order: list[str]) -> list[Fact]:
    ranked = ranking_of(edition, span)
    rows = [row for row in ranked if row.name in order]
    whole, yuan = source_of(edition).size(span), sum(row.size_yuan for row in rows)
    behind = traced(edition, span, order)
    what = f"{slot.range}{edition.calendar.year.zh}前二位发起机构的"
    return [
        numbers.count(
            slot,
            "deals",
            sum(row.deals for row in rows),
            "单",
            "前二位发起机构单数",
            f"{what}发行单数。",
            behind,
        ),
        numbers.size(slot, "size", yuan, "前二位发起机构规模", f"{what}发行金额之和。", behind),
        numbers.share(
            slot, "share", ratio(yuan, whole), "前二位发起机构占比", f"{what}规模占全部规模的比例。", behind
        ),
    ]
