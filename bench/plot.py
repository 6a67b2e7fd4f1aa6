"""Draws what was measured: the cases as points on one scale of time, and the growth beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.judging import GIB, Result, exponent, series

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ipabs.theme import Theme

_HEI = "Hei of the report"
_LIMITS = {"unchanged": 0.4, "prose": 1.2, "backfill": 1.3}
_OURS = ("cold", "unchanged", "prose", "deal", "measure", "backfill")


@dataclass(frozen=True)
class _Panel:
    """A growth panel: what grows, what is drawn of it, how far linear growth may go."""

    kind: str
    title: str
    unit: str
    memory: bool = False


_PANELS = (
    _Panel("deals", "By deals in the ledger", "seconds"),
    _Panel("deals", "Memory by deals in the ledger", "GiB", memory=True),
    _Panel("editions", "By editions, all from nothing", "seconds"),
    _Panel("exhibits", "By exhibits in the report", "seconds"),
)


def draw(results: Mapping[str, Result], target: Path) -> None:
    """Write the plot; what was not measured leaves its place empty."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot as plt
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    from ipabs.theme import read_theme

    register_hei()
    theme = read_theme(Path(__file__).parents[1])
    style: dict[str, Any] = {
        "font.family": _HEI,
        "font.size": 8.5,
        "text.color": theme.colour("ink"),
        "axes.edgecolor": theme.colour("hair"),
        "axes.labelcolor": theme.colour("ink2"),
        "xtick.color": theme.colour("ink2"),
        "ytick.color": theme.colour("ink2"),
        "axes.spines.top": False,
        "axes.spines.right": False,
        "svg.fonttype": "path",
        "svg.hashsalt": "bench",
        "axes.unicode_minus": False,
    }
    with plt.rc_context(style):  # type: ignore[arg-type,unused-ignore]
        layout = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.1)
        figure = plt.figure(figsize=(11, 6.6), layout=layout, facecolor=theme.colour("bg"))
        grid = figure.add_gridspec(2, 3, width_ratios=(1.35, 1, 1))
        draw_cases(figure.add_subplot(grid[:, 0]), results, theme)
        for number, panel in enumerate(_PANELS):
            axes = figure.add_subplot(grid[number // 2, 1 + number % 2])
            draw_growth(axes, series(results, panel.kind), panel, theme)
        figure.savefig(target, metadata={"Date": None} if target.suffix == ".svg" else None)
        plt.close(figure)


def register_hei() -> None:
    """Make the house's Hei known to matplotlib, its weights under one name."""
    from matplotlib.font_manager import FontEntry, fontManager

    from ipabs.fonts import font_files

    files = font_files()
    for role, weight in {"hei": 400, "hei-medium": 500, "hei-bold": 700}.items():
        # The faces call themselves families of their own, all of regular weight.
        fontManager.ttflist.append(FontEntry(fname=str(files[role]), name=_HEI, weight=weight))


def draw_cases(axes: Axes, results: Mapping[str, Result], theme: Theme) -> None:
    """Draw each run of each case as a point, its median as a bar, its target as a line."""
    known = [
        each
        for each in results.values()
        if each.runs and each.name in ("plain", "plain-quarto", "floor", *_OURS)
    ]
    heading(axes, "Making one edition, seconds", theme)
    if not known:
        empty(axes, theme)
        return
    for row, each in enumerate(known):
        share = each.size if each.per else 1
        colour = theme.colour("brand" if each.name in _OURS else "accent" if each.name == "floor" else "ink2")
        times = [run.seconds / share for run in each.runs]
        axes.plot(
            [each.each] * 2, [row - 0.26, row + 0.26], color=colour, linewidth=2.4, solid_capstyle="butt"
        )
        axes.scatter(times, [row] * len(times), s=16, color=colour, alpha=0.45, linewidths=0, zorder=3)
        axes.annotate(
            f"{each.each:.2f}", (max(times), row), (7, 0), textcoords="offset points", va="center",
            color=colour, fontweight=500, bbox={"facecolor": theme.colour("bg"), "edgecolor": "none", "pad": 1},
        )  # fmt: skip
    for row, name, limit in _limits(known):
        axes.plot(
            [limit] * 2, [row - 0.38, row + 0.38], color=theme.colour("accent"), linewidth=0.9, dashes=(3, 2)
        )
        axes.annotate(
            name, (limit, row - 0.4), (0, 1), textcoords="offset points", ha="center", va="bottom",
            color=theme.colour("accent"), fontsize=6.8,
        )  # fmt: skip
    axes.set_yticks(range(len(known)), [_label(each) for each in known], color=theme.colour("ink"))
    axes.set_ylim(len(known) - 0.4, -0.7)
    axes.set_xscale("log")
    plain_numbers(axes, "x")
    axes.margins(x=0.16)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=theme.colour("hair"), linewidth=0.5)
    axes.set_axisbelow(True)


def _label(each: Result) -> str:
    words = {
        "plain": "papermill commands,\nembedded assembler",
        "plain-quarto": "papermill commands,\nQuarto",
        "floor": "floor: forked scripts",
        "cold": "from nothing",
        "unchanged": "nothing changed",
        "prose": "one sentence edited",
        "deal": "one deal edited",
        "measure": "one measure edited",
        "backfill": f"an edition of {each.size}",
    }
    return words[each.name]


def _limits(known: Sequence[Result]) -> list[tuple[int, str, float]]:
    """Return row, words and place of each target that is a time, or follows from another case."""
    medians = {each.name: each.each for each in known}
    found = {name: ("target", limit) for name, limit in _LIMITS.items()}
    bounds = [
        (medians[name] * factor, words)
        for name, factor, words in (("plain", 1 / 4.5, "plain ÷ 4.5"), ("floor", 1.7, "floor × 1.7"))
        if name in medians
    ]
    if bounds:
        limit, words = min(bounds)
        found["cold"] = (words, limit)
    return [(row, *found[each.name]) for row, each in enumerate(known) if each.name in found]


def draw_growth(axes: Axes, found: Mapping[float, Result], panel: _Panel, theme: Theme) -> None:
    """Draw one kind of growth on logarithmic axes, with the line of linear growth through its first point."""
    heading(axes, f"{panel.title}, {panel.unit}", theme)
    if not found:
        empty(axes, theme)
        return
    values = {
        size: each.most("tree_bytes") / GIB if panel.memory else each.seconds for size, each in found.items()
    }
    sizes, colour = list(values), theme.colour("brand")
    if len(values) > 1:
        first, last = sizes[0], sizes[-1]
        axes.plot(
            [first, last], [values[first], values[first] * last / first], color=theme.colour("s5"),
            linewidth=1, dashes=(4, 3),
        )  # fmt: skip
    if not panel.memory:
        for size, each in found.items():
            times = [run.seconds for run in each.runs]
            axes.scatter([size] * len(times), times, s=12, color=colour, alpha=0.35, linewidths=0)
    axes.plot(sizes, list(values.values()), color=colour, linewidth=1.8, marker="o", markersize=4.5)
    for size, value in values.items():
        axes.annotate(
            f"{value:.2g}" if value < 10 else f"{value:.0f}", (size, value), (3, -6),
            textcoords="offset points", ha="left", va="top", color=colour, fontweight=500,
        )  # fmt: skip
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xticks(sizes, [words(size) for size in sizes], minor=False)
    axes.set_xticks([], minor=True)
    top = max(values.values())
    axes.set_ylim(min(values.values()) / 2.2, top * 2.6)
    axes.margins(x=0.12)
    plain_numbers(axes, "y")
    slope = exponent(values)
    if slope is not None:
        axes.text(
            0.03, 0.95, f"grows as n^{slope:.2f}; dashed: linear", transform=axes.transAxes, va="top",
            color=theme.colour("ink2"), fontsize=7.5,
        )  # fmt: skip
    axes.grid(axis="y", color=theme.colour("hair"), linewidth=0.5)
    axes.set_axisbelow(True)


def words(size: float) -> str:
    """Return a size as it is read: 1,000,000."""
    return f"{size:,.0f}"


def plain_numbers(axes: Axes, which: str) -> None:
    """Write a logarithmic axis in plain numbers at 1, 2 and 5."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def heading(axes: Axes, text: str, theme: Theme) -> None:
    """Set a panel's title."""
    axes.set_title(text, loc="left", fontsize=9.5, fontweight=700, color=theme.colour("brand"), pad=8)


def empty(axes: Axes, theme: Theme) -> None:
    """Say that a panel's cases were not run."""
    axes.set_axis_off()
    axes.text(0, 0.95, "not measured", transform=axes.transAxes, va="top", color=theme.colour("ink2"))
