"""Writes a table for print: one fenced div around a pipe table (docs/architecture.md)."""

from __future__ import annotations

from ipabs.exhibits.table import Table

_RULE = {"l": ":---", "c": ":---:", "r": "---:"}
_ACTIVE = set("\\`*_[]{}<>~^$|#@'\"!&=+")


def table_markdown(table: Table) -> str:
    """Return the div; every cell is escaped, so that what is printed is what was given."""
    attributes = {
        "align": "".join(column.align for column in table.columns),
        "widths": ",".join(str(width) for width in table.widths),
        "groups": ";".join(f"{group.span}:{group.title}" for group in table.groups),
        "total": str(len(table.totals)) if table.totals else "",
        "bars": str(table.bars) if table.bars else "",
        "emphasis": str(table.emphasis) if table.emphasis else "",
        "form": table.layout,
    }
    head = " ".join(f'{key}="{value}"' for key, value in attributes.items())
    rows = [*table.rows, *table.totals]
    if not table.rows:
        rows.insert(0, (table.empty, *("" for _ in table.columns[1:])))
    lines = [
        f"::: {{.ipabs-table {head}}}",
        "",
        _line(tuple(column.title for column in table.columns)),
        "| " + " | ".join(_RULE[column.align] for column in table.columns) + " |",
        *(_line(row) for row in rows),
        "",
        ":::",
    ]
    return "\n".join(lines) + "\n"


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(escape(cell) for cell in cells) + " |"


def escape(text: str) -> str:
    """Escape what Markdown would take as markup; dashes and ellipses stay as typed."""
    marked = "".join(f"\\{char}" if char in _ACTIVE else char for char in " ".join(text.split()))
    return marked.replace("--", "\\-\\-").replace("...", "\\.\\.\\.")
