"""Which rows an exhibit rests on, and the words that say so below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from ipabs.edition import Edition
from ipabs.measures.issuance import quarters_of
from ipabs.period import Span
from ipabs.rounding import EMPTY

PUBLISHED, RECONSTRUCTED, ILLUSTRATIVE = "published", "reconstructed", "illustrative"
_WORDS = {RECONSTRUCTED: "由重构样本汇总", ILLUSTRATIVE: "为示意数据", "mixed": "含重构样本或示意数据"}

NOTHING = ""
"""Basis of a period without a row: nothing is said of it."""


def of(*bases: pd.Series[Any]) -> str:
    """Return the basis of some rows, given as their columns ``basis``; :data:`NOTHING` if there is no row."""
    return _of_kinds(_kinds(bases))


def _of_kinds(found: set[str]) -> str:
    return together(found) if found else NOTHING


def _kinds(columns: Iterable[pd.Series[Any]]) -> set[str]:
    return {str(kind) for column in columns for kind in column.unique() if not pd.isna(kind)}


def of_deals(edition: Edition, spans: Sequence[Span]) -> dict[str, str]:
    """Return words of a span → basis of the deals issued in it."""
    deals = edition.ledger.deals[["issued_on", "basis"]]
    bases, days = deals["basis"], deals["issued_on"].to_numpy()
    ends = {span.zh: (np.datetime64(span.start), np.datetime64(span.end)) for span in spans}
    return {words: of(bases[(days >= first) & (days <= last)]) for words, (first, last) in ends.items()}


def of_market(edition: Edition, spans: Sequence[Span]) -> dict[str, str]:
    """Return words of a span → basis of the market totals of its quarters."""
    totals = edition.ledger.market_totals[["quarter", "basis"]]
    bases, quarters = totals["basis"], [str(quarter) for quarter in totals["quarter"]]
    wanted = {span.zh: set(quarters_of(span)) for span in spans}
    return {
        words: of(bases[np.array([quarter in names for quarter in quarters], dtype=bool)])
        for words, names in wanted.items()
    }


def together(bases: Iterable[str]) -> str:
    """Return the basis of what rests on several; what rests on no row at all counts as published."""
    found = set(bases) - {NOTHING}
    return found.pop() if len(found) == 1 else "mixed" if found else PUBLISHED


def sample_note(series: Mapping[str, Mapping[str, str]]) -> str:
    """Say which series and periods rest on reconstructed or illustrative rows; empty if none does.

    Parameters
    ----------
    series
        Name of a series → period's words → basis.
    """
    clauses = []
    for name, periods in series.items():
        by_basis: dict[str, list[str]] = {}
        for period, basis in periods.items():
            if basis not in (PUBLISHED, NOTHING):
                by_basis.setdefault(basis, []).append(period)
        for basis, affected in by_basis.items():
            when = "" if len(affected) == len(periods) else f"{'、'.join(affected)}的"
            each = "各期" if not when and len(periods) > 1 else when
            if when and len(affected) == sum(bool(basis) for basis in periods.values()) > 2:
                each = "有记录的各期"
            clauses.append(f"{each}{name}{_WORDS[basis]}")
    return "；".join(clauses)


def estimate_note(name: str, periods: Mapping[str, str]) -> str:
    """Say which periods hold estimates and not published numbers; empty if none does."""
    affected = [period for period, basis in periods.items() if basis not in (PUBLISHED, NOTHING)]
    if not affected:
        return ""
    known = list(periods)
    start = known.index(affected[0])
    unbroken = len(affected) > 2 and known[start : start + len(affected)] == affected
    when = f"{affected[0]}至{affected[-1]}" if unbroken else "、".join(affected)
    return f"{when}{name}为推算的示意数"


def joined(*clauses: str) -> str:
    """Join the clauses of a note, leaving out empty ones."""
    return "；".join(clause for clause in clauses if clause)


def rounding_note(parts: Sequence[str], total: str) -> str:
    """Say by how much printed parts miss their printed total; empty if they do not."""

    def number(text: str) -> Decimal:
        return Decimal(0) if text == EMPTY else Decimal(text.rstrip("%"))

    if total == EMPTY:
        return ""
    gap = abs(sum((number(part) for part in parts), Decimal(0)) - number(total))
    unit = "个百分点" if total.endswith("%") else ""
    return f"分项之和因四舍五入与合计相差{gap}{unit}" if gap else ""
