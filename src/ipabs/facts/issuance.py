"""Facts of section 3(1): how much was issued, and beside the whole market."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pandas as pd

from ipabs.edition import Edition
from ipabs.facts import names, numbers, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import Trace, trace
from ipabs.facts.slot import Slot, slots, slug
from ipabs.measures import issuance
from ipabs.measures.breakdown import UNDISCLOSED, breakdown, total
from ipabs.period import Span
from ipabs.rounding import amount, fixed

SECTION = "发行概览"


def facts(edition: Edition) -> list[Fact]:
    """Return the facts on issuance of each of the edition's ranges, its series and its venues."""
    found: list[Fact] = []
    for slot, span in slots(edition, SECTION, "issuance"):
        found += _range(edition, slot, span)
        found += _market(edition, slot, span)
        found += _venues(edition, slot, span)
    return found + _series(edition) + _to_date(edition)


def _range(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    deals = edition.ledger.deals
    now, before = issuance.in_span(deals, span), issuance.in_span(deals, span.prior)
    sizes = total(now["size_yuan"]), total(before["size_yuan"])
    here = trace(edition.ledger, deals=now)
    both = trace(edition.ledger, deals=issuance.in_spans(deals, (span, span.prior)))
    what = f"{slot.range}发行、且纳入统计口径的知识产权 ABS"
    number = numbers.count(slot, "deals", len(now), "单", "发行单数", f"{what}单数。", here)
    size = numbers.size(slot, "size", sizes[0], "发行规模", f"{what}发行金额之和。", here)
    averages = _average(*sizes, len(now), len(before))
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
    changes = numbers.change(slot, "deals", len(now), len(before), "单", "发行单数", both)
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
            *([] if averages[1] is None else [_prior(average, span, averages[1])]),
            average,
        ),
        _sentence(slot, (number, size, changes[1], growth[1]), before, here),
    ]


def _average(
    size: int, size_before: int, deals: int, deals_before: int
) -> tuple[Fraction | None, Fraction | None]:
    now = Fraction(size, deals * 10**8) if deals else None
    return now, Fraction(size_before, deals_before * 10**8) if deals_before else None


def _prior(average: Fact, span: Span, value: Fraction) -> Fact:
    """The same average a year earlier, as a clause on this one names it."""
    return replace(average, id=average.id.replace(span.id, span.prior.id), display=f"{fixed(value, 2)}亿元")


def _average_words(slot: Slot, averages: tuple[Fraction | None, Fraction | None]) -> str:
    now, before = averages
    if now is None:
        return "没有发行，不计算单均规模"
    if not slot.covered or before is None:
        return f"单均规模为{fixed(now, 2)}亿元"
    way = phrases.direction(now - before, 2)
    if way == "unchanged" or fixed(now, 2) == fixed(before, 2):
        return f"单均规模为{fixed(now, 2)}亿元，与{slot.before}基本持平"
    verb = "上升" if way == "increase" else "下降"
    return f"单均规模由{slot.before}的{fixed(before, 2)}亿元{verb}到{fixed(now, 2)}亿元"


def _sentence(slot: Slot, made: tuple[Fact, Fact, Fact, Fact], before: pd.DataFrame, rows: Trace) -> Fact:
    number, size, change, growth = made
    if not slot.known:
        parts: list[str | Fact] = [f"台账未覆盖{slot.words}"]
        return numbers.sentence(slot, "sentence", parts, "发行情况", rows)
    if not number.value:
        parts = [f"{slot.words}没有发行知识产权 ABS"]
        if slot.covered and len(before):
            known = f"{len(before)}单、{amount(total(before['size_yuan']))}亿元"
            parts.append(f"，{phrases.base(slot.rhythm)}发行{known}")
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
    ledger = edition.ledger
    table = issuance.with_market(issuance.by_span(ledger.deals, (span, span.prior)), ledger.market_totals)
    row, prior = table.iloc[0], table.iloc[1]
    quarters = ledger.market_totals[ledger.market_totals["quarter"].isin(issuance.quarters_of(span))]
    rows = trace(ledger, deals=issuance.in_span(ledger.deals, span), market_totals=quarters)
    found: list[Fact] = []
    for measure, name, noun in (
        ("deals", "发行单数占全市场比例", "单数"),
        ("size", "发行规模占全市场比例", "规模"),
    ):
        found.append(
            numbers.share(
                slot,
                f"market_{measure}_share",
                row[f"{measure}_share"],
                name,
                f"{slot.words}知识产权 ABS 发行{noun}占资产证券化产品全市场发行{noun}的比例。",
                rows,
                f"知识产权 ABS 发行{noun} ÷ 全市场发行{noun}",
            )
        )
        pair = (row[f"{measure}_share"], prior[f"{measure}_share"])
        found += numbers.points(slot, f"market_{measure}_share", *pair, name, rows)
    if row["deals_share"] is None or row["size_share"] is None:
        parts: list[str | Fact] = ["全市场数据暂缺，不计算占比"]
    else:
        parts = ["占资产证券化产品全市场发行单数的", found[0], "、发行规模的", found[3]]
    return [*found, numbers.sentence(slot, "market_sentence", parts, "占全市场比例", rows)]


