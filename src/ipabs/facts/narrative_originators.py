"""Clauses on originators: the largest ones, the others, and where they are."""

from __future__ import annotations

from ipabs.edition import Edition
from ipabs.facts import names, numbers, originators
from ipabs.facts.fact import Fact
from ipabs.facts.narrative import Known, basis_words, places, traced, trends_slot
from ipabs.facts.originators import Ranking
from ipabs.facts.rankings import leading, ranking_of
from ipabs.facts.rankings import traced as rows_of
from ipabs.facts.slot import Slot
from ipabs.facts.sources import source_of
from ipabs.period import Span
from ipabs.rounding import ratio


def facts(edition: Edition, known: Known) -> list[Fact]:
    """Return the clauses on the last full year; `known` are the topic's facts by variable."""
    found: list[Fact] = []
    for slot, span in places(edition, originators.SECTION):
        if span.is_year:
            found += _originators(edition, slot.at("originators"), span, known)
    return [*found, _regions(edition, trends_slot(edition), known)]


def _originators(edition: Edition, slot: Slot, span: Span, known: Known) -> list[Fact]:
    return [
        _label(edition, slot, span, known),
        _who(slot, known),
        _top(edition, slot, span, known),
        _standing(edition, slot, span, known),
        *_outside(edition, slot, span),
    ]


def _label(edition: Edition, slot: Slot, span: Span, known: Known) -> Fact:
    """Name what the share of the largest originators is a share of: 前五大发起机构占2023年发行规模."""
    ranked, count = ranking_of(edition, span), known[f"originators.{slot.role}.count"]
    parts: list[str | Fact] = [f"前五大发起机构占{slot.words}发行规模"]
    if not ranked:
        parts = [f"{slot.words}没有机构发行"]
    elif len(ranked) < 5:
        parts = [f"来自{slot.words}仅有的", count, "发起机构"]
    elif len(leading(ranked)) == len(ranked) != 5:
        parts = [f"来自{slot.words}全部", count, "发起机构"]
    elif len(ranked) > 5:
        parts = _group(known[f"originators.top5.{slot.role}.label"], count)
        parts.append(f"占{slot.words}发行规模")
    return numbers.sentence(slot, "label", parts, "发起机构要点的说明", rows_of(edition, span))


def _who(slot: Slot, known: Known) -> Fact:
    """Say how many originators there were, of what kinds and from where."""
    role = f"originators.{slot.role}"
    count = known[f"{role}.count"]
    if not count.value:
        parts: list[str | Fact] = [f"{slot.words}没有原始权益人发行知识产权 ABS"]
        return numbers.sentence(slot, "who", parts, "发起机构概况", traced(count))
    parts = [f"{slot.words}{'仅' if count.value == 1 else '共'}有", count, "原始权益人发行知识产权 ABS，"]
    parts += [known[f"{role}.count_versus"], "；", _mainly(known, role, "kinds", count)]
    where = known[f"{role}.main_regions"].display
    if count.value == 1:
        parts.append(f"，{'位于' + where if where != '未列明' else '所在地区未列明'}")
    else:
        parts += ["，", _mainly(known, role, "regions", count)]
    return numbers.sentence(slot, "who", parts, "发起机构概况", traced(count))


def _mainly(known: Known, role: str, what: str, count: Fact) -> str:
    """按家数计，类型以小贷公司、保理公司和融资租赁公司为主; where there is but one: 类型均为小贷公司."""
    words, measure = {"kinds": ("类型", "按家数计"), "regions": ("地区", "按规模计")}[what]
    listed, number = (
        known[f"{role}.main_{what}"].display,
        known[f"{role}.{what if what == 'regions' else 'kinds_count'}"].value,
    )
    if listed == "未列明":
        return f"{words}均未列明"
    if count.value == 1:
        return f"{words}为{listed}"
    if number == 1:
        return f"{words}均为{listed}" if what == "kinds" else f"均位于{listed}"
    if isinstance(number, int) and number <= 3:
        return f"{words}包括{listed}"
    return f"{measure}，{words}以{listed}为主"


def _top(edition: Edition, slot: Slot, span: Span, known: Known) -> Fact:
    """Say what the largest originators issued, and how that compares."""
    role = f"originators.top5.{slot.role}"
    label, deals, size, share = (known[f"{role}.{name}"] for name in ("label", "deals", "size", "share"))
    rows, number = traced(deals, size, share), len(ranking_of(edition, span))
    if not deals.value:
        return numbers.sentence(slot, "top", [f"{slot.words}没有机构发行"], "头部发起机构", rows)
    parts = [f"{slot.words}，", *_group(label, known[f"originators.{slot.role}.count"])]
    parts += ["合计发行", deals, "、", size]
    if number == 1:
        name = ranking_of(edition, span)[0].name
        parts = [f"{slot.words}，{'这家机构' if names.sample(name) else name}共发行", deals, "、", size]
    elif share.value != 1:
        parts += ["，占全部发行规模的", share]
    if known[f"{role}.share_change"].value is not None:
        if share.value != 1:
            parts += ["，占比", known[f"{role}.share_versus"], "；合计规模", known[f"{role}.size_versus"]]
        else:
            parts += ["，合计规模" if number > 1 else "，规模", known[f"{role}.size_versus"]]
    return numbers.sentence(slot, "top", parts, "头部发起机构", rows)


