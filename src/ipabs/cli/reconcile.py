"""``ipabs reconcile``"""

from __future__ import annotations

import json

import typer

from ipabs.cli.options import Data, Json, Period, ledger_folder
from ipabs.cli.words import say
from ipabs.project import Project


def command(period: Period, data: Data = None, as_json: Json = False) -> None:
    """Compare the regenerated figures with those of the printed edition."""
    from ipabs.edition import open_edition
    from ipabs.facts import all_facts
    from ipabs.reconcile import read_published, reconcile

    project = Project.find()
    edition = open_edition(period, ledger_folder(project, data))
    published = read_published(project.data / "published", edition.calendar.name)
    outcome = reconcile(edition, all_facts(edition), published)
    if as_json:
        typer.echo(json.dumps(outcome.to_json(), ensure_ascii=False, indent=1))
    else:
        for row in outcome.differing:
            typer.echo(f"✗ {row.id}  {row.name}: printed {row.printed}, regenerated {row.regenerated}")
        for row in outcome.missing:
            typer.echo(f"? {row.id}: printed {row.printed}, not regenerated")
        typer.echo(
            say(
                "{} figures agree with the printed edition, {} differ, {} are missing.",
                len(outcome.matched),
                len(outcome.differing),
                len(outcome.missing),
            )  # fmt: skip
        )
        if outcome.errata:
            typer.echo(f"\n{say('Errata of the printed edition')}")
            for erratum in outcome.errata:
                typer.echo(f"  {erratum}")
    if outcome.differing or outcome.missing:
        raise typer.Exit(1)
