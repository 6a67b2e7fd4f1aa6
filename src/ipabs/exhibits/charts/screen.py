"""The page's container of a chart: its option for ECharts, the print drawing, and the data as a table."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from ipabs.exhibits.table import Table
from ipabs.exhibits.table_html import table_html

Option = dict[str, Any]
"""What ECharts draws, as JSON."""


def inline_svg(svg: str, alt: str) -> str:
    """Return the drawing as it stands in a page: scaled by the page, and named for who cannot see it."""
    head, _, rest = svg.partition(">")
    kept = " ".join(part for part in head.split(" ") if not part.startswith(("width=", "height=")))
    return f'{kept} role="img" aria-label="{escape(alt)}">{rest}'


def chart_html(label: str, svg: str, alt: str, table: Table, option: Option | None = None) -> str:
    """Return the container described in docs/architecture.md.

    Without an `option` the drawing is the same in print and on screen.
    """
    script = (
        f'<script type="application/json" class="ipabs-option">{dumps(option)}</script>\n' if option else ""
    )
    return (
        f'<div class="ipabs-chart" data-label="{escape(label)}">\n{script}'
        f'<div class="ipabs-static">{inline_svg(svg, alt)}</div>\n'
        f'<div class="ipabs-chart-table" hidden>{table_html(table)}</div>\n</div>'
    )


def dumps(option: Option) -> str:
    """Return the option as JSON that can stand inside a script element."""
    text = json.dumps(option, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # Neither an end of the element nor a comment that would hide it can stand in the text.
    return text.replace("<", "\\u003c")
