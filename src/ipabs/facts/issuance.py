"""Facts of section 3(1): how much was issued, and beside the whole market."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from ipabs.edition import Edition
from ipabs.facts import names, novelty, numbers, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import Trace
from ipabs.facts.slot import Slot, slots, slug
from ipabs.facts.sources import source_of
from ipabs.measures import issuance
from ipabs.measures.breakdown import UNDISCLOSED, Part, breakdown_of
from ipabs.measures.columns import Rows, total
from ipabs.period import Span
from ipabs.rounding import amount, fixed

SECTION = "发行概览"
_WATCHED = ("product", "venue")


def facts(edition: Edition) -> list[Fact]:
    """Return the facts on issuance of each of the edition's ranges, its series and its venues."""
    found: list[Fact] = []
    for slot, span in slots(edition, SECTION, "issuance"):
        found += _range(edition, slot, span)
        found += _market(edition, slot, span)
        found += _venues(edition, slot, span)
    found += [fact for name in _WATCHED for fact in novelty.of_deals(edition, SECTION, name)]
    found += novelty.renamed(edition, SECTION, *_WATCHED)
    return found + _series(edition) + _to_date(edition)


def ranges(edition: Edition, *spans: Span) -> list[Fact]:
    """Return the facts on deals and size of some of the edition's ranges alone."""
    places = slots(edition, SECTION, "issuance")
    return [fact for slot, span in places if span in spans for fact in _range(edition, slot, span)]


