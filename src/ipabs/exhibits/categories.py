"""Spans and quarters as places on a chart's axis."""

from __future__ import annotations

from ipabs.exhibits.charts.bands import Category
from ipabs.period import Quarter, Span


def span_category(span: Span) -> Category:
    """Return a year, or a part of a year on two lines."""
    if span.is_year:
        return Category((f"{span.year}年",))
    return Category((f"{span.year}年", span.months_zh), part=True)


def quarter_category(quarter: Quarter) -> Category:
    """Return a quarter; its year is written once under its quarters."""
    return Category((f"Q{quarter.number}",), group=f"{quarter.year}年")
