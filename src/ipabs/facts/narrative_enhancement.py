"""Clauses on enhancement: who stands behind the deals, and how many rely on credit from outside."""

from __future__ import annotations

from fractions import Fraction

from ipabs.edition import Edition
from ipabs.facts import enhancement, names, numbers, phrases
from ipabs.facts.enhancers import split
from ipabs.facts.fact import Fact
from ipabs.facts.narrative import Known, places, traced, trends_slot
from ipabs.facts.slot import Slot
from ipabs.measures.breakdown import UNDISCLOSED
from ipabs.measures.columns import JOIN
from ipabs.period import Span


def facts(edition: Edition, known: Known) -> list[Fact]:
    """Return the clauses on each of the edition's ranges and on all deals; `known` are the topic's facts."""
    found: list[Fact] = []
    for slot, span in places(edition, enhancement.SECTION):
        place = slot.at("enhancement")
        if span.is_year:
            found += _year(edition, place, span, known)
        else:
            found.append(_to_date(place, known))
    return [*found, _enhanced(edition, trends_slot(edition), known)]


def _year(edition: Edition, slot: Slot, span: Span, known: Known) -> list[Fact]:
    """Give the share of the most common enhancer, the mix by level, kind and form, and what is new."""
    table = split(edition, "provider_kind", span)
    known_ones = [part for part in table if part.code != UNDISCLOSED]
    # The same order as that of the fact `main`.
    most = min(known_ones, key=lambda part: (-part.deals, -part.size_yuan, part.code), default=None)
    share: Fraction | None = most.size_share if most else None
    what = f"{slot.range}由最常见的一类增信方提供增信的产品占全部发行规模的比例。"
    main = known[f"enhancement.{slot.role}.main"]
    whole = traced(main)
    who = phrases.listed(main.display.split("、"))
    label = f"{slot.words}由{who}增信的规模占比" if most else f"{slot.words}增信方均未列明"
    if not table:
        label = f"{slot.words}没有发行"
    return [
        numbers.share(slot, "main_share", share, "最常见增信方的规模占比", what, whole),
        numbers.phrase(slot, "label", label, "增信要点的说明", whole),
        numbers.sentence(slot, "levels", _levels(slot, known), "增信层面", whole),
        numbers.sentence(slot, "who", _who(edition, slot, span, known), "增信方", whole),
        numbers.sentence(slot, "backing", _backing(slot, known), "担保公司增信与增信方式", whole),
    ]


def _levels(slot: Slot, known: Known) -> list[str | Fact]:
    mix = known[f"enhancement.levels.{slot.role}.mix"]
    if mix.display == "没有发行":
        return [f"{slot.words}没有新发行的产品可供划分"]
    return [f"按层面划分，{slot.words}的产品", "中，" if "单" in mix.display else "", mix]


def _who(edition: Edition, slot: Slot, span: Span, known: Known) -> list[str | Fact]:
    mix = known[f"enhancement.{slot.role}.mix"]
    if mix.display == "没有发行":
        return [f"从增信方看，{slot.words}没有可以统计的产品"]
    turnover = _turnover(edition, slot, span)
    return [f"从增信方看，{slot.words}", mix, *([f"；{turnover}"] if turnover else [])]


def _turnover(edition: Edition, slot: Slot, span: Span) -> str:
    """Name the kinds of enhancers that were not there a year before, and those that no longer are."""
    now, before = (_kinds(edition, each) for each in (span, span.prior))
    if not slot.covered or not before or not now:
        return ""
    came, went = (
        phrases.listed([names.name(edition, "provider_kind", code) for code in some if code not in other])
        for some, other in ((now, before), (before, now))
    )
    words = [f"增信方中新出现{came}" if came else "", f"{went}没有再提供增信" if went else ""]
    text = "，".join(word for word in words if word)
    return f"与{slot.before}相比，{text}" if text else ""


def _kinds(edition: Edition, span: Span) -> list[str]:
    """Return the single kinds of enhancers, alone or beside others."""
    codes = [code for part in split(edition, "provider_kind", span) for code in part.code.split(JOIN)]
    return list(dict.fromkeys(code for code in codes if code != UNDISCLOSED))


def _backing(slot: Slot, known: Known) -> list[str | Fact]:
    """Speak of guarantee companies, then of the forms that are new."""
    new = known[f"enhancement.{slot.role}.new_forms"]
    if new.display == "没有发行":
        return ["增信方式同样没有新的样本"]
    if not slot.covered:
        forms = known[f"enhancement.{slot.role}.forms"].display
        return [*_guarantee(slot, known), f"。从增信方式看，{_used(slot, forms)}"]
    return [*_guarantee(slot, known), "。从增信方式看，当年", new]


def _used(slot: Slot, forms: str) -> str:
    """Name the forms of the first year that the ledger holds: there is none before to call them new against."""
    return "均未列明" if forms == "没有发行" else f"{slot.words}采用的是{forms}"


def _guarantee(slot: Slot, known: Known) -> list[str | Fact]:
    """Say what guarantee companies alone stand behind, or that they only did so beside others."""
    role = f"enhancement.guarantee_company.{slot.role}"
    deals, size, share = (known[f"{role}.{name}"] for name in ("deals", "size", "share"))
    beside = known[f"enhancement.with_guarantee_company.{slot.role}.deals"]
    company = known[f"{role}.deals"].name.removeprefix(slot.words).removesuffix("增信单数")
    if share.value == 1:
        return [f"{company}增信涉及规模", size, "，覆盖全部发行"]
    if deals.value:
        return [f"{company}增信涉及规模", size, "，占全部发行规模的", share]
    if beside.value:
        return [f"{company}均与其他机构共同增信，没有单独提供增信的产品"]
    return [f"{company}没有参与增信"]


def _to_date(slot: Slot, known: Known) -> Fact:
    mix = known[f"enhancement.{slot.role}.mix"]
    parts: list[str | Fact] = [f"{slot.words}，", mix]
    parts.append("；与上一完整年度相比，样本较小，各类增信方的占比宜结合单数阅读")
    if mix.display == "没有发行":
        parts = [f"{slot.words}没有发行，增信方的分布无从比较"]
    return numbers.sentence(slot, "who", parts, "增信方", traced(mix))


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
    elif share.value:
        words = "列明外部增信的产品不超过半数"
    else:
        words = "已发行的产品均未列明外部增信"
    clause = f"截至{edition.calendar.cut_off_zh}，{words}"
    return numbers.phrase(slot, "enhanced", clause, "外部增信的普遍程度", traced(share))
