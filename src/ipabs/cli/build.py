"""``ipabs build``"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Annotated

import typer

from ipabs.cli.options import Data, Json, calendar_of, ledger_folder
from ipabs.cli.words import say
from ipabs.project import Project


def command(
    periods: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PERIOD]…", help="Quarters such as 2024Q1 [the ledger's last complete one]."),
    ] = None,
    to: Annotated[str, typer.Option("--to", metavar="FORMATS", help="html, pdf, or both.")] = "html,pdf",
    data: Data = None,
    site: Annotated[
        Path | None, typer.Option("--site", metavar="DIR", help="Where the site lies [_site/].")
    ] = None,
    assembler: Annotated[
        str, typer.Option("--assembler", metavar="NAME", help="auto, quarto or embedded.")
    ] = "auto",
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", min=1, help="Notebooks at a time [processors].")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Rebuild everything.")] = False,
    as_json: Json = False,
) -> None:
    """Build editions: run the notebooks, assemble HTML and PDF, publish into the site."""
    from ipabs.build import Request, build, chosen_assembler, chosen_formats
    from ipabs.cli.progress import BuildProgress
    from ipabs.edition import open_edition

    formats = chosen_formats(to)
    project = Project.find()
    folder = ledger_folder(project, data)
    chosen = chosen_assembler(assembler)
    # A place that cannot be written is known before the notebooks run, not after.
    ((site or project.site) / "editions").mkdir(parents=True, exist_ok=True)
    wanted: list[str | None] = [*periods] if periods else [None]
    calendars = [calendar_of(period, folder) for period in wanted]
    built = []
    for calendar in calendars:
        started = time.perf_counter()
        with BuildProgress(calendar.name) as progress:
            progress("ledger", "")
            # Before any kernel starts: a broken ledger is one message here, not one from every notebook.
            open_edition(calendar.name, folder)
            checked = time.perf_counter() - started
            request = Request(
                project, calendar, folder, formats, (site or project.site).resolve(), chosen,
                jobs or os.cpu_count() or 1,
            )  # fmt: skip
            result = build(request, progress)
        result.seconds = {"ledger": checked, **result.seconds, "total": time.perf_counter() - started}
        built.append(result)
    if as_json:
        typer.echo(json.dumps([_record(result) for result in built], ensure_ascii=False, indent=1))
        return
    for result in built:
        typer.echo(f"\n{say('Edition {}', result.period)}  ({result.assembler})")
        for step, seconds in result.seconds.items():
            typer.echo(f"  {say(step):<10} {seconds:6.1f} s")
        typer.echo(say("Built"))
        for label, path in (("HTML", result.html), ("PDF", result.pdf)):
            if path:
                typer.echo(f"  {label:<5} {path}")
        typer.echo(f"  {say('site'):<5} {result.folder.parents[1] / 'index.html'}")


def _record(result: object) -> dict[str, object]:
    from dataclasses import asdict

    return {
        key: str(value) if isinstance(value, Path) else value
        for key, value in asdict(result).items()  # type: ignore[call-overload]
    }
