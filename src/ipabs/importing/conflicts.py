"""``import/conflicts.csv``: values that contradict the ledger, and what the analyst decided."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ipabs.importing.grid import Place
from ipabs.importing.own_files import FOLDER, address, formatted, read_table
from ipabs.importing.refusal import refuse

__all__ = ["Conflict", "Queue"]

_COLUMNS = (
    "table", "key", "column", "ledger", "export_value", "export", "file", "sheet", "row", "header", "decision", "note",
)  # fmt: skip
_DECISIONS = {"": "", "keep": "keep", "保留": "keep", "take": "take", "采用": "take"}


@dataclass(frozen=True)
class Conflict:
    """A value of an export that contradicts the ledger.

    Parameters
    ----------
    table, key, column : str
        The cell.
    ledger, value : str
        What the ledger says, and what the export says.
    export : str
        The terminal.
    place : Place
        Where the value stands.
    """

    table: str
    key: str
    column: str
    ledger: str
    value: str
    export: str
    place: Place


class Queue:
    """The conflicts that wait or were decided.

    Raises
    ------
    ImportRefused
        If a decision is neither keep nor take.
    """

    path = f"{FOLDER}/conflicts.csv"

    def __init__(self, root: Path) -> None:
        self._rows: list[dict[str, str]] = []
        for entry in read_table(root, "conflicts.csv", _COLUMNS):
            if entry["decision"].casefold() not in _DECISIONS:
                rule = "a decision is keep (保留), take (采用), or empty while it waits"
                raise refuse(
                    address(root, "conflicts.csv"), rule, "correct the cell", entry.line, entry["decision"]
                )
            self._rows.append(dict(entry.cells))

    def decide(self, conflict: Conflict) -> str:
        """Return ``keep`` or ``take`` if this very contradiction was decided; queue it otherwise.

        A decision holds for the two values it was made about. Taken conflicts leave the queue.
        """
        at = next((i for i, row in enumerate(self._rows) if self._is_of(row, conflict)), None)
        row = _as_row(conflict)
        if at is None:
            self._rows.append(row)
            return ""
        old = self._rows[at]
        if (old["ledger"], old["export_value"]) != (row["ledger"], row["export_value"]):
            self._rows[at] = row
            return ""
        decision = _DECISIONS[old["decision"].casefold()]
        if decision == "take":
            del self._rows[at]
        elif not decision:
            self._rows[at] = {**row, "note": old["note"]}
        return decision

    def settle(self, table: str, key: str, column: str, export: str) -> None:
        """Drop what waited about a cell on which the export and the ledger now agree."""
        self._rows = [
            row
            for row in self._rows
            if (row["table"], row["key"], row["column"], row["export"]) != (table, key, column, export)
        ]

    def waiting(self) -> int:
        """Return how many conflicts have no decision."""
        return sum(not row["decision"] for row in self._rows)

    def undone(self) -> int:
        """Return how many are to be taken, but stand in no file of this import."""
        return sum(_DECISIONS[row["decision"].casefold()] == "take" for row in self._rows)

    def written(self) -> bytes:
        """Return the file."""
        return formatted(_COLUMNS, self._rows)

    @staticmethod
    def _is_of(row: dict[str, str], conflict: Conflict) -> bool:
        cell = (conflict.table, conflict.key, conflict.column, conflict.export)
        return (row["table"], row["key"], row["column"], row["export"]) == cell


def _as_row(conflict: Conflict) -> dict[str, str]:
    place = conflict.place
    values = (
        conflict.table, conflict.key, conflict.column, conflict.ledger, conflict.value, conflict.export,
        place.file, place.sheet, str(place.row), place.header, "", "",
    )  # fmt: skip
    return dict(zip(_COLUMNS, values, strict=True))
