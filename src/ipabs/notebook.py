"""What a notebook's cells call: open an edition, show facts, show an exhibit.

A build of several notebooks imports this module once for all of them, and with it what nearly all topics rest on.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

import pandas as pd

import ipabs.exhibits.composing
import ipabs.facts.narrative
import ipabs.facts.numbers  # noqa: F401
from ipabs.edition import open_edition
from ipabs.exhibits.exhibit import Exhibit
from ipabs.facts.fact import Fact

FACTS_MIME = "application/vnd.ipabs.facts+json"
PAGE_MIME = "application/vnd.ipabs.page+json"

__all__ = ["FACTS_MIME", "PAGE_MIME", "open_edition", "show", "show_facts", "show_frame", "show_page"]

_ROWS = 20
"""Rows of a frame that are shown; the rest are counted."""


class _Shown:
    """Gives IPython a whole display bundle as a cell's last expression."""

    def __init__(self, bundle: dict[str, Any]) -> None:
        self._bundle = bundle

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return self._bundle

    def __repr__(self) -> str:
        return str(self._bundle.get("text/plain", ""))


def show(exhibit: Exhibit) -> _Shown:
    """Show an exhibit: interactive in JupyterLab and on the page, drawn for print."""
    return _Shown(exhibit.bundle())


def show_frame(frame: pd.DataFrame | pd.Series[Any]) -> _Shown:
    """Show the first rows of a measure as a small table.

    pandas' own display takes as long as the measure, in each notebook of each edition.
    """
    held = frame.to_frame() if isinstance(frame, pd.Series) else frame
    shown = held.iloc[:_ROWS]
    names = ["" if name is None else str(name) for name in held.index.names] + [
        str(name) for name in held.columns
    ]
    index = [key if isinstance(key, tuple) else (key,) for key in shown.index]
    columns = [shown.iloc[:, at].tolist() for at in range(shown.shape[1])]
    rows = [
        [_cell(value) for value in (*key, *cells)]
        for key, cells in zip(
            index, zip(*columns, strict=True) if columns else [()] * len(index), strict=True
        )
    ]
    rest = f"… {len(held) - len(shown)} more rows" if len(held) > len(shown) else ""
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return _Shown(
        {
            "text/plain": "\n".join(["\t".join(names), *("\t".join(row) for row in rows), rest]).rstrip("\n"),
            "text/html": f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            + (f"<p>{rest}</p>" if rest else ""),
        }
    )


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if value != value else f"{value:.6g}"
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return "" if value is None or value is pd.NA or value is pd.NaT else str(value)


def show_facts(facts: Iterable[Fact]) -> _Shown:
    """Show facts as a small table, and hand them on to the report."""
    held = list(facts)
    rows = "".join(
        f"<tr><td><code>{escape(fact.id)}</code></td><td>{escape(fact.name)}</td><td>{escape(fact.display)}</td></tr>"
        for fact in held
    )
    head = "<thead><tr><th>编号</th><th>名称</th><th>印出</th></tr></thead>"
    return _Shown(
        {
            "text/plain": "\n".join(f"{fact.id}: {fact.display}" for fact in held),
            "text/html": f"<table>{head}<tbody>{rows}</tbody></table>",
            FACTS_MIME: {"facts": [fact.to_json() for fact in held]},
        }
    )


def show_page(page: dict[str, Any]) -> _Shown:
    """Show the headline figures and hand on what stands around the text."""
    rows = "".join(
        f"<tr><td>{escape(figure['label'])}</td><td>{escape(figure['number'] + figure['unit'])}</td>"
        f"<td>{escape(figure['comparison'])}</td></tr>"
        for figure in page["headline"]
    )
    return _Shown(
        {
            "text/plain": page["summary"],
            "text/html": f"<p>{escape(page['summary'])}</p><table><tbody>{rows}</tbody></table>",
            PAGE_MIME: page,
        }
    )
