"""The rule that draws the universe (统计口径): rows of `universe_rule.csv`.

A row is one way in: ``column`` of deals is true, or, where the row has a ``word``, holds that word. Rows with the
same ``part`` are ways in of one kind (two keywords). The first row that applies gives the reason. A ledger without
the file has the shipped rule, which is that of the publication's first footnote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import pandas as pd

from ipabs.errors import Problem
from ipabs.ledger.columns import Columns, typed
from ipabs.ledger.csv_files import Cells, plain_cells
from ipabs.ledger.schema import shipped

TABLE = "universe_rule"


@dataclass(frozen=True)
class Clause:
    """One row: a deal is let in whose `column` is true, or holds `word`; `zh` and `en` are the reason."""

    column: str
    word: str
    zh: str
    en: str


@dataclass(frozen=True)
class Part:
    """The rows of one kind.

    Parameters
    ----------
    name
        As in the file: ``wind``.
    zh, en
        What it is called: Wind 归类.
    scope
        What it lets in, as a sentence says it: 名称含“知识产权”或“专利”的产品.
    clauses
        Its rows, in the order of the file.
    """

    name: str
    zh: str
    en: str
    scope: str
    clauses: tuple[Clause, ...]


def parts_of(rule: pd.DataFrame) -> list[Part]:
    """Return the parts of the rule in the order in which they apply.

    Parameters
    ----------
    rule
        The table ``universe_rule``.
    """
    names = ["part", "column", "word", "zh", "en", "reason_zh", "reason_en", "scope_zh"]
    grouped: dict[str, list[dict[str, str]]] = {}
    for row in rule[names].fillna("").astype(object).to_dict("records"):
        texts = {str(key): str(value) for key, value in row.items()}
        grouped.setdefault(texts["part"], []).append(texts)
    return [
        Part(
            name,
            rows[0]["zh"],
            rows[0]["en"],
            rows[0]["scope_zh"].replace("{}", "或".join(f"“{row['word']}”" for row in rows if row["word"])),
            tuple(Clause(row["column"], row["word"], row["reason_zh"], row["reason_en"]) for row in rows),
        )
        for name, rows in grouped.items()
    ]


def columns_of(rule: pd.DataFrame) -> list[str]:
    """Return the columns of deals that the rule looks at."""
    return list(dict.fromkeys(str(name) for name in rule["column"]))


def shipped_rule() -> Columns:
    """Return the rule that holds where a ledger states none."""
    cells = plain_cells((resources.files("ipabs.ledger") / "universe_rule.csv").read_bytes())
    assert cells is not None  # part of the package
    return typed(shipped()[TABLE], cells)[0]


def rule_problems(rule: Columns, cells: Cells, deals: Columns) -> list[Problem]:
    """Return what is wrong with a ledger's own rule beyond its cells: it must look at columns that there are."""
    if not len(cells.lines):
        remedy = "add a row for each way in, or remove the file: the shipped rule holds then"
        return [Problem("error", TABLE, None, "", "", "the rule has at least one row", remedy)]
    if "column" not in rule or "word" not in rule or not deals:
        return []  # reported with the table
    problems = []
    for row, line in enumerate(cells.lines):
        name, word = rule["column"].text.at(row), rule["word"].text.at(row)
        kind = "string" if word else "boolean"
        if name and (name not in deals or deals[name].field.type != kind):
            usable: Sequence[str] = [key for key, column in deals.items() if column.field.type == kind]
            what = "text of deals, to hold a word" if word else "true or false in deals, since it has no word"
            remedy = f"name one of {', '.join(usable)}"
            problems.append(
                Problem("error", TABLE, line, "column", name, f"names a column that is {what}", remedy)
            )
    return problems
