"""Draws a chart of bands for print."""

from __future__ import annotations

import itertools
from typing import NamedTuple

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.path import Path

from ipabs.exhibits.charts.artists import Panel, Shape, rectangle
from ipabs.exhibits.charts.bands import (
    LABEL_ALL,
    Band,
    BandChart,
    is_low,
    labelled,
    tick_text,
)
from ipabs.exhibits.charts.sheet import BOLD, EMPTY_TEXT, NAME, TICK, VALUE, WIDTH, Sheet
from ipabs.exhibits.charts.vector import to_svg
from ipabs.fonts import text_width
from ipabs.theme import Theme

SIDE = 18.0
"""Room for an axis' marks at either side, more where their digits need it."""

HEADING, PLOTS, BETWEEN = 16.0, 158.0, 6.0
GAP = 0.55
"""How far a part-year stands off the full years, in steps of the axis."""

BAR, BAR_MANY, WIDEST_BAR = 0.57, 0.68, 46.0
"""Width of a bar: share of the axis' step, the same where there are many, and points at most."""

MANY = 12
"""Above so many categories marks are smaller and bars closer."""

_HEADROOM = 13.0


def print_svg(chart: BandChart, theme: Theme) -> str:
    """Return the chart as SVG for print."""
    return to_svg(draw(chart, theme), chart.label, theme)


def draw(chart: BandChart, theme: Theme, width: float = WIDTH) -> Figure:
    """Return the chart as a matplotlib figure."""
    lines = max((len(category.lines) + bool(category.group) for category in chart.categories), default=1)
    total = sum(band.weight for band in chart.bands)
    plots = PLOTS if len(chart.bands) > 1 else PLOTS * 0.75
    labels = 7 + 9.5 * lines
    height = len(chart.bands) * HEADING + plots + (len(chart.bands) - 1) * BETWEEN + labels
    sheet = Sheet(theme, height, width)
    if not chart.categories or all(band.empty for band in chart.bands):
        sheet.text(width / 2, height / 2, EMPTY_TEXT, size=NAME, align="center")
        return sheet.figure
    axis = _axis(chart, width)
    top = 0.0
    for band in chart.bands:
        tall = plots * band.weight / total
        _heading(sheet, chart, band, top + 5)
        _band(sheet, chart, band, axis, top + HEADING, tall)
        top += HEADING + tall + BETWEEN
    _categories(sheet, chart, axis, height - labels)
    return sheet.figure


def positions(chart: BandChart) -> list[float]:
    """Return where each category stands on the axis; parts of a year are set off."""
    start = chart.part_from
    return [
        index + (GAP if start is not None and index >= start else 0) for index in range(len(chart.categories))
    ]


class _Axis(NamedTuple):
    """The shared axis: where categories stand, its ends, and where it lies on the sheet."""

    places: list[float]
    low: float
    high: float
    left: float
    width: float

    @property
    def step(self) -> float:
        """Points between two neighbours."""
        return self.width / (self.high - self.low)

    def at(self, place: float) -> float:
        """Return a place in points from the sheet's left."""
        return self.left + (place - self.low) * self.step


def _axis(chart: BandChart, across: float) -> _Axis:
    places = positions(chart)
    side = 0.55 if len(places) <= MANY else 0.7
    rooms = {"bars": SIDE, "line": SIDE}
    for band in chart.bands:
        marks = band.marks
        widest = max(text_width(tick_text(mark, marks), TICK) for mark in marks)
        rooms[band.mark] = max(rooms[band.mark], widest + 5)
    width = across - rooms["bars"] - rooms["line"]
    return _Axis(places, places[0] - side, places[-1] + side, rooms["bars"], width)


def _heading(sheet: Sheet, chart: BandChart, band: Band, y: float) -> None:
    colour = sheet.theme.colour(band.role)
    shape, size = ("o", 5.6) if band.mark == "line" else ("s", 5.0)
    sheet.ground.add(
        Line2D(
            [3.2],
            [y],
            linestyle="none",
            marker=shape,
            color=colour,
            markersize=size,
            markeredgewidth=0,
            clip_on=False,
        )
    )
    sheet.text(11, y, band.heading, size=NAME, role=band.role, weight=BOLD)
    if band.mark == "line":
        sheet.text(sheet.width, y, f"右轴：{band.unit}", role=band.role, align="right")
    elif any(category.part for category in chart.categories):
        sheet.text(sheet.width, y, "斜线柱为非全年数据", align="right")


def _band(sheet: Sheet, chart: BandChart, band: Band, axis: _Axis, top: float, tall: float) -> None:
    theme, places = sheet.theme, axis.places
    marks = band.marks
    highest = (
        max(band.top * tall / (tall - _HEADROOM), marks[-1] * (1.02 if band.mark == "line" else 1.0)) or 1.0
    )
    ends = (axis.low, axis.high)
    panel = sheet.panel(axis.left, top, axis.width, tall, ends, (0, highest))
    for mark in marks[1:]:
        panel.add(_across(ends, mark, theme.colour("hair"), 0.6, zorder=1))
    for mark in marks:
        at, align, role = (
            (axis.high, "left", band.role) if band.mark == "line" else (axis.low, "right", "ink2")
        )
        sheet.text(
            at,
            mark,
            tick_text(mark, marks),
            role=role,
            align=align,
            panel=panel,
            offset=(3, 0) if band.mark == "line" else (-3, 0),
        )
    panel.add(_across(ends, 0, theme.colour("ink"), 0.9, zorder=4, clip=False))
    start = chart.part_from
    if start is not None:
        middle = (places[start - 1] + places[start]) / 2
        between = Path([(middle, 0), (middle, highest)])
        panel.add(Shape(between, edge=theme.colour("hair"), line=0.8, dash=(1, 2), join="round"))
    if band.mark == "bars":
        _bars(panel, sheet, chart, band, axis)
    else:
        _line(panel, sheet, chart, band, places)
    _values(panel, sheet, band, axis, tall / highest)


