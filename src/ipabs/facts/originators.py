"""Facts of section 3(3): who originates the deals."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pandas as pd

from ipabs.edition import Edition
from ipabs.facts import names, numbers, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import Trace, trace
from ipabs.facts.slot import Slot, slots, slug
from ipabs.measures import issuance, originators
from ipabs.measures.breakdown import UNDISCLOSED, total
from ipabs.period import Span
from ipabs.rounding import ratio

SECTION = "发起机构"
_PLACES = ("first", "second", "third", "fourth", "fifth")
_PLACES_ZH = "一二三四五"


def facts(edition: Edition) -> list[Fact]:
    """Return the facts on originators, their ranking, kinds and regions, in each of the edition's ranges."""
    found: list[Fact] = []
    for slot, span in slots(edition, SECTION, "originators"):
        now = originators.ranking(edition.ledger.deals, edition.ledger.parties, span)
        before = originators.ranking(edition.ledger.deals, edition.ledger.parties, span.prior)
        found += _counts(edition, slot, span, now, before)
        found += _top(edition, slot.at("top5"), span, now, before)
        found += _places(edition, slot, span, now)
        found += _kinds(edition, slot, span)
        found += _regions(edition, slot, span)
    return found


def traced(edition: Edition, span: Span, names_wanted: Sequence[str] | None = None) -> Trace:
    """Return the deals of `span` (of the originators named) as the rows behind a fact."""
    rows = originators.first_originators(issuance.in_span(edition.ledger.deals, span), edition.ledger.parties)
    if names_wanted is not None:
        rows = rows[rows["originator"].isin(list(names_wanted))]
    return trace(edition.ledger, deals=rows)


def _both(edition: Edition, span: Span) -> Trace:
    return trace(edition.ledger, deals=issuance.in_spans(edition.ledger.deals, (span, span.prior)))


def _counts(edition: Edition, slot: Slot, span: Span, now: pd.DataFrame, before: pd.DataFrame) -> list[Fact]:
    count = numbers.count(
        slot,
        "count",
        len(now),
        "家",
        "发起机构家数",
        f"{slot.range}发行知识产权 ABS 的第一原始权益人家数，同一机构只计一次。",
        traced(edition, span),
    )
    changes = numbers.change(slot, "count", len(now), len(before), "家", "发起机构家数", _both(edition, span))
    single = int((now["deals"] == 1).sum())
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
            traced(edition, span, list(now.loc[now["deals"] == 1, "name"])),
        ),
    ]


def label(ranked: pd.DataFrame) -> str:
    """Name the group that the places up to the fifth make: 前五大发起机构, 全部3家发起机构."""
    if ranked.empty:
        return "没有发起机构"
    if len(ranked) == 1:
        return "唯一的发起机构"
    if len(ranked) <= 5:
        return "前五大发起机构" if len(ranked) == 5 else f"全部{len(ranked)}家发起机构"
    top = originators.leading(ranked)
    if len(top) > 5:
        place = int(top["place"].max())
        return f"前五大发起机构（第{phrases.numeral(place)}名并列，共{len(top)}家）"
    return "前五大发起机构"


def _top(edition: Edition, slot: Slot, span: Span, now: pd.DataFrame, before: pd.DataFrame) -> list[Fact]:
    top, earlier = originators.leading(now), originators.leading(before)
    rows = traced(edition, span, list(top["name"]))
    yuan, past = total(top["size_yuan"]), total(earlier["size_yuan"])
    whole = total(issuance.in_span(edition.ledger.deals, span)["size_yuan"])
    before_whole = total(issuance.in_span(edition.ledger.deals, span.prior)["size_yuan"])
    what = f"{slot.range}按发行规模排名前五的发起机构（第五名并列的一并计入）"
    both = _both(edition, span)
    shares = ratio(yuan, whole), ratio(past, before_whole)
    return [
        numbers.count(
            slot, "deals", int(top["deals"].sum()), "单", "前五大发起机构单数", f"{what}的发行单数。", rows
        ),
        numbers.size(slot, "size", yuan, "前五大发起机构规模", f"{what}的发行金额之和。", rows),
        *numbers.growth(slot, "size", yuan, past, "前五大发起机构规模", both),
        numbers.share(slot, "share", shares[0], "前五大发起机构占比", f"{what}占全部发行规模的比例。", rows),
        *numbers.points(slot, "share", *shares, "前五大发起机构占比", both),
        numbers.phrase(slot, "label", label(now), "前五大发起机构的称谓", rows),
        numbers.phrase(
            slot, "names", phrases.listed(list(top["name"])) or "没有发行", "前五大发起机构", rows
        ),
        *_turnover(slot, top, earlier, both),
    ]


