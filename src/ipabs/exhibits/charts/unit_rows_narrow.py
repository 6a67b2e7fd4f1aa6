"""Draws counts by kind for a phone: a kind's periods under each other, below its name."""

from __future__ import annotations

from matplotlib.figure import Figure

from ipabs.exhibits.charts.sheet import BOLD, EMPTY_TEXT, NAME, NARROW, TICK, Sheet
from ipabs.exhibits.charts.unit_rows import UnitRows
from ipabs.exhibits.charts.unit_rows_print import BAR, COUNT, ROW_NAME, bar, beside, counted, fit
from ipabs.fonts import text_width
from ipabs.rounding import EMPTY
from ipabs.theme import Theme

HEAD, TITLE, PITCH, APART = 20.0, 14.0, 17.0, 7.0
"""Points: the periods' names, a kind's name, a bar, and between two kinds."""

_LEFT = 1.0


def draw(chart: UnitRows, theme: Theme) -> Figure:
    """Return the chart as a matplotlib figure 234 points wide."""
    block = TITLE + PITCH * len(chart.periods) + APART
    height = HEAD + block * max(len(chart.rows), 1)
    sheet = Sheet(theme, height, NARROW)
    if chart.empty:
        sheet.text(NARROW / 2, height / 2, EMPTY_TEXT, size=NAME, align="center")
        return sheet.figure
    _periods(sheet, chart)
    widest = [(count.deals, beside(count)) for period in chart.periods for count in period.counts]
    unit = fit(widest, NARROW - _LEFT)
    for number, name in enumerate(chart.rows):
        top = HEAD + block * number
        sheet.text(0, top + TITLE / 2, name, size=ROW_NAME, role="ink")
        for line, period in enumerate(chart.periods):
            count, y = period.counts[number], top + TITLE + PITCH * (line + 0.5)
            if count.deals:
                bar(sheet, count, period.part, chart.plain, _LEFT, y - BAR / 2, unit)
                counted(sheet, count, _LEFT + count.deals * unit + 5, y)
            else:
                sheet.text(_LEFT + 7, y, EMPTY)
        sheet.line((0.5, 0.5), (top + TITLE, top + block - APART), role="ink", width=0.9)
    return sheet.figure


def _periods(sheet: Sheet, chart: UnitRows) -> None:
    """Name the periods, each with the mark of its bars, and how many deals it has."""
    x = 0.0
    for period in chart.periods:
        sheet.box(
            x + 0.4,
            3.5,
            7,
            7,
            fill="bg" if period.part else "s1",
            edge="s1",
            line=0.8,
            hatch=chart.plain and period.part,
        )
        sheet.text(x + 12, 7, period.name, size=COUNT, role="s1", weight=BOLD)
        x += 12 + text_width(period.name, COUNT, BOLD) + 6
        sheet.text(x, 7, f"{period.total}单")
        x += text_width(f"{period.total}单", TICK) + 16
