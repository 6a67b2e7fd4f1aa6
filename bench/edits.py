"""The three edits after which a build is measured, and which notebooks each concerns."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from bench.workspace import Workspace

PROSE = "report/_trends.qmd"
SENTENCE = "比较不同年份的读数时，这一点尤其需要留意。"
MODULE = "measures/senior.py"
ADDED_YUAN = 1_000_000


@dataclass(frozen=True)
class Concerned:
    """What an edit touches: columns of ledger tables, and modules of the library."""

    columns: frozenset[tuple[str, str]] = frozenset()
    module: str = ""


def prose(workspace: Workspace) -> Concerned:
    """Add a sentence to the first paragraph of one of the report's texts."""

    def longer(text: str) -> str:
        lines = text.split("\n")
        first = next(number for number, line in enumerate(lines) if line.endswith("。"))
        lines[first] += SENTENCE
        return "\n".join(lines)

    workspace.edit(PROSE, longer)
    return Concerned()


def deal(workspace: Workspace) -> Concerned:
    """Raise the size of the last deal that counts, and of its last tranche: the ledger stays consistent."""
    deals = _rows((workspace.root / "data" / "deals.csv").read_text("utf-8"))
    changed = [row["deal_id"] for row in deals if row["wind_ip"] == "true"][-1]
    workspace.edit("data/deals.csv", lambda text: _raised(text, changed))
    workspace.edit("data/tranches.csv", lambda text: _raised(text, changed))
    return Concerned(frozenset({("deals", "size_yuan"), ("tranches", "size_yuan")}))


def measure(workspace: Workspace) -> Concerned:
    """Add a line without effect to a module of measures."""
    workspace.edit(f"src/ipabs/{MODULE}", lambda text: f"{text}\nEDITED = True\n")
    return Concerned(module=MODULE)


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _raised(text: str, deal_id: str) -> str:
    """Raise ``size_yuan`` in the last row of `deal_id`; every other byte stays as it is."""
    rows = list(csv.reader(io.StringIO(text)))
    header = rows[0]
    number = max(at for at, row in enumerate(rows) if row[header.index("deal_id")] == deal_id)
    column = header.index("size_yuan")
    row = rows[number]
    lines = text.split("\n")
    old, new = row[column], str(int(row[column]) + ADDED_YUAN)
    # The file holds one row a line; its key stands before the amount.
    lines[number] = lines[number].replace(f",{old},", f",{new},", 1)
    return "\n".join(lines)
