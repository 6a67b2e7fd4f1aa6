"""What an edition's quarter brought for the first time, for the editor: codes, bands, and new names.

These facts stand in no sentence. ``ipabs build`` lists them, so that nothing new goes by unnoticed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ipabs.edition import Edition
from ipabs.facts import names, numbers
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import Trace
from ipabs.facts.slot import Slot, slug
from ipabs.facts.sources import source_of
from ipabs.ledger.tables import since_quarter
from ipabs.measures.columns import UNDISCLOSED, Classes, Rows

DOMAINS = {
    "product": "产品类型",
    "venue": "发行场所",
    "mode": "业务模式",
    "underlying": "底层资产类型",
    "kind": "发起机构类型",
    "region": "发起机构地区",
    "provider_kind": "增信方性质",
    "level": "增信层面",
    "form": "增信方式",
    "rating": "优先级证券评级",
    "tenor": "期限区间",
    "coupon": "利率区间",
}
"""What is watched → what it is called; the code follows that word in a fact's name."""


def of_deals(edition: Edition, section: str, domain: str) -> list[Fact]:
    """Return the codes of a column of the deals that no earlier quarter had, and names that are new."""
    return of_classes(edition, section, domain, source_of(edition).deals.classes(domain, None))


def of_classes(edition: Edition, section: str, domain: str, of: Classes) -> list[Fact]:
    """Return the classes of the deals that no earlier quarter had; see :func:`of_deals`."""
    days = source_of(edition).deals.numbers("issued_on")
    return _first(edition, section, domain, of, days, lambda rows: _deals(edition, rows))


def of_children(
    edition: Edition, section: str, domain: str, of: Classes, owner: NDArray[np.intp]
) -> list[Fact]:
    """Return the classes of rows that belong to deals (`owner`: the deal's position, −1 for none)."""
    issued = source_of(edition).deals.numbers("issued_on")
    days = np.full(len(owner), "NaT", dtype=issued.dtype)
    days[owner >= 0] = issued[owner[owner >= 0]]
    return _first(edition, section, domain, of, days, lambda rows: _deals(edition, np.unique(owner[rows])))


def of_tranches(
    edition: Edition, section: str, domain: str, of: Classes, days: NDArray[Any], ignored: str
) -> list[Fact]:
    """Return the classes of tranches, each issued on its day, that no earlier quarter had.

    `ignored` is the class of those that have none.
    """

    def behind(rows: Rows) -> tuple[int, str, Trace]:
        return len(rows), "只", source_of(edition).trace(tranches=rows)

    return _first(edition, section, domain, of, days, behind, ignored)


def renamed(edition: Edition, section: str, *domains: str) -> list[Fact]:
    """Return the codes whose name changes with the edition's quarter."""
    columns = (list(edition.ledger.codes[column]) for column in ("domain", "code", "zh", "since"))
    held: dict[tuple[str, str], dict[str, str]] = {}
    for domain, code, zh, since in zip(*columns, strict=True):
        if domain in domains:
            held.setdefault((str(domain), str(code)), {})[since_quarter(since)] = str(zh)
    made = []
    for (domain, code), dated in held.items():
        now, earlier = dated.get(edition.calendar.name), _before(dated, edition.calendar.name)
        if now is not None and earlier not in (None, now):
            slot = Slot(section, "new", f"name.{domain}", edition.calendar.name, edition.calendar.name)
            name = f"{DOMAINS.get(domain, domain)} {code}"
            words = f"{earlier}改称{now}"
            made.append(numbers.phrase(slot, slug(code), words, name, Trace()))
    return made


def _before(dated: Mapping[str, str], period: str) -> str | None:
    earlier = [start for start in dated if start < period]
    return dated[max(earlier)] if earlier else None


def _deals(edition: Edition, rows: Rows) -> tuple[int, str, Trace]:
    return len(rows), "单", source_of(edition).trace(deals=rows)


def _first(
    edition: Edition,
    section: str,
    domain: str,
    of: Classes,
    days: NDArray[Any],
    behind: Callable[[Rows], tuple[int, str, Trace]],
    ignored: str = "",
) -> list[Fact]:
    start, end = (np.datetime64(day) for day in (edition.calendar.quarter.start, edition.calendar.cut_off))
    now, before = np.flatnonzero((days >= start) & (days <= end)), np.flatnonzero(days < start)
    if not len(before):
        return []
    known = {*of.present(before), UNDISCLOSED, ignored}
    made = []
    for code in of.present(now):
        if code not in known:
            count, unit, rows = behind(of.of(now, code))
            made.append(
                first_fact(
                    edition,
                    section,
                    domain,
                    code,
                    "" if domain == "rating" else names.name(edition, domain, code),
                    count,
                    unit,
                    rows,
                )
            )
    return made


def first_fact(
    edition: Edition, section: str, domain: str, code: str, zh: str, count: int, unit: str, rows: Trace
) -> Fact:
    """Return the fact on one code or band that is new."""
    quarter = edition.calendar.quarter
    slot = Slot(section, "new", domain, str(quarter), str(quarter))
    what = f"{quarter.zh}首次出现、此前各季均没有的{DOMAINS[domain]}{f'“{zh}”' if zh else ''}。"
    made = numbers.count(slot, _mark(code), count, unit, f"{DOMAINS[domain]} {code}", what, rows)
    return Fact(**{**made.__dict__, "display": f"{zh}{made.display}"})


def _mark(code: str) -> str:
    return slug(code.replace("+", "_plus").replace("-", "_minus"))
