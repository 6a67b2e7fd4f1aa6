"""What a figure is drawn from, as its record holds it: for formats that draw it narrower (`narrow.py`).

Imports nothing that draws: a notebook depends on what it imports.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ipabs.exhibits.charts.bands import BandChart
    from ipabs.exhibits.charts.unit_rows import UnitRows

Drawing = Mapping[str, Any]
"""JSON: ``form`` and what that form is drawn from."""


def of_bands(chart: BandChart) -> Drawing:
    """Return what a chart of bands is drawn from."""
    return {"form": "bands", "categories": _lists(chart.categories), "bands": _lists(chart.bands)}


def of_unit_rows(chart: UnitRows) -> Drawing:
    """Return what counts by kind are drawn from."""
    return {"form": "unit-rows", "rows": _lists(chart.rows), "periods": _lists(chart.periods)}


def of_structure(name: str, words: Mapping[str, str]) -> Drawing:
    """Return which structure a diagram is, and the modes' names in it."""
    return {"form": "structure", "name": name, "words": dict(words)}


def _lists(value: Any) -> Any:
    """Return tuples as the lists that JSON makes of them."""
    return [_lists(part) for part in value] if isinstance(value, tuple) else value
