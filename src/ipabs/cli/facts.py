"""``ipabs facts``"""

from __future__ import annotations

import json

import typer

from ipabs.cli.options import Data, Json, Period, ledger_folder
from ipabs.project import Project


def command(period: Period, data: Data = None, as_json: Json = False) -> None:
    """Print every number and phrase of an edition."""
    from ipabs.edition import open_edition
    from ipabs.facts import all_facts

    edition = open_edition(period, ledger_folder(Project.find(), data))
    facts = all_facts(edition)
    if as_json:
        record = {"edition": edition.calendar.name, "facts": [fact.to_json() for fact in facts]}
        typer.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    width = max(len(fact.id) for fact in facts)
    for fact in facts:
        typer.echo(f"{fact.id:<{width}}  {fact.display}  {fact.name}")
