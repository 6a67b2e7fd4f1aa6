"""The same chart of bands as an ECharts option for the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pyecharts import options as opts
from pyecharts.charts import Bar, Line
from pyecharts.charts.chart import RectChart

from ipabs.exhibits.charts import option
from ipabs.exhibits.charts.bands import Band, BandChart, Category, is_low, labelled, tick_text
from ipabs.exhibits.charts.screen import Option

LEFT, RIGHT = 36, 36
HEADING, BETWEEN, LABELS = 34, 14, 40
_FEW = 12
_LOW = 0.3


def screen_option(chart: BandChart, behind: Sequence[Option] = ()) -> Option:
    """Return the option; series' values are the exhibit's, unrounded. `behind`: the rows behind each category."""
    axis = _axis(chart)
    names = [category.name if category else "" for category in axis]
    charts = [_chart(chart, band, names, number) for number, band in enumerate(chart.bands)]
    count = len(chart.bands)
    plots = option.HEIGHT - count * HEADING - (count - 1) * BETWEEN - LABELS
    total = sum(band.weight for band in chart.bands)
    grids: list[Option] = []
    titles: list[Option] = []
    top = 0
    for number, band in enumerate(chart.bands):
        tall = round(plots * band.weight / total)
        titles += _headings(chart, band, top)
        grid: Option = {"left": LEFT, "right": RIGHT, "top": top + HEADING}
        grids.append(grid | ({"height": tall} if number < count - 1 else {"bottom": LABELS}))
        top += HEADING + tall + BETWEEN
    frame: Option = {
        "grid": grids,
        "title": titles,
        "xAxis": [_x_axis(axis, number, last=number == count - 1) for number in range(count)],
        "yAxis": [_y_axis(band, number) for number, band in enumerate(chart.bands)],
        "series": [_series(chart, band, axis, number) for number, band in enumerate(chart.bands)],
        "axisPointer": {"link": [{"xAxisIndex": "all"}]},
    }
    made = option.compose(chart.label, chart.alt, charts, frame)
    return made | ({"behind": _spread(chart, list(behind))} if behind else {})


def _axis(chart: BandChart) -> list[Category | None]:
    """Return the categories with an empty place where parts of a year are set off."""
    start = chart.part_from
    places: list[Category | None] = list(chart.categories)
    if start is not None:
        places.insert(start, None)
    return places


def _spread(chart: BandChart, entries: list[Any]) -> list[Any]:
    start = chart.part_from
    return entries if start is None else [*entries[:start], None, *entries[start:]]


def _chart(chart: BandChart, band: Band, names: list[str], number: int) -> RectChart:
    values = _spread(chart, list(band.values))
    drawn = (
        Bar(init_opts=option.start(chart.label))
        if band.mark == "bars"
        else Line(init_opts=option.start(chart.label))
    )
    drawn.add_xaxis(names)
    drawn.add_yaxis(
        band.name, values, xaxis_index=number, yaxis_index=number, label_opts=opts.LabelOpts(is_show=False)
    )
    return drawn


def _headings(chart: BandChart, band: Band, top: int) -> list[Option]:
    mark = "●" if band.mark == "line" else "■"
    titles = [option.heading(f"{mark} {band.heading}", option.bold(band.role), top=top)]
    if band.mark == "line":
        titles.append(option.heading(f"右轴：{band.unit}", option.plain(band.role), top=top, side="right"))
    elif any(category.part for category in chart.categories):
        titles.append(option.heading("斜线为非全年", option.plain(), top=top, side="right"))
    return titles


def _x_axis(axis: list[Category | None], number: int, *, last: bool) -> Option:
    """Return one band's axis; only the last one is labelled, the others hold the full names."""
    names = [category.name if category else "" for category in axis]
    return {
        "type": "category",
        "gridIndex": number,
        "data": _written(axis) if last else names,
        "axisTick": {"show": False},
        "axisLine": option.zero_line(),
        "splitLine": {"show": False},
        "axisLabel": {
            "show": last,
            "interval": 0,
            "lineHeight": 15,
            "hideOverlap": False,
            **option.plain("ink", 12 if len(axis) <= _FEW else 11),
        },
        "axisPointer": {"show": True, "type": "shadow", "label": {"show": False}},
    }


