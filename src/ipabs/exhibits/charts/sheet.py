"""A sheet to draw on for print: sizes in points, the report's font, the theme's colours."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from ipabs.exhibits.charts.artists import Panel, PlainText, Shape, font, rectangle
from ipabs.theme import Theme

WIDTH = 487.0
"""Width of every print figure: the text width of the page, in points."""

NARROW = 234.0
"""Width of figures for a phone: on one 375 px wide, inside margins, the smallest text comes out at 11 px."""

BOLD, REGULAR = 700, 400
VALUE, NAME, TICK = 8.2, 8.0, 7.5
"""Text sizes in points: value labels, names of series, axes and notes."""

_CAP = 0.37
"""Half the height of digits and Han, in em: lowers a baseline so that a line is centred on a point."""

EMPTY_TEXT = "本期没有发行"
"""What stands in place of a chart without values."""


class Sheet:
    """A figure `height` points high, with a ground whose coordinates are points from the top left."""

    def __init__(self, theme: Theme, height: float, width: float = WIDTH) -> None:
        self.theme = theme
        self.height = height
        self.width = width
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        self.figure.patch.set_visible(False)
        self.ground = self.panel(0, 0, width, height, (0, width), (height, 0))
        self.ground.set_zorder(2)

    def panel(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        xlim: tuple[float, float],
        ylim: tuple[float, float],
    ) -> Panel:
        """Return a rectangle of the sheet with coordinates of its own."""
        panel = Panel(Bbox.from_bounds(left, self.height - top - height, width, height), xlim, ylim)
        panel.set_zorder(1)
        self.figure.add_artist(panel)
        return panel

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = TICK,
        role: str = "ink2",
        weight: int = REGULAR,
        align: str = "left",
        panel: Panel | None = None,
        offset: tuple[float, float] = (0, 0),
        patch: bool = False,
    ) -> None:
        """Write one line centred vertically on (x, y).

        With `panel`, the point is in its coordinates and `offset` moves it by points, y upwards. `patch`
        puts a piece of background under the text so that no gridline runs through it.
        """
        place = panel or self.ground
        left, up = place.data.transform((x, y))
        written = PlainText(
            left + offset[0],
            up + offset[1] - size * _CAP,
            text,
            font=font(self.theme.hei, size, weight),
            ground=self.theme.colour("bg") if patch else None,
            color=self.theme.colour(role),
            horizontalalignment=align,
        )
        written.set_zorder(6 if panel else 3)
        place.write(written)

    def line(
        self,
        xs: tuple[float, ...],
        ys: tuple[float, ...],
        *,
        role: str,
        width: float,
        dash: tuple[float, ...] | None = None,
    ) -> None:
        """Draw a polyline on the ground."""
        edge = self.theme.colour(role)
        path = Path(list(zip(xs, ys, strict=True)))
        self.ground.add(Shape(path, edge=edge, line=width, dash=dash, join="round", clip=False, zorder=2))

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str | None,
        edge: str | None = None,
        line: float = 0,
        hatch: bool = False,
    ) -> Shape:
        """Draw a rectangle on the ground: filled, or hollow, or hatched at 45°."""
        shape = Shape(rectangle(x, y, width, height), **self.fill(fill, edge, line, hatch))
        self.ground.add(shape)
        return shape

    def fill(
        self, fill: str | None, edge: str | None = None, line: float = 0, hatch: bool = False
    ) -> dict[str, Any]:
        """Return the look of a filled shape, from roles."""
        return {
            "fill": self.theme.colour(fill) if fill else None,
            "edge": self.theme.colour(edge) if edge else None,
            "line": line,
            "hatch": "//////" if hatch else None,
        }
