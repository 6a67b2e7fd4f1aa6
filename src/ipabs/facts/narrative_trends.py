"""Clauses of section 4 on rolling issuance and concentration."""

from __future__ import annotations

from fractions import Fraction

from ipabs.edition import Edition
from ipabs.facts import numbers
from ipabs.facts.fact import Direction, Fact
from ipabs.facts.narrative import Known, traced, trends_slot
from ipabs.facts.phrases import direction
from ipabs.facts.rankings import count_of, leading, ranking_of
from ipabs.facts.slot import Slot


def facts(edition: Edition, known: Known) -> list[Fact]:
    """Return the clauses on the longer series; `known` are the topic's facts by variable."""
    slot = trends_slot(edition)
    return [*_peak(slot, known), _concentration(edition, slot, known)]


def _peak(slot: Slot, known: Known) -> list[Fact]:
    """Say where the rolling total stands against its peak."""
    size, peak, when = (known[f"trends.rolling.latest.{name}"] for name in ("size", "peak", "peak_when"))
    rows = traced(size, peak)
    quarter = when.display.removeprefix("出现在")
    if not peak.value:
        return [numbers.sentence(slot, "peak", ["滚动合计暂无可以比较的水平"], "滚动规模的位置", rows)]
    if not size.value:
        past: list[str | Fact] = [f"各季末的滚动合计以{quarter}的", peak, "为最高"]
        return [numbers.sentence(slot, "peak", past, "滚动规模的位置", rows)]
    if not when.display.startswith("出现在"):
        return [numbers.sentence(slot, "peak", ["这是各季末滚动合计的最高水平"], "滚动规模的位置", rows)]
    share = numbers.share(
        slot,
        "peak_share",
        Fraction(str(size.value)) / Fraction(str(peak.value)),
        "滚动规模与峰值之比",
        "最近四个季度发行规模与历次滚动合计最大值之比。",
        rows,
        "最近四个季度规模 ÷ 峰值",
    )
    parts: list[str | Fact] = [f"各季末的滚动合计以{quarter}的", peak, "为最高，当前水平为其", share]
    return [share, numbers.sentence(slot, "peak", parts, "滚动规模的位置", rows)]


def _concentration(edition: Edition, slot: Slot, known: Known) -> Fact:
    """Give CR5 and HHI of the last full year, and what they amount to."""
    cr5, hhi = known["trends.year.cr5"], known["trends.year.hhi"]
    year = edition.calendar.year.zh
    if cr5.value is None:
        return numbers.sentence(
            slot, "concentration", [f"{year}没有发行，不计算集中度"], "集中度", traced(cr5)
        )
    number = len(ranking_of(edition, edition.calendar.year))
    comparable = known["trends.year.cr5_change"].value is not None
    whole = f"发起机构{'，前五大即为全部' if number > 1 else ''}"
    parts: list[str | Fact] = [f"{year}仅有", count_of(edition, edition.calendar.year), whole]
    if number > 5:
        parts = [f"{year}前五大占比为", cr5]
        parts += ["，", known["trends.year.cr5_versus"]] if comparable else []
    parts += ["；HHI 为", hhi]
    if comparable:
        parts += ["，", known["trends.year.hhi_versus"]]
    level = known["trends.year.concentration"].display
    parts.append(f"，按通行的反垄断分档属于{'较为分散的区间' if level == '较为分散' else level}")
    if comparable:
        parts.append(f"。{spread_words(known, _more(edition), kept=_kept(edition))}")
    return numbers.sentence(slot, "concentration", parts, "集中度", traced(cr5, hhi))


def _more(edition: Edition) -> Direction:
    """Return which way the number of originators went from the year before."""
    year = edition.calendar.year
    return direction(len(ranking_of(edition, year)) - len(ranking_of(edition, year.prior)))


def _kept(edition: Edition) -> bool:
    """Return whether any of the largest originators was among the largest the year before."""
    year = edition.calendar.year
    now, before = ({row.name for row in leading(ranking_of(edition, span))} for span in (year, year.prior))
    return bool(now & before)


def spread_words(known: Known, more: Direction, *, kept: bool) -> str:
    """Set the change of concentration beside that of the number of originators."""
    share = known["trends.year.cr5_change"].direction
    versus = known["trends.year.hhi_versus"].display
    index = "increase" if versus.endswith("上升") else "decrease" if versus.endswith("下降") else "unchanged"
    if index == "increase" and share == "decrease":
        return "前五大占比下降而 HHI 上升，说明份额在头部内部进一步向最大的机构集中"
    # Where five or fewer issue, the share of the top five stands still and the index alone can tell.
    noun, denser = ("头部占比", share) if share != "unchanged" else ("集中度", index)
    if more == "increase" and denser == "increase":
        return f"机构家数增加而{noun}上升，新进入者的规模尚不足以稀释头部"
    if more == "increase":
        return f"机构家数增加，{noun}没有随之上升，市场正在变宽"
    if denser == "increase":
        return f"机构家数没有增加，{noun}上升，市场正在变窄"
    fewer = "减少" if more == "decrease" else "未变"
    if denser == "decrease":
        return f"机构家数{fewer}，{noun}下降，份额在各家之间更为平均"
    return f"机构家数{fewer}，{noun}亦无变化，{'格局大体稳定' if kept else '变的是机构本身'}"