def _venues(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    deals = issuance.in_span(edition.ledger.deals, span)
    every = breakdown(deals, "venue", also=names.order(edition, "venue"))
    table = every[every["deals"] > 0]
    rows = trace(edition.ledger, deals=deals)
    found: list[Fact] = []
    counts: dict[str, Fact] = {}
    for row in every.to_dict("records"):
        code = str(row["venue"])
        name = names.name(edition, "venue", code)
        place = slot.at(f"venues.{slug(code)}")
        here = trace(edition.ledger, deals=deals[deals["venue"].fillna(UNDISCLOSED) == code])
        what = f"{slot.range}在{name}发行的知识产权 ABS"
        counts[code] = numbers.count(
            place, "deals", row["deals"], "单", f"{name}发行单数", f"{what}单数。", here
        )
        found += [
            counts[code],
            numbers.size(place, "size", row["size_yuan"], f"{name}发行规模", f"{what}发行金额之和。", here),
            numbers.share(
                place,
                "share",
                row["size_share"],
                f"{name}发行规模占比",
                f"{what}占全部发行规模的比例。",
                rows,
            ),
        ]
    titles = [names.name(edition, "venue", str(code)) for code in table["venue"]]
    number = [counts[str(code)] for code in table["venue"]]
    whole = slot.at("venues")
    if not titles:
        parts: list[str | Fact] = ["没有发行"]
    elif len(titles) == 1:
        parts = [f"全部在{titles[0]}发行"]
    else:
        ranked = sorted(range(len(titles)), key=lambda at: -int(table["deals"].iloc[at]))
        tied = table["deals"].iloc[ranked[0]] == table["deals"].iloc[ranked[1]]
        parts = [] if tied else [f"在{titles[ranked[0]]}发行的最多，有", number[ranked[0]]]
        for at in ranked[0 if tied else 1 :]:
            parts += ["" if not parts else "，其次为" if len(parts) == 2 and not tied else "、"]
            parts += [titles[at], number[at]]
    return [
        *found,
        numbers.phrase(whole, "main", titles[0] if titles else "没有发行", "规模最大的发行场所", rows),
        numbers.sentence(whole, "sentence", parts, "发行场所分布", rows),
    ]


def _series(edition: Edition) -> list[Fact]:
    ledger = edition.ledger
    last = edition.calendar.year.year
    start = min(issuance.first_year(ledger.deals, ledger.market_totals) or last, last)
    years = tuple(span for span in issuance.series(edition.calendar, start) if span.is_year)
    table = issuance.with_market(issuance.by_span(ledger.deals, years), ledger.market_totals)
    slot = Slot(SECTION, "issuance", "series")
    rows = trace(ledger, deals=issuance.in_spans(ledger.deals, years))
    whole = tuple(Span(year) for year in range(start, last + 1))
    long = issuance.by_span(ledger.deals, whole)
    found = [
        numbers.phrase(slot, "since", f"{years[0].year}年以来", "图3、图4的起点", rows),
        numbers.phrase(
            slot, "deals_course", phrases.course(list(table["deals"]), "发行单数", "增加"), "走势", rows
        ),
        numbers.phrase(
            slot, "size_course", phrases.course(list(table["size_yuan"]), "发行规模"), "走势", rows
        ),
        numbers.phrase(
            slot,
            "deals_standing",
            phrases.standing([int(value) for value in long["deals"]], f"{start}年"),
            "上年单数在历年中的位置",
            rows,
        ),
        numbers.phrase(
            slot,
            "size_standing",
            phrases.standing([int(value) for value in long["size_yuan"]], f"{start}年"),
            "上年规模在历年中的位置",
            rows,
        ),
    ]
    for measure, noun in (("deals", "单数"), ("size", "规模")):
        known = [share for share in table[f"{measure}_share"] if share is not None]
        words = phrases.course(known, f"发行{noun}占全市场的比例", "上升")
        found.append(numbers.phrase(slot, f"{measure}_share_course", words, "占比走势", rows))
    return found


def _to_date(edition: Edition) -> list[Fact]:
    deals = edition.ledger.deals
    rows = trace(edition.ledger, deals=deals)
    slot = Slot(SECTION, "issuance", "to_date", words="累计")
    until = f"截至{edition.calendar.cut_off_zh}、纳入统计口径的全部知识产权 ABS"
    return [
        numbers.count(slot, "deals", len(deals), "单", "发行单数", f"{until}单数。", rows),
        numbers.size(slot, "size", total(deals["size_yuan"]), "发行规模", f"{until}发行金额之和。", rows),
    ]
