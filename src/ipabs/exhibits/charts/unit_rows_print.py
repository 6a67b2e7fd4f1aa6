"""Draws counts by kind for print."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matplotlib.figure import Figure

from ipabs.exhibits.charts.sheet import BOLD, EMPTY_TEXT, NAME, TICK, WIDTH, Sheet
from ipabs.exhibits.charts.unit_rows import Count, Period, UnitRows
from ipabs.exhibits.charts.vector import to_svg
from ipabs.fonts import text_width
from ipabs.rounding import EMPTY
from ipabs.theme import Theme

PITCH, BAR = 26.0, 13.0
HEAD, FOOT = 22.0, 4.0
ROW_NAME, COUNT = 8.5, 8.8
_WRAP = 11
_WIDEST_NAMES = 104.0
_SEGMENT, _CUT = 5.3, 1.0
_APART = 26.0
_SHORTEST = 3.0


def print_svg(chart: UnitRows, theme: Theme) -> str:
    """Return the chart as SVG for print."""
    return to_svg(draw(chart, theme), chart.label, theme)


def draw(chart: UnitRows, theme: Theme) -> Figure:
    """Return the chart as a matplotlib figure 487 points wide."""
    height = HEAD + PITCH * max(len(chart.rows), 1) + FOOT
    sheet = Sheet(theme, height)
    if chart.empty:
        sheet.text(WIDTH / 2, height / 2, EMPTY_TEXT, size=NAME, align="center")
        return sheet.figure
    names = [_wrap(name) for name in chart.rows]
    widest = max(text_width(line, ROW_NAME) for lines in names for line in lines)
    first = max(68.0, min(widest + 14, _WIDEST_NAMES + 14))
    lefts, unit = _layout(chart, first)
    sheet.line((0, WIDTH), (HEAD - 6, HEAD - 6), role="rule", width=0.5)
    for number, lines in enumerate(names):
        y = HEAD + PITCH * (number + 0.5)
        for offset, line in zip(_offsets(len(lines)), lines, strict=True):
            sheet.text(0, y + offset, line, size=ROW_NAME, role="ink")
    for left, period in zip(lefts, chart.periods, strict=True):
        _period(sheet, chart, period, left, unit, height)
    if len(lefts) > 1:
        x = lefts[1] - 12
        sheet.line((x, x), (0, height), role="hair", width=0.8, dash=(1, 2))
    return sheet.figure


def _wrap(name: str) -> list[str]:
    """Break a long name into two even lines."""
    if text_width(name, ROW_NAME) <= _WIDEST_NAMES:
        return [name]
    half = (len(name) + 1) // 2
    return [name[:half], name[half:]]


def _offsets(lines: int) -> tuple[float, ...]:
    return (0.0,) if lines == 1 else (-5.0, 5.0)


def beside(count: Count) -> float:
    """Width of what is printed after a bar."""
    if not count.deals:
        return 8 + text_width(EMPTY, TICK)
    return (
        6
        + text_width(count.printed, COUNT, BOLD)
        + 6
        + text_width(f"{count.size}亿元", TICK)
        + 7
        + text_width(count.share, TICK)
    )


def _needed(period: Period, unit: float) -> float:
    heading = 8 + text_width(period.name, COUNT, BOLD) + 8 + text_width(f"{period.total}单", TICK)
    return max([heading, *(count.deals * unit + beside(count) for count in period.counts)])


def _layout(chart: UnitRows, first: float) -> tuple[list[float], float]:
    """Return where each period's bars start, and the width of one deal, the same in all periods.

    The last period stands at the right edge; the scale shrinks only where the rows would not fit.
    """
    room = WIDTH - first - _APART * (len(chart.periods) - 1)
    most = max(period.most for period in chart.periods)
    unit = _scale(most, lambda unit: sum(_needed(period, unit) for period in chart.periods) <= room)
    lefts = [first]
    if len(chart.periods) > 1:
        lefts.append(WIDTH - _needed(chart.periods[1], unit))
    return lefts, unit


def fit(bars: Sequence[tuple[int, float]], room: float) -> float:
    """Return the width of one deal with which each bar, given as deals and what stands beside it, has room."""
    most = max(deals for deals, _ in bars)
    return _scale(most, lambda unit: all(deals * unit + more <= room for deals, more in bars))


def _scale(most: int, fits: Callable[[float], bool]) -> float:
    """Return the width of one deal, smaller where it must be, as long as the longest bar is one."""
    unit = _SEGMENT
    while not fits(unit) and not (unit <= 0.05 and unit * most <= _SHORTEST):
        unit *= 0.98
    return unit


def _period(sheet: Sheet, chart: UnitRows, period: Period, left: float, unit: float, height: float) -> None:
    sheet.text(left, 7, period.name, size=COUNT, role="s1", weight=BOLD)
    sheet.text(left + text_width(period.name, COUNT, BOLD) + 7, 7, f"{period.total}单")
    for number, count in enumerate(period.counts):
        y = HEAD + PITCH * (number + 0.5)
        if not count.deals:
            sheet.text(left + 8, y, EMPTY)
            continue
        bar(sheet, count, period.part, chart.plain, left + 1, y - BAR / 2, unit)
        counted(sheet, count, left + 1 + count.deals * unit + 5, y)
    sheet.line((left, left), (HEAD, height), role="ink", width=0.9)


def counted(sheet: Sheet, count: Count, x: float, y: float) -> None:
    """Write what stands beside a bar: deals, size and share."""
    sheet.text(x, y, count.printed, size=COUNT, role="s1", weight=BOLD)
    x += text_width(count.printed, COUNT, BOLD) + 6
    sheet.text(x, y, f"{count.size}亿元")
    sheet.text(x + text_width(f"{count.size}亿元", TICK) + 7, y, count.share)


def bar(sheet: Sheet, count: Count, part: bool, plain: bool, x: float, y: float, unit: float) -> None:
    """Draw the deals of a kind: a segment each, or `plain`, hollow or hatched for a `part` of a year."""
    gid = f"deals-{count.deals}"
    if plain:
        hatch = part and count.deals * unit >= 6.6
        box = sheet.box(
            x,
            y,
            count.deals * unit,
            BAR,
            fill="bg" if part else "s1",
            edge="s1" if part else None,
            line=0.8 if part else 0,
            hatch=hatch,
        )
        box.set_gid(gid)
        return
    cut = min(_CUT, unit * 0.25)
    for place in range(count.deals):
        line = min(0.9, unit * 0.2)
        if part:
            box = sheet.box(
                x + place * unit + line / 2,
                y + line / 2,
                unit - cut - line,
                BAR - line,
                fill="bg",
                edge="s1",
                line=line,
            )
        else:
            box = sheet.box(x + place * unit, y, unit - cut, BAR, fill="s1")
        box.set_gid(gid)
