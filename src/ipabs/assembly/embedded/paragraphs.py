"""Plain paragraphs, read here: each takes pandoc's Markdown reader a sixth of a millisecond, however short it is.

A paragraph is taken only if it stands on one line and holds no more than plain text (plaintext.py), references to
sections, figures and tables, and values of shortcodes that are plain themselves.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice
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
# A line of text, or a heading with an identifier of its own.
_TEXT = re.compile(
    r"(?:(?:- |\[\^[\w-]+\]: |[^\x00-\x7f])[^{}<>`$()\\\"\t]*|#+ [^{}<>`$()\\\"\t]* \{#[\w-]+(?: \.[\w-]+)*\})",
    re.ASCII,
)
_METADATA = re.compile(r"---[ \t]*$")


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
    if not is_plain(reader) or is_unsure(source) or any(map(_METADATA.match, source.lines)):
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


def is_spread(page: Source) -> bool:
    """Tell whether marks of values may stand elsewhere than in text: in attributes, addresses, code or formulas."""
    return is_unsure(page) or any(
        MARK.search(each) and not (_is_alone(page.lines, index) and _TEXT.fullmatch(each))
        for index, each in enumerate(page.lines)
    )


def _is_alone(lines: list[str], index: int) -> bool:
    """Tell whether a line begins and ends a block, and is no term that a definition follows."""
    if not lines[index] or (index and not _is_edge(lines[index - 1])):
        return False
    below = ""
    for below in islice(lines, index + 1, None):
        if below.strip():
            break
    after = lines[index + 1] if index + 1 < len(lines) else ""
    return _is_edge(after) and not _DEFINITION.match(below)


def _is_edge(line: str) -> bool:
    return not line or line.startswith(":::") or line.isspace()


def _paragraph(text: str, values: list[str], kinds: Collection[str], reader: str) -> list[Any] | None:
    # A title of a table begins with a letter.
    if (
        (text[0].isascii() and not text[0].isdigit() and text[0] != "[")
        or text.endswith(" ")
        or is_block(text)
    ):
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


def _parts(given: str, values: list[str], reader: str) -> list[Any] | None:
    """Return the parts of text between references; None if there is more to it."""
    parts: list[Any] = []
    for each in _MARKS.split(given):
        is_mark = MARK.fullmatch(each)
        text = values[number(each)] if is_mark else each
        made = None if is_mark and line(text, reader) is None else tokens(text)
        if made is None:
            return None
        parts += made
    return parts
