"""Both renderings of a chart draw the exhibit's own values."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import pandas as pd
import pytest
from lxml import html
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from ipabs.edition import Edition
from ipabs.exhibits import issuance, modes, trends
from ipabs.exhibits.charts import bands_print, unit_rows_print
from ipabs.exhibits.charts.artists import Shape
from ipabs.exhibits.charts.bands import BandChart, Category, band, labelled, tick_text, ticks
from ipabs.exhibits.charts.bands_screen import screen_option
from ipabs.exhibits.charts.screen import dumps
from ipabs.exhibits.charts.unit_rows import UnitRows, unit_rows
from ipabs.exhibits.charts.unit_rows_screen import screen_option as unit_option
from ipabs.exhibits.exhibit import Exhibit
from ipabs.fonts import text_width
from ipabs.theme import Theme

PERIODS = [("y", "2023年", False), ("p", "2024年1—3月", True)]


def stored_option(exhibit: Exhibit) -> dict[str, Any]:
    script = html.fromstring(exhibit.html).xpath("//script[@class='ipabs-option']/text()")
    return dict(json.loads(script[0]))


def values(series: dict[str, Any]) -> list[float | None]:
    return [item["value"] for item in series["data"] if item is not None]


@pytest.mark.parametrize(
    ("make", "columns"),
    [
        (issuance.deals, ["deals_share", "deals"]),
        (issuance.size, ["size_share", "size"]),
        (trends.rolling, ["deals", "size"]),
        (trends.concentration, ["cr5", "hhi"]),
        (trends.ip_stock, ["invention_patent", "trademark"]),
    ],
)
def test_screen_draws_the_data(edition: Edition, make: Any, columns: list[str]) -> None:
    exhibit = make(edition)
    series = stored_option(exhibit)["series"]
    assert [entry["id"] for entry in series] == columns
    for entry, column in zip(series, columns, strict=True):
        assert values(entry) == list(exhibit.data[column])
        printed = [item["printed"] for item in entry["data"] if item is not None]
        assert printed == list(exhibit.data[f"{column}_printed"])


def chart_of(frame: pd.DataFrame, parts: int = 0) -> BandChart:
    count = len(frame)
    categories = tuple(Category((f"{2000 + at}年",), part=at >= count - parts) for at in range(count))
    return BandChart(
        "fig-x",
        "说明",
        categories,
        (
            band(frame, "share", "占比", "%", "line", "s2"),
            band(frame, "deals", "单数", "单", "bars", "s1"),
        ),
    )


def frame_of(deals: list[int], shares: list[float | None]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "deals": deals,
            "deals_printed": [str(value) for value in deals],
            "share": pd.Series(shares, dtype="object"),
            "share_printed": ["--" if value is None else f"{value:.2f}" for value in shares],
        }
    )


def bars_of(figure: Figure) -> list[Shape]:
    return [shape for shape in shapes_of(figure) if shape.get_gid() == "bar"]


def shapes_of(figure: Figure) -> list[Shape]:
    return [artist for artist in figure.findobj(Shape) if isinstance(artist, Shape)]


@pytest.mark.parametrize(
    ("deals", "shares", "parts"),
    [
        ([14, 34, 35, 47, 10, 9], [0.66, 1.36, 1.74, 2.45, 2.48, 2.25], 2),
        ([1], [None], 0),
        ([0, 9, 150], [0.0, None, 7.5], 1),
        (list(range(1, 21)), [value / 7 for value in range(20)], 0),
    ],
)
def test_both_renderings_draw_the_same_values(
    theme: Theme, deals: list[int], shares: list[float | None], parts: int
) -> None:
    chart = chart_of(frame_of(deals, shares), parts)
    option = screen_option(chart)
    assert values(option["series"][1]) == deals
    assert values(option["series"][0]) == shares
    figure = bands_print.draw(chart, theme)
    assert [bar.path.get_extents().height for bar in bars_of(figure)] == deals
    drawn = [
        y
        for line in figure.findobj(Line2D)
        if line.get_marker() == "o" and line.get_linewidth() == 1.8
        for y in line.get_ydata()
        if not math.isnan(y)
    ]
    assert drawn == [value for value in shares if value is not None]


def test_part_years_are_set_off_and_hatched(theme: Theme) -> None:
    chart = chart_of(frame_of([3, 4, 2, 1], [1.0, 2.0, 3.0, 4.0]), parts=2)
    assert bands_print.positions(chart) == [0, 1, 2.55, 3.55]
    bars = bars_of(bands_print.draw(chart, theme))
    assert [bool(bar.hatch) for bar in bars] == [False, False, True, True]
    data = screen_option(chart)["series"][1]["data"]
    assert data[2] is None
    assert ["decal" in (item or {}).get("itemStyle", {}) for item in data] == [
        False,
        False,
        False,
        True,
        True,
    ]


def test_options_hold_no_functions_and_no_colours(edition: Edition) -> None:
    for make in (issuance.deals, modes.distribution, trends.rolling, trends.region):
        exhibit = make(edition)
        option = stored_option(exhibit)
        text = json.dumps(option, ensure_ascii=False)
        assert not re.search(r"function|#[0-9a-fA-F]{6}|rgb", text)
        roles = set(re.findall(r'"@(\w+)"', text))
        assert roles <= {
            "s1",
            "s2",
            "s3",
            "ink",
            "ink2",
            "hair",
            "bg",
            "raised",
            "printed",
            "fixed0",
            "fixed1",
            "fixed2",
        }
        assert option["animation"] is False
        assert option["aria"]["label"]["description"] == exhibit.alt


def test_script_cannot_be_closed_from_inside() -> None:
    assert "</" not in dumps({"name": "</script><b>"})
    assert json.loads(dumps({"name": "</script>"})) == {"name": "</script>"}


def rows_of(first: list[int], second: list[int], names: list[str] | None = None) -> UnitRows:
    frame = pd.DataFrame({"kind_zh": names or [f"类型{at}" for at in range(len(first))]})
    for key, deals in (("y", first), ("p", second)):
        frame[f"{key}_deals"] = deals
        frame[f"{key}_deals_printed"] = [str(value) if value else "--" for value in deals]
        frame[f"{key}_size_printed"] = [f"{value * 1.9:.2f}" for value in deals]
        frame[f"{key}_share_printed"] = [f"{value / max(sum(deals), 1):.2%}" for value in deals]
    return unit_rows("fig-u", "说明", frame, PERIODS)


LONG = "深圳市高新技术企业知识产权融资担保与再担保有限公司"


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        ([33, 9, 4, 1], [6, 1, 2, 0], None),
        ([1], [0], None),
        ([9, 0], [0, 9], None),
        ([60, 31, 9, 4, 2, 1, 1], [20, 6, 1, 2, 0, 0, 9], [LONG[:24], *(f"类型{at}" for at in range(6))]),
        ([150, 40], [9, 3], None),
    ],
)
def test_a_segment_a_deal(theme: Theme, first: list[int], second: list[int], names: list[str] | None) -> None:
    chart = rows_of(first, second, names)
    assert chart.plain == (max(first + second) > 60)
    figure = unit_rows_print.draw(chart, theme)
    boxes = [shape for shape in shapes_of(figure) if str(shape.get_gid()).startswith("deals-")]
    expected = sum(1 for value in first + second if value) if chart.plain else sum(first) + sum(second)
    assert len(boxes) == expected
    assert max(box.path.get_extents().x1 for box in boxes) < 487
    for text in figure.findobj(Text):
        left = text.get_position()[0]
        weight = int(text.get_fontproperties().get_weight())
        assert left + text_width(text.get_text(), text.get_fontsize(), weight) <= 487.6
    option = unit_option(chart)
    assert [values(series) for series in option["series"]] == [first, second]
    if not chart.plain:
        for series, deals in zip(option["series"], (first, second), strict=True):
            segments = [item.get("symbol", "").count("h0.82") for item in series["data"]]
            assert segments == deals


def test_same_unit_in_both_periods() -> None:
    option = unit_option(rows_of([33, 9], [6, 1]))
    units = [
        float(grid["width"].rstrip("%")) / axis["max"]
        for grid, axis in zip(option["grid"], option["xAxis"], strict=True)
    ]
    assert units[0] == pytest.approx(units[1], rel=0.01)


@pytest.mark.parametrize("top", [0.48, 0.76, 1, 2, 2.48, 9, 12.5, 20.44, 47, 78.85, 84.93, 150, 2406, 44047])
@pytest.mark.parametrize("mark", ["bars", "line"])
def test_at_most_three_gridlines(top: float, mark: Any) -> None:
    marks = ticks(top, mark)
    assert marks[0] == 0 and 2 <= len(marks) <= 4
    if mark == "bars":
        assert marks[-1] <= top * 1.02 + 1e-9
    texts = [tick_text(value, marks) for value in marks]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("top", [100.0, 99.5, 91.17, 85.0, 66.79])
def test_the_axis_of_shares_ends_at_the_whole(top: float) -> None:
    frame = pd.DataFrame({"share": [top, 60.0], "share_printed": [f"{top:.2f}", "60.00"]})
    assert band(frame, "share", "占比", "%", "line", "s2").marks[-1] <= 100
    # An index is no share of anything.
    assert band(frame, "share", "指数", "点", "line", "s2").marks == ticks(top, "line")
    assert ticks(100.0, "line")[-1] == 120


def test_beyond_eight_only_the_telling_values_are_labelled() -> None:
    assert labelled([5.0, 1.0, 3.0]) == [0, 1, 2]
    many: list[float | None] = [5, 6, 7, 9, 1, 4, None, 3, 2, 8]
    assert sorted(labelled(many)) == [0, 3, 4, 9]
