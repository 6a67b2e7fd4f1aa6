"""Plain paragraphs, read here: each takes pandoc's Markdown reader a sixth of a millisecond, however short it is.

A paragraph is taken only if it stands on one line and holds no more than plain text (plaintext.py), references to
sections, figures and tables, and values of shortcodes that are plain themselves.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from .pipetables import is_unsure
from .plaintext import is_block, is_plain, line, tokens
from .shortcodes import MARK, number
from .source import Source

RAW = "ipabs-text"
"""Format of the raw block that stands for a paragraph; its text is the paragraph's number, and its references."""

_REFERENCE = re.compile(r"\[@((?!-)[a-z]+)-([\w-]*\w)\]", re.ASCII)
_MARKS = re.compile(f"({MARK.pattern})")
# After a bracket: an address, a definition.
_AFTER = ("(", ":", "[")
_DEFINITION = re.compile(r" {0,3}[:~][ \t]")
_METADATA = re.compile(r"^---[ \t]*$", re.MULTILINE)


def taken(
    source: Source, values: list[str], kinds: Collection[str], reader: str
) -> tuple[Source, list[list[Any]]]:
    """Return the page with raw blocks for its plain paragraphs, and the parts of these.

    Parameters
    ----------
    source
        The page.
    values
        Markdown of the values for which marks stand.
    kinds
        What may be referred to: ``sec``, ``fig`` and ``tbl``.
    reader
        The format that pandoc reads.
    """
    if not is_plain(reader) or is_unsure(source) or _METADATA.search(source.text):
        return source, []
    made, paragraphs = Source(), []
    lines = source.lines
    for index, text in enumerate(lines):
        parts = _paragraph(text, values, kinds, reader) if _is_alone(lines, index) else None
        if parts is None:
            made.add(text, source.places[index])
            continue
        paragraphs.append(parts)
        named = "".join(f" {part['cite']}" for part in parts if isinstance(part, dict) and "cite" in part)
        for each in (f"```{{={RAW}}}", f"{len(paragraphs)}{named}", "```"):
            made.add(each, source.places[index])
    return made, paragraphs


def _is_alone(lines: list[str], index: int) -> bool:
    """Tell whether a line begins and ends a block, and is no term that a definition follows."""
    before = lines[index - 1] if index else ""
    after = lines[index + 1] if index + 1 < len(lines) else ""
    if not lines[index] or any(each.strip() and not each.startswith(":::") for each in (before, after)):
        return False
    below = next((each for each in lines[index + 1 :] if each.strip()), "")
    return not _DEFINITION.match(below)


def _paragraph(text: str, values: list[str], kinds: Collection[str], reader: str) -> list[Any] | None:
    # A title of a table begins with a letter.
    if (text[0].isascii() and not text[0].isdigit()) or text.endswith(" ") or is_block(text):
        return None
    parts: list[Any] = []
    position = 0
    for found in _REFERENCE.finditer(text):
        between = _parts(text[position : found.start()], values, reader)
        if found[1] not in kinds or between is None or text[found.end() :].startswith(_AFTER):
            return None
        parts += [*between, {"cite": f"{found[1]}-{found[2]}"}]
        position = found.end()
    rest = _parts(text[position:], values, reader)
    return None if rest is None else [*parts, *rest]


def _parts(text: str, values: list[str], reader: str) -> list[Any] | None:
    """Return the parts of text between references; None if there is more to it."""
    parts: list[Any] = []
    for each in _MARKS.split(text):
        value = _value(values[number(each)], reader) if MARK.fullmatch(each) else tokens(each)
        if value is None:
            return None
        parts += value
    return parts


@lru_cache(maxsize=1024)
def _value(text: str, reader: str) -> list[Any] | None:
    return None if line(text, reader) is None else tokens(text)
