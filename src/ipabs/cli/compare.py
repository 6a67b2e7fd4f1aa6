"""``ipabs diff``"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from ipabs.cli.options import Json
from ipabs.errors import IpabsError
from ipabs.project import Project


def command(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A quarter, or an edition's folder.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="A quarter, or an edition's folder.")],
    as_json: Json = False,
) -> None:
    """List the numbers that changed between two published editions."""
    before, after = _facts(old), _facts(new)
    changes = [
        {"id": name, "old": before.get(name, ""), "new": after.get(name, "")}
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]
    if as_json:
        typer.echo(json.dumps(changes, ensure_ascii=False, indent=1))
        return
    for change in changes:
        typer.echo(f"{change['id']}  {change['old'] or '（无）'} → {change['new'] or '（无）'}")


def _facts(name: str) -> dict[str, Any]:
    folder = Path(name)
    if not folder.is_dir():
        folder = Project.find().site / "editions" / name
    try:
        record = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    except OSError:
        raise IpabsError(f"{name} is no published edition: build it first, or name its folder.") from None
    return {fact["id"]: fact["display"] for fact in record["facts"]}
