"""A sheet to draw on for print: sizes in points, the report's font, the theme's colours."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ipabs.fonts import register_fonts
from ipabs.theme import Theme

WIDTH = 487.0
"""Width of every print figure: the text width of the page, in points."""

BOLD, REGULAR = 700, 400
VALUE, NAME, TICK = 8.2, 8.0, 7.5
"""Text sizes in points: value labels, names of series, axes and notes."""

_CAP = 0.37
"""Half the height of digits and Han, in em: lowers a baseline so that a line is centred on a point."""


class Sheet:
    """A figure `height` points high, with a ground whose coordinates are points from the top left."""

    def __init__(self, theme: Theme, height: float) -> None:
        register_fonts()
        self.theme = theme
        self.height = height
        self.figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72)
        self.figure.patch.set_visible(False)
        self.ground = self.axes(0, 0, WIDTH, height)
        self.ground.set(xlim=(0, WIDTH), ylim=(height, 0))
        self.ground.set_zorder(2)

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Return bare axes over a rectangle of the sheet."""
        box = (left / WIDTH, 1 - (top + height) / self.height, width / WIDTH, height / self.height)
        axes = self.figure.add_axes(box)
        axes.set_axis_off()
        axes.set_zorder(1)
        return axes

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
        axes: Axes | None = None,
        offset: tuple[float, float] = (0, 0),
        patch: bool = False,
    ) -> None:
        """Write one line centred vertically on (x, y).

        With `axes`, the point is in their data and `offset` moves it by points, y upwards. `patch` puts
        a piece of background under the text so that no gridline runs through it.
        """
        look: dict[str, Any] = {
            "family": self.theme.hei,
            "fontsize": size,
            "fontweight": weight,
            "color": self.theme.colour(role),
            "ha": align,
            "va": "baseline",
        }
        if patch:
            look["bbox"] = {"facecolor": self.theme.colour("bg"), "edgecolor": "none", "pad": 0.8}
        baseline = size * _CAP
        if axes is None:
            self.ground.text(x, y + baseline, text, **look)
        else:
            axes.annotate(
                text,
                (x, y),
                xytext=(offset[0], offset[1] - baseline),
                textcoords="offset points",
                annotation_clip=False,
                zorder=6,
                **look,
            )

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
        (drawn,) = self.ground.plot(
            xs,
            ys,
            color=self.theme.colour(role),
            linewidth=width,
            solid_capstyle="butt",
            dash_capstyle="butt",
            clip_on=False,
        )
        if dash:
            drawn.set_linestyle((0, dash))

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
    ) -> Rectangle:
        """Draw a rectangle on the ground: filled, or hollow, or hatched at 45°."""
        patch = Rectangle((x, y), width, height, **self.fill(fill, edge, line, hatch))
        self.ground.add_patch(patch)
        return patch

    def fill(
        self, fill: str | None, edge: str | None = None, line: float = 0, hatch: bool = False
    ) -> dict[str, Any]:
        """Return matplotlib's words for a fill."""
        look: dict[str, Any] = {
            "facecolor": self.theme.colour(fill) if fill else "none",
            "edgecolor": self.theme.colour(edge) if edge else "none",
            "linewidth": line,
            "joinstyle": "miter",
        }
        if hatch:
            look |= {"hatch": "//////", "hatchcolor": self.theme.colour(edge or "ink")}
        return look
