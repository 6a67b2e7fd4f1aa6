"""Excel files as grids: calamine reads the values, merged cells are spread."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from ipabs.importing.archives import open_archive
from ipabs.importing.biff import flaws_of
from ipabs.importing.grid import Cell, Grid
from ipabs.importing.refusal import refuse
from ipabs.importing.sheet_xml import MAX_COLUMNS, MAX_ROWS, Marks, marks_of

__all__ = ["read_workbook"]

_AGAIN = "export it again, or open it in Excel and save it as .xlsx"


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
            marks = _marks(archive, path.name)
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        return _grids(book, path.name, digest, marks, sheet)
    except calamine.PasswordError:
        rule = "the file is not protected by a password"
        raise refuse(path.name, rule, "remove the password in Excel") from None
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise refuse(path.name, f"the file is a sound workbook ({error})", _AGAIN) from None
    except BaseException as error:
        # A panic of the Rust library derives from BaseException alone.
        if type(error).__name__ != "PanicException":
            raise
        raise refuse(path.name, "the file is a sound workbook", _AGAIN) from None


def _marks(archive: zipfile.ZipFile, name: str) -> dict[str, Marks]:
    return marks_of(archive, name)


def _grids(book: Any, name: str, digest: str, marks: dict[str, Marks], wanted: str | None) -> list[Grid]:
    import python_calamine as calamine

    sheets = [meta for meta in book.sheets_metadata if meta.typ == calamine.SheetTypeEnum.WorkSheet]
    if wanted is not None and wanted not in [meta.name for meta in sheets]:
        names = "、".join(meta.name for meta in sheets)
        raise refuse(
            name, f"the workbook has the sheet {wanted!r} of --sheet; it has {names}", "name one of them"
        )
    grids, hidden = [], []
    for place, meta in enumerate(book.sheets_metadata):
        if meta not in sheets or (wanted is not None and meta.name != wanted):
            continue
        if wanted is None and meta.visible != calamine.SheetVisibleEnum.Visible:
            hidden.append(f"{name}: the hidden sheet {meta.name} was not read")
            continue
        sheet = book.get_sheet_by_index(place)
        grid = _grid(sheet, name, digest, marks.get(meta.name, Marks()))
        if any(cell != "" for row in grid.rows for cell in row):
            grids.append(grid)
    if not grids:
        raise refuse(name, "the workbook has a visible sheet with cells", "export it again")
    grids[0].notes += hidden
    return grids


def _grid(sheet: Any, name: str, digest: str, marks: Marks) -> Grid:
    if (
        sheet.total_height >= MAX_ROWS
        or sheet.total_width >= MAX_COLUMNS
        or sheet.height * sheet.width > 5_000_000
    ):
        rule = f"a sheet has at most {MAX_ROWS} rows and {MAX_COLUMNS} columns"
        raise refuse(f"{name} [{sheet.name}]", rule, "delete what lies outside the table")
    rows: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), flaw in marks.flaws.items():
        while len(rows) <= row:
            rows.append([])
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = flaw
    for row, column in marks.percents:
        if row < len(rows) and column < len(rows[row]):
            value = rows[row][column]
            if isinstance(value, int | float) and not isinstance(value, bool):
                rows[row][column] = f"{Decimal(repr(value)) * 100:f}%"
    merged = _spread(rows, sheet.merged_cell_ranges or [])
    lines = list(range(1, len(rows) + 1))
    return Grid(name, digest, sheet.name, rows, lines, marks.epoch_1904, merged)


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
