"""Chinese names of codes and of spans, as exhibits print them."""

from __future__ import annotations

from ipabs.edition import Edition
from ipabs.exhibits.charts.bands import Category
from ipabs.measures.breakdown import UNDISCLOSED
from ipabs.measures.enhancement import JOIN
from ipabs.period import Quarter, Span

UNDISCLOSED_ZH = "未列明"


def zh(edition: Edition, domain: str, code: str) -> str:
    """Return the name of a code, or of a combination of codes, as it was at the edition's time."""
    if code == UNDISCLOSED:
        return UNDISCLOSED_ZH
    parts = (edition.ledger.zh(domain, part, edition.calendar.name) for part in code.split(JOIN))
    return "、".join(parts)


def span_category(span: Span) -> Category:
    """Return a year, or a part of a year on two lines."""
    if span.is_year:
        return Category((f"{span.year}年",))
    return Category((f"{span.year}年", span.months_zh), part=True)


def quarter_category(quarter: Quarter) -> Category:
    """Return a quarter; its year is written once under its quarters."""
    return Category((f"Q{quarter.number}",), group=f"{quarter.year}年")


def listed(names: list[str]) -> str:
    """Join names with 、."""
    return "、".join(names)
