"""Draws a transaction structure; the drawing is the same in print and on screen."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from matplotlib.figure import Figure
from matplotlib.patches import BoxStyle
from matplotlib.path import Path

from ipabs.exhibits.charts.artists import Shape
from ipabs.exhibits.charts.sheet import BOLD, TICK, WIDTH, Sheet
from ipabs.exhibits.charts.vector import to_svg
from ipabs.exhibits.diagram import KIND_ZH, Flow, Frame, Kind, Node, Point, Structure
from ipabs.fonts import text_width
from ipabs.theme import Theme

NAME, NOTE = 9.0, 7.5
_LINE = {"money": ("s1", 1.8, None), "asset": ("ink", 0.9, None), "undertaking": ("s2", 1.1, (3.2, 2.2))}
_DOT = 4.6
_PITCH = 9.5
_ROUND = 2.0


class Label(NamedTuple):
    """Where a flow's label stands: centre of its dot, its lines with the left end and middle of each."""

    flow: Flow
    dot: Point
    lines: tuple[tuple[str, float, float], ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        right = max(x + text_width(text, NOTE) for text, x, _ in self.lines)
        return (self.dot[0] - _DOT, self.dot[1] - _DOT, right, self.lines[-1][2] + NOTE / 2)


def print_svg(structure: Structure, label: str, theme: Theme) -> str:
    """Return the diagram as SVG."""
    return to_svg(draw(structure, theme), label, theme)


def draw(structure: Structure, theme: Theme) -> Figure:
    """Return the diagram as a matplotlib figure 487 points wide."""
    sheet = Sheet(theme, structure.height)
    for frame in structure.frames:
        _frame(sheet, frame)
    for node in structure.nodes:
        _node(sheet, node)
    for flow in structure.flows:
        _arrow(sheet, flow.points, flow.kind)
    for label in labels(structure):
        _label(sheet, label)
    _legend(sheet, structure.height - 9)
    return sheet.figure


def labels(structure: Structure) -> list[Label]:
    """Return where each label stands, off its line."""
    return [_place(flow) for flow in structure.flows if flow.label]


def _place(flow: Flow) -> Label:
    (x0, y0), (x1, y1) = flow.points[0], flow.points[1]
    x, y = x0 + (x1 - x0) * flow.along, y0 + (y1 - y0) * flow.along
    first = 2 * _DOT + 2.2 + text_width(flow.label[0], NOTE)
    if flow.side == "right":
        left, top = x + 8, y
    else:
        left = x - first / 2
        top = y - 8.2 - _PITCH * (len(flow.label) - 1) if flow.side == "above" else y + 8.4
    dot = (left + _DOT, top)
    middle = left + 2 * _DOT + 2.2 + text_width(flow.label[0], NOTE) / 2
    placed = [(flow.label[0], left + 2 * _DOT + 2.2, top)]
    for number, text in enumerate(flow.label[1:], 1):
        placed.append((text, middle - text_width(text, NOTE) / 2, top + number * _PITCH))
    return Label(flow, dot, tuple(placed))


def _rounded(
    sheet: Sheet,
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    fill: str,
    edge: str,
    line: float,
    dash: tuple[float, ...] | None = None,
) -> None:
    path = BoxStyle.Round(pad=0, rounding_size=_ROUND)(x, y, width, height, 1.0)
    sheet.ground.add(Shape(path, **sheet.fill(fill, edge, line), dash=dash))


def _frame(sheet: Sheet, frame: Frame) -> None:
    _rounded(sheet, frame.x + 0.4, frame.y, frame.width - 0.4, frame.height, fill="bg", edge="s5", line=0.8)
    width = text_width(frame.title, 8.2, BOLD)
    sheet.box(frame.x + 7, frame.y - 4, width + 8, 8, fill="bg")
    sheet.text(frame.x + 11, frame.y, frame.title, size=8.2, role="s1", weight=BOLD)


def _node(sheet: Sheet, node: Node) -> None:
    x, y = node.x - node.width / 2, node.y - node.height / 2
    inset = 0.6
    fill, edge, line, dash = {
        "party": ("surface", "s1", 0.8, None),
        "vehicle": ("s1", "s1", 0.8, None),
        "enhancer": ("bg", "s2", 1.1, (3.2, 2.2)),
    }[node.kind]
    _rounded(
        sheet,
        x + inset,
        y,
        node.width - 2 * inset,
        node.height,
        fill=str(fill),
        edge=str(edge),
        line=float(line or 0),
        dash=dash if isinstance(dash, tuple) else None,
    )
    name, note = ("bg", "bg") if node.kind == "vehicle" else ("ink", "ink2")
    tall = len(node.lines) * 12 + 10
    top = node.y - tall / 2 + 6
    for number, text in enumerate(node.lines):
        sheet.text(node.x, top + number * 12, text, size=NAME, role=name, weight=BOLD, align="center")
    sheet.text(node.x, top + len(node.lines) * 12 - 0.5, node.note, size=NOTE, role=note, align="center")


def _arrow(sheet: Sheet, points: tuple[Point, ...], kind: Kind) -> None:
    role, width, dash = _LINE[kind]
    colour = sheet.theme.colour(str(role))
    (x0, y0), (x1, y1) = points[-2], points[-1]
    length = abs(x1 - x0) + abs(y1 - y0)
    dx, dy = (x1 - x0) / length, (y1 - y0) / length
    back = 0.4 if kind == "asset" else 6.0
    ended = [*points[:-1], (x1 - dx * back, y1 - dy * back)]
    sheet.line(
        tuple(x for x, _ in ended),
        tuple(y for _, y in ended),
        role=str(role),
        width=float(width or 1),
        dash=dash if isinstance(dash, tuple) else None,
    )

    def at(along: float, aside: float) -> Point:
        return x1 - dx * along - dy * aside, y1 - dy * along + dx * aside

    if kind == "asset":
        ends = [at(6, 3), (x1 - dx * 0.4, y1 - dy * 0.4), at(6, -3)]
        sheet.line(tuple(x for x, _ in ends), tuple(y for _, y in ends), role=str(role), width=0.9)
    else:
        half = 3.0 if kind == "money" else 2.8
        corners = [at(0.3, 0), at(7, half), at(7, -half), at(0.3, 0)]
        sheet.ground.add(Shape(Path(corners, closed=True), fill=colour))


def _label(sheet: Sheet, label: Label) -> None:
    role = str(_LINE[label.flow.kind][0])
    sheet.ground.add(Shape(Path.circle(label.dot, _DOT), fill=sheet.theme.colour(role)))
    number = str(label.flow.step)
    sheet.text(
        *label.dot, number, size=6.8 if len(number) == 1 else 5.8, role="bg", weight=BOLD, align="center"
    )
    for text, x, y in label.lines:
        sheet.text(x, y, text, size=NOTE, role="s2" if label.flow.kind == "undertaking" else role)


def _legend(sheet: Sheet, y: float) -> None:
    x = 0.0
    for kind in ("money", "asset", "undertaking"):
        _arrow(sheet, ((x, y), (x + 28, y)), kind)
        words = KIND_ZH[kind] + ("（虚线）" if kind == "undertaking" else "")
        sheet.text(x + 35, y, words)
        x += 35 + text_width(words, TICK) + 22
    sheet.text(WIDTH, y, "数字为步骤先后", align="right")


def crossings(structure: Structure) -> list[tuple[int, int]]:
    """Return pairs of steps whose lines cross; flows of one step may share a trunk."""
    found = []
    for index, one in enumerate(structure.flows):
        for other in structure.flows[index + 1 :]:
            if one.step != other.step and any(
                _cross(a, b) for a in pairwise(one.points) for b in pairwise(other.points)
            ):
                found.append((one.step, other.step))
    return found


def _cross(a: tuple[Point, Point], b: tuple[Point, Point]) -> bool:
    """Whether two upright or level lines touch."""
    (ax, ay), (bx, by) = ([sorted(pair) for pair in zip(*leg, strict=True)] for leg in (a, b))
    return ax[0] <= bx[1] and bx[0] <= ax[1] and ay[0] <= by[1] and by[0] <= ay[1]
