"""What every ECharts option has in common, as plain JSON that a page's script makes live.

No functions: colours are the names of roles (``@s1``), which the script resolves from the page's colours
and again when the theme changes; formatters are names (``@fixed2``) that it knows.
"""

from __future__ import annotations

import json

from pyecharts import options as opts
from pyecharts.charts import Grid
from pyecharts.charts.chart import RectChart

from ipabs.exhibits.charts.screen import Option

VALUE, NAME, TICK = 13, 13, 12
"""Text sizes in pixels."""

HEIGHT = 392
HATCH = {
    "symbol": "rect",
    "symbolSize": 1,
    "dashArrayX": [1, 0],
    "dashArrayY": [1.6, 3.4],
    "rotation": -0.7853981633974483,
}


def start(label: str) -> opts.InitOpts:
    """Return how a chart begins: drawn as SVG, without movement, under a fixed id."""
    return opts.InitOpts(
        renderer="svg", chart_id=f"chart-{label}", animation_opts=opts.AnimationOpts(animation=False)
    )


def compose(label: str, alt: str, charts: list[RectChart], frame: Option) -> Option:
    """Put charts into one option.

    Parameters
    ----------
    frame
        The parts that are stated in full: ``grid``, ``xAxis``, ``yAxis``, ``title``, ``series`` (a list of
        entries that complete or replace the charts' own), ``tooltip``, and ``media`` for narrow screens.
    """
    grid = Grid(init_opts=start(label))
    for number, chart in enumerate(charts):
        grid.add(chart, grid_opts=opts.GridOpts(), grid_index=number)
    whole: Option = json.loads(grid.dump_options_with_quotes())
    series = [
        {"type": own["type"], "name": own["name"], **stated}
        for own, stated in zip(whole["series"], frame["series"], strict=True)
    ]
    return {
        "animation": False,
        "textStyle": {"color": "@ink2", "fontSize": TICK},
        # Without decals of its own the palette stays plain; a data item may still be hatched.
        "aria": {
            "enabled": True,
            "label": {"enabled": True, "description": alt},
            "decal": {"show": True, "decals": [{"symbol": "none"}]},
        },
        "tooltip": {
            "trigger": "axis",
            "confine": True,
            "transitionDuration": 0,
            "backgroundColor": "@raised",
            "borderColor": "@hair",
            "borderWidth": 1,
            "textStyle": {"color": "@ink", "fontSize": TICK},
            "axisPointer": {"type": "shadow", "shadowStyle": {"color": "@ink", "opacity": 0.06}},
        }
        | frame.get("tooltip", {}),
        **{key: frame[key] for key in ("axisPointer", "grid", "xAxis", "yAxis", "title") if key in frame},
        "series": series,
        **({"media": frame["media"]} if "media" in frame else {}),
    }


def bold(role: str, size: int = NAME) -> Option:
    """Return a bold text style."""
    return {"color": f"@{role}", "fontSize": size, "fontWeight": "bold"}


def plain(role: str = "ink2", size: int = TICK) -> Option:
    """Return a regular text style."""
    return {"color": f"@{role}", "fontSize": size, "fontWeight": "normal"}


def heading(text: str, style: Option, *, top: int, side: str = "left", at: int | str = 0) -> Option:
    """Return one line of text at the head of a band."""
    return {"text": text, "top": top, side: at, "padding": 0, "textStyle": style}


def hairlines(show: bool = True) -> Option:
    return {"show": show, "lineStyle": {"color": "@hair", "width": 1}}


def zero_line(*, show: bool = True) -> Option:
    return {"show": show, "onZero": True, "lineStyle": {"color": "@ink", "width": 1.2}}
