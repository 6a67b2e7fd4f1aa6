"""Counts by kind as an exhibit."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipabs.exhibits import drawing
from ipabs.exhibits.behind import Behind
from ipabs.exhibits.charts import unit_rows_print, unit_rows_screen
from ipabs.exhibits.charts.unit_rows import UnitRows
from ipabs.exhibits.composing import Words
from ipabs.exhibits.exhibit import Exhibit
from ipabs.exhibits.figure import figure
from ipabs.exhibits.table import Column, Table
from ipabs.theme import Theme


def unit_figure(
    chart: UnitRows,
    frame: pd.DataFrame,
    words: Words,
    theme: Theme,
    first: str,
    behind: Sequence[Behind] = (),
) -> Exhibit:
    """Return counts by kind as an exhibit; its table has a row a kind."""
    columns = [Column(first)]
    for period in chart.periods:
        columns += [Column(f"{period.name}单数", "r"), Column("规模（亿元）", "r"), Column("规模占比", "r")]
    rows = []
    for number, name in enumerate(chart.rows):
        cells = [name]
        for period in chart.periods:
            count = period.counts[number]
            cells += [count.printed, count.size, count.share]
        rows.append(tuple(cells))
    drawn = unit_rows_print.print_svg(chart, theme)
    option = None if chart.empty else unit_rows_screen.screen_option(chart, behind)
    table = Table(tuple(columns), tuple(rows))
    return figure(chart.label, chart.alt, frame, words, drawn, table, drawing.of_unit_rows(chart), option)
