"""Numbers, percents and dates of cells."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_EVEN, Decimal

from ipabs.importing.grid import Cell, Flaw, shown
from ipabs.importing.names import BadCell, plain

__all__ = ["UNITS", "amount", "day", "number", "percent", "unit_in"]

UNITS = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
"""Units of amounts in 元."""

_SPELT = {"元": "元", "人民币元": "元", "万": "万元", "万元": "万元", "亿": "亿元", "亿元": "亿元"}
_PLAIN = re.compile(r"-?\d{1,18}(\.\d{1,12})?")
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d{1,12})?")
_WITH_UNIT = re.compile(r"(?:人民币|RMB|CNY|¥)?\s*(.*?)\s*(万元|亿元|元|万|亿)", re.IGNORECASE)
_DAY = re.compile(
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})(\d{2})(\d{2})", re.ASCII
)
_CLOCK = re.compile(r"[T ]+0{1,2}:00(:00(\.0+)?)?$")
_YEARS = (2000, 2100)
_SERIALS = (36526, 73415)  # the days of those years as Excel counts from 1900
_TO_1904 = 1462


def number(cell: Cell) -> Decimal:
    """Return a number.

    Raises
    ------
    BadCell
        If the cell is no plain decimal number, thousands separators allowed.
    """
    if isinstance(cell, Flaw):
        raise BadCell(cell.rule, "mend the formula, or clear the cell")
    if isinstance(cell, bool | dt.date | dt.time | dt.timedelta):
        raise BadCell("is a number")
    text = plain(shown(cell)) if isinstance(cell, str) else f"{Decimal(repr(cell)):f}"
    if isinstance(cell, float) and cell not in (float("inf"), float("-inf")) and cell == cell:
        return Decimal(repr(cell))
    if _GROUPED.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if not _PLAIN.fullmatch(text):
        raise BadCell("is a number", "write digits only; thousands separators stand before three digits")
    return Decimal(text)


def unit_in(cell: Cell) -> str:
    """Return the unit that an amount's own cell states, empty for none."""
    match = _WITH_UNIT.fullmatch(plain(cell)) if isinstance(cell, str) else None
    return _SPELT[match[2]] if match else ""


def amount(cell: Cell, unit: str) -> int:
    """Return an amount in whole 元.

    Parameters
    ----------
    cell : Cell
        The cell; a unit of its own counts.
    unit : str
        The column's unit: 元, 万元 or 亿元.

    Raises
    ------
    BadCell
        If it is no positive amount of whole 元.
    """
    match = _WITH_UNIT.fullmatch(plain(cell)) if isinstance(cell, str) else None
    value = number(match[1] if match else cell) * UNITS[_SPELT[match[2]] if match else unit]
    if value <= 0:
        raise BadCell("an amount is above zero")
    if value > 10**13:
        raise BadCell(
            f"an amount is at most 100,000 亿元: {float(value) / 1e8:,.0f} 亿元 here", "check the unit"
        )
    whole = value.quantize(Decimal(1), ROUND_HALF_EVEN)
    # Excel's binary numbers miss a whole 元 by far less than a 分.
    if abs(value - whole) >= Decimal("0.01"):
        raise BadCell(f"an amount is whole 元: {value.normalize():f} 元 here")
    return int(whole)


def percent(cell: Cell, *, fraction: bool) -> Decimal:
    """Return a rate in percent.

    Parameters
    ----------
    cell : Cell
        The cell; a percent sign counts.
    fraction : bool
        Whether plain numbers are fractions: 0.0325 for 3.25%.

    Raises
    ------
    BadCell
        If it is no rate from 0 to 24.
    """
    text = plain(cell) if isinstance(cell, str) else ""
    told = text.endswith("%")
    value = number(text[:-1].strip()) if told else number(cell) * (100 if fraction else 1)
    if not 0 <= value <= 24:
        raise BadCell(
            f"a rate lies between 0 and 24 percent: {value:.8g} here", "check the cell and its unit"
        )
    return value.quantize(Decimal("0.000001")).normalize()


def day(cell: Cell, *, epoch_1904: bool = False) -> dt.date:
    """Return a date: a date cell, a serial number of days, or text with the year first.

    Raises
    ------
    BadCell
        If it is no date between 2000 and 2100.
    """
    if isinstance(cell, Flaw):
        raise BadCell(cell.rule, "mend the formula, or clear the cell")
    found: dt.date | None = None
    if isinstance(cell, dt.datetime):
        found = cell.date()
    elif isinstance(cell, dt.date):
        found = cell
    elif isinstance(cell, bool | dt.time | dt.timedelta):
        raise BadCell("is a date")
    else:
        found = _spelt(_CLOCK.sub("", plain(shown(cell))), epoch_1904)
    if found is None or not _YEARS[0] <= found.year < _YEARS[1]:
        raise BadCell("is a date between 2000 and 2100, the year first", "write YYYY-MM-DD")
    return found


def _spelt(text: str, epoch_1904: bool) -> dt.date | None:
    serial = re.fullmatch(r"(\d{5})(\.0+)?", text, re.ASCII)
    if serial:
        days = int(serial[1]) + (_TO_1904 if epoch_1904 else 0)
        return dt.date(1899, 12, 30) + dt.timedelta(days) if _SERIALS[0] <= days <= _SERIALS[1] else None
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    year, month, date = [part for part in match.groups() if part and part.isdigit()]
    try:
        return dt.date(int(year), int(month), int(date))
    except ValueError:
        raise BadCell("is a day of the calendar") from None
