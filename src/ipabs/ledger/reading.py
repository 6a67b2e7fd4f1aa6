"""From a folder of CSV files to a validated ledger."""

from __future__ import annotations

import os
from importlib import resources
from pathlib import Path
from typing import Any

import pandas as pd

from ipabs.errors import LedgerError, Problem
from ipabs.ledger.checks import violations
from ipabs.ledger.columns import empty_frame, settled, typed_frame
from ipabs.ledger.corrections import check_and_apply
from ipabs.ledger.csv_files import Cells, read_cells
from ipabs.ledger.relations import consistency, duplicates
from ipabs.ledger.schema import Table, shipped, tables_of
from ipabs.ledger.tables import Ledger, since_quarter

# Rows of these take the basis of the deal they belong to when they state none.
_OF_DEALS = ("parties", "enhancements", "credit_events", "rating_events")


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
    ledger, problems = _read(Path(source), strict)
    if ledger is None:
        raise LedgerError(problems, os.fspath(source))
    return ledger


def check_ledger(source: str | os.PathLike[str]) -> tuple[Problem, ...]:
    """Return every problem of a ledger, errors first, without raising.

    Parameters
    ----------
    source : str or PathLike
        A folder with the tables as UTF-8 CSV files.
    """
    return _read(Path(source), strict=True)[1]


def _read(root: Path, strict: bool) -> tuple[Ledger | None, tuple[Problem, ...]]:
    if not root.is_dir():
        remedy = "name a folder with deals.csv and the other tables"
        return None, (
            Problem("error", root.name or str(root), None, "", "", "the ledger is a folder", remedy),
        )
    tables, problems = tables_of(root)
    texts: dict[str, Cells] = {}
    for table in tables.values():
        cells, found = _text_of(table, root)
        problems += found
        if cells is not None:
            texts[table.name] = cells
    if "corrections" in texts:
        problems += check_and_apply(texts["corrections"], tables, texts, root)
    frames: dict[str, pd.DataFrame] = {}
    for name, cells in texts.items():
        frames[name], found = typed_frame(tables[name], cells)
        problems += found
    codes = _codes(frames.get("codes"))
    complete = {
        name: frames[name] if name in frames else empty_frame(table) for name, table in tables.items()
    }
    # A table with rows that could not be read lacks keys; what points at them is not at fault.
    broken = {problem.table for problem in problems if problem.severity == "error"}
    domains, keys = _domains(codes), _keys(complete, broken)
    for name, cells in texts.items():
        problems += violations(tables[name], frames[name], cells, domains, keys)
        problems += duplicates(tables[name], frames[name], cells)
    problems = [_eased(problem, frames, texts) for problem in problems]
    contradictions = _contradictions(frames, texts, broken)
    fatal = [*problems, *contradictions] if strict else problems
    ordered = tuple(sorted([*problems, *contradictions], key=lambda p: p.severity != "error"))
    if any(problem.severity == "error" for problem in fatal):
        return None, ordered
    complete = {name: settled(tables[name], frame) for name, frame in complete.items()}
    complete["codes"] = codes
    return Ledger(root=root, problems=ordered, **_with_basis(complete)), ordered


def _text_of(table: Table, root: Path) -> tuple[Cells | None, list[Problem]]:
    path = root / table.path
    if path.exists():
        return read_cells(path, table.name)
    if table.optional:
        return None, []
    return None, [
        Problem(
            "error",
            table.name,
            None,
            "",
            "",
            f"the ledger has this table, {table.path}",
            "add the file; with only its header if there is nothing to say",
        )
    ]


def _codes(own: pd.DataFrame | None) -> pd.DataFrame:
    """Return the ledger's own codes, then the shipped ones that it does not rename."""
    table = shipped()["codes"]
    with resources.as_file(resources.files("ipabs.ledger") / "codes.csv") as path:
        cells, _ = read_cells(path, "codes")
    assert cells is not None  # part of the package
    default, _ = typed_frame(table, cells)
    keys = ["domain", "code", "since"]
    if own is None or any(name not in own.columns for name in keys):
        return default
    own = own.dropna(subset=["domain", "code"])
    merged = pd.concat([own, default], ignore_index=True)
    merged = merged.assign(since=merged["since"].astype("string"))
    # A rename leaves the older name in force until it starts: rows differ by quarter, not by spelling.
    start = merged["since"].map(since_quarter, na_action=None)
    return merged[~merged.assign(start=start).duplicated(["domain", "code", "start"])].reset_index(drop=True)


def _domains(codes: pd.DataFrame) -> dict[str, list[str]]:
    return {str(domain): rows["code"].tolist() for domain, rows in codes.groupby("domain", sort=False)}


def _keys(frames: dict[str, pd.DataFrame], broken: set[str]) -> dict[tuple[str, str], list[Any]]:
    """Return the keys that others may point at; none for `broken` tables, which are not compared with."""
    wanted = {
        (other, column)
        for table in shipped().values()
        for _, other, column in table.references
        if other not in broken
    }
    return {
        (name, column): frames[name][column].dropna().tolist() if column in frames[name] else []
        for name, column in wanted
    }


def _eased(problem: Problem, frames: dict[str, pd.DataFrame], texts: dict[str, Cells]) -> Problem:
    """Let an unknown kind of a party that no figure shows pass as a warning."""
    if (problem.table, problem.column) != ("parties", "kind") or problem.row is None:
        return problem
    cells = texts["parties"]
    if "role" not in cells.header or "code" not in problem.rule:
        return problem
    role = cells.column("role")[cells.lines.index(problem.row)]
    if role == "originator":
        return problem
    return Problem(
        "warning", *(getattr(problem, name) for name in ("table", "row", "column", "value", "rule", "remedy"))
    )


def _contradictions(
    frames: dict[str, pd.DataFrame], texts: dict[str, Cells], broken: set[str]
) -> list[Problem]:
    needed = {name: shipped()[name] for name in ("deals", "tranches", "parties")}
    whole = all(
        name in frames and all(f.optional or f.name in frames[name] for f in table.fields)
        for name, table in needed.items()
    )
    return consistency(frames, texts) if whole and not broken & needed.keys() else []


def _with_basis(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Fill in the basis of rows that state none."""
    of_deal = frames["deals"].set_index("deal_id")["basis"]
    of_tranche = frames["tranches"].set_index("tranche_id")["deal_id"]
    for name in _OF_DEALS:
        frame = frames[name]
        deal = frame["tranche_id"].map(of_tranche) if name == "rating_events" else frame["deal_id"]
        inherited = deal.map(of_deal).astype("string")
        frames[name] = frame.assign(basis=frame["basis"].fillna(inherited))
    for name in ("policies", "ip_stock"):
        frames[name] = frames[name].assign(basis=frames[name]["basis"].fillna("published"))
    return frames
