"""What a file is, by its first bytes, and its sheets."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ipabs.importing.delimited import read_delimited
from ipabs.importing.grid import Grid
from ipabs.importing.refusal import ImportRefused, refuse
from ipabs.importing.workbooks import read_workbook

__all__ = ["AS_WORKBOOK", "read_grids"]

_LARGEST = 64 << 20
_KINDS = "export it as .xlsx, .xls or .csv"
AS_WORKBOOK = "export it again as .xlsx, or, if it is a CSV file, name it .csv"
"""What to do about text under a workbook's name."""

_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a BMP image"),
    (b"II*\0", "a TIFF image"),
    (b"RIFF", "a media file"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)


def read_grids(path: Path, sheet: str | None = None) -> list[Grid]:
    """Read an export's sheets; what it is follows from its content, not from its name.

    Raises
    ------
    ImportRefused
        If it can't be read, is empty, too large or of another kind.
    """
    name = path.name or str(path)
    try:
        if path.is_dir():
            raise refuse(name, "an export is a file, not a folder", "name the files in it")
        if not path.is_file():
            raise refuse(name, "the file is there", "check its name and folder")
        size = path.stat().st_size
        if size > _LARGEST:
            raise refuse(
                name,
                f"an export has at most {_LARGEST >> 20} MB: {size >> 20} MB here",
                "export fewer columns or rows",
            )
        data = path.read_bytes()
    except OSError as error:
        raise refuse(name, f"the file can be read ({error.strerror})", "check its permissions") from None
    except ValueError:  # a NUL in the name
        raise refuse("FILE", "the file is there", "check its name and folder") from None
    if not data:
        raise refuse(name, "the file is not empty", "export it again")
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(b"PK"):
        return read_workbook(path, digest, old=False, sheet=sheet)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return read_workbook(path, digest, old=True, sheet=sheet)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise refuse(name, f"the file is a table; this is {kind}", _KINDS)
    head = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")):
        rule = "the file is a table; this is a web page or XML under another name"
        raise refuse(name, rule, "open it in Excel and save it as .xlsx")
    if path.suffix.lower() in (".xlsx", ".xls") and b"\0" in data:
        raise refuse(name, f"a file named {path.suffix} is a workbook", _KINDS)
    if sheet is not None and path.suffix.lower() in (".xlsx", ".xls"):
        raise refuse(name, f"a file named {path.suffix} is a workbook; this is text", AS_WORKBOOK)
    if sheet is not None:
        raise refuse(name, "--sheet names a sheet of a workbook; a CSV file has none", "leave --sheet out")
    try:
        return [read_delimited(data, name, digest)]
    except ImportRefused:
        if path.suffix.lower() not in (".xlsx", ".xls"):
            raise
        rule = f"a file named {path.suffix} is a workbook; this is text"
        raise refuse(name, rule, AS_WORKBOOK) from None
