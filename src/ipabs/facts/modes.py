"""Facts of section 3(2): which business modes the deals use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from ipabs.edition import Edition
from ipabs.facts import names, novelty, numbers, phrases
from ipabs.facts.fact import Fact, escape
from ipabs.facts.provenance import Trace
from ipabs.facts.rankings import firsts_of
from ipabs.facts.slot import Slot, slots, slug
from ipabs.facts.sources import source_of
from ipabs.measures import modes
from ipabs.measures.breakdown import UNDISCLOSED, Part, breakdown_of
from ipabs.measures.columns import Rows, counts
from ipabs.period import Span

SECTION = "业务模式"
_WATCHED = ("mode", "underlying")

_BY = {"leasing_company": "lessor", "exchange": "ctex"}
"""Short names of originators' kinds in ids; others stand under their own code."""


def facts(edition: Edition) -> list[Fact]:
    """Return the facts on every mode that the codes or the ledger know, in each of the edition's ranges."""
    known = _known(edition)
    found: list[Fact] = []
    for slot, span in slots(edition, SECTION, "modes"):
        found += _range(edition, slot, span, known)
    found += [fact for name in _WATCHED for fact in novelty.of_deals(edition, SECTION, name)]
    return [*found, *novelty.renamed(edition, SECTION, *_WATCHED), *_edition(edition)]


def _known(edition: Edition) -> list[str]:
    held = source_of(edition).deals.classes("mode")
    return list(dict.fromkeys([*names.order(edition, "mode"), *sorted(held.names)]))


def split(edition: Edition, span: Span) -> list[Part]:
    """Return the span's deals by business mode, by size, ``undisclosed`` last."""
    source = source_of(edition)
    deals = source.deals
    return breakdown_of(deals.classes("mode"), deals.numbers("size_yuan"), source.issued(span))


def leading(edition: Edition, order: Sequence[Part]) -> list[str]:
    """Return the name of the mode with the largest size, or the names of those that share that place."""
    known = [part for part in order if part.code != UNDISCLOSED]
    return [names.mode(edition, part.code) for part in known if part.size_yuan == known[0].size_yuan]


def main(edition: Edition, slot: Slot, span: Span, whole: Trace | None = None) -> Fact:
    """Return the mode with the largest size in `span`."""
    source = source_of(edition)
    known = leading(edition, split(edition, span))
    whole = whole or source.trace(deals=source.issued(span))
    nothing = names.mode(edition, UNDISCLOSED) if len(source.issued(span)) else "没有发行"
    return numbers.phrase(slot, "main", phrases.listed(known) or nothing, "规模最大的业务模式", whole)


def _range(edition: Edition, slot: Slot, span: Span, known: list[str]) -> list[Fact]:
    source = source_of(edition)
    now, before = source.issued(span), source.issued(span.prior)
    held = source.deals.classes("mode")
    table, prior = ({part.code: part for part in split(edition, each)} for each in (span, span.prior))
    whole = source.trace(deals=now)
    both = source.trace(deals=source.issued(span, span.prior))
    nothing = Fraction(0) if len(now) else None
    nothing_before = Fraction(0) if len(before) else None
    found: list[Fact] = []
    listing: list[str | Fact] = []
    alone: list[str | Fact] = []
    for mode in dict.fromkeys([*table, *known]):
        words = names.mode(edition, mode)
        place = slot.at(slug(mode))
        chosen = held.of(now, mode)
        rows = source.trace(deals=chosen)
        mine, earlier = table.get(mode), prior.get(mode)
        using = words if mode == UNDISCLOSED else f"采用{words}"
        what = f"{slot.range}{using}的知识产权 ABS"
        count = numbers.count(place, "deals", len(chosen), "单", f"{words}单数", f"{what}单数。", rows)
        yuan = mine.size_yuan if mine else 0
        size = numbers.size(place, "size", yuan, f"{words}规模", f"{what}发行金额之和。", rows)
        shares = (
            (mine.size_share if mine else None) or nothing,
            (earlier.size_share if earlier else None) or nothing_before,
        )
        part = numbers.share(
            place,
            "share",
            shares[0],
            f"{words}规模占比",
            f"{what}发行金额占全部发行规模的比例。",
            whole,
            f"{words}规模 ÷ 全部规模",
        )
        by_number = numbers.share(
            place,
            "deals_share",
            (mine.deals_share if mine else None) or nothing,
            f"{words}单数占比",
            f"{what}单数占全部单数的比例。",
            whole,
            f"{words}单数 ÷ 全部单数",
        )
        past = earlier.deals if earlier else 0
        found += [count, size, part, by_number]
        found += numbers.change(place, "deals", len(chosen), past, "单", f"{words}单数", both)
        found += numbers.points(place, "share", *shares, f"{words}规模占比", both)
        found += _originators(edition, place, chosen, words, rows)
        found += [
            _underlying(edition, place, chosen, words, rows),
            _about(edition, place, chosen, using, count, size, part, rows),
        ]
        if len(chosen):
            listing += ["；" if listing else "", words, count, "、", size, "，占", part]
            alone = ["全部" if len(chosen) > 1 else "仅有的", count, "均" if len(chosen) > 1 else ""]
            alone += ["未列明业务模式" if mode == UNDISCLOSED else using, "，发行规模为", size]
    listing = (alone if len(table) == 1 else listing) or ["没有发行"]
    present = [names.mode(edition, mode) for mode in table if mode != UNDISCLOSED]
    return [
        *found,
        numbers.sentence(slot, "mix", listing, "业务模式构成", whole),
        main(edition, slot, span, whole),
        numbers.phrase(slot, "list", phrases.listed(present) or "没有发行", "采用的业务模式", whole),
        numbers.count(
            slot, "kinds", len(present), "种", "业务模式种数", f"{slot.words}采用的业务模式种数。", whole
        ),
        numbers.phrase(
            slot,
            "turnover",
            _turnover(edition, slot, span, list(table), list(prior)),
            "业务模式的增减",
            both,
        ),
    ]


