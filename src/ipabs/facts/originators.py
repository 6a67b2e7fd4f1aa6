"""Facts of section 3(3): who originates the deals."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ipabs.edition import Edition
from ipabs.facts import names, novelty, numbers, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import Trace
from ipabs.facts.rankings import SECTION as SECTION
from ipabs.facts.rankings import counted, firsts_of, leading, ranking_of, traced
from ipabs.facts.slot import Slot, slots, slug
from ipabs.facts.sources import source_of
from ipabs.measures import originators
from ipabs.measures.breakdown import UNDISCLOSED, Part, breakdown_of
from ipabs.measures.originators import Originator
from ipabs.period import Span
from ipabs.rounding import ratio

Ranking = Sequence[Originator]
_PLACES = ("first", "second", "third", "fourth", "fifth")
_PLACES_ZH = "一二三四五"


def facts(edition: Edition) -> list[Fact]:
    """Return the facts on originators, their ranking, kinds and regions, in each of the edition's ranges."""
    found: list[Fact] = []
    for slot, span in slots(edition, SECTION, "originators"):
        now, before = ranking_of(edition, span), ranking_of(edition, span.prior)
        found += _counts(edition, slot, span, now, before)
        found += _top(edition, slot.at("top5"), span, now, before)
        found += _places(edition, slot, span, now)
        found += _kinds(edition, slot, span)
        found += _regions(edition, slot, span)
    found += novelty.of_classes(edition, SECTION, "kind", firsts_of(edition).kinds)
    found += novelty.of_deals(edition, SECTION, "region")
    return found + novelty.renamed(edition, SECTION, "kind")


def top(edition: Edition, span: Span) -> list[Fact]:
    """Return the facts on the five largest originators of one of the edition's ranges."""
    slot = next(slot for slot, each in slots(edition, SECTION, "originators") if each == span)
    return _top(edition, slot.at("top5"), span, ranking_of(edition, span), ranking_of(edition, span.prior))


def _both(edition: Edition, span: Span) -> Trace:
    source = source_of(edition)
    return source.trace(deals=source.issued(span, span.prior))


def _counts(edition: Edition, slot: Slot, span: Span, now: Ranking, before: Ranking) -> list[Fact]:
    count = counted(edition, slot, span)
    changes = numbers.change(slot, "count", len(now), len(before), "家", "发起机构家数", _both(edition, span))
    single = sum(row.deals == 1 for row in now)
    return [
        count,
        *changes,
        numbers.count(
            slot,
            "single",
            single,
            "家",
            "仅发行1单的发起机构家数",
            f"{slot.range}仅发行1单知识产权 ABS 的发起机构家数。",
            traced(edition, span, [row.name for row in now if row.deals == 1]),
        ),
    ]


def label(ranked: Ranking) -> str:
    """Name the group that the places up to the fifth make: 前五大发起机构, 全部3家发起机构."""
    if not ranked:
        return "没有发起机构"
    if len(ranked) == 1:
        return "唯一的发起机构"
    if len(ranked) <= 5:
        return "前五大发起机构" if len(ranked) == 5 else f"全部{len(ranked)}家发起机构"
    top = leading(ranked)
    if len(top) == len(ranked):
        return f"全部{len(ranked)}家发起机构"
    if len(top) > 5:
        place = max(row.place for row in top)
        return f"前五大发起机构（第{phrases.numeral(place)}名并列，共{len(top)}家）"
    return "前五大发起机构"


def _top(edition: Edition, slot: Slot, span: Span, now: Ranking, before: Ranking) -> list[Fact]:
    top, earlier = leading(now), leading(before)
    rows = traced(edition, span, [row.name for row in top])
    yuan, past = (sum(row.size_yuan for row in ranked) for ranked in (top, earlier))
    whole, before_whole = source_of(edition).size(span), source_of(edition).size(span.prior)
    what = f"{slot.range}按发行规模排名前五的发起机构（第五名并列的一并计入）"
    both = _both(edition, span)
    shares = ratio(yuan, whole), ratio(past, before_whole)
    return [
        numbers.count(
            slot,
            "deals",
            sum(row.deals for row in top),
            "单",
            "前五大发起机构单数",
            f"{what}的发行单数。",
            rows,
        ),
        numbers.size(slot, "size", yuan, "前五大发起机构规模", f"{what}的发行金额之和。", rows),
        *numbers.growth(slot, "size", yuan, past, "前五大发起机构规模", both),
        numbers.share(slot, "share", shares[0], "前五大发起机构占比", f"{what}占全部发行规模的比例。", rows),
        *numbers.points(slot, "share", *shares, "前五大发起机构占比", both),
        numbers.phrase(slot, "label", label(now), "前五大发起机构的称谓", rows),
        numbers.phrase(
            slot, "names", phrases.listed([row.name for row in top]) or "没有发行", "前五大发起机构", rows
        ),
        *_turnover(slot, top, earlier, both),
    ]


