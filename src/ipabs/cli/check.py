"""``ipabs check``"""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from ipabs.cli.options import Data, Json, ledger_folder
from ipabs.cli.words import say
from ipabs.project import Project


def command(data: Data = None, as_json: Json = False) -> None:
    """List every problem of the ledger: table, row, column, value, rule."""
    from ipabs.ledger import check_ledger

    folder = ledger_folder(Project.find(), data)
    problems = sorted(check_ledger(folder), key=lambda problem: problem.severity != "error")
    if as_json:
        typer.echo(
            json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=1, default=str)
        )
    elif problems:
        for problem in problems:
            typer.echo(str(problem))
    else:
        typer.echo(say("No problem found."))
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)
