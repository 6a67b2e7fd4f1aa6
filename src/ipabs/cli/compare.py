"""``ipabs diff``"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ipabs.cli.options import Json
from ipabs.errors import IpabsError
from ipabs.project import Project


def command(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A quarter, or an edition's folder.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="A quarter, or an edition's folder.")],
    as_json: Json = False,
) -> None:
    """List the numbers that changed between two published editions, those in the same role beside each other."""
    before, after = _facts(old), _facts(new)
    changes = [
        {"role": role, **_side("old", before.get(role)), **_side("new", after.get(role))}
        for role in [*before, *(role for role in after if role not in before)]
        if before.get(role, ("", ""))[1] != after.get(role, ("", ""))[1]
    ]
    # What both editions print comes first: a reviewer looks there for what has moved.
    changes.sort(key=lambda change: not (change["old_id"] and change["new_id"]))
    if as_json:
        typer.echo(json.dumps(changes, ensure_ascii=False, indent=1))
        return
    for change in changes:
        name = change["old_id"] or change["new_id"]
        if change["old_id"] and change["new_id"] not in ("", change["old_id"]):
            name += f" | {change['new_id']}"
        typer.echo(f"{name}  {change['old'] or '（无）'} → {change['new'] or '（无）'}")


def _side(name: str, fact: tuple[str, str] | None) -> dict[str, str]:
    identifier, display = fact or ("", "")
    return {f"{name}_id": identifier, name: display}


def _facts(name: str) -> dict[str, tuple[str, str]]:
    """Return role of a fact (``issuance.ytd.deals``) → its id and what is printed."""
    folder = Path(name)
    if not folder.is_dir():
        folder = Project.find().site / "editions" / name
    try:
        record = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
        return {fact.get("var") or fact["id"]: (fact["id"], fact["display"]) for fact in record["facts"]}
    except OSError:
        raise IpabsError(f"{name} is no published edition: build it first, or name its folder.") from None
    except (ValueError, KeyError, TypeError):
        raise IpabsError(f"{folder / 'facts.json'} is damaged: build the edition again.") from None
