"""Known errors of the sources: guards that notice when a source is mended, and the errata.

A correction names a cell: ``table``, ``key`` (the columns the schema locates rows by,
joined by ``|``), ``column``. ``published/2024Q1`` as a table means that printed
edition's figures, where the key is a figure's id or a path such as ``table_4.rows.0.0``.
``expect`` is the cell's text as it was when the correction was written.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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
    if not {"table", "key", "column", "status", "expect", "corrected"} <= set(corrections.header):
        return problems  # the missing columns are reported with the table
    for row, line in zip(corrections.rows, corrections.lines, strict=True):
        entry = dict(zip(corrections.header, row, strict=True))
        if entry["status"] == "withdrawn":
            continue
        if entry["table"].startswith(PUBLISHED):
            problems += _check_printed(entry, line, root)
        else:
            problems += _check_cell(entry, line, tables, texts)
    return problems


def _check_cell(
    entry: dict[str, str], line: int, tables: Mapping[str, Table], texts: Mapping[str, Cells]
) -> list[Problem]:
    table, cells = tables.get(entry["table"]), texts.get(entry["table"])
    if table is None or cells is None:
        return [_problem(line, "table", entry["table"], "names a table of the ledger", "correct the name")]
    needed = [*table.locate, entry["column"]]
    if any(name not in cells.header for name in needed):
        return [
            _problem(line, "column", entry["column"], f"names a column of {table.name}", "correct the name")
        ]
    places = [cells.header.index(name) for name in table.locate]
    rows = [row for row in cells.rows if "|".join(row[place] for place in places) == entry["key"]]
    if len(rows) != 1:
        rule = f"names one row of {table.name} by {'|'.join(table.locate)}: {len(rows)} found"
        return [_problem(line, "key", entry["key"], rule, "correct the key, or set the status to withdrawn")]
    place = cells.header.index(entry["column"])
    if rows[0][place] != entry["expect"]:
        return [_stale(line, entry["expect"], rows[0][place])]
    if entry["status"] == "applied":
        rows[0][place] = entry["corrected"]
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
    return [] if found == entry["expect"] else [_stale(line, entry["expect"], found)]


@functools.lru_cache(maxsize=8)
def _edition(path: Path, text: str) -> Any:
    # Keyed by the text as well: a long-lived process may read a file that has changed.
    return yaml.safe_load(text)


def _printed(edition: Any, key: str, column: str) -> str:
    for section in edition.values():
        for figure in section if isinstance(section, list) else ():
            if isinstance(figure, dict) and figure.get("id") == key:
                return str(figure[column])
    node = edition
    for part in key.split("."):
        node = node[int(part)] if isinstance(node, list) else node[part]
    return str(node)


def _stale(line: int, expected: str, found: str) -> Problem:
    return _problem(
        line,
        "expect",
        expected,
        f"the corrected cell still says so; it now says {found!r}",
        "the source has changed: review the correction, then withdraw it or update expect",
    )


def _problem(line: int, column: str, value: str, rule: str, remedy: str) -> Problem:
    return Problem("error", "corrections", line, column, value, rule, remedy)
