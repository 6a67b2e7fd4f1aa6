"""Matplotlib's artists without what a still drawing never asks for.

An `Axes` brings ticks, spines, limits that follow the data and titles, a `Text` a layout that opens a face and
measures every letter: together most of the time that a figure takes. Here a panel is a coordinate system
with a clip, a shape a path that is filled and stroked, and a text one line on its baseline.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox, BboxTransform, IdentityTransform

from ipabs.fonts import ASCENT, DESCENT, text_width


class _Plain(Artist):
    """An artist whose properties are given when it is made.

    Matplotlib writes a signature of ``set()`` for each class without a method of its own, which takes
    longer than a kernel draws with the class.
    """

    def set(self, **properties: Any) -> Any:
        return self._internal_update(properties)


class Panel(_Plain):
    """A rectangle of the figure with coordinates of its own, in which other artists stand.

    Parameters
    ----------
    box
        The rectangle in points from the figure's lower left corner.
    xlim, ylim
        Coordinates of its left and right, lower and upper edges.
    """

    def __init__(self, box: Bbox, xlim: tuple[float, float], ylim: tuple[float, float]) -> None:
        super().__init__()
        self.box = box
        self.data = BboxTransform(Bbox.from_extents(xlim[0], ylim[0], xlim[1], ylim[1]), box)
        self._drawn: list[Artist] = []

    def add(self, artist: Artist) -> None:
        """Let `artist` stand in these coordinates, cut at the edges unless its clip is off."""
        artist.set_transform(self.data)
        artist.set_clip_box(self.box)
        self._drawn.append(artist)

    def write(self, text: Text) -> None:
        """Add a text, which has its place in the figure already."""
        self._drawn.append(text)

    def get_children(self) -> list[Artist]:
        return list(self._drawn)

    def draw(self, renderer: RendererBase) -> None:
        renderer.open_group("axes", self.get_gid())
        for artist in sorted(self._drawn, key=lambda artist: artist.get_zorder()):
            artist.draw(renderer)
        renderer.close_group("axes")


class Shape(_Plain):
    """A path in its panel's coordinates.

    Parameters
    ----------
    fill, edge
        Colours; ``None`` for none.
    line
        Width of the edge in points.
    dash
        Lengths of dashes and gaps, in widths of the line.
    cap
        Ends of an open line.
    hatch
        Pattern in the edge's colour, over the fill.
    clip
        Whether the panel's edges cut it.
    """

    def __init__(
        self,
        path: Path,
        *,
        fill: str | None = None,
        edge: str | None = None,
        line: float = 0,
        dash: tuple[float, ...] | None = None,
        cap: Literal["butt", "projecting"] = "butt",
        join: Literal["miter", "round"] = "miter",
        hatch: str | None = None,
        clip: bool = True,
        zorder: float = 1,
    ) -> None:
        super().__init__()
        self.path = path
        self.fill = fill
        self.edge = edge
        self.line = line if edge else 0
        self.hatch = hatch
        self._dash = [part * line for part in dash] if dash else None
        self._cap, self._join = cap, join
        self.set_clip_on(clip)
        self.set_zorder(zorder)

    def draw(self, renderer: RendererBase) -> None:
        renderer.open_group("patch", self.get_gid())
        gc = renderer.new_gc()
        if self.get_clip_on():
            gc.set_clip_rectangle(self.get_clip_box())
        gc.set_linewidth(self.line)
        if self.edge:
            gc.set_foreground(self.edge)
        gc.set_joinstyle(self._join)
        gc.set_capstyle(self._cap)
        gc.set_dashes(0, self._dash)
        if self.hatch:
            gc.set_hatch(self.hatch)
            gc.set_hatch_color(to_rgba(self.edge or "none"))
            gc.set_hatch_linewidth(1.0)
        renderer.draw_path(gc, self.path, self.get_transform(), to_rgba(self.fill) if self.fill else None)
        gc.restore()
        renderer.close_group("patch")


def rectangle(x: float, y: float, width: float, height: float) -> Path:
    """Return the outline of a rectangle."""
    right, far = x + width, y + height
    return Path([(x, y), (right, y), (right, far), (x, far), (x, y)], closed=True)


class PlainText(_Plain, Text):
    """One level line of text, by the baseline; `ground`, if given, is drawn under it in that colour.

    Parameters
    ----------
    x, y
        Points from the figure's lower left corner.
    """

    PAD = 0.1
    """How far the ground reaches beyond the letters, in em."""

    def __init__(
        self, x: float, y: float, text: str, *, font: FontProperties, ground: str | None = None, **look: Any
    ) -> None:
        super().__init__(x, y, text, fontproperties=font, verticalalignment="baseline", **look)
        self._ground = ground

    def draw(self, renderer: RendererBase) -> None:
        renderer.open_group("text", self.get_gid())
        if self._ground:
            renderer.open_group("patch")
            gc = renderer.new_gc()
            gc.set_linewidth(0)
            renderer.draw_path(gc, self._box(), IdentityTransform(), to_rgba(self._ground))
            gc.restore()
            renderer.close_group("patch")
        gc = renderer.new_gc()
        gc.set_foreground(self.get_color())
        x, y = self.get_position()
        _, height = renderer.get_canvas_width_height()
        renderer.draw_text(gc, x, height - y, self.get_text(), self.get_fontproperties(), 0.0, mtext=self)
        gc.restore()
        renderer.close_group("text")

    def _box(self) -> Path:
        size = float(self.get_fontsize())
        width = text_width(self.get_text(), size, int(self.get_fontweight()), hinted=False)
        pad = self.PAD * size
        x, y = self.get_position()
        x -= width * {"left": 0.0, "center": 0.5, "right": 1.0}[self.get_horizontalalignment()]
        # Added up in matplotlib's order, which decides the last digit.
        left, right = x - pad, x + (width + 2 * pad - pad)
        low, high = y - DESCENT * size - pad, y + ASCENT * size + pad
        return Path([(left, low), (right, low), (right, high), (left, high), (left, low)], closed=True)


@cache
def font(family: str, size: float, weight: int) -> FontProperties:
    """Return matplotlib's words for a font."""
    return FontProperties(family=family, size=size, weight=weight)
