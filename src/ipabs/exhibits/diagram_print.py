"""Draws a transaction structure; the drawing is the same in print and on screen, and narrower for a phone."""

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
_LINE: dict[Kind, tuple[str, float, tuple[float, ...] | None]] = {
    "money": ("s1", 1.8, None),
    "asset": ("ink", 0.9, None),
    "undertaking": ("s2", 1.1, (3.2, 2.2)),
}
_ONE, _TWO = 1.48, 1.26
"""Size of a step's number, of one digit and of two, as a multiple of its dot's radius."""
_AFTER_DOT = 2.2
_PITCH = 9.5
_ROUND = 2.0


class Label(NamedTuple):
    """Where a flow's label stands: centre and radius of its dot, its lines with the left end and middle of each."""

    flow: Flow
    dot: Point
    radius: float
    lines: tuple[tuple[str, float, float], ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        right = max(x + text_width(text, NOTE) for text, x, _ in self.lines)
        return (self.dot[0] - self.radius, self.dot[1] - self.radius, right, self.lines[-1][2] + NOTE / 2)


def print_svg(structure: Structure, label: str, theme: Theme) -> str:
    """Return the diagram as SVG."""
    return to_svg(draw(structure, theme), label, theme)


def draw(structure: Structure, theme: Theme, width: float = WIDTH) -> Figure:
    """Return the diagram as a matplotlib figure."""
    sheet = Sheet(theme, structure.height, width)
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
    return [_place(flow, structure.dot) for flow in structure.flows if flow.label]


def _place(flow: Flow, radius: float) -> Label:
    (x0, y0), (x1, y1) = flow.points[0], flow.points[1]
    x, y = x0 + (x1 - x0) * flow.along, y0 + (y1 - y0) * flow.along
    before = 2 * radius + _AFTER_DOT
    first = before + text_width(flow.label[0], NOTE)
    if flow.side == "right":
        left, top = x + 8, y
    else:
        left = x - first / 2
        top = y - 8.2 - _PITCH * (len(flow.label) - 1) if flow.side == "above" else y + 8.4
    dot = (left + radius, top)
    middle = left + before + text_width(flow.label[0], NOTE) / 2
    placed = [(flow.label[0], left + before, top)]
    for number, text in enumerate(flow.label[1:], 1):
        placed.append((text, middle - text_width(text, NOTE) / 2, top + number * _PITCH))
    return Label(flow, dot, radius, tuple(placed))


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
    x = frame.x + frame.indent
    sheet.box(x - 4, frame.y - 4, width + 8, 8, fill="bg")
    sheet.text(x, frame.y, frame.title, size=8.2, role="s1", weight=BOLD)


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
    colour = sheet.theme.colour(role)
    (x0, y0), (x1, y1) = points[-2], points[-1]
    length = abs(x1 - x0) + abs(y1 - y0)
    dx, dy = (x1 - x0) / length, (y1 - y0) / length
    back = 0.4 if kind == "asset" else 6.0
    ended = [*points[:-1], (x1 - dx * back, y1 - dy * back)]
    sheet.line(
        tuple(x for x, _ in ended),
        tuple(y for _, y in ended),
        role=role,
        width=width,
        dash=dash,
    )

    def at(along: float, aside: float) -> Point:
        return x1 - dx * along - dy * aside, y1 - dy * along + dx * aside

    if kind == "asset":
        ends = [at(6, 3), (x1 - dx * 0.4, y1 - dy * 0.4), at(6, -3)]
        sheet.line(tuple(x for x, _ in ends), tuple(y for _, y in ends), role=role, width=0.9)
    else:
        half = 3.0 if kind == "money" else 2.8
        corners = [at(0.3, 0), at(7, half), at(7, -half), at(0.3, 0)]
        sheet.ground.add(Shape(Path(corners, closed=True), fill=colour))


def _label(sheet: Sheet, label: Label) -> None:
    role = _LINE[label.flow.kind][0]
    sheet.ground.add(Shape(Path.circle(label.dot, label.radius), fill=sheet.theme.colour(role)))
    number = str(label.flow.step)
    size = round(label.radius * (_ONE if len(number) == 1 else _TWO), 1)
    sheet.text(*label.dot, number, size=size, role="bg", weight=BOLD, align="center")
    for text, x, y in label.lines:
        sheet.text(x, y, text, size=NOTE, role="s2" if label.flow.kind == "undertaking" else role)


def _legend(sheet: Sheet, bottom: float) -> None:
    """Explain the lines from the left, and the numbers at the right, on as many lines as it takes."""
    words = {kind: KIND_ZH[kind] + ("（虚线）" if kind == "undertaking" else "") for kind in _LINE}
    last = "数字为步骤先后"
    lines: list[list[tuple[Kind, float]]] = [[]]
    x = 0.0
    for kind, text in words.items():
        wide = 35 + text_width(text, TICK)
        if x + wide > sheet.width:
            lines.append([])
            x = 0.0
        lines[-1].append((kind, x))
        x += wide + 22
    own_line = x + text_width(last, TICK) > sheet.width
    y = bottom - 14 * (len(lines) - 1 + own_line)
    for line in lines:
        for kind, x in line:
            _arrow(sheet, ((x, y), (x + 28, y)), kind)
            sheet.text(x + 35, y, words[kind])
        y += 14
    sheet.text(sheet.width, bottom, last, align="right")


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
