"""What calamine does not tell of an .xls: passwords, error values, formulas never calculated, stray cells."""

from __future__ import annotations

import struct
from pathlib import Path

import olefile

from ipabs.importing.calamine_process import MAX_COLUMNS, MAX_ROWS
from ipabs.importing.grid import Flaw
from ipabs.importing.refusal import refuse

__all__ = ["flaws_of"]

_AGAIN = "export it again, or open it in Excel and save it as .xlsx"
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_CELLS = (0x06, 0xBD, 0xBE, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x27E)
_BOF, _BOUNDSHEET, _FILEPASS, _FORMULA, _BOOLERR, _STRING = 0x809, 0x85, 0x2F, 0x06, 0x205, 0x207


def flaws_of(path: Path) -> dict[str, dict[tuple[int, int], Flaw]]:
    """Return the cells without a value of each worksheet by name, by row and column from 0.

    Raises
    ------
    ImportRefused
        If the file is damaged, protected, or no workbook.
    """
    name = path.name
    try:
        with olefile.OleFileIO(str(path)) as container:
            if container.exists("EncryptedPackage"):
                raise refuse(name, "the file is not protected by a password", "remove the password in Excel")
            stream = next((s for s in ("Workbook", "Book") if container.exists(s)), None)
            if stream is None:
                rule = "an .xls holds a workbook; this is another kind of Office file"
                raise refuse(name, rule, "export it as .xlsx, .xls or .csv")
            data = container.openstream(stream).read()
    except (OSError, ValueError, IndexError, TypeError, struct.error) as error:
        raise refuse(name, f"the file is a whole .xls ({error})", _AGAIN) from None
    return _walk(data, name)


def _walk(data: bytes, name: str) -> dict[str, dict[tuple[int, int], Flaw]]:
    sheets: dict[int, str] = {}
    found: dict[str, dict[tuple[int, int], Flaw]] = {}
    cells: dict[tuple[int, int], Flaw] = {}
    at = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        body = data[at + 4 : at + 4 + length]
        if kind == _FILEPASS:
            raise refuse(name, "the file is not protected by a password", "remove the password in Excel")
        if kind == _BOUNDSHEET and len(body) > 8:
            count, wide = body[6], body[7] & 1
            title = body[8 : 8 + count * (2 if wide else 1)].decode(
                "utf-16-le" if wide else "latin-1", "replace"
            )
            sheets[struct.unpack_from("<I", body)[0]] = title
        elif kind in _CELLS and len(body) >= 4:
            row, column = struct.unpack_from("<HH", body)
            if row >= MAX_ROWS or column >= MAX_COLUMNS:
                rule = f"a sheet has at most {MAX_ROWS} rows and {MAX_COLUMNS} columns"
                raise refuse(name, rule, "delete what lies outside the table", row + 1)
        if kind == _BOF:
            cells = found.setdefault(sheets.get(at, ""), {})
        elif kind == _BOOLERR and len(body) >= 8 and body[7]:
            cells[struct.unpack_from("<HH", body)] = _error(body[6])
        elif kind == _FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
            cells[struct.unpack_from("<HH", body)] = _error(body[8])
        elif kind == _FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 3:
            cells[struct.unpack_from("<HH", body)] = Flaw("=…", "a formula has a value")
        at += 4 + length
    return found


def _error(code: int) -> Flaw:
    return Flaw(_ERRORS.get(code, "#N/A"), "a cell is no error value")
