"""Clauses of the running text that rows of the ledger's policies bring: each holds from its day on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ipabs.edition import Edition
from ipabs.facts.provenance import Trace
from ipabs.facts.sources import source_of
from ipabs.measures.columns import Rows

RULES = "政策与规则"
"""Section of the clauses on policies and rules."""

UNTIL = {
    "steps": "专门针对这一品种的文件尚不多，产品按资产支持证券的一般规则办理",
    "lease": "融资租赁的规则要求租赁物权属清晰、能够产生收益，专利权能否充当租赁物一直存在分歧",
    "subsidy": "补贴有没有明确的依据，往往决定一地的发行能否连续",
}
"""Place in the text (domain ``clause`` of the codes) → what stands there as long as no row has a clause for it."""


def clauses(edition: Edition, place: str) -> tuple[list[str], Rows]:
    """Return what the policies issued by the cut-off say at a place of the text, by date, and their rows.

    A row is ``clause_in`` the place; ``{when}`` in its ``clause`` stands for the month of issue.
    """
    source = source_of(edition)
    table = source.table("policies")
    rows = table.classes("clause_in", None).of(table.all, place)
    day, month = edition.calendar.cut_off.isoformat(), edition.calendar.cut_off.isoformat()[:7]
    found: list[tuple[str, int, str]] = []
    held = zip(rows.tolist(), table.values("issued", rows), table.values("clause", rows), strict=True)
    for at, issued, clause in held:
        known = str(issued) <= (month if len(str(issued)) == 7 else day)
        if known and not pd.isna(clause):
            found.append((str(issued), at, str(clause).replace("{when}", month_zh(str(issued)))))
    found.sort()
    return [words for *_, words in found], np.array([at for _, at, _ in found], dtype=np.intp)


def last_clause(edition: Edition, place: str) -> tuple[str, Trace]:
    """Return the newest clause for a place that says one thing, and the rows it rests on."""
    words, rows = clauses(edition, place)
    return (words or [UNTIL[place]])[-1], source_of(edition).trace(policies=rows[-1:])


def regions_of(edition: Edition, rows: Rows) -> set[str]:
    """Return the regions that policies apply to, without 省 and 市: {广东, 深圳}."""
    names: list[Any] = source_of(edition).table("policies").values("region", rows)
    return {plain(part) for name in names if not pd.isna(name) for part in str(name).split("、")}


def plain(region: str) -> str:
    """广东省 → 广东, 深圳市 → 深圳."""
    return region.removesuffix("省").removesuffix("市")


def month_zh(issued: str) -> str:
    """Write a policy's date as a month: 2020-06 → 2020年6月."""
    return f"{issued[:4]}年{int(issued[5:7])}月"
