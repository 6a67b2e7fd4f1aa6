"""One numbered table or figure: caption, unit, note, source, data, and its renderings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ipabs.exhibits.csv_text import csv_text
from ipabs.facts.fact import apart, escape

EXHIBIT_MIME = "application/vnd.ipabs.exhibit+json"


@dataclass(frozen=True)
class Exhibit:
    """A table or figure of the report, drawn.

    Parameters
    ----------
    label
        ``tbl-originators`` or ``fig-issuance-deals``: the cell's label and the page's anchor.
    caption
        Title without its number, which staging assigns in the order of the page.
    data
        The frame that is drawn: exact values, then the printed texts in columns ending in
        ``_printed``. It becomes the exhibit's CSV.
    unit, note, source
        As printed, plain text: ``单，亿元``; without the words 单位、注、数据来源.
    alt
        Text alternative that names the finding, written from `data`.
    basis
        ``published``, ``reconstructed``, ``illustrative`` or ``mixed``.
    html
        For the screen: a semantic table, or a chart container that holds the ECharts option and the
        same SVG as in print.
    svg
        Print rendering of a figure.
    drawing
        What a figure is drawn from, as JSON: for formats that need it narrower.
    markdown
        Print rendering of a table (see docs/architecture.md).
    """

    label: str
    caption: str
    data: pd.DataFrame
    source: str
    alt: str
    html: str
    unit: str = ""
    note: str = ""
    basis: str = "published"
    svg: str | None = None
    drawing: Mapping[str, Any] | None = None
    markdown: str | None = None

    def __post_init__(self) -> None:
        # Put together of parts, of which some begin or end in a Latin word: HHI, AAAsf.
        for name in ("caption", "note", "alt"):
            object.__setattr__(self, name, apart(getattr(self, name)))

    @property
    def kind(self) -> str:
        return "figure" if self.label.startswith("fig-") else "table"

    @property
    def csv(self) -> str:
        """The data for a spreadsheet."""
        return csv_text(self.data)

    def bundle(self) -> dict[str, Any]:
        """Return the display bundle that a notebook's cell shows.

        In the record the words around the exhibit are Markdown, as cell options are: what a ledger's name
        holds is escaped.
        """
        bundle: dict[str, Any] = {
            "text/plain": f"{self.caption}\n{self.alt}",
            "text/html": self.html,
            EXHIBIT_MIME: {
                "label": self.label,
                "kind": self.kind,
                "caption": escape(self.caption),
                "unit": escape(self.unit),
                "note": escape(self.note),
                "source": escape(self.source),
                "alt": self.alt,
                "basis": self.basis,
                "csv": self.csv,
            },
        }
        if self.drawing is not None:
            bundle[EXHIBIT_MIME]["drawing"] = self.drawing
        if self.svg is not None:
            bundle["image/svg+xml"] = self.svg
        if self.markdown is not None:
            bundle["text/markdown"] = self.markdown
        return bundle
