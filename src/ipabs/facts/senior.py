"""Facts of section 3(4): ratings, tenor and coupon of the senior tranches."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from ipabs.edition import Edition
from ipabs.facts import numbers, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import Trace, trace
from ipabs.facts.slot import Slot, rating_slug, slots
from ipabs.measures import senior
from ipabs.measures.bands import modal_band
from ipabs.measures.breakdown import total
from ipabs.period import Span
from ipabs.rounding import EMPTY, fixed

SECTION = "优先级证券"
TOP = "AAAsf"
"""The rating that tables 4 and 5 describe."""

ONE_YEAR_BAND = Fraction(14)
"""Upper edge, in months, of the band around one year."""
LOW_COUPON = Fraction("3.3")
"""Upper edge, in %, of the band that the share of low coupons reaches to."""


def facts(edition: Edition) -> list[Fact]:
    """Return the facts on senior tranches in each of the edition's ranges, and on AAAsf in its window."""
    found: list[Fact] = []
    for slot, span in slots(edition, SECTION, "senior"):
        found += _range(edition, slot, span)
    return found + _window(edition)


def _words(rating: str) -> str:
    return "未见公开评级" if rating == senior.UNRATED else f"{rating} 级"


def _traced(edition: Edition, rows: pd.DataFrame) -> Trace:
    return trace(edition.ledger, tranches=rows)


