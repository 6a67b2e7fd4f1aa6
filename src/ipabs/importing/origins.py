"""Where each imported cell came from, and which identifiers stand for which deal and tranche."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ipabs.importing.grid import Place
from ipabs.importing.names import key_of
from ipabs.importing.own_files import FOLDER, formatted, read_table

__all__ = ["Identifiers", "Imports", "Origin", "Origins", "harmless"]

_CELLS = ("table", "key", "column", "value", "export", "file", "sha256", "sheet", "row", "header", "text")
_KNOWN = ("table", "identifier", "key", "export")
_FILES = ("file", "sha256", "export", "rows")


@dataclass(frozen=True)
class Origin:
    """Where a cell's value came from: the value, the terminal, and the place in its file."""

    value: str
    export: str
    place: Place


class Origins:
    """``import/cells.csv``: the origin of each cell that an import wrote."""

    path = f"{FOLDER}/cells.csv"

    def __init__(self, root: Path) -> None:
        self._cells: dict[tuple[str, str, str], Origin] = {}
        for entry in read_table(root, "cells.csv", _CELLS):
            row = int(entry["row"]) if entry["row"].isdecimal() else 0
            place = Place(entry["file"], entry["sheet"], row, entry["header"], entry["text"], entry["sha256"])
            key = (entry["table"], entry["key"], entry["column"])
            self._cells[key] = Origin(entry["value"], entry["export"], place)

    def of(self, table: str, key: str, column: str) -> Origin | None:
        """Return the origin of a cell, None if no import wrote it."""
        return self._cells.get((table, key, column))

    def note(self, table: str, key: str, column: str, origin: Origin) -> None:
        """Keep the origin of a cell."""
        self._cells[table, key, column] = origin

    def forget(self, table: str, key: str) -> None:
        """Drop the origins of a row that is no more."""
        self._cells = {k: origin for k, origin in self._cells.items() if k[:2] != (table, key)}

    def written(self) -> bytes:
        """Return the file."""
        return formatted(_CELLS, (_as_row(key, origin) for key, origin in self._cells.items()))


class Identifiers:
    """``import/identifiers.csv``: codes and further names of deals and tranches."""

    path = f"{FOLDER}/identifiers.csv"

    def __init__(self, root: Path) -> None:
        self._rows: list[dict[str, str]] = []
        self._known: dict[tuple[str, str], str] = {}
        for entry in read_table(root, "identifiers.csv", _KNOWN):
            self._rows.append(dict(entry.cells))
            self._known.setdefault((entry["table"], key_of(entry["identifier"])), entry["key"])

    def find(self, table: str, identifier: str) -> str | None:
        """Return the deal's or tranche's id that an identifier stands for."""
        return self._known.get((table, key_of(identifier)))

    def note(self, table: str, identifier: str, key: str, export: str) -> None:
        """Keep an identifier that is new."""
        if (table, key_of(identifier)) not in self._known:
            self._known[table, key_of(identifier)] = key
            self._rows.append({"table": table, "identifier": identifier, "key": key, "export": export})

    def written(self) -> bytes:
        """Return the file."""
        return formatted(_KNOWN, self._rows)


class Imports:
    """``import/files.csv``: the files that changed the ledger, oldest first."""

    path = f"{FOLDER}/files.csv"

    def __init__(self, root: Path) -> None:
        self._rows = [dict(entry.cells) for entry in read_table(root, "files.csv", _FILES)]

    def holds(self, digest: str) -> bool:
        """Tell whether a file was imported before."""
        return any(row["sha256"] == digest for row in self._rows)

    def note(self, file: str, digest: str, export: str, rows: int) -> None:
        """Keep a file that is new."""
        if not self.holds(digest):
            self._rows.append(dict(zip(_FILES, (file, digest, export, str(rows)), strict=True)))

    def written(self) -> bytes:
        """Return the file."""
        return formatted(_FILES, self._rows)


def _as_row(key: tuple[str, str, str], origin: Origin) -> dict[str, str]:
    place = origin.place
    cells = (
        *key, origin.value, origin.export, place.file, place.digest, place.sheet, str(place.row), place.header,
        harmless(place.text),
    )  # fmt: skip
    return dict(zip(_CELLS, cells, strict=True))


def harmless(text: str) -> str:
    """Return a raw cell so that a spreadsheet that opens the file runs nothing."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
