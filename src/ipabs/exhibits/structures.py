"""Figures 1 and 2: how deals of the business modes are built."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ipabs.edition import Edition
from ipabs.exhibits import diagram_print, drawing
from ipabs.exhibits.composing import Words
from ipabs.exhibits.diagram import KIND_ZH, Structure, read_structure, told
from ipabs.exhibits.exhibit import Exhibit
from ipabs.exhibits.figure import figure
from ipabs.exhibits.table import Column, Table
from ipabs.facts.names import mode, order
from ipabs.theme import read_theme


def loan(edition: Edition) -> Exhibit:
    """Return figure 1: loan and factoring deals."""
    return _exhibit("fig-structure-loan", "loan", mode_names(edition))


def relicense(edition: Edition) -> Exhibit:
    """Return figure 2: patent re-licence deals."""
    return _exhibit("fig-structure-relicense", "relicense", mode_names(edition))


def mode_names(edition: Edition) -> dict[str, str]:
    """Return the modes' names at the edition's time."""
    return {code: mode(edition, code) for code in order(edition, "mode")}


def _exhibit(label: str, name: str, modes: Mapping[str, str]) -> Exhibit:
    structure = told(read_structure(name), modes)
    theme = read_theme()
    frame = flows(structure)
    rows = tuple(
        (str(row["step"]), row["kind_zh"], row["from"], row["to"], row["label"])
        for row in frame.to_dict("records")
    )
    table = Table((Column("步骤", "c"), Column("类别"), Column("自"), Column("至"), Column("内容")), rows)
    words = Words(structure.caption, "", "", theme.source(), "published")
    drawn = diagram_print.print_svg(structure, label, theme)
    return figure(label, structure.alt, frame, words, drawn, table, drawing.of_structure(name, modes))


def flows(structure: Structure) -> pd.DataFrame:
    """Return the flows of a structure, a row each, in the order of the steps."""
    labels: dict[int, str] = {}
    rows = []
    for flow in structure.flows:
        text = "".join(flow.label) or labels.get(flow.step, "")
        labels[flow.step] = text
        rows.append((flow.step, flow.kind, KIND_ZH[flow.kind], flow.source.name, flow.target.name, text))
    return pd.DataFrame(rows, columns=["step", "kind", "kind_zh", "from", "to", "label"])