def _group(label: Fact, count: Fact) -> list[str | Fact]:
    """Name the group that the places up to the fifth make; a number in its name is that of all, or of a tie."""
    if not any(char.isdigit() for char in label.display):
        return [label.display]
    parts = numbers.around(label.display, count)
    return parts if len(parts) > 1 else [label]


def _standing(edition: Edition, slot: Slot, span: Span, known: Known) -> Fact:
    """Say who leads, and how many of the top five were there a year before, naming none of these."""
    role = f"originators.top5.{slot.role}"
    stayed, before = known[f"{role}.stayed"], known[f"{role}.share_change"]
    rows = traced(known[f"{role}.turnover"])
    claim = known[f"originators.leaders.{slot.role}.claim"]
    if not known[f"{role}.deals"].value:
        gone = known[f"{role}.turnover"].display
        gone = f"{slot.before}没有可以对照的名单" if gone == "没有发行" else gone
        return numbers.sentence(slot, "standing", [gone], "头部名单的变化", rows)
    # What the number of originators has said already is not said again.
    told = any(words in claim.display for words in ("仅有两家", "一家机构发行", "不尽相同"))
    parts: list[str | Fact] = []
    if before.value is None:
        parts = [f"{slot.before}没有可以对照的名单"] if told else []
    else:
        same = known[f"{role}.turnover"].display.startswith("前五名单与")
        count = known[f"originators.{slot.role}.count"]
        parts = _stayed(slot, ranking_of(edition, span), ranking_of(edition, span.prior), count, stayed, same)
    if not told:
        parts = [claim, *(["。", *parts] if parts else [])]
    return numbers.sentence(slot, "standing", parts, "头部名单的变化", rows)


def _stayed(
    slot: Slot, ranked: Ranking, past: Ranking, count: Fact, stayed: Fact, same: bool
) -> list[str | Fact]:
    """Say how many of the top five were there a year before; there is no top where there are no others."""
    number, whole = len(ranked), len(leading(ranked)) == len(ranked)
    if whole and number == 1:
        if not stayed.value:
            alone = "并非同一家机构" if len(past) == 1 else f"这家机构不在{slot.before}的前五之列"
            return [f"与{slot.before}{alone}" if len(past) == 1 else alone]
        return [f"与{slot.before}为同一家机构" if len(past) == 1 else f"这家机构在{slot.before}已列前五"]
    who: list[str | Fact] = ["这", count, "机构"] if whole else ["头部机构"]
    if same and (not whole or len(past) == number):
        return [f"{'机构' if whole else '头部'}名单与{slot.before}相同"]
    if stayed.value == len(leading(ranked)):
        return [*who, f"在{slot.before}均已列前五"]
    if not stayed.value:
        return [f"与{slot.before}相比，{'' if whole else '头部'}机构全部更替"]
    return [*who, "中有", stayed, f"在{slot.before}已列前五，其余新进入前五"]


def _outside(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    """Say what the originators beyond the top five did: 前五大之外的16家机构合计发行16单 …"""
    table = ranking_of(edition, span)
    top = {row.name for row in leading(table)}
    rest = [row for row in table if row.name not in top]
    rows = rows_of(edition, span, [row.name for row in rest])
    if not rest:
        words = f"{slot.words}没有可以比较的机构" if not table else "发起机构家数尚少，谈不上头部与其余之分"
        hope = "往后新进入的机构中有多少能在次年续发，是观察市场广度的关键"
        return [
            numbers.sentence(slot, "outside", [words], "前五大之外的机构", rows),
            numbers.phrase(slot, "breadth", hope, "头部与其余机构的差别", rows),
        ]
    place = Slot(originators.SECTION, "originators", "rest", slot.period, slot.role, slot.words, span)
    what = f"{slot.words}前五大之外的发起机构"
    count = sum(row.deals for row in rest)
    share = ratio(sum(row.size_yuan for row in rest), source_of(edition).size(span))
    made = [
        numbers.count(place, "count", len(rest), "家", "前五大之外的机构家数", f"{what}家数。", rows),
        numbers.count(place, "deals", count, "单", "前五大之外的机构单数", f"{what}的发行单数。", rows),
        numbers.share(place, "share", share, "前五大之外的机构占比", f"{what}占全部规模的比例。", rows),
    ]
    together = "合计" if len(rest) > 1 else ""
    parts: list[str | Fact] = ["前五大之外的", made[0], f"机构{together}发行", made[1], "，占规模的", made[2]]
    if len(rest) > 1 and count == len(rest):
        parts.append("，每家均只发行一单")
    elif 2 * sum(row.deals == 1 for row in rest) > len(rest) > 1:
        parts.append("，多数只发行一单")
    differ = (
        "头部机构的优势来自项目储备和可以重复使用的交易文件，新进入者则往往以一单试水；"
        "后者中有多少能在次年续发，是观察市场广度的关键"
    )
    return [
        *made,
        numbers.sentence(slot, "outside", parts, "前五大之外的机构", rows),
        numbers.phrase(slot, "breadth", differ, "头部与其余机构的差别", rows),
    ]


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
    if number.value == 1 and first.value == 1:
        parts: list[str | Fact] = [f"{basis_words(number)}{year}的发行全部来自{where.display}"]
        return numbers.sentence(slot, "regions", parts, "区域格局", traced(number))
    if number.value == 1:
        parts = [f"{basis_words(number)}{year}已列明地区的发行全部来自{where.display}"]
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
