"""Facts of section 3(4): ratings, tenor and coupon of the senior tranches."""

from __future__ import annotations

from fractions import Fraction

from ipabs.edition import Edition
from ipabs.facts import novelty, numbers, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import Trace
from ipabs.facts.senior_bands import (
    SECTION,
    band_share,
    coupon_facts,
    focus_fact,
    modal_of,
    new_bands,
    tenor_facts,
)
from ipabs.facts.slot import Slot, rating_slug, slots
from ipabs.facts.tranches import Senior, senior_of
from ipabs.measures import senior
from ipabs.measures.columns import Rows
from ipabs.period import Span
from ipabs.rounding import fixed

TOP = "AAAsf"
"""The rating that tables 4 and 5 describe."""


def facts(edition: Edition) -> list[Fact]:
    """Return the facts on senior tranches in each of the edition's ranges, and on AAAsf in its window."""
    found: list[Fact] = []
    for slot, span in slots(edition, SECTION, "senior"):
        found += _range(edition, slot, span)
    return found + _window(edition) + _new(edition)


def _new(edition: Edition) -> list[Fact]:
    """Return the ratings, and the bands of AAAsf beyond all earlier ones, that the quarter brought."""
    held, quarter = senior_of(edition), edition.calendar.quarter
    found = novelty.of_tranches(edition, SECTION, "rating", held.ratings, held.days, senior.UNRATED)
    now, before = (held.ratings.of(rows, TOP) for rows in held.around(quarter))
    for domain, column, edges in (
        ("tenor", "tenor_months", (Fraction(0), senior.TENOR_WIDTH)),
        ("coupon", "coupon", (senior.COUPON_START, senior.COUPON_WIDTH)),
    ):
        tallies = held.tally(column, now), held.tally(column, before)
        found += new_bands(edition, domain, *tallies, edges)
    return found


def _words(rating: str) -> str:
    return "评级未列明" if rating == senior.UNRATED else phrases.graded(rating)


def top_share(edition: Edition, span: Span) -> Fact:
    """Return the share of AAAsf in the senior tranches of one of the edition's ranges."""
    slot = next(slot for slot, each in slots(edition, SECTION, "senior") if each == span)
    held = senior_of(edition)
    now = held.issued(span)
    row = held.split(now).get(TOP)
    share = row.size_share if row else Fraction(0) if len(now) else None
    return _share(slot.at(rating_slug(TOP)), TOP, share, held.trace(now))


def focus(edition: Edition) -> list[Fact]:
    """Return where the tenors of AAAsf tranches are concentrated, in words, and which share is there."""
    held, window = senior_of(edition), edition.calendar.window
    rows = held.ratings.of(held.issued(*window), TOP)
    bands = senior.banded_tenors(held.tally("tenor_months", rows))
    words = edition.calendar.window_zh
    slot, band, here = Slot(SECTION, "senior", "aaa.tenor", words=words), modal_of(bands), held.trace(rows)
    what = f"{words}发行的 AAAsf 级优先级证券"
    return [
        focus_fact(slot, band, here),
        band_share(slot, "modal_share", band, "规模最大的期限区间占比", what, here),
    ]


def _share(slot: Slot, rating: str, share: Fraction | None, whole: Trace) -> Fact:
    words, what = _words(rating), f"{slot.range}发行的知识产权 ABS 优先级证券"
    of = f"{words}的{what}" if rating == senior.UNRATED else f"{what}中{words}的部分，"
    return numbers.share(
        slot,
        "share",
        share,
        f"{words}优先级证券占比",
        f"{of}占全部优先级证券规模的比例。".replace("，占", "占"),
        whole,
        f"{words}规模 ÷ 全部优先级证券规模",
    )


