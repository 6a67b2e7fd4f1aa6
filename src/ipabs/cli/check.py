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
    from ipabs.errors import LedgerError
    from ipabs.ledger import read_ledger

    folder = ledger_folder(Project.find(), data)
    try:
        read_ledger(folder)
        problems = []
    except LedgerError as error:
        problems = list(error.problems)
    if as_json:
        typer.echo(
            json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=1, default=str)
        )
    elif problems:
        for problem in problems:
            typer.echo(str(problem))
    else:
        typer.echo(say("No problem found."))
    if problems:
        raise typer.Exit(1)
