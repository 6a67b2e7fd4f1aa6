"""``ipabs reconcile``"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

from ipabs.cli.options import Data, Json, Period, ledger_folder
from ipabs.cli.words import say
from ipabs.project import Project

if TYPE_CHECKING:
    from ipabs.reconcile import Reconciliation


def command(period: Period, data: Data = None, as_json: Json = False) -> None:
    """Compare the regenerated figures with those of the printed edition."""
    from ipabs.edition import open_edition
    from ipabs.facts import all_facts
    from ipabs.reconcile import read_published, reconcile

    project = Project.find()
    edition = open_edition(period, ledger_folder(project, data), strict=False)
    for problem in edition.whole.problems:
        typer.echo(str(problem), err=True)
    published = read_published(edition, project.data / "published")
    outcome = reconcile(edition, all_facts(edition), None, published)
    if as_json:
        record = {"edition": outcome.edition, "figures": outcome.rows(), "errata": list(outcome.errata)}
        typer.echo(json.dumps(record, ensure_ascii=False, indent=1))
    else:
        _print(outcome)
    if not outcome.ok:
        raise typer.Exit(1)


def _print(outcome: Reconciliation) -> None:
    for figure in outcome.differing:
        typer.echo(f"✗ {figure.id}  {figure.name}  {figure.printed} → {figure.regenerated}")
    for figure in outcome.missing:
        typer.echo(f"? {figure.id}  {figure.printed}")
    counts = len(outcome.matched), len(outcome.differing), len(outcome.missing)
    typer.echo(say("{} figures agree with the printed edition, {} differ, {} are missing.", *counts))
    if outcome.errata:
        typer.echo(f"\n{say('Errata of the printed edition')}")
    for erratum in outcome.errata:
        where = " ".join(filter(None, (erratum["table"], erratum["key"], erratum["column"])))
        typer.echo(f"  {where}：{erratum['printed']} → {erratum['corrected']}  {erratum['reason']}")
