"""The same counts by kind as an ECharts option for the screen."""

from __future__ import annotations

from pyecharts.charts import Bar, PictorialBar

from ipabs.exhibits.charts import option
from ipabs.exhibits.charts.option import Option
from ipabs.exhibits.charts.unit_rows import Count, Period, UnitRows
from ipabs.rounding import EMPTY

_NAMES = 16.0
"""Share of the width that the rows' names take, in percent."""

_BESIDE = {False: 25.0, True: 23.0}
"""Share of the width kept free for what is written after the longest bar: full year, part of a year."""

_APART = 3.0


def screen_option(chart: UnitRows) -> Option:
    """Return the option; a deal has the same width in both periods."""
    grids, charts, series, titles = [], [], [], []
    left = _NAMES
    room = 100 - _NAMES - sum(_BESIDE[period.part] for period in chart.periods) - _APART * (len(chart.periods) - 1)
    # At least a quarter of the widest period, so that its heading and the empty mark have room.
    counts = [max(period.most, 1) for period in chart.periods]
    for number, (period, most) in enumerate(zip(chart.periods, counts, strict=True)):
        width = room * most / sum(counts)
        grids.append({"left": f"{left:.2f}%", "width": f"{width:.2f}%", "top": 38, "bottom": 6})
        titles.append(_title(period, left))
        charts.append(_chart(chart, period, number))
        series.append(_series(chart, period, number))
        left += width + _BESIDE[period.part] + _APART
    indices = range(len(chart.periods))
    frame: Option = {
        "grid": grids, "title": titles, "series": series,
        "xAxis": [{"type": "value", "gridIndex": number, "min": 0, "max": counts[number], "show": False}
                  for number in indices],
        "yAxis": [_names(chart, number) for number in indices],
        "axisPointer": {"link": [{"yAxisIndex": "all"}]},
    }
    return option.compose(chart.label, chart.alt, charts, frame)


def _chart(chart: UnitRows, period: Period, number: int) -> Bar | PictorialBar:
    kind = Bar if chart.plain else PictorialBar
    drawn = kind(init_opts=option.start(chart.label))
    drawn.add_xaxis(list(chart.rows))
    drawn.add_yaxis(period.name, [count.deals for count in period.counts], xaxis_index=number, yaxis_index=number)
    return drawn


def _title(period: Period, left: float) -> Option:
    rich = {"n": option.bold("s1", 14), "t": option.plain()}
    return {"text": f"{{n|{period.name}}}  {{t|{period.total}单}}", "top": 0, "left": f"{left:.2f}%", "padding": 0,
            "textStyle": {"rich": rich}}


def _names(chart: UnitRows, number: int) -> Option:
    return {
        "type": "category", "gridIndex": number, "inverse": True, "data": list(chart.rows),
        "axisTick": {"show": False}, "axisLine": option.zero_line(),
        "axisLabel": {"show": number == 0, "interval": 0, "width": 104, "overflow": "break", "lineHeight": 16,
                      **option.plain("ink", option.NAME)},
        "axisPointer": {"show": True, "type": "shadow", "label": {"show": False}},
    }


def _series(chart: UnitRows, period: Period, number: int) -> Option:
    edge = {"borderColor": "@s1", "borderWidth": 1.2}
    rich = {"n": option.bold("s1", 14), "t": option.plain()}
    series: Option = {
        "id": f"period-{number}", "xAxisIndex": number, "yAxisIndex": number, "unit": "单", "cursor": "default",
        "tooltip": {"valueFormatter": "@printed"},
        "data": [_item(chart, count) for count in period.counts],
        "label": {"show": True, "position": "right", "distance": 8, "rich": rich},
        "itemStyle": {"color": "@bg", **edge} if period.part else {"color": "@s1"},
    }
    if chart.plain:
        hatch = {"decal": {**option.HATCH, "color": "@s1"}} if period.part else {}
        return series | {"barWidth": 20, "itemStyle": series["itemStyle"] | hatch}
    return series | {"symbol": "rect", "symbolClip": False, "barWidth": 20}


def _item(chart: UnitRows, count: Count) -> Option:
    if not count.deals:
        return {"value": 0, "printed": EMPTY, "symbolSize": [0, 0], "label": {"formatter": f"{{t|{EMPTY}}}"}}
    item: Option = {
        "value": count.deals, "printed": count.printed, "size": count.size, "share": count.share,
        "label": {"formatter": f"{{n|{count.printed}}}  {{t|{count.size}亿元  {count.share}}}"},
    }
    if not chart.plain:
        item |= {"symbolRepeat": count.deals, "symbolSize": [f"{82 / count.deals:.4f}%", 20]}
    return item
