"""``ipabs lint``"""

from __future__ import annotations

import json

import typer

from ipabs.cli.options import Json
from ipabs.cli.words import say
from ipabs.project import Project


def command(as_json: Json = False) -> None:
    """Check the report's text against the house's rules: file, line, column, the words and what to write."""
    from ipabs.prose import lint_report

    found = lint_report(Project.find().root)
    if as_json:
        typer.echo(json.dumps([finding.to_json() for finding in found], ensure_ascii=False, indent=1))
    elif found:
        for finding in found:
            typer.echo(str(finding))
    else:
        typer.echo(say("No problem found."))
    if found:
        raise typer.Exit(1)
