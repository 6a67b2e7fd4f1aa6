"""Puts a table together as an exhibit: its two writings, its data, and the words around it."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from ipabs.exhibits.exhibit import Exhibit
from ipabs.exhibits.table import Table
from ipabs.exhibits.table_html import table_html
from ipabs.exhibits.table_markdown import table_markdown


class Words(NamedTuple):
    """What stands around an exhibit."""

    caption: str
    unit: str
    note: str
    source: str
    basis: str


def table_exhibit(label: str, alt: str, frame: pd.DataFrame, words: Words, table: Table) -> Exhibit:
    """Return a table in its two writings."""
    return Exhibit(
        label=label,
        caption=words.caption,
        data=frame,
        source=words.source,
        alt=alt,
        html=table_html(table),
        unit=words.unit,
        note=words.note,
        basis=words.basis,
        markdown=table_markdown(table),
    )
