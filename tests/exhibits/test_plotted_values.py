"""Every chart of the report, over two editions: what print and screen plot is what the exhibit's CSV holds.

The values are read off what is drawn: the artists of the figure that matplotlib saved, and the option in the page.
"""

from __future__ import annotations

import importlib.util
import io
import json
import math
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
from lxml import html
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ipabs.edition import open_edition
from ipabs.exhibits.charts.artists import Panel, Shape
from ipabs.exhibits.exhibit import Exhibit

ROOT = Path(__file__).parents[2]
_SPEC = importlib.util.spec_from_file_location("every_exhibit", Path(__file__).with_name("every.py"))
assert _SPEC and _SPEC.loader
_EVERY = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_EVERY)

PERIODS = ["2023Q4", "2024Q1"]
BANDS = ["fig-issuance-deals", "fig-issuance-size", "fig-trend-rolling", "fig-trend-concentration",
         "fig-trend-tenor-coupon", "fig-trend-stock"]  # fmt: skip
ROWS = ["fig-modes", "fig-enhancement", "fig-trend-region"]
DIAGRAMS = ["fig-structure-loan", "fig-structure-relicense"]

Values = list[float | None]


class Drawn(NamedTuple):
    """A chart: its exhibit, the figure that was saved for print, the option of the page."""

    exhibit: Exhibit
    figure: Figure
    option: dict[str, Any]

    @property
    def csv(self) -> pd.DataFrame:
        return pd.read_csv(io.StringIO(self.exhibit.csv))


@pytest.fixture(scope="module", params=PERIODS)
def charts(request: pytest.FixtureRequest) -> dict[str, Drawn]:
    edition = open_edition(request.param, ROOT / "data")
    saved: list[Figure] = []
    save = Figure.savefig

    def remembering(self: Figure, *given: Any, **named: Any) -> Any:
        saved.append(self)
        return save(self, *given, **named)

    made = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Figure, "savefig", remembering)
        for label in [*BANDS, *ROWS]:
            saved.clear()
            exhibit = _EVERY.EXHIBITS[label](edition)
            assert len(saved) == 1, label
            script = html.fromstring(exhibit.html).xpath("//script[@class='ipabs-option']/text()")
            made[label] = Drawn(exhibit, saved[0], json.loads(script[0]))
    return made


def test_no_chart_is_left_out() -> None:
    figures = {label for label in _EVERY.EXHIBITS if label.startswith("fig-")}
    assert figures == {*BANDS, *ROWS, *DIAGRAMS}


def on_screen(series: dict[str, Any]) -> Values:
    """Return what a series plots, its gap between years and parts of years included."""
    return [item["value"] if item is not None else None for item in series["data"]]


def in_print(panel: Panel) -> Values:
    """Return the heights of a panel's bars, or the points of its line."""
    bars = [child for child in panel.get_children() if isinstance(child, Shape) and child.get_gid() == "bar"]
    if bars:
        return [float(bar.path.get_extents().height) for bar in bars]
    lines = [
        child for child in panel.get_children() if isinstance(child, Line2D) and len(child.get_xdata()) > 1
    ]
    assert len(lines) == 1
    return [None if math.isnan(value) else float(value) for value in lines[0].get_ydata()]


def known(values: Values) -> list[float]:
    return [value for value in values if value is not None]


@pytest.mark.parametrize("label", BANDS)
def test_bars_and_lines_plot_the_csv(charts: dict[str, Drawn], label: str) -> None:
    drawn = charts[label]
    table = drawn.csv
    panels = [panel for panel in drawn.figure.findobj(Panel) if _plots(panel)]
    series = drawn.option["series"]
    assert len(panels) == len(series) == 2
    for panel, entry in zip(panels, series, strict=True):
        expected = [None if pd.isna(value) else float(value) for value in table[entry["id"]]]
        assert known(expected), entry["id"]
        screen, printed = on_screen(entry), in_print(panel)
        # Beside the CSV's own empty values there is at most one gap: between years and parts of years.
        assert len(screen) - len(expected) in (0, 1)
        assert known(screen) == pytest.approx(known(expected), rel=1e-12)
        assert known(printed) == pytest.approx(known(expected), rel=1e-12)
        if entry["type"] == "line":
            assert [value is None for value in screen] == [value is None for value in printed]
        texts = [str(item["printed"]) for item in entry["data"] if item is not None]
        digits = [text for text in texts if text != "--"]
        assert [float(text) for text in digits] == pytest.approx(
            known(expected), abs=0.0051 if "." in digits[0] else 0.51
        )


def _plots(panel: Panel) -> bool:
    return any(
        (isinstance(child, Shape) and child.get_gid() == "bar")
        or (isinstance(child, Line2D) and len(child.get_xdata()) > 1)
        for child in panel.get_children()
    )


@pytest.mark.parametrize("label", ROWS)
def test_counts_by_kind_plot_the_csv(charts: dict[str, Drawn], label: str) -> None:
    drawn = charts[label]
    table = drawn.csv
    columns = [name for name in table.columns if name.endswith("_deals")]
    expected = [[int(value) for value in table[name]] for name in columns]
    assert sum(expected[0]) > 0
    assert [on_screen(entry) for entry in drawn.option["series"]] == expected
    for entry, counts in zip(drawn.option["series"], expected, strict=True):
        segments = [item.get("symbol", "").count("h0.82") for item in entry["data"]]
        assert segments == counts
    assert _segments(drawn.figure, len(table), len(columns)) == expected


def _segments(figure: Figure, rows: int, periods: int) -> list[list[int]]:
    """Count a printed chart's segments by row, from where they lie; hollow ones are the part of a year."""
    boxes = [shape for shape in figure.findobj(Shape) if str(shape.get_gid()).startswith("deals-")]
    height = float(figure.get_size_inches()[1]) * 72
    counted = [[0] * rows for _ in range(periods)]
    for box in boxes:
        extents = box.path.get_extents()
        middle = (extents.y0 + extents.y1) / 2
        # Rows are 26 points apart and the last one stands 4 above the edge.
        row = rows - 1 - int((height - 4 - middle) // 26)
        counted[1 if box.edge else 0][row] += 1
    return counted
