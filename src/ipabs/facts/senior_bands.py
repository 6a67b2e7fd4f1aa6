"""Facts on the bands of tables 4 and 5: which holds most of AAAsf, and how far tenor and coupon reach."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from ipabs.edition import Edition
from ipabs.facts import novelty, numbers, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import Trace
from ipabs.facts.slot import Slot
from ipabs.measures import senior
from ipabs.measures.bands import Band, Tally, modal
from ipabs.rounding import EMPTY, fixed

SECTION = "优先级证券"

ONE_YEAR_BAND = Fraction(14)
"""Upper edge, in months, of the band around one year."""
LOW_COUPON = Fraction("3.3")
"""Upper edge, in %, of the band that the share of low coupons reaches to."""


def tenor_facts(slot: Slot, tally: Tally, what: str, here: Trace) -> list[Fact]:
    """Return the facts on the bands of table 4."""
    band = modal_of(senior.banded_tenors(tally))
    text = (
        "没有发行" if band is None else f"{fixed(band.lower, 0)}个月（不含）~{fixed(band.upper, 0)}个月（含）"
    )
    return [
        numbers.phrase(slot, "modal_band", text, "规模最大的期限区间", here),
        focus_fact(slot, band, here),
        band_share(slot, "modal_share", band, "规模最大的期限区间占比", what, here),
        numbers.share(
            slot,
            "within_14_months",
            senior.up_to(tally, ONE_YEAR_BAND),
            "期限14个月以内占比",
            f"{what}中期限不超过14个月的规模占比。",
            here,
        ),
        *_range_words(slot, tally, "月", "期限", here),
    ]


class Modal(NamedTuple):
    """The band with the largest size: its edges, whether the lower one belongs to it, its share."""

    lower: Fraction
    upper: Fraction
    closed: bool
    share: Fraction | None


def modal_of(bands: Sequence[Band]) -> Modal | None:
    """Return the band with the largest size, ``None`` if no value is known."""
    at = modal(bands)
    if at is None:
        return None
    lower, upper, closed, _, _, share = bands[at]
    return None if lower is None or upper is None else Modal(lower, upper, closed, share)


def new_bands(
    edition: Edition, domain: str, now: Tally, before: Tally, edges: tuple[Fraction, Fraction]
) -> list[Fact]:
    """Return the bands of table 4 or 5 that lie beyond all earlier ones.

    Parameters
    ----------
    now, before
        Tranches of the edition's quarter, and of all earlier ones, by value.
    edges
        One edge, and the distance of two.
    """
    anchor, width = edges

    def placed(tally: Tally) -> dict[int, int]:
        found: dict[int, int] = {}
        for value, (count, _) in tally.items():
            if value is not None:
                at = -((anchor - value) // width)
                found[at] = found.get(at, 0) + count
        return found

    known = placed(before)
    if not known:
        return []
    made = []
    # The first band holds its lower edge too.
    low = anchor + (min(known) - 1) * width
    for at, count in sorted(placed({value: held for value, held in now.items() if value != low}).items()):
        if at > max(known) or at < min(known):
            lower, upper = (fixed(anchor + edge * width, 2) for edge in (at - 1, at))
            made.append(
                novelty.first_fact(edition, SECTION, domain, f"({lower},{upper}]", "", count, "只", Trace())
            )
    return made


def focus_fact(slot: Slot, band: Modal | None, here: Trace) -> Fact:
    """Return where the tenors are concentrated, in words: 1年左右."""
    words = "没有发行" if band is None else phrases.months(band.lower, band.upper)
    return numbers.phrase(slot, "focus", words, "期限集中之处", here)


def band_share(slot: Slot, measure: str, band: Modal | None, name: str, what: str, here: Trace) -> Fact:
    """Return the share of the size that lies in the largest band."""
    return numbers.share(
        slot,
        measure,
        None if band is None else band.share,
        name,
        f"{what}中规模最大的区间占全部规模的比例。",
        here,
    )


def coupon_facts(slot: Slot, tally: Tally, what: str, here: Trace) -> list[Fact]:
    """Return the facts on the bands of table 5."""
    band = modal_of(senior.banded_coupons(tally))
    text = EMPTY if band is None else phrases.coupon_band(band.lower, band.upper, band.closed)
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
        omitted=here.omitted,
        section=SECTION,
    )
    return [
        modal,
        band_share(slot, "modal_share", band, "规模最大的利率区间占比", what, here),
        numbers.share(
            slot,
            "within_330",
            senior.up_to(tally, LOW_COUPON),
            "利率3.30%以内占比",
            f"{what}中发行利率不超过3.30%的规模占比。",
            here,
        ),
        *_range_words(slot, tally, "%", "发行利率", here),
    ]


def _range_words(slot: Slot, tally: Tally, unit: str, noun: str, here: Trace) -> list[Fact]:
    known = [value for value in tally if value is not None]
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
