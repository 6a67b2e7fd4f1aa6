"""CSV files as grids: UTF-8 with or without BOM, or GB18030."""

from __future__ import annotations

import csv
import io

from ipabs.importing.grid import Cell, Grid
from ipabs.importing.refusal import refuse

__all__ = ["read_delimited"]

_SURE = 4  # characters beyond ASCII that are sound UTF-8: GB18030 text never looks like that for long
_RESAVE = "save it as CSV UTF-8 or as .xlsx"
_LONGEST = 131_072  # characters of a cell; the csv module's own limit


def read_delimited(data: bytes, name: str, digest: str) -> Grid:
    """Read a CSV file whose cells are parted by commas, tabs or semicolons.

    Raises
    ------
    ImportRefused
        If it is binary, in another encoding, or no sound CSV.
    """
    text = _decoded(data, name)
    if not text.strip():
        raise refuse(name, "the file has rows", "export it again")
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[Cell]] = []
    lines: list[int] = []
    start = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            limit = f"a cell has at most {_LONGEST} characters" if "field larger" in str(error) else ""
            rule = limit or f"the row is well-formed CSV ({error})"
            raise refuse(name, rule, "check the quotation marks and commas from here on", start) from None
        rows.append(list(row))
        lines.append(start)
        start = reader.line_num + 1
    return Grid(name, digest, "", rows, lines)


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse(name, "a CSV file is UTF-8 or GB18030; this is UTF-16", _RESAVE)
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise refuse(name, "a CSV file holds no NUL bytes", _RESAVE, line)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "ignore")
        line = before.count("\n") + 1
        if sum(not character.isascii() for character in before) >= _SURE:
            rule = f"the file is UTF-8 as it begins (byte {error.start} is not)"
            raise refuse(name, rule, "it was cut off or mixed: export it again", line) from None
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise refuse(name, "a CSV file is UTF-8 or GB18030", _RESAVE, line) from None


def _delimiter(text: str) -> str:
    head = text[:20_000]
    return max(",\t;", key=head.count)
