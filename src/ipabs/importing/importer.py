"""An import from its files to the new ledger: read, gather, merge, check, write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from ipabs.errors import Problem
from ipabs.importing import rejected
from ipabs.importing.aliases import Aliases, read_aliases
from ipabs.importing.checking import problems_of
from ipabs.importing.conflicts import Conflict
from ipabs.importing.deals import Group, grouped, merge_deal
from ipabs.importing.draft import Change, Draft
from ipabs.importing.entities import read_entities
from ipabs.importing.files import AS_WORKBOOK, read_grids
from ipabs.importing.parties import merge_enhancements, merge_parties
from ipabs.importing.records import Record, records_of
from ipabs.importing.refusal import refuse
from ipabs.importing.sheets import Sheet, understand
from ipabs.importing.tranches import merge_tranches
from ipabs.importing.transaction import alone, replace_together, settle
from ipabs.importing.wording import Words, read_words
from ipabs.ledger import read_tables

__all__ = ["Options", "Outcome", "import_files"]


@dataclass(frozen=True)
class Options:
    """What the analyst says about the exports.

    Parameters
    ----------
    unit : str
        元, 万元 or 亿元 for all amounts; empty: from the header or the amounts.
    rate : str
        ``%`` or ``1`` (fractions) for all rates; empty: from the cells.
    sheet : str or None
        The only sheet to read.
    source : str
        The terminal; empty: recognised.
    columns : mapping of str to str
        Header to field, before all aliases.
    wind_ip : bool or None
        Whether Wind classes every new deal as IP ABS; None: by a column, else not.
    accept_rest : bool
        Whether sound rows are imported although others are rejected.
    dry_run : bool
        Whether nothing is written.
    """

    unit: str = ""
    rate: str = ""
    sheet: str | None = None
    source: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    wind_ip: bool | None = None
    accept_rest: bool = False
    dry_run: bool = False


@dataclass
class Outcome:
    """What an import did, or would do.

    Parameters
    ----------
    records : list of Record
        Every row of data with its outcome.
    changes : list of Change
        Cells written.
    conflicts : list of Conflict
        Contradictions that wait for a decision.
    waiting : int
        All conflicts in the queue without a decision.
    undone : int
        Conflicts to be taken whose file was not imported again.
    notes : list of str
        What was left aside or assumed.
    problems : list of Problem
        Why rows were rejected, or the ledger would break a rule.
    written : bool
        Whether the ledger's folder was changed.
    refused : bool
        Whether problems kept the import from being written.
    """

    records: list[Record]
    changes: list[Change]
    conflicts: list[Conflict]
    waiting: int
    undone: int
    notes: list[str]
    problems: list[Problem]
    written: bool = False
    refused: bool = False

    def count(self, outcome: str, records: Sequence[Record] | None = None) -> int:
        """Return how many rows were ``accepted``, ``unchanged`` or ``rejected``."""
        return sum(record.outcome == outcome for record in (self.records if records is None else records))


def import_files(files: Sequence[Path], root: Path, options: Options) -> Outcome:
    """Import exports into the ledger in `root`.

    Parameters
    ----------
    files : sequence of Path
        Exports; lists of deals and of tranches in any order.
    root : Path
        The ledger's folder.
    options : Options
        What the analyst says about them.

    Raises
    ------
    ImportRefused
        If a file can't be read or understood.
    LedgerError
        If the ledger itself breaks a rule.
    IpabsError
        If another import is running.
    """
    settle(root)
    aliases = read_aliases(root, dict(options.columns))
    sheets = [sheet for path in files for sheet in _sheets(path, aliases, options)]
    guard: AbstractContextManager[None] = nullcontext() if options.dry_run else alone(root)
    with guard:
        return _import(sheets, root, options)


def _sheets(path: Path, aliases: Aliases, options: Options) -> list[Sheet]:
    grids = read_grids(path, options.sheet)
    found = [(grid, understand(grid, aliases, options.source)) for grid in grids]
    sheets = [sheet for _, sheet in found if sheet is not None]
    if not sheets:
        if path.suffix.lower() in (".xlsx", ".xls") and not grids[0].sheet:
            raise refuse(path.name, f"a file named {path.suffix} is a workbook; this is text", AS_WORKBOOK)
        raise refuse(
            grids[0].where,
            "one of the first 40 rows is a header with three known columns (项目名称, 发行规模, 证券代码 …)",
            f"export with headers, or add them to {aliases.file}; a file in another encoding is saved as UTF-8",
        )
    for grid, sheet in found:
        if sheet is None:
            rows = sum(any(cell != "" for cell in row) for row in grid.rows)
            sheets[0].notes.append(f"{grid.where}: no header was recognised; its {rows} rows were not read")
    if not any(sheet.data for sheet in sheets):
        raise refuse(sheets[0].grid.where, "there are rows of data below the header", "export again")
    return sheets


def _import(sheets: list[Sheet], root: Path, options: Options) -> Outcome:
    # What the ledger already breaks is not the export's fault.
    words = read_words(root, read_tables(root).tables["codes"])
    notes = [note for sheet in sheets for note in sheet.notes]
    records: list[Record] = []
    entities = Draft(root, read_entities(root, words)).entities
    for sheet in sheets:
        before = len(sheet.notes)
        records += records_of(sheet, words, entities, options.unit, options.rate)
        notes += sheet.notes[before:]
    while True:
        attempt = _Attempt(records, root, words, options)
        attempt.problems = [p for record in records if record.outcome != "rejected" for p in record.problems]
        if not attempt.problems:
            attempt.problems, warnings = problems_of(attempt.draft, attempt.first_records())
            notes += warnings if not attempt.problems else []
        # A deal goes in whole or not at all.
        if not attempt.problems or not attempt.reject_groups() or not options.accept_rest:
            break
    return _finished(attempt, records, notes, root, options)


class _Attempt:
    """The ledger with the rows that are still thought sound."""

    def __init__(self, records: list[Record], root: Path, words: Words, options: Options) -> None:
        self.records, self.wind_ip = records, options.wind_ip
        self.draft = Draft(root, read_entities(root, words))
        self.notes: list[str] = []
        self.problems: list[Problem] = []
        self.groups: list[Group] = []
        sound = [record for record in records if record.outcome != "rejected"]
        for export in _in_order(sound):
            groups = grouped([record for record in sound if record.export == export], self.draft)
            groups.sort(key=_issued)
            for group in groups:
                merge_deal(group, self.draft, words, options.wind_ip)
                merge_tranches(group, self.draft, words)
                if group.deal_id:
                    merge_parties(group, self.draft, self.notes)
                    merge_enhancements(group, self.draft, words)
            self.groups += groups
        self._note_assumed()

    def _note_assumed(self) -> None:
        """Say of how many new deals no cell told Wind's class."""
        assumed = [
            change
            for change in self.draft.changes
            if (change.table, change.column, change.new) == ("deals", "wind_ip", "false")
            and not change.place.header
        ]
        if assumed and self.wind_ip is None:
            self.notes.append(
                f"wind_ip is taken as false for {len(assumed)} new deals: the export says nothing of Wind's "
                "class; say it with --wind-ip or --no-wind-ip, or name its column: --column HEADER=wind_ip"
            )

    def first_records(self) -> dict[str, Record]:
        """Return by deal the first row that speaks of it."""
        first: dict[str, Record] = {}
        for group in self.groups:
            first.setdefault(group.deal_id, group.records[0])
        return first

    def reject_groups(self) -> bool:
        """Reject rows with problems, and the other rows of their deals; return whether any was new."""
        new = False
        places = {(found.table, found.row) for found in self.problems}
        for record in self.records:
            if record.outcome != "rejected" and record.problems:
                record.outcome, new = "rejected", True
        for group in self.groups:
            bad = [r for r in group.records if r.problems or (r.place.where, r.place.row) in places]
            for record in group.records if bad else ():
                if record.outcome == "rejected":
                    continue
                record.outcome, new = "rejected", True
                said = [
                    p for p in self.problems if (p.table, p.row) == (record.place.where, record.place.row)
                ]
                record.problems += [p for p in said if p not in record.problems]
                if not record.problems:
                    record.reject(f"its deal is sound; {bad[0].place} is not", "correct that row")
        return new


