"""Pipe tables of plain cells, read here: pandoc's Markdown reader takes a millisecond for ten rows.

A table is taken only if nothing in it could be read otherwise: cells of words, code and facts, in the middle of
a page without comments, raw HTML or blocks of code. Any other is left to pandoc.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from .plaintext import is_plain, parts
from .shortcodes import MARK
from .source import Source

RAW = "ipabs-table"
"""Format of the raw block that stands for a table; its text is the table's number."""

_WIDTH = 72  # columns of a line above which pandoc gives a table widths in proportion to its dashes
_OPENING = re.compile(r":::+ \{.*\.ipabs-table\b.*\}")
_APART = re.compile(r":::+ \{\.ipabs-table(?: [\w-]+=\"[^\"\\&<>]*\")*\}", re.ASCII)
_CLOSING = re.compile(r":::+")
_DIV = re.compile(
    r"::: \{\.ipabs-table((?: [\w-]+=\"[^\"\\&<>\n]*\")*)\}\n\n?((?:\|.*\n)+)\n?:::\n?", re.ASCII
)
_ATTRIBUTE = re.compile(r" ([\w-]+)=\"([^\"]*)\"", re.ASCII)
_SEPARATOR = re.compile(r":?-+:?")
_ALIGNMENTS = {
    (False, False): "Default",
    (True, False): "Left",
    (False, True): "Right",
    (True, True): "Center",
}
_RAW_HTML = re.compile(r"<[A-Za-z/?!]")
_OWN = re.compile(r"```\{=ipabs-(?:embed|text|table)\}")


def is_unsure(page: Source) -> bool:
    """Tell whether a line of the page may stand in a comment, in raw HTML or in a block of code."""
    fences = [each.strip() for each in page.lines if each.lstrip().startswith(("```", "~~~"))]
    own = all(map(_OWN.fullmatch, fences[::2])) and all(each == "```" for each in fences[1::2])
    return (
        not own or len(fences) % 2 == 1 or any(_RAW_HTML.search(each) for each in page.lines if "<" in each)
    )


def taken(source: Source, reader: str) -> tuple[Source, list[Any]]:
    """Return the page with raw blocks for its plain tables, and these as table.lua takes them.

    ``apart`` tells of each whether it has a div of its own, which nothing will take away or look into.
    """
    if not is_plain(reader) or is_unsure(source):
        return source, []
    made, tables = Source(), []
    lines, index = source.lines, 0
    while index < len(lines):
        end = _end(lines, index)
        table = _table(tuple(lines[index:end])) if end else None
        if table:
            tables.append({**table, "apart": _is_apart(lines, index, end)})
            for line in (f"```{{={RAW}}}", str(len(tables)), "```"):
                made.add(line, source.places[index])
            index = end
        else:
            made.add(lines[index], source.places[index])
            index += 1
    return made, tables


def div(text: str, reader: str) -> dict[str, Any] | None:
    """Return attributes and table of ``Div.ipabs-table``, if `text` is no more than that."""
    found = _DIV.fullmatch(text) if is_plain(reader) else None
    table = _table(tuple(found[2].splitlines())) if found else None
    if not found or not table:
        return None
    attributes = [list(pair) for pair in _ATTRIBUTE.findall(found[1])]
    if len(dict(attributes)) < len(attributes) or any(key in ("id", "class") for key, _ in attributes):
        return None
    return {"attributes": attributes, "table": {**table, "apart": True}}


def packed(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table with each row of words alone as one text, which is decoded several times faster."""
    rows = ["\x1f".join(row) if all(isinstance(cell, str) for cell in row) else row for row in table["rows"]]
    return {**table, "rows": rows}


def _is_apart(lines: list[str], start: int, end: int) -> bool:
    opening = lines[start - 1] or lines[start - 2]
    return bool(_APART.fullmatch(opening)) and not any(MARK.search(line) for line in lines[start:end])


def _end(lines: list[str], start: int) -> int:
    """Return where the rows from `start` on end, if they are all that a table's div holds; else 0."""
    if not lines[start].startswith("|"):
        return 0
    before = start - 1
    if before > 0 and not lines[before]:
        before -= 1
    if before < 1 or not _OPENING.fullmatch(lines[before]) or lines[before - 1]:
        return 0
    end = start
    while end < len(lines) and lines[end].startswith("|"):
        end += 1
    after = end + 1 if end < len(lines) and not lines[end] else end
    return end if after < len(lines) and _CLOSING.fullmatch(lines[after]) else 0


@lru_cache(maxsize=256)
def _table(lines: tuple[str, ...]) -> Any:
    """Return rows as table.lua takes them; None if they are not plain."""
    if len(lines) < 3 or not all(line.endswith("|") and len(line) > 1 for line in lines):
        return None
    separators = [each.strip(" ") for each in lines[1][1:-1].split("|")]
    if not all(map(_SEPARATOR.fullmatch, separators)):
        return None
    wide = _is_wide(lines)
    rows = [_row(line, len(separators)) for line in (lines[0], *lines[2:])]
    # Of an empty head pandoc makes none.
    if wide is None or None in rows or not lines[0].strip("| "):
        return None
    whole = sum(map(len, separators))
    return {
        "align": ["Align" + _ALIGNMENTS[each.startswith(":"), each.endswith(":")] for each in separators],
        "width": [len(each) / whole if wide else 0 for each in separators],
        "rows": rows,
    }


def _is_wide(lines: tuple[str, ...]) -> bool | None:
    """Tell whether a line is wider than pandoc allows without widths; None if that is not certain."""
    least = most = 0
    for line in lines:
        ideographs = sum("\u4e00" <= each <= "\u9fff" for each in line)
        others = sum(each > "\x7e" for each in line) - ideographs
        least = max(least, len(line) + ideographs - others)
        most = max(most, len(line) + ideographs + others)
    return True if least > _WIDTH else None if most > _WIDTH else False


def _row(line: str, columns: int) -> list[Any] | None:
    cells = [parts(each.strip(" ")) for each in line[1:-1].split("|")]
    return None if len(cells) != columns or None in cells else cells
