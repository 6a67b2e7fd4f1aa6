"""What is measured: a case, one run of it, and the build that most of them time."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.processes import Command, Outcome, WrongResult
from bench.workspace import Workspace

PERIOD = "2024Q1"


@dataclass
class Run:
    """One run of a case: its time, and what else is worth keeping."""

    seconds: float
    processor_seconds: float
    load: float
    details: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, outcome: Outcome, **details: Any) -> Run:
        return cls(outcome.seconds, outcome.processor_seconds, outcome.load, details)


@dataclass(frozen=True)
class Case:
    """One line of the table.

    Parameters
    ----------
    name
        As it is chosen on the command line.
    title
        As it is printed.
    measure
        Runs it once; its argument tells whether this is the first run, which may prove more than it times.
    at_most
        Runs at most, for cases that take minutes.
    per
        What one run makes several of; the table then gives the time of one.
    size
        How many of them.
    """

    name: str
    title: str
    measure: Callable[[bool], Run]
    at_most: int | None = None
    per: str = ""
    size: int = 1


def build(workspace: Workspace, *arguments: str) -> Command:
    """Return an ``ipabs build`` in a copy of the project."""
    typed = (sys.executable, "-m", "ipabs", "build", *arguments, "--assembler", "embedded", "--json")
    return Command(typed, workspace.root, workspace.environment)


def told(outcome: Outcome) -> list[dict[str, Any]]:
    """Return what ``ipabs build --json`` said of each edition.

    Raises
    ------
    WrongResult
        If an edition has no page or no PDF.
    """
    records: list[dict[str, Any]] = json.loads(outcome.output)
    for record in records:
        if not all(record[kind] and Path(record[kind]).is_file() for kind in ("html", "pdf")):
            raise WrongResult(f"{record['period']}: HTML or PDF is missing")
    return records
