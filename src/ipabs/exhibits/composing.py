"""Puts an exhibit together: its renderings, its data, and the words around it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ipabs.exhibits.charts import bands_print, bands_screen, unit_rows_print, unit_rows_screen
from ipabs.exhibits.charts.bands import BandChart
from ipabs.exhibits.charts.option import Option
from ipabs.exhibits.charts.screen import chart_html
from ipabs.exhibits.charts.unit_rows import UnitRows
from ipabs.exhibits.exhibit import Exhibit
from ipabs.exhibits.table import Column, Table
from ipabs.exhibits.table_html import table_html
from ipabs.exhibits.table_markdown import table_markdown
from ipabs.theme import Theme


@dataclass(frozen=True)
class Words:
    """What stands around a figure."""

    caption: str
    unit: str
    note: str
    source: str
    basis: str


def band_figure(
    chart: BandChart, frame: pd.DataFrame, words: Words, theme: Theme, first: str = "期间"
) -> Exhibit:
    """Return a chart of bands as an exhibit; its table has a row a category."""
    columns = (
        Column(first),
        *(Column(f"{band.name}（{band.unit}）", "r", band.column) for band in chart.bands),
    )
    rows = tuple(
        (category.name, *(band.printed[index] for band in chart.bands))
        for index, category in enumerate(chart.categories)
    )
    drawn = bands_print.print_svg(chart, theme)
    option = None if all(band.empty for band in chart.bands) else bands_screen.screen_option(chart)
    return figure(chart.label, chart.alt, frame, words, drawn, Table(columns, rows), option)


def unit_figure(chart: UnitRows, frame: pd.DataFrame, words: Words, theme: Theme, first: str) -> Exhibit:
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
    option = None if chart.empty else unit_rows_screen.screen_option(chart)
    return figure(chart.label, chart.alt, frame, words, drawn, Table(tuple(columns), tuple(rows)), option)


def figure(
    label: str,
    alt: str,
    frame: pd.DataFrame,
    words: Words,
    svg: str,
    table: Table,
    option: Option | None = None,
) -> Exhibit:
    """Return a figure; without an `option` the drawing also stands on the screen."""
    return Exhibit(
        label=label,
        caption=words.caption,
        data=frame,
        source=words.source,
        alt=alt,
        html=chart_html(label, svg, alt, table, option),
        unit=words.unit,
        note=words.note,
        basis=words.basis,
        svg=svg,
    )


def table_exhibit(label: str, alt: str, frame: pd.DataFrame, words: Words, table: Table) -> Exhibit:
    """Return a table in its two writings."""
    return Exhibit(
        label=label,
        caption=words.caption,
        data=frame,
        source=words.source,
        alt=alt,
        html=table_html(table),
        unit=words.unit,
        note=words.note,
        basis=words.basis,
        markdown=table_markdown(table),
    )
