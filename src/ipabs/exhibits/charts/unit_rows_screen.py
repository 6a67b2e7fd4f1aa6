"""The same counts by kind as an ECharts option for the screen."""

from __future__ import annotations

from collections.abc import Sequence

from pyecharts.charts import Bar, PictorialBar

from ipabs.exhibits.charts import option
from ipabs.exhibits.charts.screen import Option
from ipabs.exhibits.charts.unit_rows import Count, Period, UnitRows
from ipabs.rounding import EMPTY

NAMES = 112
"""Room for the rows' names on a wide screen, in pixels."""

NARROW = 540
"""Below this width the periods stand below each other."""

_NAMES_NARROW = 86
_BESIDE, _NAMES_SHARE, _APART = 24.0, 16.0, 2.0
"""Shares of the width in percent: what is written beside a bar, the names, the gap between periods."""

_BARS_NARROW = 34.0
_HEAD, _SEGMENT, _EDGE = 34, 0.82, 0.17


def screen_option(chart: UnitRows, behind: Sequence[Option] = ()) -> Option:
    """Return the option; a deal has the same width in both periods. `behind`: the rows behind each kind."""
    indices = range(len(chart.periods))
    most = [max(period.most, 1) for period in chart.periods]
    grids, titles = _side_by_side(chart, most)
    frame: Option = {
        "grid": grids,
        "title": titles,
        "series": [_series(chart, period, number) for number, period in enumerate(chart.periods)],
        "xAxis": [
            {"type": "value", "gridIndex": number, "min": 0, "max": most[number], "show": False}
            for number in indices
        ],
        "yAxis": [_names(chart, number) for number in indices],
        "axisPointer": {"link": [{"yAxisIndex": "all"}]},
        "media": [{"query": {"maxWidth": NARROW}, "option": _stacked(chart, most)}],
    }
    charts = [_chart(chart, period, number) for number, period in enumerate(chart.periods)]
    made = option.compose(chart.label, chart.alt, charts, frame)
    return made | ({"behind": list(behind)} if behind else {})


def _side_by_side(chart: UnitRows, most: list[int]) -> tuple[list[Option], list[Option]]:
    count = len(most)
    room = 100 - _NAMES_SHARE - _BESIDE * count - _APART * (count - 1)
    grids: list[Option] = []
    titles: list[Option] = []
    at = _NAMES_SHARE
    for number, period in enumerate(chart.periods):
        width = room * most[number] / sum(most)
        left: float | str = f"{at:.2f}%" if number else NAMES
        grids.append({"left": left, "width": f"{width:.2f}%", "top": _HEAD, "bottom": 6})
        titles.append(_title(period, left))
        at += width + _BESIDE + _APART
    return grids, titles


def _stacked(chart: UnitRows, most: list[int]) -> Option:
    """Return what changes on a narrow screen: one period below the other, the names beside each."""
    count = len(most)
    tall = (option.HEIGHT - 20) / count
    grids, titles = [], []
    for number in range(count):
        top = round(number * tall)
        width = _BARS_NARROW * most[number] / max(most)
        grids.append(
            {
                "left": _NAMES_NARROW,
                "width": f"{width:.2f}%",
                "top": top + 26,
                "bottom": None,
                "height": round(tall) - 38,
            }
        )
        titles.append({"left": _NAMES_NARROW, "top": top})
    names = {
        "axisLabel": {"show": True, "width": _NAMES_NARROW - 8, "margin": _NAMES_NARROW - 2, "fontSize": 12}
    }
    return {
        "grid": grids,
        "title": titles,
        "yAxis": [names] * count,
        "series": [{"barWidth": "62%", "barMaxWidth": 20}] * count,
    }


def _chart(chart: UnitRows, period: Period, number: int) -> Bar | PictorialBar:
    kind = Bar if chart.plain else PictorialBar
    drawn = kind(init_opts=option.start(chart.label))
    drawn.add_xaxis(list(chart.rows))
    drawn.add_yaxis(
        period.name, [count.deals for count in period.counts], xaxis_index=number, yaxis_index=number
    )
    return drawn


def _rich() -> Option:
    beside = {**option.plain(), "padding": [0, 0, 0, 10]}
    return {"n": option.bold("s1", 14), "t": beside, "e": option.plain()}


def _title(period: Period, left: float | str) -> Option:
    return {
        "text": f"{{n|{period.name}}}{{t|{period.total}单}}",
        "top": 0,
        "left": left,
        "padding": 0,
        "textStyle": {"rich": _rich()},
    }


def _names(chart: UnitRows, number: int) -> Option:
    return {
        "type": "category",
        "gridIndex": number,
        "inverse": True,
        "data": list(chart.rows),
        "axisTick": {"show": False},
        "axisLine": option.zero_line(),
        "axisLabel": {
            "show": number == 0,
            "interval": 0,
            "width": NAMES - 10,
            "overflow": "break",
            "lineHeight": 16,
            "align": "left",
            "margin": NAMES - 2,
            **option.plain("ink", option.NAME),
        },
        "axisPointer": {"show": True, "type": "shadow", "label": {"show": False}},
    }


def _series(chart: UnitRows, period: Period, number: int) -> Option:
    # Cut segments are hollow by their path; a whole bar needs an outline.
    hollow = {"color": "@bg", "borderColor": "@s1", "borderWidth": 1.2}
    series: Option = {
        "id": f"period-{number}",
        "xAxisIndex": number,
        "yAxisIndex": number,
        "unit": "单",
        "cursor": "default",
        "tooltip": {"valueFormatter": "@printed"},
        "data": [_item(chart, count, period.part) for count in period.counts],
        "label": {"show": True, "position": "right", "distance": 8, "rich": _rich()},
        "itemStyle": hollow if period.part and chart.plain else {"color": "@s1"},
        "barWidth": 20,
    }
    if chart.plain:
        hatch = {"decal": {**option.HATCH, "color": "@s1"}} if period.part else {}
        return series | {"itemStyle": series["itemStyle"] | hatch}
    return series | {"symbolPosition": "start", "symbolRepeat": False}


def _item(chart: UnitRows, count: Count, part: bool) -> Option:
    if not count.deals:
        return {"value": 0, "printed": EMPTY, "symbolSize": [0, 0], "label": {"formatter": f"{{e|{EMPTY}}}"}}
    item: Option = {
        "value": count.deals,
        "printed": count.printed,
        "size": count.size,
        "share": count.share,
        "label": {"formatter": f"{{n|{count.printed}}}{{t|{count.size}亿元}}{{t|{count.share}}}"},
    }
    if not chart.plain:
        length = 100 * (count.deals - 1 + _SEGMENT) / count.deals
        item |= {"symbol": f"path://{_segments(count.deals, part)}", "symbolSize": [f"{length:.4f}%", "100%"]}
    return item


def _segments(deals: int, hollow: bool) -> str:
    """Return one path with a rectangle a deal, to be stretched over the bar.

    A repeated symbol would keep its pixels however wide the page. Hollow ones have an inner rectangle
    that runs the other way round, since an outline would be stretched too.
    """
    parts = []
    for place in range(deals):
        parts.append(f"M{place},0h{_SEGMENT}v1h-{_SEGMENT}z")
        if hollow:
            inner = _SEGMENT - 2 * _EDGE
            parts.append(f"M{place + _EDGE:.2f},0.06v0.88h{inner:.2f}v-0.88z")
    return "".join(parts)
