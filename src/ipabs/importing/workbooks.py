"""Excel files as grids: calamine reads the values, in a process of its own; merged cells are spread."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from ipabs.importing import calamine_process
from ipabs.importing.archives import open_archive
from ipabs.importing.biff import flaws_of
from ipabs.importing.calamine_process import MAX_COLUMNS, MAX_ROWS
from ipabs.importing.grid import Cell, Flaw, Grid
from ipabs.importing.refusal import refuse
from ipabs.importing.sheet_xml import Marks, marks_of

__all__ = ["read_workbook"]

_AGAIN = "export it again, or open it in Excel and save it as .xlsx"
_SECONDS = 120


def read_workbook(path: Path, digest: str, *, old: bool, sheet: str | None = None) -> list[Grid]:
    """Read the visible worksheets of an .xlsx or .xls that are not empty.

    Parameters
    ----------
    path : Path
        The file.
    digest : str
        Its SHA-256.
    old : bool
        Whether it is an .xls.
    sheet : str, optional
        Name of the only sheet to read, hidden or not.

    Raises
    ------
    ImportRefused
        If the file is damaged, protected, oversized, or has no such sheet.
    """
    if old:
        marks = {name: Marks(flaws=flaws) for name, flaws in flaws_of(path).items()}
    else:
        with open_archive(path) as archive:
            marks = marks_of(archive, path.name)
    sheets = _values(path, sheet)
    if sheet is not None and sheet not in [each["name"] for each in sheets]:
        names = "、".join(each["name"] for each in sheets)
        rule = f"the workbook has the sheet {sheet!r} of --sheet; it has {names}"
        raise refuse(path.name, rule, "name one of them")
    grids = [
        _grid(each, path.name, digest, marks.get(each["name"], Marks())) for each in sheets if "rows" in each
    ]
    grids = [grid for grid in grids if any(cell != "" for row in grid.rows for cell in row)]
    if not grids:
        raise refuse(path.name, "the workbook has a visible sheet with cells", "export it again")
    if sheet is None:
        hidden = [each["name"] for each in sheets if each["hidden"]]
        grids[0].notes += [f"{path.name}: the hidden sheet {name} was not read" for name in hidden]
    return grids


def _values(path: Path, sheet: str | None) -> list[dict[str, Any]]:
    """Return each worksheet's ``name``, ``hidden`` and, if it is read, ``rows`` and ``merged``."""
    # -P: the script's folder is no place to import from.
    command = [sys.executable, "-P", str(calamine_process.__file__), str(path.resolve())]
    try:
        ended = subprocess.run(
            [*command, *([sheet] if sheet is not None else [])],
            stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False,
        )  # fmt: skip
        answer: dict[str, Any] = json.loads(ended.stdout) if ended.returncode == 0 else {"error": "damaged"}
    except subprocess.TimeoutExpired:
        raise refuse(path.name, f"the workbook is read within {_SECONDS} s", _AGAIN) from None
    except ValueError:
        answer = {"error": "damaged"}
    error, detail = answer.get("error"), answer.get("detail", "")
    if error == "password":
        raise refuse(path.name, "the file is not protected by a password", "remove the password in Excel")
    if error == "large":
        rule = f"a sheet has at most {MAX_ROWS} rows and {MAX_COLUMNS} columns"
        raise refuse(f"{path.name} [{detail}]", rule, "delete what lies outside the table")
    if error:
        raise refuse(path.name, f"the file is a sound workbook{f' ({detail})' if detail else ''}", _AGAIN)
    sheets: list[dict[str, Any]] = answer["sheets"]
    return sheets


def _grid(sheet: dict[str, Any], name: str, digest: str, marks: Marks) -> Grid:
    rows = [[_cell(cell) for cell in row] for row in sheet["rows"]]
    for (row, column), flaw in marks.flaws.items():
        if row >= MAX_ROWS or column >= MAX_COLUMNS:
            continue  # a damaged record; calamine saw no such cell
        while len(rows) <= row:
            rows.append([])
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = flaw
    for row, column in marks.percents:
        if row < len(rows) and column < len(rows[row]):
            value = rows[row][column]
            if isinstance(value, int | float) and not isinstance(value, bool):
                rows[row][column] = f"{Decimal(repr(value)) * 100:f}%"
    merged = _spread(rows, sheet["merged"])
    lines = list(range(1, len(rows) + 1))
    return Grid(name, digest, sheet["name"], rows, lines, marks.epoch_1904, merged)


def _cell(cell: Any) -> Cell:
    if not isinstance(cell, list):
        value: Cell = cell
        return value
    kind, text = cell
    if kind == "datetime":
        return dt.datetime.fromisoformat(text)
    if kind == "date":
        return dt.date.fromisoformat(text)
    return Flaw(text, "is no time of day")


def _spread(rows: list[list[Cell]], ranges: Any) -> set[tuple[int, int]]:
    """Put the value of each merged range into all its cells; return those that were merged down."""
    spread = set()
    for (top, left), (bottom, right) in ranges:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        for row in range(top, min(bottom, len(rows) - 1) + 1):
            for column in range(left, min(right, len(rows[row]) - 1) + 1):
                rows[row][column] = value
                if bottom > top:
                    spread.add((row, column))
    return spread