def _range(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    ledger = edition.ledger
    now = senior.tranches(ledger.deals, ledger.tranches, (span,))
    before = senior.tranches(ledger.deals, ledger.tranches, (span.prior,))
    both = _traced(edition, senior.tranches(ledger.deals, ledger.tranches, (span, span.prior)))
    table, prior = (senior.rating_shares(rows).set_index("rating") for rows in (now, before))
    every = senior.tranches(ledger.deals, ledger.tranches, tuple(edition.calendar.roles.values()))["rating"]
    ratings = [TOP, "AA+sf", *table.index, *sorted(every.unique()), senior.UNRATED]
    whole = _traced(edition, now)
    what = f"{slot.range}发行的知识产权 ABS 优先级证券"
    found = [
        numbers.count(slot, "tranches", len(now), "只", "优先级证券只数", f"{what}只数。", whole),
        numbers.size(slot, "size", total(now["size_yuan"]), "优先级证券规模", f"{what}发行金额之和。", whole),
    ]
    listing: list[str | Fact] = []
    for rating in dict.fromkeys(ratings):
        place = slot.at(rating_slug(rating))
        rows = senior.rated(now, rating)
        words = _words(rating)
        nothing = Fraction(0) if len(now) else None
        nothing_before = Fraction(0) if len(before) else None
        shares = table["size_share"].get(rating, nothing), prior["size_share"].get(rating, nothing_before)
        of = f"{words}的{what}" if rating == senior.UNRATED else f"{what}中{words}的部分，"
        share = numbers.share(
            place,
            "share",
            shares[0],
            f"{words}优先级证券占比",
            f"{of}占全部优先级证券规模的比例。".replace("，占", "占"),
            whole,
            f"{words}规模 ÷ 全部优先级证券规模",
        )
        mine = _traced(edition, rows)
        found += [
            share,
            *numbers.points(place, "share", *shares, f"{words}优先级证券占比", both),
            numbers.count(
                place, "tranches", len(rows), "只", f"{words}优先级证券只数", f"{what}中{words}的只数。", mine
            ),
            numbers.size(
                place,
                "size",
                total(rows["size_yuan"]),
                f"{words}优先级证券规模",
                f"{what}中{words}的发行金额之和。",
                mine,
            ),
        ]
        if rating == TOP:
            found += _terms(edition, place, rows, senior.rated(before, rating), both)
        if len(rows):
            verb = "，另有" if rating == senior.UNRATED and listing else "，" if listing else ""
            listing += (
                [verb, share, "未见公开评级"] if rating == senior.UNRATED else [verb, f"{words}占", share]
            )
    return [
        *found,
        numbers.sentence(slot, "ratings", listing or ["没有发行优先级证券"], "优先级证券评级构成", whole),
    ]


def _terms(edition: Edition, slot: Slot, rows: pd.DataFrame, before: pd.DataFrame, both: Trace) -> list[Fact]:
    """Return size-weighted tenor and coupon of one rating, beside the year before."""
    here = _traced(edition, rows)
    found: list[Fact] = []
    for measure, column, unit, noun in (
        ("tenor", "tenor_months", "月", "加权平均期限"),
        ("coupon", "coupon", "%", "加权平均发行利率"),
    ):
        now, past = senior.weighted(rows, column), senior.weighted(before, column)
        value = numbers.quantity(
            slot,
            measure,
            now,
            unit,
            f"AAAsf 级优先级证券{noun}",
            f"{slot.range}发行的 AAAsf 级优先级证券{noun}，以发行金额为权重。",
            here,
            "Σ（发行金额 × 期限）÷ Σ 发行金额" if unit == "月" else "Σ（发行金额 × 利率）÷ Σ 发行金额",
        )
        found += [value, _versus(slot, measure, unit, noun, now, past, both)]
    return found


def _versus(
    slot: Slot,
    measure: str,
    unit: str,
    noun: str,
    now: Fraction | None,
    before: Fraction | None,
    rows: Trace,
) -> Fact:
    """较2022年缩短0.52个月, 较上年同期下降12个基点."""
    if now is None:
        words = "没有发行"
    elif not slot.covered:
        words = phrases.uncovered(slot.rhythm)
    elif before is None:
        words = f"{slot.before}没有可比数据"
    else:
        difference = (now - before) * (1 if unit == "月" else 100)
        places = 2 if unit == "月" else 0
        way = phrases.direction(difference, places)
        longer, shorter = ("延长", "缩短") if unit == "月" else ("上升", "下降")
        step = "个月" if unit == "月" else "个基点"
        words = (
            f"与{slot.before}基本持平"
            if way == "unchanged"
            else f"较{slot.before}{longer if way == 'increase' else shorter}"
            f"{fixed(abs(difference), places)}{step}"
        )
    return numbers.phrase(slot, measure, words, f"AAAsf 级优先级证券{noun}变动", rows, "versus")


def _window(edition: Edition) -> list[Fact]:
    """Return what tables 4 and 5 show: AAAsf tranches of the last full year and the year to date."""
    ledger, window = edition.ledger, edition.calendar.window
    rows = senior.rated(senior.tranches(ledger.deals, ledger.tranches, window), TOP)
    here = _traced(edition, rows)
    words = edition.calendar.window_zh
    slot = Slot(SECTION, "senior", "aaa.window", words=words)
    what = f"{words}发行的 AAAsf 级优先级证券"
    found = [
        numbers.count(slot, "tranches", len(rows), "只", "AAAsf 级优先级证券只数", f"{what}只数。", here),
        numbers.size(
            slot, "size", total(rows["size_yuan"]), "AAAsf 级优先级证券规模", f"{what}发行金额之和。", here
        ),
    ]
    found += _terms(edition, slot, rows, rows, here)[::2]
    found += _tenor(slot.at("aaa.tenor"), rows, what, here)
    found += _coupon(slot.at("aaa.coupon"), rows, what, here)
    return found


def _tenor(slot: Slot, rows: pd.DataFrame, what: str, here: Trace) -> list[Fact]:
    band = modal_band(senior.tenor_bands(rows))
    text = (
        "没有发行"
        if band is None
        else f"{fixed(band['lower'], 0)}个月（不含）~{fixed(band['upper'], 0)}个月（含）"
    )
    focus = "没有发行" if band is None else phrases.months(band["lower"], band["upper"])
    return [
        numbers.phrase(slot, "modal_band", text, "规模最大的期限区间", here),
        numbers.phrase(slot, "focus", focus, "期限集中之处", here),
        _band_share(slot, "modal_share", band, "规模最大的期限区间占比", what, here),
        numbers.share(
            slot,
            "within_14_months",
            senior.share_up_to(rows, "tenor_months", ONE_YEAR_BAND),
            "期限14个月以内占比",
            f"{what}中期限不超过14个月的规模占比。",
            here,
        ),
        *_range_words(slot, rows, "tenor_months", here),
    ]


def _band_share(slot: Slot, measure: str, band: pd.Series | None, name: str, what: str, here: Trace) -> Fact:
    return numbers.share(
        slot,
        measure,
        None if band is None else band["size_share"],
        name,
        f"{what}中规模最大的区间占全部规模的比例。",
        here,
    )


def _coupon(slot: Slot, rows: pd.DataFrame, what: str, here: Trace) -> list[Fact]:
    band = modal_band(senior.coupon_bands(rows))
    text = EMPTY if band is None else phrases.coupon_band(band["lower"], band["upper"], bool(band["closed"]))
    modal = Fact(
        slot.id("modal_band"),
        slot.var("modal_band"),
        None if band is None else text,
        "%",
        text,
        "没有发行" if band is None else text,
        f"{slot.words} AAAsf 级优先级证券规模最大的利率区间",
        f"{what}按发行利率分段，规模最大的一段。",
        formula="区间宽0.30个百分点，左开右闭，首段两端均闭",
        rounding="区间端点不取整",
        rows=here.rows,
        basis=here.basis,
        section=SECTION,
    )
    return [
        modal,
        _band_share(slot, "modal_share", band, "规模最大的利率区间占比", what, here),
        numbers.share(
            slot,
            "within_330",
            senior.share_up_to(rows, "coupon", LOW_COUPON),
            "利率3.30%以内占比",
            f"{what}中发行利率不超过3.30%的规模占比。",
            here,
        ),
        *_range_words(slot, rows, "coupon", here),
    ]


def _range_words(slot: Slot, rows: pd.DataFrame, column: str, here: Trace) -> list[Fact]:
    known = [value for value in rows[column] if value is not None]
    unit, noun = ("月", "期限") if column == "tenor_months" else ("%", "发行利率")
    low, high = (min(known), max(known)) if known else (None, None)
    what = f"{slot.words}发行的 AAAsf 级优先级证券{noun}"
    lowest = numbers.quantity(slot, "lowest", low, unit, f"最低{noun}", f"{what}的最小值。", here, "最小值")
    highest = numbers.quantity(
        slot, "highest", high, unit, f"最高{noun}", f"{what}的最大值。", here, "最大值"
    )
    if not known:
        parts: list[str | Fact] = ["没有发行"]
    elif lowest.text == highest.text:
        parts = ["均为", lowest]
    else:
        parts = ["介于", lowest, "至", highest, "之间"]
    return [lowest, highest, numbers.sentence(slot, "range", parts, f"{noun}的范围", here)]
