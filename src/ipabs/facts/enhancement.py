"""Facts of section 3(5): who enhances the deals' credit, where and how."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from ipabs.edition import Edition
from ipabs.facts import names, novelty, numbers, phrases
from ipabs.facts.enhancers import combined, first_seen, owners_of, split, using
from ipabs.facts.fact import Fact
from ipabs.facts.slot import Slot, slots, slug
from ipabs.facts.sources import source_of
from ipabs.measures.columns import JOIN, UNDISCLOSED, Rows
from ipabs.period import Span

SECTION = "增信"
_WATCHED = ("provider_kind", "level", "form")


def facts(edition: Edition) -> list[Fact]:
    """Return the facts on enhancers' kinds, levels and forms in each of the edition's ranges."""
    found: list[Fact] = []
    for slot, span in slots(edition, SECTION, "enhancement"):
        found += _kinds(edition, slot, span)
        found += _involving(edition, slot, span)
        found += _levels(edition, slot, span)
        found += _forms(edition, slot, span)
    return found + _new(edition) + _to_date(edition)


def _new(edition: Edition) -> list[Fact]:
    """Return the kinds, levels and forms that the edition's quarter brought, and their new names."""
    table, owner = source_of(edition).table("enhancements"), owners_of(edition)
    found: list[Fact] = []
    for name in _WATCHED:
        found += novelty.of_children(edition, SECTION, name, table.classes(name, None), owner)
    return found + novelty.renamed(edition, SECTION, *_WATCHED)


