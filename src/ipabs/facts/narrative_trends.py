"""Clauses of section 4: where the longer series stand, and what may be said of the future."""

from __future__ import annotations

from fractions import Fraction

from ipabs.edition import Edition
from ipabs.facts import names, numbers
from ipabs.facts.fact import Fact
from ipabs.facts.narrative_market import Known, traced
from ipabs.facts.provenance import trace
from ipabs.facts.slot import Slot
from ipabs.measures.breakdown import UNDISCLOSED, breakdown

SECTION = "趋势"

CLAIMS = ("micro_loan", "trust_loan", "entrusted_loan", "factoring_claim", "licence_fee")
"""Underlying assets that are claims of a fixed amount; others are rights to future revenue."""


def facts(edition: Edition, known: Known) -> list[Fact]:
    """Return the clauses on trends and outlook; `known` are the topics' facts by variable."""
    slot = Slot(SECTION, "narrative", "trends", words=f"截至{edition.calendar.cut_off_zh}")
    return [
        *_peak(slot, known),
        _concentration(edition, slot, known),
        _terms(edition, slot, known),
        _regions(edition, slot, known),
        _claims(edition, slot),
        _enhanced(edition, slot, known),
        _defaults(edition, slot, known),
    ]


def basis_words(fact: Fact) -> str:
    """Say on what a statement rests where that is not published rows: 按重构样本计算，."""
    return "" if fact.basis == "published" else "按重构样本计算，"


def _peak(slot: Slot, known: Known) -> list[Fact]:
    """Say where the rolling total stands against its peak."""
    size, peak, when = (known[f"trends.rolling.latest.{name}"] for name in ("size", "peak", "peak_when"))
    rows = traced(size, peak)
    if not size.value or not peak.value:
        return [numbers.sentence(slot, "peak", ["滚动合计暂无可以比较的水平"], "滚动规模的位置", rows)]
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
    quarter = when.display.removeprefix("出现在")
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
    parts: list[str | Fact] = [f"{year}前五大占比为", cr5]
    comparable = known["trends.year.cr5_change"].value is not None
    if comparable:
        parts += ["，", known["trends.year.cr5_versus"]]
    parts += ["；HHI 为", hhi]
    if comparable:
        parts += ["，", known["trends.year.hhi_versus"]]
    level = known["trends.year.concentration"].display
    parts.append(f"，按通行的反垄断分档属于{'较为分散的区间' if level == '较为分散' else level}")
    if comparable:
        parts.append(f"。{spread_words(known)}")
    return numbers.sentence(slot, "concentration", parts, "集中度", traced(cr5, hhi))


def spread_words(known: Known) -> str:
    """Set the change of concentration beside that of the number of originators."""
    upward = known["trends.year.hhi_versus"].display.endswith("上升")
    if upward and known["trends.year.cr5_change"].direction == "decrease":
        return "前五大占比下降而 HHI 上升，说明份额在头部内部进一步向最大的机构集中"
    more = known["originators.year.count_change"].direction
    denser = known["trends.year.cr5_change"].direction
    if more == "increase" and denser == "increase":
        return "机构家数增加而头部占比上升，新进入者的规模尚不足以稀释头部"
    if more == "increase":
        return "机构家数增加，头部占比没有随之上升，市场正在变宽"
    if denser == "increase":
        return "机构家数没有增加，头部占比上升，市场正在变窄"
    return "机构家数没有增加，头部占比亦未上升，格局大体稳定"