def _about(
    edition: Edition, slot: Slot, deals: Rows, using: str, count: Fact, size: Fact, share: Fact, rows: Trace
) -> Fact:
    if not len(deals):
        parts: list[str | Fact] = [f"没有{using}的产品"]
    elif len(deals) == 1:
        title = str(source_of(edition).deals.values("name", deals)[0])
        named = "" if names.sample(title) else f"为{phrases.quoted(title)}，"
        parts = [f"{using}的仅", count, f"，{named}发行规模为", size]
    else:
        parts = [f"{using}的有", count, "，发行规模为", size, "，占全部发行规模的", share]
    return numbers.sentence(slot, "sentence", parts, "该业务模式的发行情况", rows)


def _originators(edition: Edition, slot: Slot, deals: Rows, words: str, whole: Trace) -> list[Fact]:
    """Count a mode's deals by their originators' kind: 11单由融资租赁公司发起，1单由某某公司发起."""
    source = source_of(edition)
    by, kinds = firsts_of(edition).names, firsts_of(edition).kinds
    held = dict(zip(kinds.names, counts(kinds.codes[deals], len(kinds.names)), strict=True))
    codes = sorted(
        (code for code, count in held.items() if count),
        key=lambda code: (code == UNDISCLOSED, -held[code], code),
    )
    present = len(codes)
    held_by = [by.present(kinds.of(deals, code)) for code in codes]
    everyone = [company for companies in held_by for company in companies]
    found: list[Fact] = []
    clauses: list[str | Fact] = []
    for code in dict.fromkeys([*codes, *_originating(edition), *_BY]):
        chosen = kinds.of(deals, code)
        kind = names.name(edition, "kind", code)
        fact = numbers.count(
            slot,
            f"by_{_BY.get(code, slug(code))}",
            len(chosen),
            "单",
            f"{words}中由{kind}发起的单数",
            f"{slot.range}该业务模式下第一原始权益人为{kind}的知识产权 ABS 单数。",
            source.trace(deals=chosen),
        )
        found.append(fact)
        companies = by.present(chosen) if len(chosen) == 1 else []
        alone = present > 1 and len(companies) == 1 and not names.sample(companies[0])
        alone = alone and everyone.count(companies[0]) == 1
        who = companies[0] if alone else kind
        if len(chosen):
            clauses += [
                "，" if clauses else "",
                fact,
                f"由{who}发起" if code != UNDISCLOSED else "未列明发起机构类型",
            ]
    if present == 1 and codes[0] != UNDISCLOSED:
        clauses = [f"{'全部' if len(deals) > 1 else ''}由{names.name(edition, 'kind', codes[0])}发起"]
    elif present == 1:
        clauses = ["均未列明发起机构类型" if len(deals) > 1 else "未列明发起机构类型"]
    listing = clauses or ["没有发行"]
    return [*found, numbers.sentence(slot, "originators", listing, f"{words}的发起机构", whole)]


