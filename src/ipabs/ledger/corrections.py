"""Known errors of the sources: guards that notice when a source is mended, and the errata.

A correction names a cell: ``table``, ``key`` (the columns the schema locates rows by,
joined by ``|``), ``column``. ``published/2024Q1`` as a table means that printed
edition's figures, where the key is a figure's id or a path such as ``table_4.rows.0.0``.
``expect`` is the cell's text as it was when the correction was written.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from ipabs.errors import Problem
from ipabs.ledger.csv_files import Cells
from ipabs.ledger.schema import Table
from ipabs.ledger.tables import Ledger

PUBLISHED = "published/"
_COLUMNS = ("correction_id", "table", "key", "column", "printed", "corrected", "reason", "source", "status")


def errata(ledger: Ledger) -> pd.DataFrame:
    """Return the corrections that stand, as a report lists them.

    Returns
    -------
    DataFrame
        ``correction_id``, ``table``, ``key``, ``column``, ``printed``, ``corrected``,
        ``reason``, ``source``, ``status`` (printed_kept: the cell still says what was
        printed; applied: the frames hold the corrected value).
    """
    frame = ledger.corrections
    return frame.loc[frame["status"] != "withdrawn", list(_COLUMNS)].reset_index(drop=True)


def check_and_apply(
    corrections: Cells, tables: Mapping[str, Table], texts: Mapping[str, Cells], root: Path
) -> list[Problem]:
    """Compare every guard with the cell it names, and put applied corrections into `texts`.

    Parameters
    ----------
    corrections : Cells
        The table of corrections as text.
    tables : mapping of str to Table
        Schemas, for the columns that locate a row.
    texts : mapping of str to Cells
        The ledger's tables as text; changed in place.
    root : Path
        The ledger's folder, for printed editions.

    Returns
    -------
    list of Problem
        A correction whose cell is gone or says something else than expected.
    """
    problems: list[Problem] = []
    if not {"table", "key", "column", "status", "expect", "corrected"} <= corrections.columns.keys():
        return problems  # the missing columns are reported with the table
    found = {name: _Rows(tables[name], cells) for name, cells in texts.items()}
    for row, line in enumerate(corrections.lines):
        entry = {name: text.at(row) for name, text in corrections.columns.items()}
        if entry["status"] == "withdrawn":
            continue
        if entry["table"].startswith(PUBLISHED):
            problems += _check_printed(entry, line, root)
        elif entry["table"] in found:
            problems += _check_cell(entry, line, found[entry["table"]])
        else:
            rule = "names a table of the ledger"
            problems.append(_problem(line, "table", entry["table"], rule, "correct the name"))
    for rows in found.values():
        rows.write()
    return problems


class _Rows:
    """The rows of one table by the key that corrections name, and what was put into them.

    Parameters
    ----------
    table : Table
        The schema.
    cells : Cells
        The text; changed by `write`.
    """

    def __init__(self, table: Table, cells: Cells) -> None:
        self.table = table
        self._cells = cells
        self._put: dict[str, dict[int, str]] = {}

    def has(self, columns: Iterable[str]) -> bool:
        """Return whether the file has these columns."""
        return all(name in self._cells.columns for name in columns)

    def named(self, key: str) -> list[int]:
        """Return the rows whose key is `key`."""
        first = self.table.locate[0]
        text = self._cells.columns[first]
        # Cells may hold a bar themselves: every part of the key that ends at one may be the first cell.
        parts = key.split("|")
        heads = {"|".join(parts[: end + 1]) for end in range(len(parts))}
        codes = {text.code(head) for head in heads if head} - {-1}
        rows = np.isin(text.codes, [*codes, -1] if "" in heads else [*codes]).nonzero()[0].tolist()
        rows = sorted({*rows, *self._put.get(first, {})})
        return [row for row in rows if "|".join(self.cell(row, name) for name in self.table.locate) == key]

    def cell(self, row: int, column: str) -> str:
        """Return a cell as it stands after the corrections so far."""
        put = self._put.get(column, {})
        return put[row] if row in put else self._cells.columns[column].at(row)

    def put(self, row: int, column: str, text: str) -> None:
        """Put a corrected cell into a row."""
        self._put.setdefault(column, {})[row] = text

    def write(self) -> None:
        """Put the corrected cells into the table."""
        for column, cells in self._put.items():
            self._cells.columns[column] = self._cells.columns[column].replaced(cells)


def _check_cell(entry: dict[str, str], line: int, rows: _Rows) -> list[Problem]:
    table, column = rows.table, entry["column"]
    if not rows.has([*table.locate, column]):
        return [_problem(line, "column", column, f"names a column of {table.name}", "correct the name")]
    named = rows.named(entry["key"])
    if len(named) != 1:
        rule = f"names one row of {table.name} by {'|'.join(table.locate)}: {len(named)} found"
        return [_problem(line, "key", entry["key"], rule, "correct the key, or set the status to withdrawn")]
    says = rows.cell(named[0], column)
    if says != entry["expect"]:
        return [_stale(line, entry["expect"], says, mended=says == entry["corrected"])]
    if entry["status"] == "applied":
        if says == entry["corrected"]:
            return [
                _problem(
                    line,
                    "corrected",
                    says,
                    "a correction changes the cell",
                    "say what is right, or withdraw it",
                )
            ]
        rows.put(named[0], column, entry["corrected"])
    return []


def _check_printed(entry: dict[str, str], line: int, root: Path) -> list[Problem]:
    path = root / "published" / f"{Path(entry['table']).name}.yaml"
    if not path.is_file():
        return [
            Problem(
                "warning",
                "corrections",
                line,
                "table",
                entry["table"],
                "the printed edition is in the ledger's folder",
                "add it, or withdraw the correction",
            )
        ]
    try:
        edition = _edition(path, path.read_text(encoding="utf-8"))
        found = _printed(edition, entry["key"], entry["column"])
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return [
            _problem(line, "table", entry["table"], f"names a readable YAML file ({error})", "mend the file")
        ]
    except (KeyError, IndexError, ValueError, TypeError, AttributeError):
        return [_problem(line, "key", entry["key"], f"names a figure of {entry['table']}", "correct the key")]
    if found != entry["expect"]:
        return [_stale(line, entry["expect"], found)]
    if entry["status"] == "applied":
        # Nothing would be put right: the printed figures are what reconcile compares with.
        rule = "what was printed stays as printed"
        return [_problem(line, "status", "applied", rule, "set the status to printed_kept")]
    return []


@functools.lru_cache(maxsize=8)
def _edition(path: Path, text: str) -> Any:
    # Keyed by the text as well: a long-lived process may read a file that has changed.
    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        return yaml.safe_load(text)  # slower, and says what is wrong in the same words everywhere


def _printed(edition: Any, key: str, column: str) -> str:
    for section in edition.values():
        for figure in section if isinstance(section, list) else ():
            if isinstance(figure, dict) and figure.get("id") == key:
                return str(figure[column])
    node = edition
    for part in key.split("."):
        node = node[int(part)] if isinstance(node, list) else node[part]
    return str(node)


def _stale(line: int, expected: str, found: str, mended: bool = False) -> Problem:
    rule = f"the corrected cell still says so; it now says {found!r}"
    remedy = (
        "the source has been mended: set the status to withdrawn"
        if mended
        else "the source has changed: review the correction, then withdraw it or update expect"
    )
    return _problem(line, "expect", expected, rule, remedy)


def _problem(line: int, column: str, value: str, rule: str, remedy: str) -> Problem:
    return Problem("error", "corrections", line, column, value, rule, remedy)
