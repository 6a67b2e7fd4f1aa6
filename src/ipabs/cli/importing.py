"""``ipabs import``"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ipabs.cli.options import Data, Json, ledger_folder
from ipabs.cli.words import say
from ipabs.errors import UsageError
from ipabs.project import Project

if TYPE_CHECKING:
    from ipabs.importing import Outcome

_RATES = {"": "", "%": "%", "percent": "%", "1": "1", "fraction": "1"}
_NAMED = ("deal_id", "tranche_id", "role", "level", "form", "basis")
_BRIEF = 200  # characters of a value in the list of changes


def command(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Exports of Wind, CNABS or iFinD: .xlsx, .xls, .csv."),
    ],
    data: Data = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change; write nothing.")
    ] = False,
    unit: Annotated[
        str, typer.Option("--unit", metavar="UNIT", help="Unit of all amounts: 元, 万元 or 亿元 [found].")
    ] = "",
    rate: Annotated[
        str, typer.Option("--rate", metavar="UNIT", help="% if 3.25 is a rate, 1 if 0.0325 is [found].")
    ] = "",
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar="NAME", help="The only sheet to read [all visible ones].")
    ] = None,
    source: Annotated[
        str, typer.Option("--source", metavar="NAME", help="The terminal: Wind, CNABS, iFinD … [found].")
    ] = "",
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="HEADER=FIELD", help="What a header means; may be repeated."),
    ] = None,
    wind_ip: Annotated[
        bool | None,
        typer.Option(
            "--wind-ip/--no-wind-ip", help="Whether Wind classes the new deals as IP ABS [a column]."
        ),
    ] = None,
    accept_rest: Annotated[
        bool, typer.Option("--accept-rest", help="Import sound deals although other rows are rejected.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Import a terminal's exports into the ledger: all of them, or nothing."""
    from ipabs.importing import Options, import_files
    from ipabs.importing.own_files import address
    from ipabs.importing.values import UNITS

    if unit and unit not in UNITS:
        raise UsageError(f"--unit {unit}: choose 元, 万元 or 亿元.")
    if rate not in _RATES:
        raise UsageError(f"--rate {rate}: choose % or 1.")
    options = Options(
        unit, _RATES[rate], sheet, source, _columns(column or []), wind_ip, accept_rest, dry_run
    )
    project = Project.find()
    root = ledger_folder(project, data)
    outcome = import_files(files, root, options)
    report = None
    if outcome.refused and not dry_run:
        report = _write_report(project, outcome)
    if as_json:
        typer.echo(json.dumps(_record(outcome, dry_run), ensure_ascii=False, indent=1))
    else:
        _print(outcome, dry_run, report, address(root, "conflicts.csv"))
    if outcome.problems:
        raise typer.Exit(1)


def _columns(given: list[str]) -> dict[str, str]:
    from ipabs.importing.aliases import FIELDS

    columns = {}
    for text in given:
        header, _, field = text.rpartition("=")
        if not header or field not in FIELDS:
            raise UsageError(f"--column {text}: write HEADER=FIELD; fields are {', '.join(sorted(FIELDS))}.")
        columns[header] = field
    return columns


def _write_report(project: Project, outcome: Outcome) -> Path:
    """Keep the reasons outside the ledger, which a refused import leaves as it is."""
    from ipabs.importing.rejected import as_file, listed

    path = project.root / "_build" / "import" / "rejected.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_file(listed(outcome.records)))
    return path


def _print(outcome: Outcome, dry_run: bool, report: Path | None, queue: str) -> None:
    from ipabs.importing.refusal import said

    for note in outcome.notes:
        typer.echo(say("note: {}", note))
    row = None
    for change in outcome.changes if dry_run or not outcome.refused else ():
        if change.column in _NAMED:
            continue  # stands in the row's name, or says nothing new
        if (change.table, change.key) != row:
            row = change.table, change.key
            typer.echo(f"{change.table} {change.key}")
        old = _short(change.old) or say("(empty)")
        typer.echo(f"  {change.column}: {old} → {_short(change.new)}  ← {change.place}")
    for conflict in outcome.conflicts:
        typer.echo(
            say(
                "conflict: {} {} {}: the ledger says {}, {} says {}",
                conflict.table, conflict.key, conflict.column, _short(conflict.ledger) or say("(empty)"),
                conflict.place, _short(conflict.value),
            )
        )  # fmt: skip
    for problem in outcome.problems:
        typer.echo(said(problem), err=True)
    for line in _summary(outcome, dry_run, queue):
        typer.echo(line)
    if report is not None:
        typer.echo(say("reasons: {}", report))
    typer.echo(_last(outcome, dry_run))


def _summary(outcome: Outcome, dry_run: bool, queue: str) -> list[str]:
    by_file: dict[str, list[Any]] = {}
    for record in outcome.records:
        by_file.setdefault(record.place.where, []).append(record)
    groups = [*by_file.items()]
    if len(groups) > 1:
        groups.append((say("all"), outcome.records))
    lines = []
    for name, records in groups:
        counts = (outcome.count(kind, records) for kind in ("accepted", "unchanged", "rejected"))
        lines.append(
            say("{}: {} rows = {} accepted + {} unchanged + {} rejected", name, len(records), *counts)
        )
    if outcome.waiting and (outcome.refused or dry_run):
        lines.append(
            say(
                "{} conflicts would wait for keep or take; {} is written by the import itself",
                outcome.waiting,
                queue,
            )
        )
    elif outcome.waiting:
        lines.append(
            say(
                "{} conflicts wait for keep or take in the column decision of {}",
                outcome.waiting,
                queue,
            )
        )
    if outcome.undone:
        lines.append(say("{} conflicts are to be taken: import their files again", outcome.undone))
    return lines


def _last(outcome: Outcome, dry_run: bool) -> str:
    if outcome.refused:
        return say("Nothing was imported: correct the rows above, or import the others with --accept-rest.")
    cells = len(outcome.changes)
    if dry_run:
        return say("Dry run: {} cells would change; nothing was written.", cells)
    if not outcome.written:
        return say("Nothing has changed.")
    return say("{} cells written.", cells)


def _record(outcome: Outcome, dry_run: bool) -> dict[str, object]:
    kinds = ("accepted", "unchanged", "rejected")
    return {
        "written": outcome.written,
        "refused": outcome.refused,
        "dry_run": dry_run,
        "rows": {"in": len(outcome.records), **{kind: outcome.count(kind) for kind in kinds}},
        "changes": [asdict(change) for change in outcome.changes],
        "conflicts": [asdict(conflict) for conflict in outcome.conflicts],
        "conflicts_waiting": outcome.waiting,
        "problems": [asdict(problem) for problem in outcome.problems],
        "notes": outcome.notes,
    }


def _short(text: str) -> str:
    return text if len(text) <= _BRIEF else text[:_BRIEF] + "…"
