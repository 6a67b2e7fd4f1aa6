"""A CSV file as text cells with the line each row stands on."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ipabs.errors import Problem

_REENCODE = "save the file as UTF-8 CSV"


class _Report(Protocol):
    """Shape of the function that records a problem."""

    def __call__(self, row: int | None, value: str, rule: str, remedy: str, column: str = "") -> None: ...


@dataclass
class Cells:
    """The text of one table.

    Parameters
    ----------
    header : list of str
        Column names.
    rows : list of list of str
        Cells, as long as the header, stripped of blanks at both ends.
    lines : list of int
        Line of the file where each row starts, the header being line 1.
    """

    header: list[str]
    rows: list[list[str]]
    lines: list[int]

    def column(self, name: str) -> list[str]:
        """Return the cells of a column."""
        place = self.header.index(name)
        return [row[place] for row in self.rows]


def read_cells(path: Path, table: str) -> tuple[Cells | None, list[Problem]]:
    """Read a UTF-8 CSV file.

    Parameters
    ----------
    path : Path
        The file.
    table : str
        Name of the table, for problems.

    Returns
    -------
    Cells or None
        None if the file can't be read as CSV at all. Ragged rows are left out.
    list of Problem
        What is wrong, by line.
    """
    problems: list[Problem] = []

    def wrong(row: int | None, value: str, rule: str, remedy: str, column: str = "") -> None:
        problems.append(Problem("error", table, row, column, value, rule, remedy))

    try:
        data = path.read_bytes()
    except OSError as error:
        wrong(None, path.name, f"the file can be read ({error.strerror})", "check its type and permissions")
        return None, problems
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        wrong(line, "", "a CSV file holds no NUL bytes", _REENCODE)
        return None, problems
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        wrong(line, "", "the file is UTF-8", _REENCODE)
        return None, problems
    if not text.strip():
        wrong(None, path.name, "the file has a header", "restore the file, or its header line")
        return None, problems
    return _parsed(text, wrong), problems


def _parsed(text: str, wrong: _Report) -> Cells | None:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    cells: Cells | None = None
    start = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return cells
        except csv.Error as error:
            wrong(
                start, "", f"the row is well-formed CSV ({error})", "check the quotes and commas from here on"
            )
            return cells
        if row:
            stripped = [cell.strip() for cell in row]
            if cells is None:
                if not _header_is_sound(stripped, wrong):
                    return None
                cells = Cells(stripped, [], [])
            elif len(stripped) != len(cells.header):
                rule = (
                    f"a row has as many cells as the header: {len(stripped)} here, {len(cells.header)} there"
                )
                wrong(
                    start,
                    ",".join(stripped),
                    rule,
                    "quote cells that contain commas; fill in what is missing",
                )
            else:
                cells.rows.append(stripped)
                cells.lines.append(start)
        start = reader.line_num + 1


def _header_is_sound(header: list[str], wrong: _Report) -> bool:
    twice = sorted({name for name in header if header.count(name) > 1})
    for name in twice:
        wrong(1, name, "a column name occurs once", "rename or remove one of the columns")
    return not twice
