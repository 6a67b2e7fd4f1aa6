"""``ipabs check``"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict

import typer

from ipabs.cli.options import Data, Json, ledger_folder
from ipabs.cli.words import say
from ipabs.errors import SEVERITIES
from ipabs.project import Project

_LONGEST = 1000  # characters of a value in JSON


def command(data: Data = None, as_json: Json = False) -> None:
    """List every problem of the ledger, worst first: table, row, column, value, rule, remedy.

    Errors stop a build; warnings are probably wrong; notices are worth a look.
    """
    from ipabs.ledger import review_ledger

    folder = ledger_folder(Project.find(), data)
    problems = review_ledger(folder)
    if as_json:
        records = [{**asdict(problem), "value": problem.value[:_LONGEST]} for problem in problems]
        typer.echo(json.dumps(records, ensure_ascii=False, indent=1))
    elif problems:
        for problem in problems:
            typer.echo(str(problem))
        counted = Counter(problem.severity for problem in problems)
        typer.echo(say("errors: {}, warnings: {}, notices: {}", *(counted[each] for each in SEVERITIES)))
    else:
        typer.echo(say("No problem found."))
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)
