"""Which lines of the page a format shows: ``.content-visible`` and ``.content-hidden``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .attributes import BLOCK, Attributes, of_fence, parse

_FENCE = re.compile(r"^\s*(?:>\s*)*(:{3,})\s*(.*?)\s*$")
_CONDITIONS = ("when-format", "unless-format", "when-meta", "unless-meta")


@dataclass(frozen=True)
class Div:
    """The opening of a div: the number of its line and its attributes."""

    line: int
    attributes: Attributes


def divs(masked_lines: list[str]) -> tuple[list[Div], list[tuple[Div, ...]]]:
    """Return the divs of a page and, for each line, those it stands in, outermost first."""
    opened: list[Div] = []
    stack: list[Div] = []
    inside: list[tuple[Div, ...]] = []
    for number, line in enumerate(masked_lines, 1):
        found = _FENCE.match(line)
        if found and found[2].strip(": ") == "":
            if stack:
                stack.pop()
        elif found:
            div = Div(number, of_fence(found[2]))
            opened.append(div)
            stack.append(div)
        inside.append(tuple(stack))
    return opened, inside


def is_conditional(attributes: Attributes) -> bool:
    """Return whether an element is shown only under a condition."""
    return "content-visible" in attributes.classes or "content-hidden" in attributes.classes


def shows(attributes: Attributes, writer: str, metadata: Mapping[str, Any]) -> bool:
    """Return whether an element is shown in `writer`, as Quarto decides it.

    A key of the metadata counts as true only if its value is the boolean true.
    """
    if not is_conditional(attributes):
        return True
    matches = True
    for key in _CONDITIONS:
        if key in attributes.values:
            value = attributes.values[key]
            true = _is_format(value, writer) if key.endswith("format") else lookup(metadata, value) is True
            matches = matches and true != key.startswith("unless")
    return matches if "content-visible" in attributes.classes else not matches


def _is_format(name: str, writer: str) -> bool:
    return name == writer or (writer == "html" and name == "html:js")


def lookup(values: Any, path: str) -> Any:
    """Return the value at the dotted `path`, or None."""
    for key in path.split("."):
        if isinstance(values, list) and key.isdigit() and 0 < int(key) <= len(values):
            values = values[int(key) - 1]
        elif isinstance(values, Mapping) and key in values:
            values = values[key]
        else:
            return None
    return values


def shown_text(masked: str, inside: list[tuple[Div, ...]], writer: str, metadata: Mapping[str, Any]) -> str:
    """Return the masked text with what `writer` hides blanked."""
    lines = masked.split("\n")
    for index, stack in enumerate(inside):
        if not all(shows(div.attributes, writer, metadata) for div in stack):
            lines[index] = " " * len(lines[index])
    text = "\n".join(lines)
    for block in list(BLOCK.finditer(text)):
        if "content-" not in block[1] or text[block.start() - 1 : block.start()] != "]":
            continue
        if not shows(parse(block[1]), writer, metadata):
            start = _opening(text, block.start() - 1)
            text = text[:start] + re.sub(r"[^\n]", " ", text[start : block.end()]) + text[block.end() :]
    return text


def _opening(text: str, close: int) -> int:
    depth = 0
    for position in range(close, -1, -1):
        depth += {"]": 1, "[": -1}.get(text[position], 0)
        if depth == 0:
            return position
    return close