def _across(
    ends: tuple[float, float], y: float, colour: str, width: float, *, zorder: float, clip: bool = True
) -> Shape:
    path = Path([(ends[0], y), (ends[1], y)])
    return Shape(path, edge=colour, line=width, cap="projecting", join="round", clip=clip, zorder=zorder)


def _bars(panel: Panel, sheet: Sheet, chart: BandChart, band: Band, axis: _Axis) -> None:
    places = axis.places
    width = min(BAR if len(places) <= MANY else BAR_MANY, WIDEST_BAR / axis.step)
    for place, value, category in zip(places, band.values, chart.categories, strict=True):
        if value is None:
            continue
        look = (
            sheet.fill("bg", band.role, 0.8, hatch=True)
            if category.part
            else sheet.fill(band.role, "ink2" if band.role in ("s4", "s5") else None, 0.6)
        )
        bar = Shape(rectangle(place - width / 2, 0, width, value), zorder=3, **look)
        bar.set_gid("bar")
        panel.add(bar)


def _line(panel: Panel, sheet: Sheet, chart: BandChart, band: Band, places: list[float]) -> None:
    xs, ys = [], []
    start = chart.part_from
    for index, (place, value) in enumerate(zip(places, band.values, strict=True)):
        if index == start:
            xs.append(place - GAP)
            ys.append(float("nan"))
        xs.append(place)
        ys.append(float("nan") if value is None else value)
    small = len(places) > MANY
    panel.add(
        Line2D(
            xs,
            ys,
            color=sheet.theme.colour(band.role),
            linewidth=1.8,
            zorder=5,
            clip_on=False,
            marker="o",
            markersize=3.6 if small else 5.2,
            markeredgewidth=1.2 if small else 1.6,
            markerfacecolor=sheet.theme.colour("bg"),
            solid_joinstyle="round",
        )
    )


def _values(panel: Panel, sheet: Sheet, band: Band, axis: _Axis, scale: float) -> None:
    """Write the digits above their marks, leaving out a lesser one that would touch another."""
    places, step = axis.places, axis.step
    crowded = len(places) > LABEL_ALL
    heights = [None if value is None else value * scale for value in band.values]
    written: list[tuple[float, float, float]] = []
    for index in labelled(band.values):
        value, height = band.values[index], heights[index]
        if value is None or height is None:
            continue
        x, width = places[index] * step, text_width(band.printed[index], VALUE, BOLD)
        shift, lift = 0.0, 6.5 if band.mark == "bars" else 9.5
        if crowded and band.mark == "bars":
            shift = _away(heights, index, (width - step) / 2 + 0.16 * step)
        elif crowded and is_low(band.values, index) and height > 14:
            lift = -9.5
        elif crowded:
            lift += max(0.0, _reach(heights, index, width / 2 / step) - height)
        if crowded and (inward := _inward(axis.at(places[index]) - axis.left + shift, width, axis.width)):
            shift += inward
            beside = heights[index + (1 if inward > 0 else -1)] or 0.0
            lift += max(0.0, beside - height) if band.mark == "bars" else 0.0
        y = height + lift
        touching = any(
            abs(x + shift - ox) < (width + ow) / 2 + 3 and abs(y - oy) < 9 for ox, oy, ow in written
        )
        if touching and crowded:
            continue
        written.append((x + shift, y, width))
        sheet.text(
            places[index],
            value,
            band.printed[index],
            size=VALUE,
            role=band.role,
            weight=BOLD,
            align="center",
            panel=panel,
            offset=(shift, lift),
            patch=True,
        )


def _away(heights: list[float | None], index: int, overlap: float) -> float:
    """Return how far a label moves sideways from the one neighbour that is taller than its mark."""
    own = heights[index] or 0.0
    before = heights[index - 1] if index else None
    after = heights[index + 1] if index + 1 < len(heights) else None
    left, right = (side is not None and side > own + 1 for side in (before, after))
    return max(0.0, overlap) * (left - right)


def _inward(x: float, width: float, room: float) -> float:
    """Return how far a label centred at `x` moves so as to keep off the axis' digits at either end."""
    return max(0.0, width / 2 - x) - max(0.0, x + width / 2 - room)


def _reach(heights: list[float | None], index: int, half: float) -> float:
    """Return how high the line rises within `half` a step of a point."""
    own = heights[index] or 0.0
    sides = [heights[at] for at in (index - 1, index + 1) if 0 <= at < len(heights)]
    return max([own, *(own + (side - own) * min(half, 1.0) for side in sides if side is not None)])


def _categories(sheet: Sheet, chart: BandChart, axis: _Axis, top: float) -> None:
    y = top + 10
    for place, category in zip(axis.places, chart.categories, strict=True):
        for number, line in enumerate(category.lines):
            sheet.text(axis.at(place), y + number * 9.5, line, role="ink", align="center")
    grouped = [(category.group, place) for category, place in zip(chart.categories, axis.places, strict=True)]
    below = y + 9.5 * max(len(category.lines) for category in chart.categories)
    for group, members in itertools.groupby(grouped, key=lambda entry: entry[0]):
        inside = [place for _, place in members]
        if not group:
            continue
        first, last = axis.at(inside[0]) - axis.step / 2 + 1.5, axis.at(inside[-1]) + axis.step / 2 - 1.5
        sheet.line((first, last), (below - 4.8, below - 4.8), role="hair", width=0.6)
        sheet.text((first + last) / 2, below + 1, group, role="ink", align="center")
