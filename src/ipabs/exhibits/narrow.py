"""Figures for a phone: drawn anew, from the record, where a format takes pictures and no vectors."""

from __future__ import annotations

from ipabs.exhibits import diagram_print
from ipabs.exhibits.charts import bands_print, unit_rows_narrow
from ipabs.exhibits.charts.bands import Band, BandChart, Category
from ipabs.exhibits.charts.sheet import NARROW
from ipabs.exhibits.charts.unit_rows import Count, Period, UnitRows
from ipabs.exhibits.charts.vector import to_svg
from ipabs.exhibits.diagram import read_structure, told
from ipabs.exhibits.drawing import Drawing
from ipabs.theme import Theme


def narrow_svg(drawing: Drawing, label: str, theme: Theme) -> str:
    """Return a figure 234 points wide as SVG.

    Parameters
    ----------
    drawing
        As it stands in the exhibit's record.
    """
    if drawing["form"] == "bands":
        figure = bands_print.draw(_bands(drawing, label), theme, NARROW)
    elif drawing["form"] == "unit-rows":
        figure = unit_rows_narrow.draw(_unit_rows(drawing, label), theme)
    else:
        shown = told(read_structure(drawing["name"], "narrow"), drawing["words"])
        figure = diagram_print.draw(shown, theme, NARROW)
    return to_svg(figure, label, theme)


def _bands(drawing: Drawing, label: str) -> BandChart:
    # The axis says 2023: with 年 the years of seven bars would touch.
    categories = tuple(
        Category(tuple(line.removesuffix("年") for line in lines), part, group)
        for lines, part, group in drawing["categories"]
    )
    return BandChart(label, "", categories, tuple(Band(*band) for band in drawing["bands"]))


def _unit_rows(drawing: Drawing, label: str) -> UnitRows:
    periods = tuple(
        Period(name, total, part, tuple(Count(*count) for count in counts))
        for name, total, part, counts in drawing["periods"]
    )
    return UnitRows(label, "", tuple(drawing["rows"]), periods)