def _originating(edition: Edition) -> list[str]:
    """Return the kinds that have originated any deal so far, so that each mode speaks of each."""
    parties = source_of(edition).table("parties")
    roles = parties.classes("role", None)
    return parties.classes("kind", None).present(roles.of(parties.all, "originator"))


def _underlying(edition: Edition, slot: Slot, deals: Rows, words: str, rows: Trace) -> Fact:
    """Say what a mode's underlying assets are: 以小额贷款为主, 均为专利许可使用费."""
    held = source_of(edition).deals
    table = breakdown_of(held.classes("underlying"), held.numbers("size_yuan"), deals)
    kinds = [names.name(edition, "underlying", part.code) for part in table if part.code != UNDISCLOSED]
    if not len(deals):
        text = "没有发行"
    elif not kinds:
        text = "未列明基础资产"
    elif len(kinds) < len(table):
        text = f"{'包括' if len(kinds) > 1 else '有'}{phrases.listed(kinds)}，其余未列明"
    elif len(kinds) == 1:
        text = f"均为{kinds[0]}" if len(deals) > 1 else f"为{kinds[0]}"
    elif (table[0].size_share or 0) > Fraction(1, 2):
        text = f"以{kinds[0]}为主"
    else:
        text = f"包括{phrases.listed(kinds)}"
    return numbers.phrase(slot, "underlying", text, f"{words}的底层资产", rows)


def _turnover(edition: Edition, slot: Slot, span: Span, table: list[str], prior: list[str]) -> str:
    """Say which modes appeared and disappeared against the year before."""
    if not table:
        return "没有发行"
    deals = source_of(edition).deals
    earlier = np.flatnonzero(deals.numbers("issued_on") < np.datetime64(span.start))
    known = deals.classes("mode", None).present(earlier)
    present, past = (set(rows) - {UNDISCLOSED} for rows in (table, prior))
    fresh = [mode for mode in table if mode in present - past]
    came = [names.mode(edition, mode) for mode in fresh if mode not in known]
    back = [names.mode(edition, mode) for mode in fresh if mode in known]
    went = [names.mode(edition, mode) for mode in prior if mode in past - present]
    if not slot.covered or not prior or not (came or back or went):
        return "业务模式的种类没有变化" if slot.covered and prior else "没有可比的上年数据"
    parts = [f"新增{phrases.listed(came)}"] if came else []
    if back:
        parts.append(f"{phrases.listed(back)}再次出现")
    if went:
        parts.append(f"{phrases.listed(went)}没有新发行")
    return f"与{slot.before}相比，{'，'.join(parts)}"


def _edition(edition: Edition) -> list[Fact]:
    deals = source_of(edition).deals
    rows = source_of(edition).trace(deals=deals.all)
    found: list[Fact] = []
    for measure, domain, column, noun in (
        ("modes", "mode", "mode", "业务模式"),
        ("underlyings", "underlying", "underlying", "底层资产类型"),
    ):
        slot = Slot(SECTION, "modes", "to_date", words=f"截至{edition.calendar.cut_off_zh}")
        table = breakdown_of(deals.classes(column), deals.numbers("size_yuan"), deals.all)
        kinds = [names.name(edition, domain, part.code) for part in table if part.code != UNDISCLOSED]
        if domain == "mode":
            kinds = [kind if kind.endswith("模式") else f"{kind}模式" for kind in kinds]
        found += [
            numbers.phrase(slot, measure, phrases.listed(kinds) or "没有发行", f"出现过的{noun}", rows),
            numbers.count(
                slot, f"{measure}_count", len(kinds), "种", f"{noun}种数", f"台账中出现过的{noun}种数。", rows
            ),
        ]
    return found + _firsts(edition)


def _firsts(edition: Edition) -> list[Fact]:
    """Say of each mode when it appeared first: 首单发行于2020年8月."""
    source = source_of(edition)
    days = source.deals.numbers("issued_on")
    seen = modes.first_deals(source.deals.classes("mode"), days)
    found = []
    for mode in _known(edition):
        slot = Slot(SECTION, "modes", slug(mode))
        first = seen.get(mode)
        rows = source.trace(deals=np.array([] if first is None else [first], dtype=np.intp))
        day = None if first is None else days[first].astype("datetime64[D]").item()
        words = "尚未发行" if day is None else f"首单发行于{day.year}年{day.month}月"
        title = names.mode(edition, mode)
        # A plain word in the text, headings among it: no number that one could look into.
        named = replace(numbers.phrase(slot, "name", title, "业务模式的名称", rows), markup=escape(title))
        found += [numbers.phrase(slot, "first", words, title, rows), named]
    return found
