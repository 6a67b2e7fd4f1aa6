"""The four figures that stand on the cover and atop the page, and the sentence beneath the title."""

from __future__ import annotations

from collections.abc import Sequence

from ipabs.edition import Edition
from ipabs.facts import issuance, modes, numbers, originators, phrases, senior
from ipabs.facts.fact import Fact
from ipabs.facts.slot import slots
from ipabs.facts.sources import source_of
from ipabs.measures.issuance import series
from ipabs.rounding import amount


def headline_facts(edition: Edition) -> list[Fact]:
    """Return the facts that the headline figures and the summary take, and few others."""
    year, window = edition.calendar.year, edition.calendar.window
    found = issuance.ranges(edition, *window)
    found += [
        modes.main(edition, slot, span)
        for slot, span in slots(edition, modes.SECTION, "modes")
        if span == year
    ]
    if edition.calendar.ytd is None:
        found += originators.top(edition, year)
    return [*found, senior.top_share(edition, year), *senior.focus(edition)]


def headline(edition: Edition, facts: Sequence[Fact]) -> list[dict[str, str]]:
    """Return four figures: the year's deals and size, the year to date's size, the share of AAAsf.

    A fourth-quarter edition, which has no year to date, shows the share of the five largest originators
    instead.

    Returns
    -------
    list of dict
        ``id``, ``label``, ``number``, ``unit``, ``comparison``; ``bars``, the values of a row of small bars
        joined by commas, and ``partial``, 1 for those that are not a full year; ``share``, a percentage for a
        figure that is drawn as part of a whole instead (``bars`` is empty then).
    """
    known = {fact.id: fact for fact in facts}
    year, ytd, prior_ytd = edition.calendar.year, edition.calendar.ytd, edition.calendar.prior_ytd
    source = source_of(edition)
    years = [span for span in series(edition.calendar, source.first_year or year.year) if span.is_year]
    whole = ",".join("0" for _ in years)
    counts = ",".join(str(len(source.issued(span))) for span in years)
    sizes = ",".join(amount(source.size(span)) for span in years)
    found = [
        _figure(known, f"issuance.deals.{year.id}", f"issuance.deals.{year.id}.versus", counts, whole),
        _figure(known, f"issuance.size.{year.id}", f"issuance.size.{year.id}.versus", sizes, whole),
    ]
    if ytd is not None and prior_ytd is not None:
        bars = ",".join(amount(source.size(span)) for span in (prior_ytd, ytd))
        found.append(_figure(known, f"issuance.size.{ytd.id}", f"issuance.size.{ytd.id}.versus", bars, "1,1"))
    else:
        found.append(_part(known, f"originators.top5.share.{year.id}", f"{year.zh}前五大占比", "按发行规模"))
    found.append(_part(known, f"senior.aaa.share.{year.id}", "AAAsf 级占优先级证券", f"{year.zh}，按规模"))
    return found


def _figure(known: dict[str, Fact], id: str, versus: str, bars: str, partial: str) -> dict[str, str]:
    fact = known[id]
    return {
        "id": id,
        "label": fact.name,
        "number": fact.text,
        "unit": fact.unit,
        "comparison": known[versus].display,
        "bars": bars,
        "partial": partial,
        "share": "",
    }


def _part(known: dict[str, Fact], id: str, label: str, comparison: str) -> dict[str, str]:
    fact = known[id]
    number = fact.text.removesuffix("%")
    return {
        "id": id,
        "label": label,
        "number": number,
        "unit": "%" if fact.value is not None else "",
        "comparison": comparison if fact.value is not None else "没有发行",
        "bars": "",
        "partial": "",
        "share": number if fact.value is not None else "",
    }


def summary(edition: Edition, facts: Sequence[Fact]) -> str:
    """Return the sentence under the title: what was issued, which way it went, and how it is made."""
    return "".join(part if isinstance(part, str) else part.display for part in _summary(edition, facts))


def summary_markup(edition: Edition, facts: Sequence[Fact]) -> str:
    """Return the same sentence as Markdown, each number under its own id."""
    return numbers.marked(_summary(edition, facts))


def _summary(edition: Edition, facts: Sequence[Fact]) -> list[str | Fact]:
    known = {fact.id: fact for fact in facts}
    year, ytd = edition.calendar.year, edition.calendar.ytd
    parts = _issued(known, year.id, year.zh)
    if ytd is not None:
        parts += ["；", *_issued(known, ytd.id, ytd.zh, brief=True)]
    if known[f"issuance.deals.{year.id}"].value:
        made = _main(edition, known[f"issuance.deals.{year.id}"].value != 1)
        parts.append(f"；{made}" if ytd is None else f"；{year.zh}{made}")
        aaa, share = known[f"senior.aaa.share.{year.id}"], known["senior.aaa.tenor.modal_share"]
        if isinstance(aaa.value, float) and aaa.value > 0:
            parts += ["，优先级证券", "全部" if aaa.value == 1 else aaa, "为 AAAsf 级"]
            if isinstance(share.value, float) and share.value > 1 / 2:
                most = "" if share.value == 1 else "多"
                parts += [f"，期限{most}在", known["senior.aaa.tenor.focus"]]
    return [*parts, "。"]


def _main(edition: Edition, several: bool) -> str:
    """Say which mode is the largest: 贷款模式规模最大; or that there is but one."""
    order = modes.split(edition, edition.calendar.year)
    largest, every = modes.leading(edition, order), "均" if several else ""
    if not largest:
        return f"业务模式{every}未列明"
    if len(order) == 1:
        return f"{every}采用{largest[0]}"
    if len(largest) > 2:
        return f"规模最大的业务模式有{phrases.few(len(largest))}种并列"
    return f"{phrases.listed(largest)}规模{'并列' if len(largest) > 1 else ''}最大"


def _issued(known: dict[str, Fact], period: str, words: str, brief: bool = False) -> list[str | Fact]:
    deals, size = known[f"issuance.deals.{period}"], known[f"issuance.size.{period}"]
    if not deals.value:
        return [f"{words}没有发行"]
    parts: list[str | Fact] = [f"{words}发行", deals, "、", size]
    growth = known[f"issuance.size.{period}.yoy"]
    change = known[f"issuance.deals.{period}.change"]
    if growth.direction is None:
        return parts
    if brief or change.direction is None:
        return [*parts, "，规模", known[f"issuance.size.{period}.versus"]]
    return [*parts, f"，{_ways(change.direction, growth.direction)}"]


def _ways(deals: str, size: str) -> str:
    """单数与规模均有增长, 单数增加而规模下降 …."""
    both = {
        "increase": "单数与规模均有增长",
        "decrease": "单数与规模均有下降",
        "unchanged": "单数与规模均与上年持平",
    }
    if deals == size:
        return both[deals]
    counts = {"increase": "单数增加", "decrease": "单数减少", "unchanged": "单数持平"}
    sizes = {"increase": "规模增长", "decrease": "规模下降", "unchanged": "规模基本持平"}
    joint = "而" if "unchanged" not in (deals, size) else "、"
    return f"{counts[deals]}{joint}{sizes[size]}"
