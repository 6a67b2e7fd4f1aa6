"""The importer's own small tables: read with located errors, written plainly."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from ipabs.importing.refusal import refuse

__all__ = ["FOLDER", "Entry", "address", "formatted", "read_shipped", "read_table"]

FOLDER = "import"
"""Folder below the ledger's that holds what imports know and leave behind."""


@dataclass(frozen=True)
class Entry:
    """A row of such a table: the line it stands on and its cells by column."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def address(root: Path, name: str) -> str:
    """Return how messages name a table: ``data/import/NAME`` for the folder ``data``."""
    return f"{root.resolve().name}/{FOLDER}/{name}"


def read_shipped(name: str) -> list[Entry]:
    """Return the rows of a table that ships with the package."""
    return _parsed((resources.files("ipabs.importing") / name).read_bytes(), name, ())


def read_table(root: Path, name: str, columns: Sequence[str]) -> list[Entry]:
    """Return the rows of ``import/NAME`` below the ledger's folder; none if it is not there.

    Raises
    ------
    ImportRefused
        If it is no UTF-8 CSV or lacks one of `columns`.
    """
    path = root / FOLDER / name
    if not path.exists():
        return []
    try:
        data = path.read_bytes()
    except OSError as error:
        raise refuse(address(root, name), f"the file can be read ({error.strerror})", "check it") from None
    return _parsed(data, address(root, name), columns)


def _parsed(data: bytes, where: str, columns: Sequence[str]) -> list[Entry]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise refuse(where, "the file is UTF-8", "save it as CSV UTF-8", line) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    entries: list[Entry] = []
    start = 1
    try:
        for row in reader:
            if row and not header:
                header = [cell.strip() for cell in row]
                missing = [column for column in columns if column not in header]
                if missing:
                    raise refuse(where, f"the table has the column {missing[0]}", "restore its header", 1)
            elif any(cell.strip() for cell in row):
                if len(row) != len(header):
                    rule = f"a row has as many cells as the header: {len(row)} here, {len(header)} there"
                    raise refuse(where, rule, "quote cells that contain commas", start)
                entries.append(Entry(start, {n: c.strip() for n, c in zip(header, row, strict=True)}))
            start = reader.line_num + 1
    except csv.Error as error:
        raise refuse(where, f"the row is well-formed CSV ({error})", "check the quotes", start) from None
    return entries


def formatted(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return a table as UTF-8 CSV."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()
