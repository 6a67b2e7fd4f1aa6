"""The merged ledger against the ledger's own rules, before anything is written."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ipabs.errors import Problem
from ipabs.importing.draft import Draft
from ipabs.importing.grid import Place
from ipabs.importing.records import Record
from ipabs.importing.refusal import said
from ipabs.importing.tables import Row
from ipabs.ledger import check_ledger

__all__ = ["problems_of"]

_NO_ORIGINATOR = "a deal has at least one originator"


def problems_of(draft: Draft, first: Mapping[str, Record]) -> tuple[list[Problem], list[str]]:
    """Check a draft as `ipabs.ledger.check_ledger` checks a folder.

    Parameters
    ----------
    draft : Draft
        The ledger to be.
    first : mapping of str to Record
        By deal, the first row of an export that speaks of it.

    Returns
    -------
    list of Problem
        Rules that it would break, at the place of the export that breaks them.
    list of str
        Warnings that the import causes.
    """
    files = draft.changed_files()
    if not files:
        return [], []
    with tempfile.TemporaryDirectory(prefix="ipabs-import-") as folder:
        staged = Path(folder) / draft.root.name
        _mirror(draft.root, staged)
        for address, data in files.items():
            path = staged / address
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            path.write_bytes(data)
        found = check_ledger(staged)
    located = [(problem, _located(problem, draft, first)) for problem in found]
    errors = [place or problem for problem, place in located if problem.severity == "error"]
    warnings = [said(place) for problem, place in located if problem.severity != "error" and place]
    return errors, warnings


def _mirror(source: Path, target: Path) -> None:
    """Show a folder's files elsewhere: links where the system has them. Files are replaced, never written into."""
    target.mkdir()
    for entry in source.iterdir():
        if entry.name.startswith(".") or entry.name == "import":
            continue
        if entry.is_dir():
            _mirror(entry, target / entry.name)
            continue
        try:
            (target / entry.name).symlink_to(entry.resolve())
        except OSError:
            shutil.copy2(entry, target / entry.name)


def _located(problem: Problem, draft: Draft, first: Mapping[str, Record]) -> Problem | None:
    """Return a problem at the place of the export that causes it; None if no export does."""
    table = draft.tables.get(problem.table)
    row = table.at_line(problem.row) if table is not None and problem.row is not None else None
    place = _place(row, problem.column, first) if row is not None else None
    if place is None:
        return None
    column = place.header or problem.column
    rule = f"{problem.rule} ({problem.table}.{problem.column or 'row'}: {problem.value})"
    remedy = problem.remedy
    if row is not None and "deal_id" in row.places and problem.rule == _NO_ORIGINATOR:
        # The deal is not in the ledger yet: no row there can name it.
        remedy = "export 原始权益人 (originator) too"
    return Problem(problem.severity, place.where, place.row, column, place.text, rule, remedy)


def _place(row: Row, column: str, first: Mapping[str, Record]) -> Place | None:
    if column in row.places:
        return row.places[column]
    if row.places:
        return next(iter(row.places.values()))
    record = first.get(row["deal_id"])
    return record.place if record is not None else None
