"""Rejected rows with their reasons, as a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ipabs.importing.origins import harmless
from ipabs.importing.own_files import FOLDER, formatted, read_table
from ipabs.importing.records import Record

__all__ = ["PATH", "kept_with", "listed"]

PATH = f"{FOLDER}/rejected.csv"
_COLUMNS = ("file", "sha256", "sheet", "row", "column", "value", "reason", "remedy")


def listed(records: Iterable[Record]) -> list[dict[str, str]]:
    """Return a row for each reason for which a row was rejected."""
    return [
        {
            "file": record.place.file,
            "sha256": record.place.digest,
            "sheet": record.place.sheet,
            "row": str(record.place.row),
            "column": found.column,
            "value": harmless(found.value),
            "reason": found.rule,
            "remedy": found.remedy,
        }
        for record in records
        if record.outcome == "rejected"
        for found in record.problems
    ]


def as_file(rows: list[dict[str, str]]) -> bytes:
    """Return such rows as CSV."""
    return formatted(_COLUMNS, rows)


def kept_with(root: Path, records: list[Record]) -> bytes | None:
    """Return the ledger's file of rejected rows with those of these files renewed; None if it stays as it is."""
    old = [dict(entry.cells) for entry in read_table(root, "rejected.csv", _COLUMNS)]
    imported = {record.place.digest for record in records}
    new = [row for row in old if row["sha256"] not in imported] + listed(records)
    return None if new == old else as_file(new)
