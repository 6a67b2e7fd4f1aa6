"""The ranges of time that an edition speaks of, and their Chinese words.

An edition is named after the quarter it closes (``2024Q1``). It compares the last full calendar
year and, unless it is a fourth-quarter edition, the months from January to its own end, each with
the same months of the year before (同比).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from ipabs.errors import IpabsError, UsageError

_QUARTER = re.compile(r"(\d{4})Q([1-4])")
_ORDINAL = "一二三四"


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter, ``2024Q1``."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read ``YYYYQn``.

        Raises
        ------
        UsageError
            If `text` is not a quarter.
        """
        match = _QUARTER.fullmatch(text.strip().upper())
        if not match:
            raise UsageError(f"“{text}” is not a period: write a quarter such as 2024Q1.")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: dt.date) -> Quarter:
        """Return the quarter that `day` falls into."""
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    def shift(self, quarters: int) -> Quarter:
        """Return the quarter `quarters` later (earlier if negative)."""
        index = self.year * 4 + self.number - 1 + quarters
        return Quarter(index // 4, index % 4 + 1)

    @property
    def start(self) -> dt.date:
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> dt.date:
        month = 3 * self.number
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def zh(self) -> str:
        """2024年第一季度."""
        return f"{self.year}年第{_ORDINAL[self.number - 1]}季度"


def refuse_uncovered(quarter: Quarter, first: Quarter, last: Quarter, data: str) -> None:
    """Stop where a ledger has nothing for an edition.

    Raises
    ------
    IpabsError
        Naming what the ledger covers.
    """
    if not first <= quarter <= last:
        raise IpabsError(
            f"The ledger in {data} covers {first} to {last}; it has nothing for {quarter}. "
            "Name one of these quarters, or add the missing rows: a quarter counts as complete when "
            "market_totals.csv has its row."
        )


@dataclass(frozen=True, order=True)
class Span:
    """January to the end of a quarter within one year; the whole year if `quarters` is 4."""

    year: int
    quarters: int = 4

    @property
    def id(self) -> str:
        """``2023``, ``2024Q1`` or ``2024Q1-Q3``: the form that fact ids use."""
        if self.quarters == 4:
            return str(self.year)
        if self.quarters == 1:
            return f"{self.year}Q1"
        return f"{self.year}Q1-Q{self.quarters}"

    @property
    def is_year(self) -> bool:
        return self.quarters == 4

    @property
    def start(self) -> dt.date:
        return dt.date(self.year, 1, 1)

    @property
    def end(self) -> dt.date:
        return Quarter(self.year, self.quarters).end

    @property
    def prior(self) -> Span:
        """The same months of the year before."""
        return Span(self.year - 1, self.quarters)

    @property
    def months_zh(self) -> str:
        """全年, 1—3月, 上半年 or 前三季度."""
        return {1: "1—3月", 2: "上半年", 3: "前三季度", 4: "全年"}[self.quarters]

    @property
    def zh(self) -> str:
        """2023年, 2024年1—3月, 2024年上半年, 2024年前三季度."""
        return f"{self.year}年" if self.is_year else f"{self.year}年{self.months_zh}"


@dataclass(frozen=True)
class Calendar:
    """The ranges of one edition."""

    quarter: Quarter

    @property
    def name(self) -> str:
        return str(self.quarter)

    @property
    def year(self) -> Span:
        """The last full calendar year."""
        last = self.quarter.year if self.quarter.number == 4 else self.quarter.year - 1
        return Span(last)

    @property
    def prior_year(self) -> Span:
        return self.year.prior

    @property
    def ytd(self) -> Span | None:
        """January to the edition's end; ``None`` in a fourth-quarter edition."""
        if self.quarter.number == 4:
            return None
        return Span(self.quarter.year, self.quarter.number)

    @property
    def prior_ytd(self) -> Span | None:
        return self.ytd.prior if self.ytd else None

    @property
    def window(self) -> tuple[Span, ...]:
        """The last full year and, if there is one, the year to date (tables 4 and 5)."""
        return (self.year, self.ytd) if self.ytd else (self.year,)

    @property
    def roles(self) -> dict[str, Span]:
        """Role in a variable's name → span, present ones only."""
        spans = {
            "year": self.year,
            "prior_year": self.prior_year,
            "ytd": self.ytd,
            "prior_ytd": self.prior_ytd,
        }
        return {role: span for role, span in spans.items() if span}

    @property
    def cut_off(self) -> dt.date:
        return self.quarter.end

    @property
    def cut_off_zh(self) -> str:
        day = self.cut_off
        return f"{day.year}年{day.month}月{day.day}日"

    @property
    def window_zh(self) -> str:
        """2023年及2024年1—3月."""
        return "及".join(span.zh for span in self.window)
