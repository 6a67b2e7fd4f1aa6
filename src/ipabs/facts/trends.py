"""Facts of section 4: the last four quarters, concentration, regions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ipabs.edition import Edition
from ipabs.facts import numbers, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import Trace
from ipabs.facts.rankings import concentration_of, traced
from ipabs.facts.slot import Slot, slots
from ipabs.facts.sources import source_of
from ipabs.measures.columns import between, total
from ipabs.measures.quarters import rolled
from ipabs.period import Quarter

SECTION = "趋势"


def facts(edition: Edition) -> list[Fact]:
    """Return the facts on rolling issuance and on how concentrated originators and regions are."""
    return _rolling(edition) + _concentration(edition)


def _rolling(edition: Edition) -> list[Fact]:
    source, last = source_of(edition), edition.calendar.quarter
    days, amounts = source.deals.numbers("issued_on"), source.deals.numbers("size_yuan")
    now = between(days, last.shift(-3).start, last.end)
    before = between(days, last.shift(-7).start, last.shift(-4).end)
    words = f"截至{edition.calendar.quarter.end.year}年{edition.calendar.quarter.end.month}月的最近四个季度"
    slot = Slot(SECTION, "trends", "rolling", period=str(last), role="latest", words=words)
    here = source.trace(deals=now)
    both = source.trace(deals=between(days, last.shift(-7).start, last.end))
    sizes = total(amounts[now]), total(amounts[before])
    count = numbers.count(slot, "deals", len(now), "单", "发行单数", f"{words}发行单数。", here)
    size = numbers.size(slot, "size", sizes[0], "发行规模", f"{words}发行金额之和。", here)
    peak, when = _peak(edition)
    start = source.first_year
    rate = None
    if sizes[1] and start is not None and last.shift(-7).year >= start:
        rate = Fraction(*sizes) - 1
    growth = _growth(slot, words, rate, both)
    if not len(now):
        parts: list[str | Fact] = ["最近四个季度没有发行"]
    else:
        parts = ["最近四个季度合计发行", count, "、", size]
        if rate is not None:
            level = growth.display.endswith("持平")
            parts += [f"，规模{'与' if level else '较'}此前四个季度", growth]
    high = "即当前水平" if when == last else f"出现在{when.zh}" if when else "没有发行"
    return [
        count,
        size,
        growth,
        numbers.size(
            slot, "peak", peak, "滚动四个季度规模峰值", "各季末最近四个季度发行金额之和的最大值。", both
        ),
        numbers.phrase(slot, "peak_when", high, "滚动规模峰值的时点", both),
        numbers.sentence(slot, "sentence", parts, "发行情况", both),
    ]


def _growth(slot: Slot, words: str, rate: Fraction | None, rows: Trace) -> Fact:
    """Give the growth on the four quarters before; there is none where the ledger does not hold all of them."""
    made = numbers.quantity(
        slot,
        "size_growth",
        None if rate is None else abs(rate) * 100,
        "%",
        "发行规模较此前四个季度变动",
        f"{words}发行规模与此前四个季度发行规模相比的变动幅度，方向用文字表示。",
        rows,
        "最近四个季度规模 ÷ 此前四个季度规模 − 1",
    )
    if rate is None:
        return replace(made, display="无可比基数")
    way = phrases.direction(rate * 100, 2)
    return replace(made, value=float(rate), display=phrases.growth(rate), direction=way)


def _peak(edition: Edition) -> tuple[int, Quarter | None]:
    deals = source_of(edition).deals
    if not len(deals):
        return 0, None
    days = deals.numbers("issued_on")
    first = Quarter.of(days.min().astype("datetime64[D]").item())
    found = rolled(days, deals.numbers("size_yuan"), first, edition.calendar.quarter)
    top = max(row.size_yuan for row in found)
    best = found[-1] if found[-1].size_yuan == top else next(row for row in found if row.size_yuan == top)
    return best.size_yuan, best.quarter


def _concentration(edition: Edition) -> list[Fact]:
    found: list[Fact] = []
    for slot, span in slots(edition, SECTION, "trends"):
        cr5, hhi = concentration_of(edition, span)
        cr5_before, hhi_before = concentration_of(edition, span.prior)
        rows = traced(edition, span)
        found += [
            numbers.share(
                slot,
                "cr5",
                cr5,
                "前五家集中度（CR5）",
                f"{slot.range}规模最大的五家发起机构占全部发行规模的比例。",
                rows,
                "前五家规模 ÷ 全部规模",
            ),
            *numbers.points(slot, "cr5", cr5, cr5_before, "前五家集中度", rows),
            numbers.quantity(
                slot,
                "hhi",
                None if hhi is None else hhi * 10000,
                "",
                "赫芬达尔指数（HHI）",
                f"{slot.range}各发起机构规模占比的平方和，乘以一万。",
                rows,
                "Σ（规模占比²）× 10000",
                places=0,
            ),
            numbers.phrase(
                slot, "hhi", _hhi_words(slot, hhi, hhi_before), "赫芬达尔指数变动", rows, "versus"
            ),
            numbers.phrase(slot, "concentration", _level(hhi), "发起机构集中程度", rows),
        ]
    return found


def _hhi_words(slot: Slot, now: Fraction | None, before: Fraction | None) -> str:
    if now is None:
        return "没有发行"
    if not slot.covered:
        return phrases.uncovered(slot.rhythm)
    if before is None:
        return f"{slot.before}没有可比数据"
    way = phrases.direction((now - before) * 10000)
    if way == "unchanged":
        return f"与{slot.before}持平"
    return f"较{slot.before}{'上升' if way == 'increase' else '下降'}"


def _level(hhi: Fraction | None) -> str:
    """Name the degree of concentration as antitrust practice does: 2500 and 1500 divide the classes."""
    if hhi is None:
        return "没有发行"
    if hhi * 10000 >= 2500:
        return "高度集中"
    return "中度集中" if hhi * 10000 >= 1500 else "较为分散"
