"""Facts of section 4 on the stock of patents and trademarks."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd

from ipabs.edition import Edition
from ipabs.facts import names, numbers, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.narrative import traced
from ipabs.facts.slot import Slot
from ipabs.facts.sources import source_of
from ipabs.measures import stock
from ipabs.period import Span
from ipabs.rounding import fixed

SECTION = "趋势"
_STANDARD = ("invention_patent", "trademark")


def facts(edition: Edition) -> list[Fact]:
    """Return each kind's stock at the end of the last full year, its growth, and a clause.

    Where the number of that year is not known yet, the last known one follows, under the role ``latest``.
    """
    year = edition.calendar.year
    table = stock.series(edition.ledger.ip_stock, year.year)
    slot = Slot(SECTION, "stock", period=year.id, role="year", words=f"{year.year}年底", span=year)
    known = {
        (str(kind), int(year)): (int(now), growth, step)
        for kind, year, now, growth, step in table.itertuples(index=False)
    }
    kinds = dict.fromkeys([*_STANDARD, *(kind for kind, _ in known)])
    found: list[Fact] = []
    told: dict[int, list[Fact]] = {}
    for kind in kinds:
        found += _kind(edition, slot, kind, known.get((kind, year.year)))
        last = max((past for of, past in known if of == kind), default=None)
        if last not in (None, year.year):
            past = Span(last)
            latest = replace(slot, period=past.id, role="latest", words=f"{last}年底", span=past)
            found += _kind(edition, latest, kind, known[kind, last])
        if last is not None and kind in _STANDARD:
            told.setdefault(last, []).append(found[-1])
    missing = [
        names.name(edition, "stock", kind) for kind in _STANDARD if kind not in {of for of, _ in known}
    ]
    return [*found, _sentence(slot, year.year, told, missing, found)]


def _sentence(
    slot: Slot, year: int, told: dict[int, list[Fact]], missing: list[str], found: list[Fact]
) -> Fact:
    """Say what is known of the stock, each number with the year-end that it is of."""
    if not told:
        words = f"台账没有收录{year}年底及以前国内（不含港澳台）知识产权存量的数据"
        return numbers.sentence(slot, "sentence", [words], "知识产权存量", traced(*found))
    parts: list[str | Fact] = [] if year in told else [f"{year}年底的知识产权存量尚未收入台账"]
    for at, last in enumerate(sorted(told, reverse=True)):
        parts.append(f"{'；' if parts else ''}截至{last}年底，{'' if at else '国内（不含港澳台）'}")
        for place, fact in enumerate(told[last]):
            parts += ["；" if place else "", fact]
    parts += [f"；{title}暂无数据" for title in missing]
    return numbers.sentence(slot, "sentence", parts, "知识产权存量", traced(*found))


def _kind(
    edition: Edition, slot: Slot, kind: str, row: tuple[int, Fraction | None, int | None] | None
) -> list[Fact]:
    measure = f"{kind}s"
    title = names.name(edition, "stock", kind)
    source, year = source_of(edition), slot.span.year if slot.span else edition.calendar.year.year
    held = source.table("ip_stock")
    columns = (held.values(name) for name in ("kind", "year", "stock"))
    used = [
        (at, int(past), int(count))
        for at, (of, past, count) in enumerate(zip(*columns, strict=True))
        if of == kind and past in (year, year - 1)
    ]
    here = source.trace(ip_stock=np.array([at for at, _, _ in used], dtype=np.intp))
    now, rate, step = row or (None, None, None)
    value = numbers.quantity(
        slot,
        measure,
        None if now is None else Fraction(now, 10**4),
        "万件",
        title,
        f"截至{year}年底国内（不含港澳台）{title}。",
        here,
        "件数 ÷ 10⁴",
        places=1,
    )
    if now is None or rate is None:
        words = f"{title}暂无数据" if now is None else "上年数据暂缺，不计算同比"
        growth = numbers.quantity(
            slot, f"{measure}_yoy", None, "%", f"{title}同比", words, here, "", places=1
        )
        growth = Fact(**{**growth.__dict__, "id": slot.id(measure, "yoy"), "display": "无可比基数"})
        clause = numbers.phrase(slot, measure, words, f"{title}同比表述", here, "versus")
        parts: list[str | Fact] = [f"{title}为", value, "，", clause] if now is not None else [words]
        milestone = numbers.phrase(slot, f"{measure}_milestone", words, f"{title}的位置", here)
        sentence = numbers.sentence(slot, f"{measure}_sentence", parts, title, here)
        return [value, growth, clause, milestone, sentence]
    before = next(count for _, past, count in used if past == year - 1)
    changes = numbers.growth(slot, measure, now, before, title, here, places=1)
    step = None if pd.isna(step) else int(step)
    mark = _milestone(now, before, step)
    milestone = numbers.phrase(slot, f"{measure}_milestone", mark, f"{title}的位置", here)
    parts = [f"{title}为", value, "，", changes[1]]
    parts += ["，", milestone] if step is not None else []
    sentence = numbers.sentence(slot, f"{measure}_sentence", parts, title, here)
    return [value, *changes, milestone, sentence]


def _milestone(now: int, before: int, step: int | None) -> str:
    """首次超过400万件; where no round number was passed, the change in pieces."""
    if step is not None:
        return f"首次超过{phrases.round_count(step, '件')}"
    difference = fixed(Fraction(abs(now - before), 10**4), 1)
    if now == before:
        return "与上年底持平"
    return f"比上年底{'增加' if now > before else '减少'}{difference}万件"
