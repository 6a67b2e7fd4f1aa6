"""Puts a drawing together as an exhibit: print, screen, its data as a table, and the words around it."""

from __future__ import annotations

import pandas as pd

from ipabs.exhibits.charts.screen import Option, chart_html
from ipabs.exhibits.composing import Words
from ipabs.exhibits.drawing import Drawing
from ipabs.exhibits.exhibit import Exhibit
from ipabs.exhibits.table import Table


def figure(
    label: str,
    alt: str,
    frame: pd.DataFrame,
    words: Words,
    svg: str,
    table: Table,
    drawing: Drawing,
    option: Option | None = None,
) -> Exhibit:
    """Return a figure; without an `option` the drawing also stands on the screen.

    Parameters
    ----------
    svg
        As print has it.
    drawing
        What it is drawn from, to be drawn narrower.
    """
    return Exhibit(
        label=label,
        caption=words.caption,
        data=frame,
        source=words.source,
        alt=alt,
        html=chart_html(label, svg, alt, table, option),
        unit=words.unit,
        note=words.note,
        basis=words.basis,
        svg=svg,
        drawing=drawing,
    )
