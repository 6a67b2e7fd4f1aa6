"""Whether an .xlsx may be unpacked: its real size, not the one it declares, before anything parses it."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import IO

from ipabs.importing.refusal import refuse

__all__ = ["open_archive"]

_ENTRIES = 2_000
_UNPACKED = 256 << 20  # bytes of all entries together; forty deals take less than one million
_CHUNK = 1 << 16
_AGAIN = "export it again, or open it in Excel and save it as a new .xlsx"


def open_archive(path: Path) -> zipfile.ZipFile:
    """Open an .xlsx after unpacking each entry once, within bounds, and keeping nothing of it.

    Raises
    ------
    ImportRefused
        If it is damaged, unpacks to more than 256 MiB or to another size than it declares, or is
        another kind of archive.
    """
    name = path.name
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise refuse(name, f"the file is a whole .xlsx ({error})", _AGAIN) from None
    try:
        _measure(archive, name)
    except BaseException:
        archive.close()
        raise
    return archive


def _measure(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    if "xl/workbook.xml" not in archive.namelist():
        kind = _other_kind(archive.namelist())
        raise refuse(name, f"an .xlsx is a workbook; this is {kind}", "export it as .xlsx, .xls or .csv")
    if len(entries) > _ENTRIES:
        raise refuse(name, f"an .xlsx has at most {_ENTRIES} parts: {len(entries)} here", _AGAIN)
    declared = sum(entry.file_size for entry in entries)
    if declared > _UNPACKED:
        raise refuse(
            name, f"the file unpacks to at most {_UNPACKED >> 20} MB: {declared >> 20} declared", _AGAIN
        )
    total = 0
    for entry in entries:
        if entry.flag_bits & 1:
            raise refuse(name, "the file is not protected by a password", "remove the password in Excel")
        try:
            size = _real_size(archive, entry, _UNPACKED - total)
        except (zlib.error, OSError, ValueError, EOFError) as error:
            raise refuse(
                name, f"the part {_short(entry.filename)} can be unpacked ({error})", _AGAIN
            ) from None
        total += size
        if total > _UNPACKED:
            raise refuse(name, f"the file unpacks to at most {_UNPACKED >> 20} MB: more in fact", _AGAIN)
        if size != entry.file_size:
            rule = f"the part {_short(entry.filename)} has the size it declares: {entry.file_size}, {size} in fact"
            raise refuse(name, rule, _AGAIN)


def _real_size(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> int:
    """Return how many bytes an entry unpacks to, stopping beyond `limit`."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError("an unusual compression")
    file: IO[bytes] | None = archive.fp
    assert file is not None  # open
    file.seek(entry.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise ValueError("no such entry where the directory points")
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left = entry.compress_size
    if entry.compress_type == zipfile.ZIP_STORED:
        return left
    unpacker, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    while not unpacker.eof and size <= limit:
        packed = unpacker.unconsumed_tail
        if not packed:
            packed = file.read(min(_CHUNK, left))
            left -= len(packed)
            if not packed:
                raise EOFError("it ends too early")
        size += len(unpacker.decompress(packed, _CHUNK))
    return size


def _other_kind(names: list[str]) -> str:
    for start, kind in (
        ("word/", "a Word document"),
        ("ppt/", "a presentation"),
        ("xl/workbook.bin", "an .xlsb"),
        ("content.xml", "an OpenDocument file"),
    ):
        if any(name.startswith(start) for name in names):
            return kind
    return "another kind of zip file"


def _short(name: str) -> str:
    return repr(name[:60])