def _in_order(records: list[Record]) -> list[str]:
    """Return the terminals, those with lists of deals first: lists of tranches rest on them."""
    order = sorted(records, key=lambda record: (record.level != "deal", not record.export))
    return list(dict.fromkeys(record.export for record in order))


def _issued(group: Group) -> str:
    """Order new deals by their first date, so that ids follow it."""
    given = group.first("issued_on") or group.first("value_date")
    return given.text if given else ""


def _finished(
    attempt: _Attempt, records: list[Record], notes: list[str], root: Path, options: Options
) -> Outcome:
    draft = attempt.draft
    changed = {change.place.line for change in draft.changes}
    places = {(found.table, found.row) for found in attempt.problems}
    for record in records:
        if record.outcome == "rejected":
            continue
        broken = record.problems or (record.place.where, record.place.row) in places
        record.outcome = "rejected" if broken else "accepted" if record.place.line in changed else "unchanged"
    said = [] if not options.accept_rest else [found for record in records for found in record.problems]
    problems = list(dict.fromkeys([*said, *attempt.problems]))
    outcome = Outcome(
        records, draft.changes, draft.conflicts, draft.queue.waiting(), draft.queue.undone(),
        list(dict.fromkeys([*notes, *attempt.notes])), problems, refused=bool(attempt.problems),
    )  # fmt: skip
    if outcome.refused or options.dry_run:
        return outcome
    _note_files(draft, records)
    files = draft.changed_files()
    if options.accept_rest and (kept := rejected.kept_with(root, records)) is not None:
        files[rejected.PATH] = kept
    if files:
        replace_together(root, files)
        outcome.written = True
    return outcome


def _note_files(draft: Draft, records: list[Record]) -> None:
    if not draft.changes:
        return
    changed = {change.place.digest for change in draft.changes}
    for digest in dict.fromkeys(record.place.digest for record in records):
        if digest in changed:
            of_file = [record for record in records if record.place.digest == digest]
            draft.imports.note(of_file[0].place.file, digest, of_file[0].export, len(of_file))
