"""From text to typed columns: every distinct word is read once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ipabs.errors import Problem
from ipabs.ledger import remedies
from ipabs.ledger.csv_files import Cells
from ipabs.ledger.schema import Field, Table
from ipabs.ledger.texts import Codes, Mask, Rows, Text, bytes_of

_KINDS = {"date": "M8[D]", "integer": "i8", "number": "f8", "boolean": "?"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WHOLE = re.compile(r"[+-]?\d{1,18}(\.0+)?")
_DECIMAL = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?")
_CONTROL = "[\\x00-\\x09\\x0b-\\x1f\\x7f]"
_TRUE = {"true": True, "1": True, "false": False, "0": False}
_YEARS = (1980, 2200)
# The common spellings, which Arrow converts as Python would; the others are read one by one.
_COMMON = {
    "integer": (r"^-?[0-9]{1,18}\z", pa.int64()),
    "number": (r"^-?[0-9]{1,15}(\.[0-9]{1,15})?\z", pa.float64()),
}


@dataclass
class Column:
    """A typed column.

    Parameters
    ----------
    field : Field
        The schema's entry.
    text : Text
        Its cells.
    values : ndarray or None, shape (words,)
        The value of each word: ``M8[D]``, int64, float64 or bool; None for text, which is its own value.
    readable : ndarray of bool, shape (words,)
        Which words have one.
    """

    field: Field
    text: Text
    values: npt.NDArray[Any] | None
    readable: Mask

    def known(self) -> Mask:
        """Return which rows have a value."""
        return np.append(self.readable, False)[self.text.codes]

    def each(self, missing: object) -> npt.NDArray[Any]:
        """Return a value a row, `missing` where there is none."""
        assert self.values is not None  # text has words, not values
        values = np.append(self.values, np.array([missing], self.values.dtype))
        if not self.readable.all():
            values[:-1][~self.readable] = missing
        taken: npt.NDArray[Any] = values[self.text.codes]
        return taken

    def codes(self) -> Codes:
        """Return a number a row, equal for equal values; -1 where there is none."""
        numbers = np.arange(len(self.text.words), dtype=np.int32)
        if self.values is not None:
            numbers = np.unique(self.values, return_inverse=True)[1].astype(np.int32)
        places: Codes = np.append(np.where(self.readable, numbers, -1), -1).astype(np.int32)
        return places[self.text.codes]


Columns = dict[str, Column]


def absent(field: Field, rows: int) -> Column:
    """Return a column of unknown values."""
    values = None if field.type == "string" else np.empty(0, _KINDS[field.type])
    return Column(field, Text.empty(rows), values, np.empty(0, np.bool_))


def typed(table: Table, cells: Cells) -> tuple[Columns, list[Problem]]:
    """Type every column; a cell that can't be read is unknown in the column and a problem in the list.

    Columns come in the order of the schema, then those that it does not know.
    """
    problems: list[Problem] = []
    columns: Columns = {}
    for field in table.fields:
        if field.name in cells.columns:
            continue
        if field.optional:
            columns[field.name] = absent(field, len(cells.lines))
        else:
            rule, remedy = (
                "the table has this column",
                "add the column; datapackage.json and docs/ledger.md describe it",
            )
            problems.append(Problem("error", table.name, 1, field.name, "", rule, remedy))
    for name, text in cells.columns.items():
        columns[name], unread = _column(table.field(name) or Field(name), text)
        rows, rules = _unread_rows(text, unread)
        problems += [
            _unreadable(table.name, cells.lines[row], columns[name].field, text.at(row), rule)
            for row, rule in zip(rows.tolist(), rules, strict=True)
        ]
    order = dict.fromkeys([*(f.name for f in table.fields if f.name in columns), *cells.columns])
    return {name: columns[name] for name in order}, problems


def _unreadable(table: str, line: int, field: Field, cell: str, rule: str) -> Problem:
    return Problem("error", table, line, field.name, cell, rule, remedies.for_cell(field, cell))


def _unread_rows(text: Text, unread: dict[int, str]) -> tuple[Rows, list[str]]:
    marked = np.zeros(len(text.words), np.bool_)
    marked[list(unread)] = True
    rows = text.rows(marked)
    return rows, [unread[code] for code in text.codes[rows].tolist()]


def _column(field: Field, text: Text) -> tuple[Column, dict[int, str]]:
    """Return the column, and by word the rule that an unreadable one breaks."""
    unread: dict[int, str] = {}
    words = text.words
    if field.type == "string":
        values = None
        if _has_control(words):
            broken = pc.match_substring_regex(words, _CONTROL).to_numpy(zero_copy_only=False)
            unread = dict.fromkeys(np.flatnonzero(broken).tolist(), "text has no control characters")
    else:
        values = np.zeros(len(words), _KINDS[field.type])
        rest: npt.NDArray[Any] = np.arange(len(words))
        if field.type in _COMMON:
            pattern, kind = _COMMON[field.type]
            common = pc.match_substring_regex(words, pattern)
            mask = common.to_numpy(zero_copy_only=False)
            values[mask] = words.filter(common).cast(kind).to_numpy(zero_copy_only=False)
            rest = np.flatnonzero(~mask)
        read = _READERS[field.type]
        for code, word in zip(rest.tolist(), words.take(pa.array(rest)).to_pylist(), strict=True):
            try:
                values[code] = read(word)
            except ValueError as error:
                unread[code] = str(error)
    readable = np.ones(len(words), np.bool_)
    readable[list(unread)] = False
    return Column(field, text, values, readable), unread


def _has_control(words: pa.Array) -> bool:
    data = bytes_of(words)
    return bool((((data < 0x20) & (data != 0x0A)) | (data == 0x7F)).any())


def _date(cell: str) -> dt.date:
    day = None
    if _DAY.fullmatch(cell):
        try:
            # The quick way reads ASCII digits only.
            day = dt.date.fromisoformat(cell) if cell.isascii() else _strptime(cell)
        except ValueError:
            day = None
    if day is None:
        raise ValueError("is a date written YYYY-MM-DD")
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise ValueError(f"is a date between {_YEARS[0]} and {_YEARS[1]}")
    return day


def _strptime(cell: str) -> dt.date:
    return dt.datetime.strptime(cell, "%Y-%m-%d").date()


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
    "date": _date,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
}
