"""The ledger rows behind an edition's numbers: a page with an anchor a row, and each row's basis for the popover."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import Any

BASIS = {"published": "公开", "reconstructed": "重构", "illustrative": "示意"}

_BETWEEN = "\0"
"""Stands in no cell: no table may hold it."""

WORD, NAME = 14, 45
"""Characters up to which a text stays on one line, or is a name rather than a sentence."""


@dataclass(frozen=True)
class Listed:
    """Rows of one table of the ledger.

    Parameters
    ----------
    name, title
        ``deals``, 项目.
    columns
        Titles, with units; the column of the basis is not among them.
    kinds
        What each of them holds: ``num``, ``centre`` (days) or ``text``.
    rows
        Key, basis, and a text a column.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: Sequence[tuple[str, str, Sequence[str]]]


def anchor(table: str, key: str) -> str:
    """Return a row's anchor; the popover's script makes the same."""
    return f"{table}:{key}"


def page(tables: Sequence[Listed], period: str, theme: Mapping[str, Any], extension: Path) -> str:
    """Return the page, from the template ``html/rows.html`` of the extension."""
    template = Template((extension / "html" / "rows.html").read_text(encoding="utf-8"))
    words = {key: escape(str(theme[key])) for key in ("series", "institution", "disclaimer")}
    contents = "".join(
        f'<li><a href="#{table.name}">{escape(table.title)} {len(table.rows)}行</a></li>' for table in tables
    )
    return template.substitute(
        words, period=escape(period), contents=contents, tables="\n".join(_section(table) for table in tables)
    )


def _section(table: Listed) -> str:
    # What no row fills takes the room of what some do.
    filled = [index for index in range(len(table.columns)) if any(cells[index] for _, _, cells in table.rows)]
    classes = {index: _class(table, index) for index in filled}
    head = "".join(
        f'<th scope="col"{classes[index]}>{escape(_short(table.columns[index]))}</th>' for index in filled
    )
    columns = [_cells([cells[index] for _, _, cells in table.rows], classes[index]) for index in filled]
    # A title is a key that may break; one of several columns (joined by |) stays in one piece.
    titles = not any("|" in key for key, _, _ in table.rows)
    keyed = _class_of([key for key, _, _ in table.rows]) if titles else ""
    body = []
    seen: set[str] = set()
    for number, (key, basis, _) in enumerate(table.rows):
        shown = "".join([column[number] for column in columns])
        name = escape(key) or "--"
        # A table without a key of its own may have two rows of one name: the first is the one that is found.
        place = "" if key in seen else f' id="{escape(anchor(table.name, key))}"'
        seen.add(key)
        # Without the end tags that HTML lets go: ten thousand of them.
        body.append(f'<tr{place}><th scope="row"{keyed}>{name}<td>{BASIS.get(basis, escape(basis))}{shown}')
    title = f"{escape(table.title)}<small>{len(table.rows)}行</small>"
    return (
        f'<section id="{table.name}"><h2 id="{table.name}-title">{title}</h2>\n'
        f'<div class="exhibit-scroll" role="region" tabindex="0" aria-labelledby="{table.name}-title">'
        f'<table class="ipabs-table"><thead><tr><th scope="col">编号</th><th scope="col">依据</th>{head}</tr></thead>\n'
        f"<tbody>{''.join(body)}</tbody></table></div></section>"
    )


def _cells(texts: Sequence[str], kind: str) -> list[str]:
    # All of a column are escaped in one go: there are some ten thousand cells.
    escaped = escape(_BETWEEN.join(texts)).split(_BETWEEN)
    return [f"<td{kind}>{text}" for text in escaped]


def _class(table: Listed, index: int) -> str:
    """Return the class of a column's cells, as an attribute; none for words."""
    kind = table.kinds[index]
    return f" class={kind}" if kind != "text" else _class_of([cells[index] for _, _, cells in table.rows])


def _class_of(texts: Sequence[str]) -> str:
    """Return the class of texts by the longest of them: a name is balanced on its lines, a sentence needs room."""
    longest = max(map(len, texts))
    return "" if longest <= WORD else " class=name" if longest <= NAME else " class=long"


def _short(title: str) -> str:
    """Return a column's title without the explanation that follows some."""
    return title if len(title) <= WORD else title.partition("（")[0]


def script(tables: Sequence[Listed]) -> str:
    """Return table → key → basis, as a script: pages opened from a disk can fetch nothing."""
    found = {table.name: {key: basis for key, basis, _ in table.rows} for table in tables}
    return f"window.ipabsRows={json.dumps(found, ensure_ascii=False, separators=(',', ':'))};\n"
