"""Facts of section 3(5): who enhances the deals' credit, where and how."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from ipabs.edition import Edition
from ipabs.facts import names, numbers, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import trace
from ipabs.facts.slot import Slot, slots, slug
from ipabs.measures import enhancement, issuance
from ipabs.measures.breakdown import UNDISCLOSED, breakdown
from ipabs.period import Span

SECTION = "增信"


def facts(edition: Edition) -> list[Fact]:
    """Return the facts on enhancers' kinds, levels and forms in each of the edition's ranges."""
    found: list[Fact] = []
    for slot, span in slots(edition, SECTION, "enhancement"):
        found += _kinds(edition, slot, span)
        found += _involving(edition, slot, span)
        found += _levels(edition, slot, span)
        found += _forms(edition, slot, span)
    return found + _to_date(edition)


def _kinds(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    ledger = edition.ledger
    order = names.order(edition, "provider_kind")
    every = enhancement.combined(ledger.deals, ledger.enhancements, "provider_kind", order)
    now, before = issuance.in_span(every, span), issuance.in_span(every, span.prior)
    whole = trace(ledger, deals=now)
    both = trace(ledger, deals=issuance.in_spans(every, (span, span.prior)))
    table, prior = (breakdown(rows, "provider_kind").set_index("provider_kind") for rows in (now, before))
    codes = [*table.index, *order, *sorted(every["provider_kind"].unique()), UNDISCLOSED]
    found: list[Fact] = []
    listing: list[str | Fact] = []
    for code in dict.fromkeys(codes):
        kind = names.name(edition, "provider_kind", code)
        place = slot.at(slug(code))
        chosen = now[now["provider_kind"] == code]
        rows = trace(ledger, deals=chosen)
        what = (
            f"{slot.range}增信方未列明的知识产权 ABS"
            if code == UNDISCLOSED
            else f"{slot.range}由{kind}提供增信的知识产权 ABS"
        )
        shares = (
            table["size_share"].get(code, Fraction(0) if len(now) else None),
            prior["size_share"].get(code, Fraction(0) if len(before) else None),
        )
        count = numbers.count(place, "deals", len(chosen), "单", f"{kind}增信单数", f"{what}单数。", rows)
        yuan = int(table["size_yuan"].get(code, 0))
        found += [
            count,
            *numbers.change(
                place,
                "deals",
                len(chosen),
                int((before["provider_kind"] == code).sum()),
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
            words = "增信方未列明" if code == UNDISCLOSED else f"由{kind}提供增信"
            listing += ["，" if listing else "", count, words]
    known = [code for code in table.index if code != UNDISCLOSED]
    most = sorted(known, key=lambda code: (-int(table["deals"][code]), -int(table["size_yuan"][code]), code))
    main = names.name(edition, "provider_kind", most[0]) if most else "没有发行" if now.empty else "未列明"
    return [
        *found,
        numbers.phrase(slot, "main", main, "最常见的增信方", whole),
        numbers.sentence(slot, "mix", listing or ["没有发行"], "增信方构成", whole),
        _unlisted(edition, slot, now),
    ]


def _unlisted(edition: Edition, slot: Slot, deals: pd.DataFrame) -> Fact:
    """Name the deals whose enhancers are not disclosed, for the note under figure 6."""
    rows = deals[deals["provider_kind"] == UNDISCLOSED]
    titles = [phrases.quoted(str(name)) for name in rows["name"]]
    if deals.empty:
        words = "没有发行"
    elif not titles:
        words = "各单产品的增信方均可查得"
    elif len(titles) <= 2:
        words = f"{phrases.listed(titles)}的增信方无公开资料，列为“未列明”"
    else:
        words = f"{titles[0]}等{len(titles)}单产品的增信方无公开资料，列为“未列明”"
    return numbers.phrase(slot, "unlisted", words, "未列明增信方的产品", trace(edition.ledger, deals=rows))


def _involving(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    """Count deals in which a kind of enhancer takes part, alone or beside another."""
    ledger = edition.ledger
    now = issuance.in_span(ledger.deals, span)
    found: list[Fact] = []
    for code in names.order(edition, "provider_kind"):
        if code == UNDISCLOSED:
            continue
        kind = names.name(edition, "provider_kind", code)
        chosen = enhancement.involving(now, ledger.enhancements, "provider_kind", code)
        found.append(
            numbers.count(
                slot.at(f"with_{slug(code)}"),
                "deals",
                len(chosen),
                "单",
                f"{kind}参与增信单数",
                f"{slot.range}发行、增信方中有{kind}的知识产权 ABS 单数（含与其他增信方共同增信的）。",
                trace(ledger, deals=chosen),
            )
        )
    return found


def _levels(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    ledger = edition.ledger
    order = names.order(edition, "level")
    now = enhancement.combined(issuance.in_span(ledger.deals, span), ledger.enhancements, "level", order)
    table = breakdown(now, "level").set_index("level")
    base = {"underlying": "underlying", "plan": "plan", "double": "underlying+plan"}
    codes = [*base.values(), UNDISCLOSED, *table.index]
    found: list[Fact] = []
    listing: list[str | Fact] = []
    for code in dict.fromkeys(codes):
        title = level(edition, code)
        short = next((word for word, joined in base.items() if joined == code), slug(code))
        chosen = now[now["level"] == code]
        rows = trace(ledger, deals=chosen)
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
                int(table["size_yuan"].get(code, 0)),
                f"{title}规模",
                f"{what}发行金额之和。",
                rows,
            ),
            numbers.share(
                place,
                "share",
                table["size_share"].get(code, Fraction(0) if len(now) else None),
                f"{title}规模占比",
                f"{what}发行金额占全部发行规模的比例。",
                trace(ledger, deals=now),
            ),
        ]
        found += made
        if len(chosen):
            listing += ["，" if listing else "", f"{title}", made[0]]
    return [
        *found,
        numbers.sentence(
            slot.at("levels"), "mix", listing or ["没有发行"], "增信层面构成", trace(ledger, deals=now)
        ),
    ]


def level(edition: Edition, code: str) -> str:
    """Name a level of enhancement: 底层资产层面增信, 双增信, 未列明."""
    if code == UNDISCLOSED:
        return "增信层面未列明"
    if enhancement.JOIN in code:
        return "双增信" if code.count(enhancement.JOIN) == 1 else "多层增信"
    return f"{names.name(edition, 'level', code)}层面增信"


def _forms(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    """Count deals by form of enhancement, and name the forms that appear for the first time."""
    ledger = edition.ledger
    now = issuance.in_span(ledger.deals, span)
    seen = enhancement.first_seen(ledger.deals, ledger.enhancements)
    found: list[Fact] = []
    for form in dict.fromkeys([*names.order(edition, "form"), *seen["form"]]):
        title = names.name(edition, "form", form)
        chosen = enhancement.involving(now, ledger.enhancements, "form", form)
        found.append(
            numbers.count(
                slot.at(f"forms.{slug(form)}"),
                "deals",
                len(chosen),
                "单",
                f"采用{title}的单数",
                f"{slot.range}发行、增信方式中有{title}的知识产权 ABS 单数。",
                trace(ledger, deals=chosen),
            )
        )
    fresh = seen[seen["issued_on"].between(str(span.start), str(span.end))] if slot.covered else seen[:0]
    titles = [names.name(edition, "form", str(form)) for form in fresh["form"]]
    firsts = trace(ledger, deals=now[now["deal_id"].isin(fresh["deal_id"])])
    if titles:
        words = f"{phrases.listed([f'{title}增信' for title in titles])}首次出现"
    else:
        words = "没有出现新的增信方式" if len(now) else "没有发行"
    everything = trace(ledger, deals=now)
    present = breakdown_forms(edition, now)
    return [
        *found,
        numbers.phrase(slot, "new_forms", words, "首次出现的增信方式", firsts if titles else everything),
        numbers.phrase(slot, "forms", phrases.listed(present) or "没有发行", "采用的增信方式", everything),
    ]


def breakdown_forms(edition: Edition, deals: pd.DataFrame) -> list[str]:
    """Return the names of the forms that `deals` use, most frequent first."""
    rows = edition.ledger.enhancements
    rows = rows[rows["deal_id"].isin(deals["deal_id"])].dropna(subset=["form"])
    counts = rows.drop_duplicates(["deal_id", "form"])["form"].value_counts()
    codes = sorted(counts.index, key=lambda form: (-int(counts[form]), str(form)))
    return [names.name(edition, "form", str(form)) for form in codes]


def _to_date(edition: Edition) -> list[Fact]:
    """Say how many of all deals have an enhancement from outside that is disclosed."""
    ledger = edition.ledger
    every = enhancement.combined(ledger.deals, ledger.enhancements, "provider_kind")
    chosen = every[every["provider_kind"] != UNDISCLOSED]
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
            trace(ledger, deals=chosen),
        ),
        numbers.share(
            slot,
            "disclosed_share",
            share,
            "列明外部增信的单数占比",
            f"{until}，列明增信方的单数占全部单数的比例。",
            trace(ledger, deals=every),
            "列明增信方的单数 ÷ 全部单数",
        ),
    ]
