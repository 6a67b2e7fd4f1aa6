"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ipabs.period import Calendar, Quarter
from ipabs.project import Project

Data = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="Folder with the ledger's tables [data/].")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]
Period = Annotated[str, typer.Argument(metavar="PERIOD", help="A quarter such as 2024Q1.")]


def ledger_folder(project: Project, data: Path | None) -> Path:
    """Return the ledger's folder: `data`, or the project's own."""
    from ipabs.errors import UsageError

    folder = (data or project.data).resolve()
    if not folder.is_dir():
        raise UsageError(f"--data {data}: there is no such folder.")
    if (folder / ".import").is_dir():
        # An import was cut off, or is running.
        from ipabs.importing.transaction import settle

        settle(folder)
    return folder


def calendar_of(period: str | None, data: Path) -> Calendar:
    """Return the calendar of `period`, by default of the ledger's last complete quarter."""
    if period is not None:
        return Calendar(Quarter.parse(period))
    from ipabs.edition import last_quarter

    return Calendar(last_quarter(data))
