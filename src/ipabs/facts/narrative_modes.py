"""Clauses on business modes and on what lies beneath the deals."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pandas as pd

from ipabs.edition import Edition
from ipabs.facts import modes, names, numbers, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.narrative import Known, places, trends_slot
from ipabs.facts.provenance import Trace
from ipabs.facts.slot import Slot, slug
from ipabs.facts.sources import source_of
from ipabs.measures.breakdown import UNDISCLOSED, Part, breakdown_of
from ipabs.period import Span

DESCRIBED = 4
"""Modes, the largest first, to which the text gives a clause of their own; further ones follow in a list."""

EXPLAINED = ("loan", "factoring", "patent_relicense")
"""Modes whose structure section 2 explains and draws."""

CLAIM, RIGHT = "claim", "right"
"""What the codes say of underlying assets: claims of a fixed amount, or rights to future revenue."""


def facts(edition: Edition, known: Known) -> list[Fact]:
    """Return the clauses on each of the edition's ranges, and on all deals so far."""
    found: list[Fact] = []
    for slot, span in places(edition, modes.SECTION):
        place, order = slot.at("modes"), modes.split(edition, span)
        found.append(_reading(edition, place, span, order, known))
        if span.is_year:
            found += _year(edition, place, span, order, known)
    return [*found, _others(edition, known), _claims(edition, trends_slot(edition))]


def _others(edition: Edition, known: Known) -> Fact:
    """Name the modes so far whose structure section 2 does not explain."""
    slot = Slot(modes.SECTION, "narrative", "modes", words=f"截至{edition.calendar.cut_off_zh}")
    deals = source_of(edition).deals
    table = breakdown_of(deals.classes("mode"), deals.numbers("size_yuan"), deals.all)
    others = [part.code for part in table if part.code not in (*EXPLAINED, UNDISCLOSED)]
    disclosed = "已发行的产品" if all(part.code != UNDISCLOSED for part in table) else "列明业务模式的产品"
    parts: list[str | Fact] = [f"{slot.words}，{disclosed}均不出这三种"]
    if not table:
        parts = [f"{slot.words}尚无产品发行"]
    elif others:
        told = [
            f"{names.mode(edition, code)}（{known[f'modes.{slug(code)}.first'].display}）" for code in others
        ]
        parts = [f"此外还出现了{phrases.listed(told)}，结构见相应产品的计划说明书"]
    rows = source_of(edition).trace(deals=deals.all)
    return numbers.sentence(slot, "others", parts, "其他业务模式", rows)


def _year(edition: Edition, slot: Slot, span: Span, order: Sequence[Part], known: Known) -> list[Fact]:
    alone = source_of(edition).trace(deals=source_of(edition).issued(span))
    share = order[0].size_share if order else None
    what = f"{slot.range}规模最大的业务模式占全部发行规模的比例。"
    main = known[f"modes.{slot.role}.main"]
    largest = modes.leading(edition, order)
    label = f"{slot.words}{main.display}{'各占' if len(largest) > 1 else '的'}规模占比".replace(
        "各占规模占比", "各占的规模比重"
    )
    if not largest:
        label = f"{slot.words}业务模式均未列明" if order else f"{slot.words}没有发行"
    return [
        numbers.share(slot, "main_share", share, "规模最大的业务模式占比", what, alone),
        numbers.phrase(slot, "label", label, "业务模式要点的说明", alone),
        numbers.sentence(slot, "described", _described(edition, slot, order, known), "各模式的发行", alone),
        _each(edition, slot, order, known, "underlying", alone),
        _each(edition, slot, order, known, "originators", alone),
        numbers.sentence(slot, "remark", [remarks(_remarked(edition, span))], "个别产品", alone),
    ]


def _described(edition: Edition, slot: Slot, order: Sequence[Part], known: Known) -> list[str | Fact]:
    """Describe each mode that was used, the largest first; a new one stands among them by itself."""
    if not order:
        return [f"{slot.words}没有发行知识产权 ABS"]
    if len(order) == 1 and order[0].deals > 1:
        of = f"modes.{slug(order[0].code)}.{slot.role}"
        words = names.mode(edition, order[0].code)
        alone = f"均采用{words}" if order[0].code != UNDISCLOSED else "均未列明业务模式"
        return [f"{slot.words}的", known[f"{of}.deals"], f"{alone}，发行规模为", known[f"{of}.size"]]
    parts: list[str | Fact] = [f"{slot.words}，"]
    kept = DESCRIBED if len(order) > DESCRIBED + 1 else len(order)
    for at, part in enumerate(order[:kept]):
        parts += ["；" if at else "", known[f"modes.{slug(part.code)}.{slot.role}.sentence"]]
    for at, part in enumerate(order[kept:]):
        words = names.mode(edition, part.code)
        count = known[f"modes.{slug(part.code)}.{slot.role}.deals"]
        parts += ["、" if at else "；其余为", words, count]
    return parts