def _written(axis: list[Category | None]) -> list[str]:
    """Return the labels; a group's name stands once, under its first category."""
    labels: list[str] = []
    group = ""
    for category in axis:
        if category is None:
            labels.append("")
            continue
        below = [category.group] if category.group and category.group != group else []
        group = category.group
        labels.append("\n".join([*category.lines, *below]))
    return labels


def _y_axis(band: Band, number: int) -> Option:
    marks = band.marks
    room = 1.24 if band.mark == "bars" else 1.3
    step = marks[1] if len(marks) > 1 else 1
    right = band.mark == "line"
    places = len(tick_text(step, marks).partition(".")[2])
    top = max(min(band.top * room, marks[-1] + 0.98 * step), marks[-1])
    return {
        "type": "value",
        "gridIndex": number,
        "position": "right" if right else "left",
        "min": 0,
        "max": float(f"{top:.6g}") or 1,
        "interval": step,
        "axisLine": {"show": False},
        "axisTick": {"show": False},
        "splitLine": option.hairlines() | {"showMaxLine": top <= marks[-1]},
        "axisLabel": {
            "showMaxLabel": top <= marks[-1],
            "formatter": f"@fixed{places}",
            **option.plain(band.role if right else "ink2"),
        },
    }


def _series(chart: BandChart, band: Band, axis: list[Category | None], number: int) -> Option:
    shown = set(labelled(band.values))
    items: list[Option | None] = []
    for index, (value, printed, category) in enumerate(
        zip(band.values, band.printed, chart.categories, strict=True)
    ):
        label: Option = {"show": index in shown, "formatter": printed}
        # Close to the zero line there is no room below.
        roomy = value is not None and value > _LOW * band.top
        if len(axis) > _FEW and band.mark == "line" and roomy and is_low(band.values, index):
            label["position"] = "bottom"
        item: Option = {"value": value, "printed": printed, "label": label}
        if value is None:
            item = {"value": None, "printed": printed}
        elif band.mark == "bars" and category.part:
            item["itemStyle"] = {
                "color": "@bg",
                "borderColor": f"@{band.role}",
                "borderWidth": 1.2,
                "decal": {**option.HATCH, "color": f"@{band.role}"},
            }
        items.append(item)
    common: Option = {
        "id": band.column,
        "xAxisIndex": number,
        "yAxisIndex": number,
        "data": _spread(chart, items),
        "unit": band.unit,
        "tooltip": {"valueFormatter": "@printed"},
        "cursor": "default",
        "label": {
            "show": True,
            "position": "top",
            "distance": 5,
            "backgroundColor": "@bg",
            "padding": [1, 2],
            **option.bold(band.role, option.VALUE),
        },
        "labelLayout": {"moveOverlap": "shiftX"} if len(axis) > _FEW else {},
    }
    if band.mark == "bars":
        return common | {
            "barWidth": "57%" if len(axis) <= _FEW else "68%",
            "barMaxWidth": 64,
            "itemStyle": {"color": f"@{band.role}"},
            "markLine": _dotted(chart),
        }
    return common | {
        "symbol": "circle",
        "symbolSize": 9 if len(axis) <= _FEW else 6,
        "showSymbol": True,
        "showAllSymbol": True,
        "connectNulls": False,
        "smooth": False,
        "clip": False,
        "lineStyle": {"color": f"@{band.role}", "width": 2.4},
        "itemStyle": {"color": "@bg", "borderColor": f"@{band.role}", "borderWidth": 2.2},
        "emphasis": {"scale": False},
        "markLine": _dotted(chart),
    }


def _dotted(chart: BandChart) -> Option | None:
    """Return the line between full years and parts of a year."""
    if chart.part_from is None:
        return {"data": []}
    return {
        "silent": True,
        "symbol": "none",
        "label": {"show": False},
        "data": [{"xAxis": chart.part_from}],
        "lineStyle": {"color": "@hair", "type": [1, 3], "width": 1.2},
    }