def _range(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    held = senior_of(edition)
    now, before = held.issued(span), held.issued(span.prior)
    both = held.trace(held.issued(span, span.prior))
    table, prior = held.split(now), held.split(before)
    every = held.ratings.present(held.issued(*edition.calendar.roles.values()))
    ratings = [TOP, "AA+sf", *table, *every, senior.UNRATED]
    whole = held.trace(now)
    what = f"{slot.range}发行的知识产权 ABS 优先级证券"
    found = [
        numbers.count(slot, "tranches", len(now), "只", "优先级证券只数", f"{what}只数。", whole),
        numbers.size(slot, "size", held.size(now), "优先级证券规模", f"{what}发行金额之和。", whole),
    ]
    listing: list[str | Fact] = []
    for rating in dict.fromkeys(ratings):
        place = slot.at(rating_slug(rating))
        rows, row, past = held.ratings.of(now, rating), table.get(rating), prior.get(rating)
        words = _words(rating)
        shares = (
            row.size_share if row else Fraction(0) if len(now) else None,
            past.size_share if past else Fraction(0) if len(before) else None,
        )
        share = _share(place, rating, shares[0], whole)
        mine = held.trace(rows)
        found += [
            share,
            *numbers.points(place, "share", *shares, f"{words}优先级证券占比", both),
            numbers.count(
                place, "tranches", len(rows), "只", f"{words}优先级证券只数", f"{what}中{words}的只数。", mine
            ),
            numbers.size(
                place,
                "size",
                held.size(rows),
                f"{words}优先级证券规模",
                f"{what}中{words}的发行金额之和。",
                mine,
            ),
        ]
        if rating == TOP:
            found += _terms(held, place, rows, held.ratings.of(before, rating), both)
        if len(rows):
            verb = "，另有" if rating == senior.UNRATED and listing else "，" if listing else ""
            listing += (
                [verb, share, "评级未列明"] if rating == senior.UNRATED else [verb, f"{words}占", share]
            )
    if len(table) == 1:
        only = next(iter(table))
        listing = ["评级均未列明" if only == senior.UNRATED else phrases.after("全部为", _words(only))]
    return [
        *found,
        numbers.sentence(slot, "ratings", listing or ["没有发行优先级证券"], "优先级证券评级构成", whole),
    ]


def _terms(held: Senior, slot: Slot, rows: Rows, before: Rows, both: Trace) -> list[Fact]:
    """Return size-weighted tenor and coupon of one rating, beside the year before."""
    here = held.trace(rows)
    found: list[Fact] = []
    for measure, column, unit, noun in (
        ("tenor", "tenor_months", "月", "加权平均期限"),
        ("coupon", "coupon", "%", "加权平均发行利率"),
    ):
        now, past = (senior.mean(held.tally(column, chosen)) for chosen in (rows, before))
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
            f"与{slot.before}{'基本' if difference else ''}持平"
            if way == "unchanged"
            else f"较{slot.before}{longer if way == 'increase' else shorter}"
            f"{fixed(abs(difference), places)}{step}"
        )
    return numbers.phrase(slot, measure, words, f"AAAsf 级优先级证券{noun}变动", rows, "versus")


def _window(edition: Edition) -> list[Fact]:
    """Return what tables 4 and 5 show: AAAsf tranches of the last full year and the year to date."""
    held = senior_of(edition)
    rows = held.ratings.of(held.issued(*edition.calendar.window), TOP)
    here = held.trace(rows)
    words = edition.calendar.window_zh
    slot = Slot(SECTION, "senior", "aaa.window", words=words)
    what = f"{words}发行的 AAAsf 级优先级证券"
    found = [
        numbers.count(slot, "tranches", len(rows), "只", "AAAsf 级优先级证券只数", f"{what}只数。", here),
        numbers.size(slot, "size", held.size(rows), "AAAsf 级优先级证券规模", f"{what}发行金额之和。", here),
    ]
    found += _terms(held, slot, rows, rows, here)[::2]
    found += tenor_facts(slot.at("aaa.tenor"), held.tally("tenor_months", rows), what, here)
    found += coupon_facts(slot.at("aaa.coupon"), held.tally("coupon", rows), what, here)
    return found
