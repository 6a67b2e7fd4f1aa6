"""Clauses on business modes and on what lies beneath the deals."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ipabs.edition import Edition
from ipabs.facts import modes, names, numbers, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.narrative import Known, places, trends_slot
from ipabs.facts.slot import Slot, slug
from ipabs.facts.sources import source_of
from ipabs.measures.breakdown import UNDISCLOSED, Part, breakdown_of
from ipabs.measures.columns import Rows
from ipabs.period import Span

DESCRIBED_MODES = ("loan", "patent_relicense", "factoring")
"""Modes to which the text gives a clause of their own; further ones follow in a list."""

REMARKS = {"水电十四局第1期知识产权资产支持专项计划": "为首单央企知识产权 ABS"}
"""What was published of single named deals, beyond the totals."""

CLAIMS = ("micro_loan", "trust_loan", "entrusted_loan", "factoring_claim", "licence_fee")
"""Underlying assets that are claims of a fixed amount; others are rights to future revenue."""


def facts(edition: Edition, known: Known) -> list[Fact]:
    """Return the clauses on each of the edition's ranges, and on all deals so far."""
    found: list[Fact] = []
    for slot, span in places(edition, modes.SECTION):
        found += _modes(edition, slot.at("modes"), span)
    return [*found, _claims(edition, trends_slot(edition))]


def _modes(edition: Edition, slot: Slot, span: Span) -> list[Fact]:
    source = source_of(edition)
    now = source.issued(span)
    both = source.trace(deals=source.issued(span, span.prior))
    order = modes.split(edition, span)
    before = modes.split(edition, span.prior) if slot.covered else []
    words = mode_words(edition, order, before, phrases.base(slot.rhythm))
    listing = [*_other_modes(edition, slot, now, order), words]
    alone = source.trace(deals=now)
    share = order[0].size_share if order else None
    what = f"{slot.range}规模最大的业务模式占全部发行规模的比例。"
    named = now[source.deals.series("name").isin(list(REMARKS)).to_numpy(dtype=bool)[now]]
    titles = [str(name) for name in source.deals.values("name", named)]
    return [
        numbers.share(slot, "main_share", share, "规模最大的业务模式占比", what, alone),
        numbers.sentence(slot, "reading", listing, "业务模式的位次", both),
        numbers.sentence(slot, "remark", [remarks(titles)], "个别产品", alone),
    ]


def _other_modes(edition: Edition, slot: Slot, deals: Rows, present: Sequence[Part]) -> list[str | Fact]:
    """Name the modes that the text does not describe: 此外，采用信托受益权模式的有2单。."""
    source = source_of(edition)
    listing: list[str | Fact] = []
    for code in (part.code for part in present):
        if code in DESCRIBED_MODES:
            continue
        chosen = source.deals.classes("mode").of(deals, code)
        place = Slot(modes.SECTION, "modes", slug(code), slot.period, slot.role, slot.words, slot.span)
        words, rows = names.mode(edition, code), source.trace(deals=chosen)
        count = numbers.count(place, "deals", len(chosen), "单", f"{words}单数", "", rows)
        listing += ["、" if listing else "此外，采用", f"{words}的有", count]
    return [*listing, "。"] if listing else []


def mode_words(edition: Edition, order: Sequence[Part], before: Sequence[Part], base: str) -> str:
    """Say which mode leads, whether it led before, and how much hangs on it."""
    table = [part for part in order if part.code != UNDISCLOSED]
    past = [part for part in before if part.code != UNDISCLOSED]
    if not table:
        return "业务模式的分布无从比较"
    first = names.mode(edition, table[0].code)
    if len(table) == 1:
        return f"{first}是唯一有发行的业务模式"
    words = f"按规模计，{first}居首"
    if past:
        earlier = names.mode(edition, past[0].code)
        words += f"，与{base}相同" if earlier == first else f"，取代了{base}居首的{earlier}"
    share = table[0].size_share
    if share is None or share <= Fraction(1, 2):
        return f"{words}，但未超过全部规模的一半"
    return f"{words}，市场对单一模式的依赖较深" if share > Fraction(2, 3) else f"{words}，占规模的一半以上"


def remarks(deals: Sequence[str]) -> str:
    """Repeat what was published of deals that are named in the ledger; else a clause that holds anyway."""
    found = [f"{phrases.quoted(name)}{REMARKS[name]}" for name in deals if name in REMARKS]
    return "，".join([*found, "各类首单能否带动后续发行，比首单本身更值得关注"])


def _claims(edition: Edition, slot: Slot) -> Fact:
    """Say whether all underlying assets so far are claims, or rights to revenue have appeared."""
    source = source_of(edition)
    deals = source.deals
    table = breakdown_of(deals.classes("underlying"), deals.numbers("size_yuan"), deals.all)
    codes = [part.code for part in table if part.code != UNDISCLOSED]
    others = [names.name(edition, "underlying", code) for code in codes if code not in CLAIMS]
    until = f"截至{edition.calendar.cut_off_zh}"
    if not codes:
        words = f"{until}，台账中没有列明基础资产的产品"
    elif others:
        words = f"{until}，基础资产除债权以外，还出现了{'、'.join(others)}"
    else:
        words = f"{until}，已发行产品的基础资产均为债权，尚未出现以知识产权未来收益直接入池的产品"
    rows = source.trace(deals=deals.all)
    return numbers.phrase(slot, "claims", words, "基础资产的性质", rows)
