"""``ipabs explain``"""

from __future__ import annotations

import difflib
import json
from typing import Annotated

import typer

from ipabs.cli.options import Data, Json, ledger_folder
from ipabs.cli.verdict import told
from ipabs.period import Calendar, Quarter, refuse_uncovered
from ipabs.project import Project


def command(
    fact_id: Annotated[
        str, typer.Argument(metavar="FACT_ID", help="Such as issuance.size.2023, or a deal's id.")
    ],
    period: Annotated[str | None, typer.Option("--period", metavar="PERIOD", help="The edition.")] = None,
    data: Data = None,
    every: Annotated[
        bool, typer.Option("--all", help="List every row behind the number, however many there are.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show a number's definition, formula and rows, or a deal's verdict under the universe rule."""
    from ipabs.edition import covered, edition_of
    from ipabs.errors import IpabsError
    from ipabs.facts import TOPICS, topic_facts
    from ipabs.facts.provenance import every_row_listed
    from ipabs.ledger import read_ledger
    from ipabs.ledger.universe import explanation

    folder = ledger_folder(Project.find(), data)
    ledger = read_ledger(folder)
    first, last = covered(ledger)
    quarter = Quarter.parse(period) if period else last
    refuse_uncovered(quarter, first, last, str(folder))
    deal = explanation(ledger, fact_id)
    if deal is not None:
        typer.echo(json.dumps(deal, ensure_ascii=False, indent=1) if as_json else "\n".join(told(deal)))
        return
    edition = edition_of(Calendar(quarter), ledger)
    found = {topic: topic_facts(topic, edition) for topic in TOPICS}
    facts = {fact.id: fact for topic in found.values() for fact in topic}
    if fact_id not in facts:
        near = difflib.get_close_matches(fact_id, facts, 3, 0.5)
        hint = f" Near it: {', '.join(near)}." if near else " `ipabs facts PERIOD` lists them."
        raise IpabsError(f"No fact or deal {fact_id} in the edition {edition.calendar.name}.{hint}")
    fact = facts[fact_id]
    if every and fact.omitted:
        with every_row_listed():
            topic = next(name for name, held in found.items() if fact in held)
            again = topic_facts(topic, edition)
        fact = next(each for each in again if each.id == fact_id)
    if as_json:
        typer.echo(json.dumps(fact.to_json(), ensure_ascii=False, indent=1))
        return
    for label, value in (
        ("名称", fact.name), ("编号", fact.id), ("变量", fact.var), ("印出", fact.display),
        ("值", fact.value), ("定义", fact.definition), ("公式", fact.formula), ("取整", fact.rounding),
        ("依据", fact.basis),
    ):  # fmt: skip
        if value not in ("", None):
            typer.echo(f"{label}  {value}")
    for table, keys in fact.rows.items():
        more = fact.omitted.get(table, 0)
        rest = f"……另有{more}行（--all 列出全部）" if more else ""
        typer.echo(f"明细  {table}（{len(keys) + more}）：{'、'.join(keys)}{rest}")
