"""Reads a workbook with calamine, as a process of its own: ``python calamine_process.py FILE [SHEET]``.

A damaged .xls can make calamine ask for terabytes, and Rust then ends the process at once. The answer is JSON on
standard output; a failure is a JSON object with ``error``. Nothing of ipabs is imported: it has to start quickly.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Any

MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 50_000, 500, 5_000_000
_MEMORY = 3 << 30


def main() -> None:
    """Answer for the file that the command line names."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    except (ImportError, OSError, ValueError):  # Windows; a stricter limit already
        pass
    import python_calamine as calamine

    try:
        answer = _read(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
    except calamine.PasswordError:
        answer = {"error": "password"}
    except (calamine.CalamineError, OSError, ValueError, OverflowError, MemoryError) as error:
        answer = {"error": "damaged", "detail": str(error)[:200]}
    json.dump(answer, sys.stdout)


def _read(path: str, wanted: str | None) -> dict[str, Any]:
    import python_calamine as calamine

    book = calamine.CalamineWorkbook.from_path(path)
    sheets = []
    for place, meta in enumerate(book.sheets_metadata):
        if meta.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        hidden = meta.visible != calamine.SheetVisibleEnum.Visible
        entry: dict[str, Any] = {"name": meta.name, "hidden": hidden}
        if meta.name == wanted or (wanted is None and not hidden):
            sheet = book.get_sheet_by_index(place)
            large = sheet.total_height >= MAX_ROWS or sheet.total_width >= MAX_COLUMNS
            if large or sheet.height * sheet.width > MAX_CELLS:
                return {"error": "large", "detail": meta.name}
            entry["rows"] = [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            entry["merged"] = sheet.merged_cell_ranges or []
        sheets.append(entry)
    return {"sheets": sheets}


def _plain(cell: Any) -> Any:
    """Return a cell as JSON has it; dates and times are lists of kind and text."""
    if isinstance(cell, dt.datetime):
        return ["datetime", cell.isoformat()]
    if isinstance(cell, dt.date):
        return ["date", cell.isoformat()]
    if isinstance(cell, dt.time | dt.timedelta):
        return ["time", str(cell)]
    return cell


if __name__ == "__main__":
    main()
