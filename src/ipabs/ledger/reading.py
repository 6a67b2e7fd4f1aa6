"""From a folder of CSV files to a validated ledger."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from ipabs.errors import SEVERITIES, LedgerError, Problem
from ipabs.ledger.advice import advice
from ipabs.ledger.arrow_form import arrow_table, frames
from ipabs.ledger.checks import violations
from ipabs.ledger.codes import all_codes, by_domain, by_name
from ipabs.ledger.columns import Columns, absent, typed
from ipabs.ledger.corrections import check_and_apply
from ipabs.ledger.csv_files import Cells, read_cells
from ipabs.ledger.linking import link, with_basis
from ipabs.ledger.plausible import implausible
from ipabs.ledger.relations import consistency, duplicates
from ipabs.ledger.schema import Table, shipped, tables_of
from ipabs.ledger.tables import Ledger, LedgerTables
from ipabs.ledger.universe_rule import TABLE as RULE
from ipabs.ledger.universe_rule import rule_problems, shipped_rule


def read_ledger(source: str | os.PathLike[str], *, strict: bool = True) -> Ledger:
    """Read and validate a ledger.

    Parameters
    ----------
    source : str or PathLike
        A folder with the tables as UTF-8 CSV files.
    strict : bool, optional
        Whether tables that contradict each other (a deal's size is not the sum of its
        tranches, a tranche matures before its value date, a deal lacks an originator)
        stop the reading. Otherwise they are kept in ``Ledger.problems``.

    Returns
    -------
    Ledger
        Every table typed and checked, applied corrections included.

    Raises
    ------
    LedgerError
        With every violation found, not only the first.
    """
    read = read_tables(source, strict=strict)
    return Ledger(root=read.root, problems=read.problems, **frames(read.tables))


def read_tables(source: str | os.PathLike[str], *, strict: bool = True) -> LedgerTables:
    """Read and validate a ledger as `read_ledger` does, and return its tables in Arrow.

    A fraction of the memory of the same tables in pandas, for writing them elsewhere.

    Raises
    ------
    LedgerError
        With every violation found, not only the first.
    """
    root = Path(source)
    tables, codes, problems = _read(root, strict)
    if tables is None:
        raise LedgerError(problems, os.fspath(source))
    with_basis(tables)
    read = {name: arrow_table(tables[name]) if name != "codes" else codes for name in tables}
    return LedgerTables(root, problems, read)


def check_ledger(source: str | os.PathLike[str]) -> tuple[Problem, ...]:
    """Return every problem of a ledger, errors first, without raising.

    Parameters
    ----------
    source : str or PathLike
        A folder with the tables as UTF-8 CSV files.
    """
    return _read(Path(source), strict=True)[2]


def review_ledger(source: str | os.PathLike[str]) -> tuple[Problem, ...]:
    """Return what `check_ledger` returns, and besides what a person should look at again.

    That is: odd dates and coupons, names that stand twice under different spellings, values far from
    the ledger's own history (`ipabs.ledger.advice`). None of it stops a build, and a build does not look for it.
    """
    return _read(Path(source), strict=True, advised=True)[2]


def _read(
    root: Path, strict: bool, advised: bool = False
) -> tuple[dict[str, Columns] | None, pa.Table, tuple[Problem, ...]]:
    if not root.is_dir():
        rule, remedy = "the ledger is a folder", "name a folder with deals.csv and the other tables"
        return None, None, (Problem("error", root.name or str(root), None, "", "", rule, remedy),)
    schema, problems = tables_of(root)
    texts: dict[str, Cells] = {}
    for table in schema.values():
        cells, found = _text_of(table, root)
        problems += found
        if cells is not None:
            texts[table.name] = cells
    if "corrections" in texts:
        problems += check_and_apply(texts["corrections"], schema, texts, root)
    # A table whose rows could not all be read lacks keys; what points at them is not at fault.
    broken = {problem.table for problem in problems if problem.severity == "error"}
    tables: dict[str, Columns] = {}
    for name, table in schema.items():
        if name in texts:
            tables[name], found = typed(table, texts[name])
            problems += found
            # So does one without the column; a cell that is no date or number hides nothing else.
            broken |= (
                {name}
                if any(field.required and field.name not in tables[name] for field in table.fields)
                else set()
            )
            texts[name] = replace(texts[name], columns={})  # the columns hold the text from here on
        elif name == RULE:
            tables[name] = shipped_rule()
        else:
            tables[name] = {field.name: absent(field, 0) for field in table.fields}
    if RULE in texts:
        problems += rule_problems(tables[RULE], texts[RULE], tables["deals"] if "deals" in texts else {})
    codes = all_codes(tables["codes"] if "codes" in texts else None)
    domains, keys, called = by_domain(codes), _keys(tables, broken), by_name(codes)
    for name, cells in texts.items():
        problems += violations(schema[name], tables[name], cells, domains, keys, called)
        problems += duplicates(schema[name], tables[name], cells)
        link(schema[name], tables, broken)
    problems = [_eased(problem, tables["parties"], texts) for problem in problems]
    whole = _whole(tables, texts, broken)
    contradictions = [*implausible(tables, texts), *(consistency(tables, texts) if whole else ())]
    fatal = [*problems, *contradictions] if strict else problems
    notes = advice(tables, texts) if advised and whole else []
    ordered = worst_first([*problems, *contradictions, *notes], schema)
    failed = any(problem.severity == "error" for problem in fatal)
    return None if failed else tables, codes, ordered


def _text_of(table: Table, root: Path) -> tuple[Cells | None, list[Problem]]:
    path = root / table.path
    if path.exists():
        return read_cells(path, table.name)
    if table.optional:
        return None, []
    rule = f"the ledger has this table, {table.path}"
    remedy = "add the file; with only its header if there is nothing to say"
    return None, [Problem("error", table.name, None, "", "", rule, remedy)]


def _keys(tables: Mapping[str, Columns], broken: set[str]) -> dict[tuple[str, str], pa.Array]:
    """Return the keys that others may point at; none for `broken` tables, which are not compared with."""
    return {
        (other, column): tables[other][column].text.words
        for table in shipped().values()
        for _, other, column in table.references
        if other not in broken
    }


def _eased(problem: Problem, parties: Columns, texts: Mapping[str, Cells]) -> Problem:
    """Let an unknown kind of a party that no figure shows pass as a warning."""
    if (problem.table, problem.column) != ("parties", "kind") or problem.row is None:
        return problem
    if "role" not in parties or "code" not in problem.rule:
        return problem
    row = bisect_left(texts["parties"].lines, problem.row)
    return problem if parties["role"].text.at(row) == "originator" else replace(problem, severity="warning")


def _whole(tables: Mapping[str, Columns], texts: Mapping[str, Cells], broken: set[str]) -> bool:
    """Return whether deals, tranches and parties are all there, so that they can be held against each other."""
    needed = {name: shipped()[name] for name in ("deals", "tranches", "parties")}
    return not broken & needed.keys() and all(
        name in texts and all(field.optional or field.name in tables[name] for field in table.fields)
        for name, table in needed.items()
    )


def worst_first(problems: Iterable[Problem], tables: Iterable[str]) -> tuple[Problem, ...]:
    """Return problems by severity, then in the order of the tables and of their rows.

    What is wrong with a file as a whole, or with the data package, comes before its rows.
    """
    places = {name: place for place, name in enumerate(tables)}
    return tuple(
        sorted(problems, key=lambda p: (SEVERITIES.index(p.severity), places.get(p.table, -1), p.row or 0))
    )
