"""A transaction structure as data: parties as nodes, what passes between them as numbered flows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Literal, NamedTuple

import yaml

Kind = Literal["money", "asset", "undertaking"]
Side = Literal["left", "right", "top", "bottom"]
Point = tuple[float, float]

KIND_ZH = {"money": "资金", "asset": "资产与权利", "undertaking": "增信承诺"}
_AWAY: dict[str, Point] = {"left": (-1, 0), "right": (1, 0), "top": (0, -1), "bottom": (0, 1)}


class Node(NamedTuple):
    """A party: name, what it is, and its box in points from the top left."""

    id: str
    name: str
    lines: tuple[str, ...]
    note: str
    kind: Literal["party", "vehicle", "enhancer"]
    x: float
    y: float
    width: float
    height: float

    def port(self, side: Side, at: float) -> Point:
        """Return the point on a side, `at` points from its middle."""
        dx, dy = _AWAY[side]
        along = (0.0, at) if dx else (at, 0.0)
        return self.x + dx * self.width / 2 + along[0], self.y + dy * self.height / 2 + along[1]


class Flow(NamedTuple):
    """What passes from one party to another.

    Parameters
    ----------
    points
        The line's corners, right angles only.
    label, side, along
        Lines of the label, on which side of the line's first leg it stands, and where along it
        (0 to 1 of that leg).
    tells
        The step as a sentence, for the text alternative; empty where another flow of the step tells it.
    """

    step: int
    kind: Kind
    source: Node
    target: Node
    points: tuple[Point, ...]
    label: tuple[str, ...]
    side: str
    along: float
    tells: str


class Frame(NamedTuple):
    """A named variant around some nodes; its title stands in the upper edge, `indent` from the left."""

    title: str
    x: float
    y: float
    width: float
    height: float
    indent: float


class Structure(NamedTuple):
    """A whole diagram; `dot` is the radius of the circle around a step's number."""

    name: str
    caption: str
    opening: str
    height: float
    dot: float
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    frames: tuple[Frame, ...]

    @property
    def alt(self) -> str:
        """The steps in their order."""
        steps = "；".join(f"第{flow.step}步，{flow.tells}" for flow in self.flows if flow.tells)
        return f"{self.opening}。{steps}。"


def told(structure: Structure, names: Mapping[str, str]) -> Structure:
    """Put names into a structure's words: {loan} → 贷款模式."""

    def filled(text: str) -> str:
        for code, name in names.items():
            text = text.replace(f"{{{code}}}", name)
        return text

    return structure._replace(
        caption=filled(structure.caption),
        opening=filled(structure.opening),
        frames=tuple(frame._replace(title=filled(frame.title)) for frame in structure.frames),
    )


# libyaml, where it is there, takes a tenth of the time.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def read_structure(name: str, layout: str = "") -> Structure:
    """Read ``structures/<name>.yml``.

    Parameters
    ----------
    layout
        ``narrow``: the same parties and steps, placed anew by ``<name>-narrow.yml``.
    """
    entries = _read(name)
    if layout:
        _place_anew(entries, _read(f"{name}-{layout}"))
    nodes = {entry["id"]: _node(entry, entries) for entry in entries["nodes"]}
    return Structure(
        name,
        entries["caption"],
        entries["opening"],
        float(entries["height"]),
        float(entries["dot"]),
        tuple(nodes.values()),
        tuple(_flow(entry, nodes) for entry in entries["flows"]),
        tuple(_frame(entry) for entry in entries["frames"]),
    )


def _read(name: str) -> dict[str, Any]:
    file = resources.files("ipabs.exhibits") / "structures" / f"{name}.yml"
    read: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)
    return read


_OF_A_PLACE = ("leave", "enter", "at", "bend", "side", "along")
"""What a flow's layout says anew, all of it; its label only where the lines break elsewhere."""


def _place_anew(entries: dict[str, Any], layout: dict[str, Any]) -> None:
    entries |= {key: layout[key] for key in ("height", "dot", "columns", "rows")}
    for node in entries["nodes"]:
        node |= layout["nodes"][node["id"]]
    for flow, placed in zip(entries["flows"], layout["flows"], strict=True):
        for key in _OF_A_PLACE:
            flow.pop(key, None)
        flow |= placed
    for frame, placed in zip(entries["frames"], layout["frames"], strict=True):
        frame |= placed


def _node(entry: dict[str, Any], entries: dict[str, Any]) -> Node:
    return Node(
        entry["id"],
        entry["name"],
        tuple(entry.get("lines", [entry["name"]])),
        entry["note"],
        entry.get("kind", "party"),
        float(entries["columns"][entry["column"]]),
        float(entries["rows"][entry["row"]]),
        float(entry["width"]),
        float(entry["height"]),
    )


def _frame(entry: dict[str, Any]) -> Frame:
    left, top, width, height = (float(entry[key]) for key in ("left", "top", "width", "height"))
    return Frame(entry["title"], left, top, width, height, float(entry.get("indent", 11)))


def _flow(entry: dict[str, Any], nodes: dict[str, Node]) -> Flow:
    source, target = nodes[entry["from"]], nodes[entry["to"]]
    at = entry.get("at", [0, 0])
    start, end = source.port(entry["leave"], at[0]), target.port(entry["enter"], at[1])
    return Flow(
        entry["step"],
        entry["kind"],
        source,
        target,
        _route(start, end, entry),
        tuple(entry.get("label", "").split("\n")) if entry.get("label") else (),
        entry.get("side", ""),
        float(entry.get("along", 0.5)),
        entry.get("tells", ""),
    )


def _route(start: Point, end: Point, entry: dict[str, Any]) -> tuple[Point, ...]:
    """Return a straight line, one corner, or (with `bend`, the x of the upright part) two."""
    if "bend" in entry:
        return start, (entry["bend"], start[1]), (entry["bend"], end[1]), end
    if start[0] == end[0] or start[1] == end[1]:
        return start, end
    corner = (end[0], start[1]) if entry["leave"] in ("left", "right") else (start[0], end[1])
    return start, corner, end