def _turnover(slot: Slot, top: Ranking, earlier: Ranking, rows: Trace) -> list[Fact]:
    """Say who came into the top five and who left it."""
    present, past = ({row.name: None for row in ranked} for ranked in (top, earlier))
    came = [name for name in present if name not in past]
    went = [name for name in past if name not in present]
    stayed = [name for name in present if name in past]
    comparable = slot.covered and len(earlier) > 0 and len(top) > 0
    if not comparable and not len(top):
        entering = leaving = both = f"{slot.before}列前五的机构均没有再发行"
        if not slot.covered:
            entering = leaving = both = "没有发行"
        elif not len(earlier):
            entering = leaving = both = f"{slot.before}亦无机构发行"
    elif not comparable:
        entering = leaving = both = "没有可比的上年名单"
    else:
        entering = f"{phrases.listed(came)}新进入前五" if came else "没有新进入前五的机构"
        leaving = f"{phrases.listed(went)}退出前五" if went else "没有退出前五的机构"
        both = f"{entering}，{leaving}" if came and went else entering if came else leaving
        if not came and not went:
            both = f"前五名单与{slot.before}相同"
    return [
        numbers.phrase(slot, "entrants", entering, "新进入前五的机构", rows),
        numbers.phrase(slot, "leavers", leaving, "退出前五的机构", rows),
        numbers.phrase(slot, "turnover", both, "前五名单的变化", rows),
        numbers.count(
            slot, "stayed", len(stayed), "家", "连续在前五的家数", "两年均列前五的发起机构家数。", rows
        ),
        numbers.count(
            slot, "entrants_count", len(came), "家", "新进入前五的家数", "新列前五的发起机构家数。", rows
        ),
    ]


def _places(edition: Edition, slot: Slot, span: Span, ranked: Ranking) -> list[Fact]:
    """Return name, deals, size and share of the first five rows of the ranking."""
    found: list[Fact] = []
    for at, word in enumerate(_PLACES):
        first = ranked[at] if at < len(ranked) else Originator(0, "无", 0, 0, None)
        _, name, deals, size, share = first
        rows = traced(edition, span, [name])
        who = f"第{_PLACES_ZH[at]}大发起机构"
        found += _four(slot.at(word), name, deals, size, share, who, f"{slot.range}{who}（{name}）的", rows)
    return found


def _four(
    place: Slot,
    name: str,
    deals: int,
    size: int,
    share: Fraction | None,
    who: str,
    what: str,
    rows: Trace,
) -> list[Fact]:
    return [
        numbers.phrase(place, "name", name, who, rows),
        numbers.count(place, "deals", deals, "单", f"{who}单数", f"{what}发行单数。", rows),
        numbers.size(place, "size", size, f"{who}规模", f"{what}发行金额之和。", rows),
        numbers.share(place, "share", share, f"{who}占比", f"{what}发行金额占全部发行规模的比例。", rows),
    ]


def _kinds(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    """Count originators and deals by kind, and name the main ones."""
    source, first = source_of(edition), firsts_of(edition)
    deals, sizes = source.issued(span), source.deals.numbers("size_yuan")
    number = originators.distinct(first.kinds, first.names, deals)
    table = breakdown_of(first.kinds, sizes, deals, also=names.order(edition, "kind"))
    found: list[Fact] = []
    for part in table:
        code = part.code
        kind = names.name(edition, "kind", code)
        place = slot.at(f"kinds.{slug(code)}")
        rows = source.trace(deals=first.kinds.of(deals, code))
        what = f"{slot.range}第一原始权益人为{kind}的知识产权 ABS"
        found += [
            numbers.count(
                place, "count", number.get(code, 0), "家", f"{kind}家数", f"{what}的发起机构家数。", rows
            ),
            numbers.count(place, "deals", part.deals, "单", f"{kind}单数", f"{what}单数。", rows),
            numbers.size(place, "size", part.size_yuan, f"{kind}规模", f"{what}发行金额之和。", rows),
            numbers.share(
                place, "share", part.size_share, f"{kind}规模占比", f"{what}占全部规模的比例。", rows
            ),
        ]
    ranked = sorted(
        (-number.get(part.code, 0), -part.size_yuan, part.code)
        for part in table
        if part.code != UNDISCLOSED and number.get(part.code, 0)
    )
    main = [names.name(edition, "kind", code) for *_, code in ranked[:3]]
    words = phrases.listed(main) or ("未列明" if len(deals) else "没有发行")
    here = traced(edition, span)
    return [
        *found,
        numbers.phrase(slot, "main_kinds", words, "发起机构的主要类型", here),
        numbers.count(
            slot, "kinds_count", len(ranked), "种", "发起机构类型数", f"{slot.range}发起机构的类型数。", here
        ),
    ]


def _regions(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    """Name the main provinces, and give deals, size and share of the first three."""
    source = source_of(edition)
    deals, regions = source.issued(span), source.deals.classes("region")
    table = breakdown_of(regions, source.deals.numbers("size_yuan"), deals)
    whole = source.trace(deals=deals)
    found: list[Fact] = []
    listing: list[str | Fact] = []
    for at in range(3):
        part = table[at] if at < len(table) else Part("无", 0, 0, None, None)
        code, count, size, _, share = part
        where = "未列明地区" if code == UNDISCLOSED else code
        rows = source.trace(deals=regions.of(deals, code))
        who = f"规模第{_PLACES_ZH[at]}的地区"
        what = f"{slot.range}发起机构位于{where}的知识产权 ABS "
        made = _four(slot.at(f"regions.{_PLACES[at]}"), where, count, size, share, who, what, rows)
        found += made
        if count and not at:
            listing += [where, made[1], "、", made[2], "，占", made[3]]
        elif count:
            listing += ["；其次为" if at == 1 else "和", where, made[1], "、", made[2], "（", made[3], "）"]
    known = [part.code for part in table if part.code != UNDISCLOSED]
    words = phrases.listed(known[:3]) or ("未列明" if len(deals) else "没有发行")
    return [
        *found,
        numbers.count(
            slot,
            "regions",
            len(known),
            "个",
            "涉及省级地区数",
            f"{slot.range}发起机构所在省、市的个数。",
            whole,
        ),
        numbers.phrase(slot, "main_regions", words, "发起机构的主要地区", whole),
        numbers.sentence(slot, "regions_sentence", listing or ["没有发行"], "主要地区的发行情况", whole),
    ]
