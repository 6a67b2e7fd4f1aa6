"""A chart of bands as an exhibit."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipabs.exhibits import drawing
from ipabs.exhibits.behind import Behind
from ipabs.exhibits.charts import bands_print, bands_screen
from ipabs.exhibits.charts.bands import BandChart
from ipabs.exhibits.composing import Words
from ipabs.exhibits.exhibit import Exhibit
from ipabs.exhibits.figure import figure
from ipabs.exhibits.table import Column, Table
from ipabs.theme import Theme


def band_figure(
    chart: BandChart,
    frame: pd.DataFrame,
    words: Words,
    theme: Theme,
    first: str = "期间",
    behind: Sequence[Behind] = (),
) -> Exhibit:
    """Return a chart of bands as an exhibit; its table has a row a category.

    Parameters
    ----------
    behind
        The ledger's rows behind each category.
    """
    columns = (
        Column(first),
        *(Column(f"{band.name}（{band.unit}）", "r", band.column) for band in chart.bands),
    )
    rows = tuple(
        (category.name, *(band.printed[index] for band in chart.bands))
        for index, category in enumerate(chart.categories)
    )
    drawn = bands_print.print_svg(chart, theme)
    option = None if all(band.empty for band in chart.bands) else bands_screen.screen_option(chart, behind)
    return figure(
        chart.label, chart.alt, frame, words, drawn, Table(columns, rows), drawing.of_bands(chart), option
    )
