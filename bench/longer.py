"""Lengthens a generated ledger into the past, so that it covers more editions."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

YEARS = 6
"""By how many years the second half lies earlier: the generated ledgers begin in 2018 and end in 2024."""

_IDS = ("deal_id", "tranche_id", "name", "short_name")
_DATES = ("issued_on", "value_date", "expected_maturity", "date")
_TABLES = {
    "deals": "issued_on",
    "tranches": "deal_id",
    "parties": "deal_id",
    "enhancements": "deal_id",
    "rating_events": "tranche_id",
    "market_totals": "quarter",
    "ip_stock": "year",
}
"""Tables that grow, and the column that tells whether a row of theirs is repeated."""


def lengthen(source: Path, target: Path) -> None:
    """Write the ledger of `source` to `target`, preceded by itself, :data:`YEARS` years earlier.

    What would then lie in a year that `source` has is left out, with all that belongs to it.
    """
    shutil.copytree(source, target)
    rows = {name: _read(source / f"{name}.csv") for name in _TABLES}
    first = min(row["quarter"] for row in rows["market_totals"])[:4]
    known = {row["deal_id"] for row in rows["deals"] if _earlier(row["issued_on"])[:4] < first}
    known |= {row["tranche_id"] for row in rows["tranches"] if row["deal_id"] in known}
    stock = min(row["year"] for row in rows["ip_stock"])
    for name, column in _TABLES.items():
        limit = stock if name == "ip_stock" else first
        before = [
            _moved(row, name)
            for row in rows[name]
            if (row[column] in known if column.endswith("_id") else _earlier(row[column])[:4] < limit)
        ]
        _write(target / f"{name}.csv", [*before, *rows[name]])


def _moved(row: dict[str, str], table: str) -> dict[str, str]:
    moved = {column: _earlier(row[column]) for column in (*_DATES, "quarter", "year") if row.get(column)}
    renamed = () if table in ("market_totals", "ip_stock") else _IDS
    return {**row, **moved, **{column: f"E{row[column]}" for column in renamed if row.get(column)}}


def _earlier(text: str) -> str:
    """Move a date, quarter or year."""
    moved = f"{int(text[:4]) - YEARS}{text[4:]}"
    return moved.replace("-02-29", "-02-28") if int(text[:4]) % 4 == 0 else moved


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[-1]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
