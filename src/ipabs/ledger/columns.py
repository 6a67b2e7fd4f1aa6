"""From text cells to typed columns."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from ipabs.errors import Problem
from ipabs.ledger.csv_files import Cells
from ipabs.ledger.schema import Field, Table

# While unknown values are still allowed for; `settled` narrows them.
DTYPES = {
    "string": "string",
    "date": "datetime64[ns]",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WHOLE = re.compile(r"[+-]?\d{1,18}(\.0+)?")
_DECIMAL = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")
_TRUE = {"true": True, "1": True, "false": False, "0": False}
_YEARS = (1980, 2200)


def _text(cell: str) -> str:
    if _CONTROL.search(cell):
        raise ValueError("text has no control characters")
    return cell


def _date(cell: str) -> dt.datetime:
    try:
        day = dt.datetime.strptime(cell, "%Y-%m-%d") if _DAY.fullmatch(cell) else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError("is a date written YYYY-MM-DD")
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise ValueError(f"is a date between {_YEARS[0]} and {_YEARS[1]}")
    return day


def _integer(cell: str) -> int:
    if not _WHOLE.fullmatch(cell):
        raise ValueError("is a whole number without separators or units")
    return int(cell.partition(".")[0])


def _number(cell: str) -> float:
    if not _DECIMAL.fullmatch(cell):
        raise ValueError("is a plain decimal number without % or separators")
    return float(cell)


def _boolean(cell: str) -> bool:
    try:
        return _TRUE[cell.lower()]
    except KeyError:
        raise ValueError("is true or false") from None


_READERS: dict[str, Callable[[str], Any]] = {
    "string": _text,
    "date": _date,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
}


def empty_frame(table: Table) -> pd.DataFrame:
    """Return the table without rows, every column of its final type."""
    return settled(table, pd.DataFrame({f.name: pd.Series([], dtype=DTYPES[f.type]) for f in table.fields}))


def typed_frame(table: Table, cells: Cells) -> tuple[pd.DataFrame, list[Problem]]:
    """Type every column; a cell that can't be read is unknown in the frame and a problem in the list."""
    problems: list[Problem] = []
    columns: dict[str, pd.Series[Any]] = {}
    for field in table.fields:
        if field.name not in cells.header and not field.optional:
            problems.append(
                Problem(
                    "error",
                    table.name,
                    1,
                    field.name,
                    "",
                    "the table has this column",
                    "add the column; LEDGER.md and datapackage.json list them",
                )
            )
        elif field.name not in cells.header:
            columns[field.name] = pd.Series([None] * len(cells.rows), dtype=DTYPES[field.type])
    for name in cells.header:
        field = table.field(name) or Field(name)
        columns[name], found = _typed(table.name, field, cells.column(name), cells.lines)
        problems += found
    order = [f.name for f in table.fields if f.name in columns]
    frame = pd.DataFrame({name: columns[name] for name in dict.fromkeys([*order, *cells.header])})
    return frame, problems


def _typed(
    table: str, field: Field, texts: list[str], lines: list[int]
) -> tuple[pd.Series[Any], list[Problem]]:
    read = _READERS[field.type]
    values: list[Any] = []
    problems = []
    for text, line in zip(texts, lines, strict=True):
        try:
            values.append(read(text) if text else None)
        except ValueError as error:
            values.append(None)
            problems.append(Problem("error", table, line, field.name, text, str(error), "correct the cell"))
    return pd.Series(values, dtype=DTYPES[field.type]), problems


def settled(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Give required numbers and booleans the plain types int64 and bool, once nothing is missing."""
    plain = {"integer": "int64", "boolean": "bool"}
    wanted = {f.name: plain[f.type] for f in table.fields if f.type in plain and f.required}
    return frame.astype(wanted).reset_index(drop=True)
