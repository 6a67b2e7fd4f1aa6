"""Writes a table for the screen: semantic HTML without styles or ids."""

from __future__ import annotations

import re
from html import escape

from ipabs.exhibits.rating import with_marks
from ipabs.exhibits.table import Bar, Column, Table

_DATE = re.compile(r"\d{4}年\d{1,2}(?:—\d{1,2})?月(?:\d{1,2}日)?")
"""What stays on one line in a cell that wraps."""

_CLASS = {"l": "text", "c": "centre", "r": "num"}
_BAR_WIDTH, _BAR_HEIGHT, _STRIPE = 120.0, 10.0, 4.0


def table_html(table: Table) -> str:
    """Return ``<table class="ipabs-table">``; caption, unit and notes are added around it.

    Cells under a group title carry ``data-group`` with the group's number, so that a phone can show one
    period at a time.
    """
    groups = _group_of(table)
    emphasised = table.emphasis
    parts = [f'<table class="ipabs-table layout-{table.layout}">']
    parts += _colgroup(table)
    parts += ["<thead>", *_head(table, groups), "</thead>", "<tbody>"]
    for number, row in enumerate(table.rows, 1):
        mark = ' class="emphasis"' if number == emphasised else ""
        bar = _bar_cell(table.bar_rows[number - 1]) if table.bars else ""
        parts.append(f"<tr{mark}>{_cells(table.columns, row, groups)}{bar}</tr>")
    if not table.rows:
        parts.append(f'<tr><td class="text empty" colspan="{_wide(table)}">{escape(table.empty)}</td></tr>')
    parts.append("</tbody>")
    if table.totals:
        bar = '<td class="bars"></td>' if table.bars else ""
        parts.append("<tfoot>")
        parts += [f'<tr class="total">{_cells(table.columns, row, groups)}{bar}</tr>' for row in table.totals]
        parts.append("</tfoot>")
    parts.append("</table>")
    return "\n".join(parts)


def _wide(table: Table) -> int:
    return len(table.columns) + bool(table.bars)


def _group_of(table: Table) -> list[int | None]:
    """Return for each column the number of its titled group."""
    found: list[int | None] = []
    number = 0
    for group in table.groups:
        number += bool(group.title)
        found += [number if group.title else None] * group.span
    return found or [None] * len(table.columns)


def _colgroup(table: Table) -> list[str]:
    if not table.widths:
        return []
    return ["<colgroup>", *(f'<col width="{width}%">' for width in table.widths), "</colgroup>"]


def _head(table: Table, groups: list[int | None]) -> list[str]:
    if not table.groups:
        cells = "".join(_title(column, None) for column in table.columns)
        return [f"<tr>{cells}{_bars_title(table)}</tr>"]
    two = ' rowspan="2"'
    upper, lower, at = [], [], 0
    for group in table.groups:
        columns = table.columns[at : at + group.span]
        if group.title:
            upper.append(
                f'<th scope="colgroup" class="group" colspan="{group.span}" data-group="{groups[at]}">'
                f"{with_marks(escape(group.title))}</th>"
            )
            lower += [_title(column, groups[at]) for column in columns]
        else:
            upper += [_title(column, None, two) for column in columns]
        at += group.span
    return [f"<tr>{''.join(upper)}{_bars_title(table, two)}</tr>", f"<tr>{''.join(lower)}</tr>"]


def _bars_title(table: Table, span: str = "") -> str:
    return f'<th scope="col" class="bars"{span}>{escape(table.bars_title)}</th>' if table.bars else ""


def _title(column: Column, group: int | None, span: str = "") -> str:
    mark = f' data-group="{group}"' if group else ""
    return (
        f'<th scope="col" class="{_CLASS[column.align]}"{span}{mark}>{with_marks(escape(column.title))}</th>'
    )


def _cells(columns: tuple[Column, ...], row: tuple[str, ...], groups: list[int | None]) -> str:
    cells = []
    for column, text, group in zip(columns, row, groups, strict=True):
        mark = f' data-group="{group}"' if group else ""
        shown = _DATE.sub(r'<span class="nb">\g<0></span>', with_marks(escape(text)))
        cells.append(f'<td class="{_CLASS[column.align]}"{mark}>{shown}</td>')
    return "".join(cells)


def _bar_cell(bar: Bar | None) -> str:
    if bar is None:
        return '<td class="bars"></td>'
    total = sum(share for share, _ in bar.parts)
    drawn, x = [], 0.0
    for share, fill in bar.parts:
        width = max(share * _BAR_WIDTH, 1.0) if share else 0.0
        drawn += _stripes(x, width) if fill == "hatched" else [_rectangle(x, width, f'class="fill-{fill}"')]
        x += width
    return (
        f'<td class="bars"><span class="bar" data-share="{total:.6f}">'
        f'<svg viewBox="0 0 {_BAR_WIDTH:.0f} {_BAR_HEIGHT:.0f}" width="{_BAR_WIDTH:.0f}" '
        f'height="{_BAR_HEIGHT:.0f}" aria-hidden="true" focusable="false">{"".join(drawn)}</svg></span></td>'
    )


def _rectangle(x: float, width: float, look: str) -> str:
    return f'<rect x="{x:.2f}" y="0" width="{width:.2f}" height="{_BAR_HEIGHT:.0f}" {look}></rect>'


def _stripes(x: float, width: float) -> list[str]:
    """Return a hollow bar with slanting lines, each cut to the bar: patterns would need ids."""
    if width <= 0:
        return []
    edge = f'<rect x="{x + 0.4:.2f}" y="0.4" width="{max(width - 0.8, 0.2):.2f}" height="{_BAR_HEIGHT - 0.8:.2f}" '
    lines = [edge + 'class="stroke-s2" fill="none" stroke-width="0.8"></rect>']
    start = x - _BAR_HEIGHT
    while start < x + width:
        first, last = max(start, x), min(start + _BAR_HEIGHT, x + width)
        if last > first:
            low, high = _BAR_HEIGHT - (first - start), _BAR_HEIGHT - (last - start)
            lines.append(
                f'<line x1="{first:.2f}" y1="{low:.2f}" x2="{last:.2f}" y2="{high:.2f}" class="stroke-s2" '
                'stroke-width="0.8"></line>'
            )
        start += _STRIPE
    return lines