def _each(
    edition: Edition, slot: Slot, order: Sequence[Part], known: Known, measure: str, alone: Trace
) -> Fact:
    """Say of each mode what its underlying assets are, or who originates it."""
    # Modes of which the same is said go together: a模式和b模式均为小额贷款.
    same: dict[str, list[Part]] = {}
    for part in order:
        clause = known[f"modes.{slug(part.code)}.{slot.role}.{measure}"].display
        same.setdefault(clause.removeprefix("均").removeprefix("全部"), []).append(part)
    parts: list[str | Fact] = []
    for clause, group in same.items():
        who = [f"{names.mode(edition, part.code)}{'的产品' * (part.code == UNDISCLOSED)}" for part in group]
        fact = known[f"modes.{slug(group[0].code)}.{slot.role}.{measure}"]
        inner = "；" if measure == "originators" else "，"
        parts += [inner if parts else f"{slot.words}", phrases.listed(who)]
        simple = len(group) > 1 and clause[0] in "为由未"
        parts += [f"均{clause}" if simple else fact]
    words = parts or [f"{slot.words}没有可以归类的产品"]
    return numbers.sentence(slot, measure, words, "各模式的底层资产或发起机构", alone)


def _reading(edition: Edition, slot: Slot, span: Span, order: Sequence[Part], known: Known) -> Fact:
    """Say which mode leads, and which came or went; in the year to date after how the modes divide it."""
    both = source_of(edition).trace(deals=source_of(edition).issued(span, span.prior))
    before = modes.split(edition, span.prior) if slot.covered else []
    words: list[str | Fact] = [mode_words(edition, order, before, phrases.base(slot.rhythm))]
    turnover = known[f"modes.{slot.role}.turnover"].display
    if turnover.startswith("与"):
        words.append(f"。{turnover}")
    if not span.is_year:
        mix: list[str | Fact] = [f"{slot.words}，", known[f"modes.{slot.role}.mix"], "。", *words]
        words = mix if order else [f"{slot.words}没有发行，业务模式无从比较"]
    return numbers.sentence(slot, "reading", words, "业务模式的位次", both)


def mode_words(edition: Edition, order: Sequence[Part], before: Sequence[Part], base: str) -> str:
    """Say which mode leads, whether it led before, and how much hangs on it."""
    table = [part for part in order if part.code != UNDISCLOSED]
    past = [part for part in before if part.code != UNDISCLOSED]
    if not table:
        return "业务模式的分布无从比较"
    if sum(part.deals for part in order) == 1:
        return "样本只有一单，还谈不上模式之分"
    first = names.mode(edition, table[0].code)
    if len(order) == 1:
        also = f"，与{base}相同" if [part.code for part in past] == [table[0].code] else ""
        return f"业务模式单一{also}，市场的广度有限"
    tied = modes.leading(edition, order)
    if len(tied) > 1:
        return f"按规模计，{phrases.listed(tied)}并列居首，没有一种独大"
    words = f"按规模计，{first}居首"
    earlier = modes.leading(edition, before)
    if earlier == tied:
        words += f"，与{base}相同"
    elif len(earlier) == 1:
        words += f"，取代了{base}居首的{earlier[0]}"
    share = table[0].size_share
    if share is None or share <= Fraction(1, 2):
        return f"{words}，但未超过全部规模的一半"
    return f"{words}，市场对单一模式的依赖较深" if share > Fraction(2, 3) else f"{words}，占规模的一半以上"


def _remarked(edition: Edition, span: Span) -> list[tuple[str, str]]:
    """Return name and remark of the deals of `span` of which something was published."""
    source = source_of(edition)
    rows = source.issued(span)
    told = source.deals.series("remark").notna().to_numpy(dtype=bool)
    rows = rows[told[rows]]
    pairs = zip(source.deals.values("name", rows), source.deals.values("remark", rows), strict=True)
    return [(str(name), str(remark)) for name, remark in pairs if not pd.isna(remark)]


def remarks(told: Sequence[tuple[str, str]]) -> str:
    """Repeat what was published of single deals (name, remark); then a clause that holds anyway."""
    found = "，".join(f"{phrases.quoted(name)}{remark}" for name, remark in told)
    general = "各类首单能否带动后续发行，比首单本身更值得关注"
    return f"{found}。{general}" if found else general


def _claims(edition: Edition, slot: Slot) -> Fact:
    """Say whether all underlying assets so far are claims, or rights to revenue have appeared."""
    source = source_of(edition)
    deals = source.deals
    table = breakdown_of(deals.classes("underlying"), deals.numbers("size_yuan"), deals.all)
    codes = [part.code for part in table if part.code != UNDISCLOSED]
    natures = names.natures(edition, "underlying")
    kinds = {
        nature: [names.name(edition, "underlying", code) for code in codes if natures.get(code, "") == nature]
        for nature in (CLAIM, RIGHT, "")
    }
    until = f"截至{edition.calendar.cut_off_zh}"
    others = [*kinds[RIGHT], *kinds[""]]
    if not codes:
        words = f"{until}，台账中没有列明基础资产的产品"
    elif not others:
        words = f"{until}，已发行产品的基础资产均为债权，尚未出现以知识产权未来收益直接入池的产品"
    elif kinds[CLAIM] and kinds[RIGHT]:
        words = f"{until}，基础资产除债权以外，还出现了{phrases.listed(others)}"
    elif kinds[CLAIM]:
        words = f"{until}，基础资产以各类债权为主体，另有{phrases.listed(others)}"
    else:
        words = f"{until}，已发行产品的基础资产为{phrases.listed(others)}"
    rows = source.trace(deals=deals.all)
    return numbers.phrase(slot, "claims", words, "基础资产的性质", rows)
