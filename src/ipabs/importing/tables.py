"""The ledger's tables as text that can be edited: rows that nobody touches keep their bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from ipabs.importing.grid import Place
from ipabs.ledger.schema import Table

__all__ = ["Row", "TableText", "same"]

_TRUE = {"true": "true", "1": "true", "false": "false", "0": "false"}


@dataclass(eq=False)
class Row:
    """A row: its cells by column, its bytes as long as it is untouched, and what an import put there."""

    cells: dict[str, str]
    raw: str | None = None
    places: dict[str, Place] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def put(self, column: str, text: str, place: Place) -> None:
        """Write a cell and remember where it came from."""
        self.cells[column] = text
        self.places[column] = place
        self.raw = None


class TableText:
    """One table of the ledger.

    Parameters
    ----------
    schema : Table
        Its columns, types and file.
    root : Path
        The ledger's folder. The file has passed the ledger's own checks.
    """

    def __init__(self, schema: Table, root: Path) -> None:
        self.schema = schema
        self.path = schema.path
        data = (root / schema.path).read_bytes()
        text = data.decode("utf-8")
        self._bom = "\ufeff" if text.startswith("\ufeff") else ""
        text = text.removeprefix("\ufeff")
        self._end = "\r\n" if "\r\n" in text.partition("\n")[0] + "\n" else "\n"
        self.rows: list[Row] = []
        self.before = data
        self._head = ""
        self.columns: list[str] = []
        for raw, cells in _records(text):
            if not self.columns:
                self._head += raw
                self.columns = [cell.strip() for cell in cells]
            elif cells:
                named = dict(zip(self.columns, (cell.strip() for cell in cells), strict=True))
                self.rows.append(Row(named, raw))
            elif self.rows:
                last = self.rows[-1]
                last.raw = (last.raw or "") + raw
            else:
                self._head += raw

    def add(self, cells: dict[str, str], places: dict[str, Place], at: int | None = None) -> Row:
        """Add a row, at the end or at a place."""
        row = Row({column: cells.get(column, "") for column in self.columns}, None, places)
        self.rows.insert(len(self.rows) if at is None else at, row)
        return row

    def key(self, row: Row) -> str:
        """Return what names a row in corrections, conflicts and origins: its key, joined by ``|``."""
        return "|".join(row[name] for name in self.schema.locate)

    def same(self, column: str, one: str, other: str) -> bool:
        """Tell whether two cells of a column say the same."""
        known = self.schema.field(column)
        return same(known.type if known else "string", one, other)

    def written(self) -> bytes:
        """Return the file."""
        return (self._bom + self._head_line() + "".join(self._lines())).encode()

    def at_line(self, line: int) -> Row | None:
        """Return the row that starts on a line of the file as `written` gives it."""
        start = self._head_line().count("\n") + 1
        for row, text in zip(self.rows, self._lines(), strict=True):
            if start <= line < start + text.count("\n"):
                return row
            start += text.count("\n")
        return None

    def _head_line(self) -> str:
        return self._head if self._head.endswith("\n") else self._head + self._end

    def _lines(self) -> Iterator[str]:
        for row in self.rows:
            if row.raw is None:
                file = io.StringIO(newline="")
                writer = csv.writer(file, lineterminator=self._end)
                writer.writerow([row[column] for column in self.columns])
                yield file.getvalue()
            else:
                yield row.raw if row.raw.endswith("\n") or row is self.rows[-1] else row.raw + self._end


def same(kind: str, one: str, other: str) -> bool:
    """Tell whether two texts are the same value of a type of the schema."""
    if one == other:
        return True
    if kind in ("integer", "number"):
        try:
            return Decimal(one) == Decimal(other)
        except InvalidOperation:
            return False
    if kind == "boolean":
        return _TRUE.get(one.casefold(), one) == _TRUE.get(other.casefold(), other)
    return False


def _records(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each record with the very text it was read from."""
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            taken.append(line)
            yield line

    for cells in csv.reader(lines(), strict=True):
        yield "".join(taken), cells
        taken.clear()