def _kinds(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    source = source_of(edition)
    order, of = names.order(edition, "provider_kind"), combined(edition, "provider_kind")
    now, before = source.issued(span), source.issued(span.prior)
    whole = source.trace(deals=now)
    both = source.trace(deals=source.issued(span, span.prior))
    table, prior = (
        {part.code: part for part in split(edition, "provider_kind", each)} for each in (span, span.prior)
    )
    codes = [*table, *order, *sorted(of.names), UNDISCLOSED]
    found: list[Fact] = []
    listing: list[str | Fact] = []
    for code in dict.fromkeys(codes):
        kind = names.name(edition, "provider_kind", code)
        place = slot.at(slug(code))
        chosen, mine, earlier = of.of(now, code), table.get(code), prior.get(code)
        rows = source.trace(deals=chosen)
        what = (
            f"{slot.range}增信方未列明的知识产权 ABS"
            if code == UNDISCLOSED
            else f"{slot.range}由{kind}提供增信的知识产权 ABS"
        )
        shares = (
            mine.size_share if mine else Fraction(0) if len(now) else None,
            earlier.size_share if earlier else Fraction(0) if len(before) else None,
        )
        count = numbers.count(place, "deals", len(chosen), "单", f"{kind}增信单数", f"{what}单数。", rows)
        yuan = mine.size_yuan if mine else 0
        found += [
            count,
            *numbers.change(
                place,
                "deals",
                len(chosen),
                earlier.deals if earlier else 0,
                "单",
                f"{kind}增信单数",
                both,
            ),
            numbers.size(place, "size", yuan, f"{kind}增信规模", f"{what}发行金额之和。", rows),
            numbers.share(
                place,
                "share",
                shares[0],
                f"{kind}增信规模占比",
                f"{what}发行金额占全部发行规模的比例。",
                whole,
                f"{kind}增信规模 ÷ 全部规模",
            ),
            *numbers.points(place, "share", *shares, f"{kind}增信规模占比", both),
        ]
        if len(chosen):
            joint = "共同" if JOIN in code else ""
            words = "增信方未列明" if code == UNDISCLOSED else f"由{_named(edition, code)}{joint}提供增信"
            every = len(chosen) == len(now)
            if every and code == UNDISCLOSED:
                words = "未列明增信方"
            first = "" if not every else "全部" if len(now) > 1 else "仅有的"
            listing += ["，" if listing else first, count, "均" if every and len(now) > 1 else "", words]
    known = [part for part in table.values() if part.code != UNDISCLOSED]
    most = sorted(known, key=lambda part: (-part.deals, -part.size_yuan, part.code))
    nothing = "未列明" if len(now) else "没有发行"
    main = names.name(edition, "provider_kind", most[0].code) if most else nothing
    return [
        *found,
        numbers.phrase(slot, "main", main, "最常见的增信方", whole),
        numbers.sentence(slot, "mix", listing or ["没有发行"], "增信方构成", whole),
        _unlisted(edition, slot, now),
    ]


def _named(edition: Edition, codes: str) -> str:
    """Name a kind of enhancer, or those of a combination: 担保公司和商业银行."""
    return phrases.listed([names.name(edition, "provider_kind", code) for code in codes.split(JOIN)])


def _unlisted(edition: Edition, slot: Slot, deals: Rows) -> Fact:
    """Name the deals whose enhancers are not disclosed, for the note under figure 6."""
    source = source_of(edition)
    rows = combined(edition, "provider_kind").of(deals, UNDISCLOSED)
    titles = (
        [phrases.quoted(str(name)) for name in source.deals.values("name", rows[:2])] if len(rows) else []
    )
    if not len(deals):
        words = "没有发行"
    elif not titles:
        words = "各单产品的增信方均可查得"
    elif len(rows) <= 2:
        words = f"{phrases.listed(titles)}的增信方无公开资料，列为“未列明”"
    else:
        words = f"{titles[0]}等{len(rows)}单产品的增信方无公开资料，列为“未列明”"
    return numbers.phrase(slot, "unlisted", words, "未列明增信方的产品", source.trace(deals=rows))


def _involving(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    """Count deals in which a kind of enhancer takes part, alone or beside another."""
    source = source_of(edition)
    now = source.issued(span)
    found: list[Fact] = []
    for code in names.order(edition, "provider_kind"):
        if code == UNDISCLOSED:
            continue
        kind = names.name(edition, "provider_kind", code)
        chosen = using(edition, now, "provider_kind", code)
        found.append(
            numbers.count(
                slot.at(f"with_{slug(code)}"),
                "deals",
                len(chosen),
                "单",
                f"{kind}参与增信单数",
                f"{slot.range}发行、增信方中有{kind}的知识产权 ABS 单数（含与其他增信方共同增信的）。",
                source.trace(deals=chosen),
            )
        )
    return found


def _levels(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    source = source_of(edition)
    now, of = source.issued(span), combined(edition, "level")
    whole = source.trace(deals=now)
    table = {part.code: part for part in split(edition, "level", span)}
    base = {"underlying": "underlying", "plan": "plan", "double": "underlying+plan"}
    codes = [*base.values(), UNDISCLOSED, *table]
    found: list[Fact] = []
    listing: list[str | Fact] = []
    alone: list[str | Fact] = []
    for code in dict.fromkeys(codes):
        title = level(edition, code)
        short = next((word for word, joined in base.items() if joined == code), slug(code))
        chosen, mine = of.of(now, code), table.get(code)
        rows = source.trace(deals=chosen)
        place = slot.at(f"levels.{short}")
        what = (
            f"{slot.range}采用{title}的知识产权 ABS"
            if code != UNDISCLOSED
            else f"{slot.range}增信层面未列明的产品"
        )
        made = [
            numbers.count(place, "deals", len(chosen), "单", f"{title}单数", f"{what}单数。", rows),
            numbers.size(
                place,
                "size",
                mine.size_yuan if mine else 0,
                f"{title}规模",
                f"{what}发行金额之和。",
                rows,
            ),
            numbers.share(
                place,
                "share",
                mine.size_share if mine else Fraction(0) if len(now) else None,
                f"{title}规模占比",
                f"{what}发行金额占全部发行规模的比例。",
                whole,
            ),
        ]
        found += made
        if len(chosen):
            listing += ["，" if listing else "", f"{title}", made[0]]
            alone = [f"全部采用{title}" if code != UNDISCLOSED else "均未列明增信层面"]
    return [
        *found,
        numbers.sentence(
            slot.at("levels"),
            "mix",
            (alone if len(table) == 1 and len(now) > 1 else listing) or ["没有发行"],
            "增信层面构成",
            whole,
        ),
    ]


def level(edition: Edition, code: str) -> str:
    """Name a level of enhancement: 底层资产层面增信, 双增信, 未列明."""
    if code == UNDISCLOSED:
        return "增信层面未列明"
    if JOIN in code:
        return "双增信" if code.count(JOIN) == 1 else "多层增信"
    return f"{names.name(edition, 'level', code)}层面增信"


def _forms(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    """Count deals by form of enhancement, and name the forms that appear for the first time."""
    source = source_of(edition)
    now, seen = source.issued(span), first_seen(edition)
    found: list[Fact] = []
    for form in dict.fromkeys([*names.order(edition, "form"), *seen]):
        title = names.name(edition, "form", form)
        chosen = using(edition, now, "form", form)
        found.append(
            numbers.count(
                slot.at(f"forms.{slug(form)}"),
                "deals",
                len(chosen),
                "单",
                f"采用{title}的单数",
                f"{slot.range}发行、增信方式中有{title}的知识产权 ABS 单数。",
                source.trace(deals=chosen),
            )
        )
    inside = set(now.tolist()) if slot.covered else set()
    fresh = {form: deal for form, deal in seen.items() if deal in inside}
    titles = [names.name(edition, "form", form) for form in fresh]
    firsts = source.trace(deals=np.unique(np.array(list(fresh.values()), dtype=np.intp)))
    if titles:
        words = f"{phrases.listed([f'{title}增信' for title in titles])}首次出现"
    else:
        words = "没有出现新的类型" if len(now) else "没有发行"
    everything = source.trace(deals=now)
    present = _by_frequency(edition, now)
    return [
        *found,
        numbers.phrase(slot, "new_forms", words, "首次出现的增信方式", firsts if titles else everything),
        numbers.phrase(slot, "forms", phrases.listed(present) or "没有发行", "采用的增信方式", everything),
    ]


def _by_frequency(edition: Edition, deals: Rows) -> list[str]:
    """Return the names of the forms that `deals` use, most frequent first."""
    forms = source_of(edition).table("enhancements").classes("form", None)
    used = {form: len(using(edition, deals, "form", form)) for form in forms.names}
    codes = sorted((form for form in used if used[form]), key=lambda form: (-used[form], form))
    return [names.name(edition, "form", form) for form in codes]


def _to_date(edition: Edition) -> list[Fact]:
    """Say how many of all deals have an enhancement from outside that is disclosed."""
    source, of = source_of(edition), combined(edition, "provider_kind")
    every = source.deals.all
    chosen = np.flatnonzero(of.codes != of.place(UNDISCLOSED))
    slot = Slot(SECTION, "enhancement", "to_date", words="累计")
    share = Fraction(len(chosen), len(every)) if len(every) else None
    until = f"截至{edition.calendar.cut_off_zh}"
    return [
        numbers.count(
            slot,
            "disclosed",
            len(chosen),
            "单",
            "列明外部增信的单数",
            f"{until}，列明增信方的知识产权 ABS 单数。",
            source.trace(deals=chosen),
        ),
        numbers.share(
            slot,
            "disclosed_share",
            share,
            "列明外部增信的单数占比",
            f"{until}，列明增信方的单数占全部单数的比例。",
            source.trace(deals=source.deals.all),
            "列明增信方的单数 ÷ 全部单数",
        ),
    ]
