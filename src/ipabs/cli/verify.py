"""``ipabs verify``"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ipabs.cli.words import say
from ipabs.errors import IpabsError


def command(
    edition: Annotated[Path, typer.Argument(metavar="EDITION_DIR", help="Such as _site/editions/2024Q1.")],
) -> None:
    """Check that a published edition still agrees with its manifest."""
    from ipabs.assembly import manifest

    if not (edition / "manifest.json").is_file():
        raise IpabsError(f"{edition} has no manifest.json: name the folder of a published edition.")
    problems = manifest.verify(edition)
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(1)
    count = len(json.loads((edition / "manifest.json").read_text(encoding="utf-8"))["outputs"])
    typer.echo(say("The manifest holds: {} files.", count))