def _turnover(slot: Slot, top: pd.DataFrame, earlier: pd.DataFrame, rows: Trace) -> list[Fact]:
    """Say who came into the top five and who left it."""
    came = [name for name in top["name"] if name not in set(earlier["name"])]
    went = [name for name in earlier["name"] if name not in set(top["name"])]
    stayed = [name for name in top["name"] if name in set(earlier["name"])]
    comparable = slot.covered and len(earlier) > 0 and len(top) > 0
    if not comparable:
        entering = leaving = both = "没有可比的上年名单" if len(top) else "没有发行"
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
    ]


def _places(edition: Edition, slot: Slot, span: Span, ranked: pd.DataFrame) -> list[Fact]:
    """Return name, deals, size and share of the first five rows of the ranking."""
    found: list[Fact] = []
    for at, word in enumerate(_PLACES):
        name, deals, size, share = _row(ranked, at, "name")
        rows = traced(edition, span, [name])
        who = f"第{_PLACES_ZH[at]}大发起机构"
        found += _four(slot.at(word), name, deals, size, share, who, f"{slot.range}{who}（{name}）的", rows)
    return found


def _row(table: pd.DataFrame, at: int, key: str) -> tuple[str, int, int, Fraction | None]:
    """Return name, deals, size and share of a row; 无 and zeros where the table is shorter."""
    if at >= len(table):
        return "无", 0, 0, None
    row = table.iloc[at]
    return str(row[key]), int(row["deals"]), int(row["size_yuan"]), row["size_share"]


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
    table = originators.kinds(edition.ledger.deals, edition.ledger.parties, span)
    deals = originators.first_originators(
        issuance.in_span(edition.ledger.deals, span), edition.ledger.parties
    )
    found: list[Fact] = []
    for row in originators.kinds(
        edition.ledger.deals, edition.ledger.parties, span, also=names.order(edition, "kind")
    ).to_dict("records"):
        code = str(row["kind"])
        kind = names.name(edition, "kind", code)
        place = slot.at(f"kinds.{slug(code)}")
        rows = trace(edition.ledger, deals=deals[deals["kind"].fillna(UNDISCLOSED) == code])
        what = f"{slot.range}第一原始权益人为{kind}的知识产权 ABS"
        found += [
            numbers.count(
                place, "count", row["originators"], "家", f"{kind}家数", f"{what}的发起机构家数。", rows
            ),
            numbers.count(place, "deals", row["deals"], "单", f"{kind}单数", f"{what}单数。", rows),
            numbers.size(place, "size", row["size_yuan"], f"{kind}规模", f"{what}发行金额之和。", rows),
            numbers.share(
                place, "share", row["size_share"], f"{kind}规模占比", f"{what}占全部规模的比例。", rows
            ),
        ]
    main = [names.name(edition, "kind", code) for code in _by_number(table, "kind", "originators")[:3]]
    words = phrases.listed(main) or "没有发行"
    return [*found, numbers.phrase(slot, "main_kinds", words, "发起机构的主要类型", traced(edition, span))]


def _regions(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    """Name the main provinces, and give deals, size and share of the first three."""
    table = originators.regions(edition.ledger.deals, edition.ledger.parties, span)
    deals = issuance.in_span(edition.ledger.deals, span)
    found: list[Fact] = []
    listing: list[str | Fact] = []
    for at in range(3):
        code, count, size, share = _row(table, at, "region")
        where = "未列明地区" if code == UNDISCLOSED else code
        rows = trace(edition.ledger, deals=deals[deals["region"].fillna(UNDISCLOSED) == code])
        who = f"规模第{_PLACES_ZH[at]}的地区"
        what = f"{slot.range}发起机构位于{where}的知识产权 ABS "
        made = _four(slot.at(f"regions.{_PLACES[at]}"), where, count, size, share, who, what, rows)
        found += made
        if count and not at:
            listing += [where, made[1], "、", made[2], "，占", made[3]]
        elif count:
            listing += ["；其次为" if at == 1 else "和", where, made[1], "、", made[2], "（", made[3], "）"]
    main = [str(code) for code in table["region"] if code != UNDISCLOSED][:3]
    rows = trace(edition.ledger, deals=deals)
    known = [code for code in table["region"] if code != UNDISCLOSED]
    return [
        *found,
        numbers.count(
            slot,
            "regions",
            len(known),
            "个",
            "涉及省级地区数",
            f"{slot.range}发起机构所在省、市的个数。",
            rows,
        ),
        numbers.phrase(slot, "main_regions", phrases.listed(main) or "没有发行", "发起机构的主要地区", rows),
        numbers.sentence(slot, "regions_sentence", listing or ["没有发行"], "主要地区的发行情况", rows),
    ]


def _by_number(table: pd.DataFrame, key: str, number: str) -> list[str]:
    rows = [
        (-int(count), -int(size), str(code))
        for code, count, size in zip(table[key], table[number], table["size_yuan"], strict=True)
        if code != UNDISCLOSED and count
    ]
    return [code for _, _, code in sorted(rows)]