def _range(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    source = source_of(edition)
    now, before = len(source.issued(span)), len(source.issued(span.prior))
    sizes = source.size(span), source.size(span.prior)
    here = source.trace(deals=source.issued(span))
    both = source.trace(deals=source.issued(span, span.prior))
    what = f"{slot.range}发行、且纳入统计口径的知识产权 ABS"
    number = numbers.count(slot, "deals", now, "单", "发行单数", f"{what}单数。", here)
    size = numbers.size(slot, "size", sizes[0], "发行规模", f"{what}发行金额之和。", here)
    averages = _average(*sizes, now, before)
    average = numbers.quantity(
        slot,
        "average",
        averages[0],
        "亿元",
        "单均规模",
        f"{slot.words}发行规模除以发行单数。",
        here,
        "发行规模 ÷ 发行单数",
    )
    changes = numbers.change(slot, "deals", now, before, "单", "发行单数", both)
    growth = numbers.growth(slot, "size", *sizes, "发行规模", both)
    return [
        number,
        *changes,
        size,
        *growth,
        average,
        numbers.clause(
            slot,
            "average",
            _average_words(slot, averages),
            "单均规模变动",
            both,
            *([] if averages[1] is None else [_earlier(average, span, f"{fixed(averages[1], 2)}亿元")]),
            average,
        ),
        _sentence(slot, (number, size, changes[1], growth[1]), (before, sizes[1]), here),
    ]


def _average(
    size: int, size_before: int, deals: int, deals_before: int
) -> tuple[Fraction | None, Fraction | None]:
    now = Fraction(size, deals * 10**8) if deals else None
    return now, Fraction(size_before, deals_before * 10**8) if deals_before else None


def _earlier(fact: Fact, span: Span, display: str) -> Fact:
    """The same number a year earlier, as a clause on this one names it."""
    return replace(fact, id=fact.id.replace(span.id, span.prior.id), display=display)


def _average_words(slot: Slot, averages: tuple[Fraction | None, Fraction | None]) -> str:
    now, before = averages
    if now is None:
        return "没有发行，不计算单均规模"
    if not slot.covered or before is None:
        return f"单均规模为{fixed(now, 2)}亿元"
    way = phrases.direction(now - before, 2)
    if way == "unchanged" or fixed(now, 2) == fixed(before, 2):
        return f"单均规模为{fixed(now, 2)}亿元，与{slot.before}{'基本' if now != before else ''}持平"
    verb = "上升" if way == "increase" else "下降"
    return f"单均规模由{slot.before}的{fixed(before, 2)}亿元{verb}到{fixed(now, 2)}亿元"


def _sentence(slot: Slot, made: tuple[Fact, Fact, Fact, Fact], before: tuple[int, int], rows: Trace) -> Fact:
    number, size, change, growth = made
    if not slot.known:
        parts: list[str | Fact] = [f"台账未覆盖{slot.words}"]
        return numbers.sentence(slot, "sentence", parts, "发行情况", rows)
    if not number.value:
        parts = [f"{slot.words}没有发行知识产权 ABS"]
        if slot.covered and before[0] and slot.span is not None:
            parts += [f"，{phrases.base(slot.rhythm)}发行", _earlier(number, slot.span, f"{before[0]}单")]
            parts += ["、", _earlier(size, slot.span, f"{amount(before[1])}亿元")]
        elif slot.covered:
            parts.append(f"，{phrases.base(slot.rhythm)}亦无发行")
        return numbers.sentence(slot, "sentence", parts, "发行情况", rows)
    parts = [f"{slot.words}共发行", number, "知识产权 ABS"]
    if slot.covered:
        parts += ["，单数", change, "；发行规模为", size, "，", growth]
    else:
        parts += ["，发行规模为", size]
    return numbers.sentence(slot, "sentence", parts, "发行情况", rows)


def _market(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    source = source_of(edition)
    row, prior = (market_shares(edition, each) for each in (span, span.prior))
    rows = source.trace(deals=source.issued(span), market_totals=market_rows(edition, span))
    found: list[Fact] = []
    for at, (measure, name, noun) in enumerate(
        (("deals", "发行单数占全市场比例", "单数"), ("size", "发行规模占全市场比例", "规模"))
    ):
        found.append(
            numbers.share(
                slot,
                f"market_{measure}_share",
                row[at],
                name,
                f"{slot.words}知识产权 ABS 发行{noun}占资产证券化产品全市场发行{noun}的比例。",
                rows,
                f"知识产权 ABS 发行{noun} ÷ 全市场发行{noun}",
            )
        )
        found += numbers.points(slot, f"market_{measure}_share", row[at], prior[at], name, rows)
    if None in row:
        parts: list[str | Fact] = ["全市场数据暂缺，不计算占比"]
    else:
        parts = ["占资产证券化产品全市场发行单数的", found[0], "、发行规模的", found[3]]
    return [*found, numbers.sentence(slot, "market_sentence", parts, "占全市场比例", rows)]


def market_shares(edition: Edition, span: Span) -> tuple[Fraction | None, Fraction | None]:
    """Return the shares of the span's deals and of its size in the whole market, ``None`` if unknown."""
    source = source_of(edition)
    market = issuance.market_of(edition.ledger.market_totals)
    return issuance.beside_market(span, len(source.issued(span)), source.size(span), market)


def market_rows(edition: Edition, span: Span) -> Rows:
    """Return the rows of the market totals that a span is set beside."""
    quarters = set(issuance.quarters_of(span))
    held = source_of(edition).table("market_totals").values("quarter")
    return np.array([at for at, quarter in enumerate(held) if quarter in quarters], dtype=np.intp)


def _venues(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    source = source_of(edition)
    deals, venues = source.issued(span), source.deals.classes("venue")
    also = names.order(edition, "venue")
    every = breakdown_of(venues, source.deals.numbers("size_yuan"), deals, also)
    table = [part for part in every if part.deals]
    rows = source.trace(deals=deals)
    found: list[Fact] = []
    counts: dict[str, Fact] = {}
    for part in every:
        name = names.name(edition, "venue", part.code)
        place = slot.at(f"venues.{slug(part.code)}")
        here = source.trace(deals=venues.of(deals, part.code))
        what = f"{slot.range}在{name}发行的知识产权 ABS"
        counts[part.code] = numbers.count(
            place, "deals", part.deals, "单", f"{name}发行单数", f"{what}单数。", here
        )
        found += [
            counts[part.code],
            numbers.size(place, "size", part.size_yuan, f"{name}发行规模", f"{what}发行金额之和。", here),
            numbers.share(
                place, "share", part.size_share, f"{name}发行规模占比", f"{what}占全部发行规模的比例。", rows
            ),
        ]
    whole = slot.at("venues")
    told = sorted((part for part in table if part.code != UNDISCLOSED), key=lambda part: -part.deals)
    titles = [names.name(edition, "venue", part.code) for part in told]
    number = [counts[part.code] for part in told]
    unknown = [part for part in table if part.code == UNDISCLOSED]
    if not table:
        parts: list[str | Fact] = ["没有发行"]
    elif not told:
        parts = ["的发行场所均未列明"]
    elif len(table) == 1:
        parts = ["全部"] if len(deals) > 1 else ["仅有的", number[0]]
        parts.append(f"在{titles[0]}发行")
    else:
        top = sum(part.deals == told[0].deals for part in told)
        first = phrases.listed(titles[:top])
        parts = [f"在{first}发行的最多，有" if top == 1 else f"在{first}发行的最多，各", number[0]]
        if top == len(table):
            parts = [f"在{first}各发行", number[0]]
        for at in range(top, len(told)):
            parts += ["，其次为" if at == top else "、", titles[at], number[at]]
        if unknown:
            parts += ["，另有", counts[UNDISCLOSED], "未列明"]
    return [
        *found,
        numbers.phrase(whole, "main", _largest(edition, table), "规模最大的发行场所", rows),
        numbers.sentence(whole, "sentence", parts, "发行场所分布", rows),
    ]


def _largest(edition: Edition, table: list[Part]) -> str:
    known = [part.code for part in table if part.code != UNDISCLOSED]
    if known:
        return names.name(edition, "venue", known[0])
    return "未列明" if table else "没有发行"


def _series(edition: Edition) -> list[Fact]:
    source = source_of(edition)
    last = edition.calendar.year.year
    start = min(source.first_year or last, last)
    years = tuple(span for span in issuance.series(edition.calendar, start) if span.is_year)
    slot = Slot(SECTION, "issuance", "series")
    rows = source.trace(deals=source.issued(*years))
    whole = [Span(year) for year in range(start, last + 1)]
    deals, sizes = (
        {span: value(span) for span in (*years, *whole)}
        for value in (lambda span: len(source.issued(span)), source.size)
    )
    market = [market_shares(edition, span) for span in years]
    found = [
        numbers.phrase(slot, "since", f"{years[0].year}年以来", "图3、图4的起点", rows),
        numbers.phrase(
            slot,
            "deals_course",
            phrases.course([deals[span] for span in years], "发行单数", "增加"),
            "走势",
            rows,
        ),
        numbers.phrase(
            slot, "size_course", phrases.course([sizes[span] for span in years], "发行规模"), "走势", rows
        ),
        numbers.phrase(
            slot,
            "deals_standing",
            phrases.standing([deals[span] for span in whole], f"{start}年"),
            "上年单数在历年中的位置",
            rows,
        ),
        numbers.phrase(
            slot,
            "size_standing",
            phrases.standing([sizes[span] for span in whole], f"{start}年"),
            "上年规模在历年中的位置",
            rows,
        ),
    ]
    for at, (measure, noun) in enumerate((("deals", "单数"), ("size", "规模"))):
        known = [share for pair in market if (share := pair[at]) is not None]
        words = phrases.course(known, f"发行{noun}占全市场的比例", "上升")
        found.append(numbers.phrase(slot, f"{measure}_share_course", words, "占比走势", rows))
    return found


def _to_date(edition: Edition) -> list[Fact]:
    source = source_of(edition)
    rows = source.trace(deals=source.deals.all)
    slot = Slot(SECTION, "issuance", "to_date", words="累计")
    until = f"截至{edition.calendar.cut_off_zh}、纳入统计口径的全部知识产权 ABS"
    return [
        numbers.count(slot, "deals", len(source.deals), "单", "发行单数", f"{until}单数。", rows),
        numbers.size(
            slot, "size", total(source.deals.numbers("size_yuan")), "发行规模", f"{until}发行金额之和。", rows
        ),
    ]