def _terms(edition: Edition, slot: Slot, known: Known) -> Fact:
    """Give the weighted tenor and coupon of AAAsf tranches of the year, and of the year to date."""
    tenor, coupon = known["senior.aaa.year.tenor"], known["senior.aaa.year.coupon"]
    year, ytd = edition.calendar.year, edition.calendar.ytd
    if tenor.value is None or coupon.value is None:
        words = f"{year.zh}没有可以加权的 AAAsf 级证券"
        return numbers.sentence(slot, "terms", [words], "加权期限与利率", traced(tenor, coupon))
    parts: list[str | Fact] = [f"{basis_words(tenor)}{year.zh} AAAsf 级证券的加权平均期限为", tenor]
    if known["senior.aaa.year.share_change"].value is not None:
        parts += ["，", known["senior.aaa.year.tenor_versus"]]
        parts += ["；加权平均发行利率为", coupon, "，", known["senior.aaa.year.coupon_versus"]]
    else:
        parts += ["，加权平均发行利率为", coupon]
    if ytd is not None:
        pair = known["senior.aaa.ytd.tenor"], known["senior.aaa.ytd.coupon"]
        if pair[0].value is not None and pair[1].value is not None:
            parts += [f"。{ytd.zh}，两者分别为", pair[0], "和", pair[1]]
    return numbers.sentence(slot, "terms", parts, "加权期限与利率", traced(tenor, coupon))


def _regions(edition: Edition, slot: Slot, known: Known) -> Fact:
    """Say how many provinces took part, which led, and whether one dominates."""
    year = edition.calendar.year.zh
    number = known["originators.year.regions"]
    first = known.get("originators.regions.first.year.share")
    if first is None or not number.value:
        return numbers.sentence(
            slot, "regions", [f"{year}没有可以比较的地区分布"], "区域格局", traced(number)
        )
    where = known["originators.regions.first.year.name"]
    if number.value == 1:
        parts: list[str | Fact] = [f"{basis_words(number)}{year}的发行全部来自{where.display}"]
        return numbers.sentence(slot, "regions", parts, "区域格局", traced(number))
    parts = [
        f"{basis_words(number)}{year}的发行涉及",
        number,
        "省、市，",
        known["originators.year.regions_sentence"],
    ]
    share = first.value if isinstance(first.value, float) else 0.0
    if share > 1 / 2:
        parts.append(f"。{where.display}一地超过半数，市场总量在相当程度上取决于当地的节奏")
    else:
        parts.append("。没有一地超过半数，单一地区对总量的影响有限")
    return numbers.sentence(slot, "regions", parts, "区域格局", traced(number, first))


def _claims(edition: Edition, slot: Slot) -> Fact:
    """Say whether all underlying assets so far are claims, or rights to revenue have appeared."""
    deals = edition.ledger.deals
    table = breakdown(deals, "underlying")
    codes = [str(code) for code in table["underlying"] if code != UNDISCLOSED]
    others = [names.name(edition, "underlying", code) for code in codes if code not in CLAIMS]
    until = f"截至{edition.calendar.cut_off_zh}"
    if not codes:
        words = f"{until}，台账中没有列明基础资产的产品"
    elif others:
        words = f"{until}，基础资产除债权以外，还出现了{'、'.join(others)}"
    else:
        words = f"{until}，已发行产品的基础资产均为债权，尚未出现以知识产权未来收益直接入池的产品"
    rows = trace(edition.ledger, deals=deals)
    return numbers.phrase(slot, "claims", words, "基础资产的性质", rows)


def _enhanced(edition: Edition, slot: Slot, known: Known) -> Fact:
    """Say what part of all deals relies on credit from outside."""
    share = known["enhancement.to_date.disclosed_share"]
    if not isinstance(share.value, float):
        words = "没有可供统计的产品"
    elif share.value == 1:
        words = "已发行的产品全部设有外部增信"
    elif share.value >= 9 / 10:
        words = "绝大多数已发行的产品设有外部增信"
    elif share.value > 1 / 2:
        words = "多数已发行的产品设有外部增信"
    else:
        words = "设有外部增信的产品不足半数"
    clause = f"截至{edition.calendar.cut_off_zh}，{words}"
    return numbers.phrase(slot, "enhanced", clause, "外部增信的普遍程度", traced(share))


def _defaults(edition: Edition, slot: Slot, known: Known) -> Fact:
    """Begin the last sentence on risk: with no default so far, or with those there were."""
    count = known["surveillance.defaults"]
    until = f"截至{edition.calendar.cut_off_zh}"
    parts: list[str | Fact] = [f"{until}虽未出现违约"]
    if count.value:
        parts = [f"{until}已有", count, "产品发生违约"]
    return numbers.sentence(slot, "defaults", parts, "违约与风险", traced(count))
