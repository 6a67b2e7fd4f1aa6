"""What a chart of stacked bands shows: the same categories under one or two series, each with its own axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

import pandas as pd

LABEL_ALL = 8
"""Up to so many categories every value is labelled."""

_STEPS = (1, 2, 4, 5)


class Category(NamedTuple):
    """A place on the shared axis: one or two lines of text; `part` for a part of a year.

    `group` is written once under the neighbours that share it (the year under its quarters).
    """

    lines: tuple[str, ...]
    part: bool = False
    group: str = ""

    @property
    def name(self) -> str:
        return self.group + "".join(self.lines)


class Band(NamedTuple):
    """One series with its axis.

    Parameters
    ----------
    column
        Column of the exhibit's frame that is drawn; the digits stand in `<column>_printed`.
    mark
        ``bars`` (axis at the left) or ``line`` (axis at the right).
    weight
        Share of the height relative to the other bands.
    """

    name: str
    unit: str
    column: str
    values: tuple[float | None, ...]
    printed: tuple[str, ...]
    mark: Literal["bars", "line"]
    role: str
    weight: float = 1.0

    @property
    def empty(self) -> bool:
        return not any(self.values)

    @property
    def top(self) -> float:
        """The highest value drawn."""
        return max((value for value in self.values if value is not None), default=0.0)

    @property
    def marks(self) -> list[float]:
        """The axis' marks from zero; that of shares ends at the whole, not above it."""
        found = ticks(self.top, self.mark)
        return [0.0, 50.0, 100.0] if self.unit == "%" and self.top <= 100 < found[-1] else found

    @property
    def heading(self) -> str:
        return f"{self.name}（左轴：{self.unit}）" if self.mark == "bars" else self.name


class BandChart(NamedTuple):
    """Bands over shared categories, read from one frame."""

    label: str
    alt: str
    categories: tuple[Category, ...]
    bands: tuple[Band, ...]

    @property
    def part_from(self) -> int | None:
        """Index of the first category that is a part of a year, if full years stand before it."""
        for index, category in enumerate(self.categories):
            if category.part:
                return index if index else None
        return None


def band(
    frame: pd.DataFrame,
    column: str,
    name: str,
    unit: str,
    mark: Literal["bars", "line"],
    role: str,
    weight: float = 1.0,
) -> Band:
    """Read one series from a frame; a missing value stays missing."""
    values = tuple(None if pd.isna(value) else float(value) for value in frame[column])
    return Band(name, unit, column, values, tuple(frame[f"{column}_printed"]), mark, role, weight)


def ticks(top: float, mark: Literal["bars", "line"]) -> list[float]:
    """Return the axis' marks from zero: two or three gridlines.

    For bars none lies above the highest one; above a line one does where it is close.
    """
    if top <= 0:
        return [0.0]
    power = math.floor(math.log10(top)) - 1
    steps = [factor * 10.0**exponent for exponent in (power, power + 1) for factor in _STEPS]
    if mark == "line":
        above = [
            (step * count - top, step, count)
            for step in steps
            for count in (math.ceil(top / step - 1e-9),)
            if count in (2, 3)
        ]
        close = [(-count, over, step) for over, step, count in above if over <= 0.26 * top]
        if close:
            count, _, step = min(close)
            return _marks(step, -count)
    for wanted in (2, 3, 1):
        for step in steps:
            if math.floor(top * 1.02 / step) == wanted:
                return _marks(step, wanted)
    return [0.0, top]


def _marks(step: float, count: int) -> list[float]:
    return [float(f"{step * index:.10g}") for index in range(count + 1)]


def tick_text(value: float, marks: Sequence[float]) -> str:
    """Print an axis mark with as many decimals as the step needs."""
    step = marks[1] if len(marks) > 1 else 1.0
    places = max(0, -math.floor(math.log10(step) + 1e-9)) if step < 1 else 0
    if not value:
        return "0"
    return f"{value:.{places}f}"


def labelled(values: Sequence[float | None]) -> list[int]:
    """Return which values carry their digits, the more important first.

    All of up to eight; beyond, the last, the highest, the first and the lowest.
    """
    known = [index for index, value in enumerate(values) if value is not None]
    if len(values) <= LABEL_ALL or not known:
        return known
    by_value = sorted(known, key=lambda index: (values[index], index))
    highest = max(known, key=lambda index: (values[index], -index))
    return list(dict.fromkeys([known[-1], highest, known[0], by_value[0]]))


def is_low(values: Sequence[float | None], index: int) -> bool:
    """Whether no neighbour lies below a value, so that its label may stand under it."""
    own = values[index]
    around = [value for value in values[max(0, index - 1) : index + 2] if value is not None]
    return own is not None and len(around) > 1 and own == min(around)
