"""YAML as Quarto reads it (1.2: ``yes`` and dates are text), with the line of each key."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .source import Place, Refused, Trouble

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """Safe loader without the implicit types of YAML 1.1."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag not in ("tag:yaml.org,2002:timestamp",)]
    for first, pairs in _Base.yaml_implicit_resolvers.items()
}
for _first, _pairs in _Loader.yaml_implicit_resolvers.items():
    _Loader.yaml_implicit_resolvers[_first] = [
        (tag, re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$") if tag.endswith(":bool") else pattern)
        for tag, pattern in _pairs
        if not tag.endswith((":merge", ":value"))
    ]


@dataclass
class Mapping:
    """A YAML mapping.

    Parameters
    ----------
    data
        Its values.
    lines
        Path of keys → line in the file.
    file
        Name for messages.
    """

    data: dict[str, Any]
    lines: dict[tuple[str, ...], int] = field(default_factory=dict)
    file: str = ""

    def place(self, *keys: str) -> Place:
        """Return where `keys` stands, or the nearest key above."""
        for length in range(len(keys), 0, -1):
            if keys[:length] in self.lines:
                return Place(self.file, self.lines[keys[:length]])
        return Place(self.file, 1)


def read_mapping(text: str, file: str, first_line: int = 1) -> Mapping:
    """Read a mapping; an empty text is an empty one.

    Raises
    ------
    Refused
        If the text is no YAML or no mapping.
    """
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return Mapping({}, {}, file)
        lines: dict[tuple[str, ...], int] = {}
        _note_lines(node, (), lines, first_line)
        data = loader.construct_document(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(file, (mark.line if mark else 0) + first_line)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise Refused([Trouble(place, f"this is not valid YAML: {problem}.")]) from None
    finally:
        loader.dispose()
    if not isinstance(data, dict):
        raise Refused([Trouble(Place(file, first_line), "expected keys and values here.")])
    return Mapping(data, lines, file)


def read_file(path: Path, file: str) -> Mapping:
    """Read a YAML file; one that does not exist is an empty mapping."""
    if not path.is_file():
        return Mapping({}, {}, file)
    return read_mapping(path.read_text(encoding="utf-8"), file)


def _note_lines(
    node: yaml.Node, keys: tuple[str, ...], lines: dict[tuple[str, ...], int], first: int
) -> None:
    if not isinstance(node, yaml.MappingNode) or len(keys) > 4:
        return
    for key, value in node.value:
        here = (*keys, str(key.value))
        lines[here] = key.start_mark.line + first
        _note_lines(value, here, lines, first)
