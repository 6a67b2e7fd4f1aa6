"""What a printed table is: columns with their alignment, rows of printed texts, totals, emphasis, bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Align = Literal["l", "c", "r"]


class Column(NamedTuple):
    """One column: title, alignment, and the key of its values in the exhibit's frame."""

    title: str
    align: Align = "l"
    key: str = ""


class Group(NamedTuple):
    """A title over `span` neighbouring columns; empty over columns that stand alone."""

    span: int
    title: str = ""


class Bar(NamedTuple):
    """A bar in a row: shares of the whole width, each with its fill.

    `parts` are pairs of share (0 to 1) and fill: ``s1``, ``s3`` or ``hatched``.
    """

    parts: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Table:
    """A table of printed texts.

    Parameters
    ----------
    totals
        Last rows that are 合计.
    emphasis
        1-based body row that is bold.
    bars
        1-based column whose shares get the extra column 占比图示; `bar_rows` holds a bar for each body
        row (``None`` where there is nothing to draw).
    bars_title
        Title of the extra column.
    layout
        ``grid``, or ``text`` for tables of long text, where `widths` are percentages.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[tuple[str, ...], ...] = ()
    groups: tuple[Group, ...] = ()
    emphasis: int | None = None
    bars: int | None = None
    bar_rows: tuple[Bar | None, ...] = ()
    bars_title: str = "占比图示"
    layout: Literal["grid", "text"] = "grid"
    widths: tuple[int, ...] = ()
    empty: str = field(default="本期没有发行")

    def __post_init__(self) -> None:
        wide = len(self.columns)
        for row in (*self.rows, *self.totals):
            if len(row) != wide:
                raise ValueError(f"a row of {len(row)} cells in a table of {wide} columns: {row}")
        if self.groups and sum(group.span for group in self.groups) != wide:
            raise ValueError("the groups do not cover the columns")
        if self.bars and len(self.bar_rows) != len(self.rows):
            raise ValueError("a bar, or None, for each row")


def share_bars(shares: Sequence[float | None], emphasis: int | None) -> tuple[Bar | None, ...]:
    """Return one bar a row, the emphasised one in the first colour."""
    return tuple(
        Bar(((share, "s1" if number == emphasis else "s3"),)) if share else None
        for number, share in enumerate(shares, 1)
    )
