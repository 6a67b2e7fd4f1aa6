"""The rules of single columns, put to each distinct word."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipabs.errors import Problem
from ipabs.ledger import remedies
from ipabs.ledger.columns import Column, Columns
from ipabs.ledger.csv_files import Cells
from ipabs.ledger.schema import Table
from ipabs.ledger.texts import Mask

Domains = Mapping[str, Collection[str]]
Keys = Mapping[tuple[str, str], pa.Array]

_CORRECT = "correct the cell"
_AMOUNT = "check amount and unit"
_SAY_CODE = "code"  # the remedy depends on the cell

_Test = Callable[[Column], Mask]


def violations(
    table: Table, columns: Columns, cells: Cells, domains: Domains, keys: Keys, names: remedies.Names
) -> list[Problem]:
    """Check one typed table against its schema.

    Parameters
    ----------
    table : Table
        The schema.
    columns : dict of str to Column
        The typed table, in the order of the file.
    cells : Cells
        Its text, for the lines.
    domains : mapping of str to collection of str
        Codes by domain.
    keys : mapping of (table, column) to Array
        Values that foreign keys may point at.
    names : mapping
        Domain → name of a code in any language → code, for remedies.

    Returns
    -------
    list of Problem
        Every violation, by line; those of the whole table first.
    """
    found: list[tuple[int, Problem]] = []
    for column in columns.values():
        if column.field.required:
            found += [
                (row, _problem(table, column, cells, row, "a value is required", "fill in the cell"))
                for row in column.text.missing().tolist()
            ]
        for rule, remedy, test in _rules(column, table, domains, keys):
            try:
                broken = column.readable & ~test(column)
            except (TypeError, ValueError, re.error):
                # A folder's own column with a rule that does not go with its type.
                found.append((-1, _problem(table, column, cells, None, rule, remedy)))
                continue
            for row in column.text.rows(broken).tolist():
                say = remedy
                if remedy is _SAY_CODE:
                    say = remedies.for_code(column.field.codes, column.text.at(row), names)
                found.append((row, _problem(table, column, cells, row, rule, say)))
    return [problem for _, problem in sorted(found, key=lambda pair: pair[0])]


def _problem(table: Table, column: Column, cells: Cells, row: int | None, rule: str, remedy: str) -> Problem:
    line, value = (None, "") if row is None else (cells.lines[row], column.text.at(row))
    return Problem("error", table.name, line, column.field.name, value, rule, remedy)


def _rules(column: Column, table: Table, domains: Domains, keys: Keys) -> Iterator[tuple[str, str, _Test]]:
    """Yield what holds for the column's values: the rule, the remedy, and the words that keep it."""
    field = column.field
    unit = f" {field.unit}" if field.unit else ""
    if field.minimum is not None:
        yield f"is at least {field.minimum}{unit}", _AMOUNT, lambda c: _values(c) >= _bound(c, field.minimum)
    if field.maximum is not None:
        yield f"is at most {field.maximum}{unit}", _AMOUNT, lambda c: _values(c) <= _bound(c, field.maximum)
    if field.pattern:
        yield f"matches {field.pattern}", remedies.for_pattern(field), lambda c: _matches(c, field.pattern)
    if field.enum:
        names = ", ".join(map(str, field.enum))
        yield f"is one of {names}", _CORRECT, lambda c: _among(c, field.enum)
    if field.codes:
        codes = domains.get(field.codes, ())
        yield f"is a code of the domain {field.codes}", _SAY_CODE, lambda c: _among(c, codes)
    for name, other, other_column in table.references:
        if name == field.name and (other, other_column) in keys:
            allowed = keys[other, other_column]
            rule, remedy = f"occurs in {other}.{other_column}", f"correct it, or add the row to {other}"
            yield rule, remedy, lambda c, allowed=allowed: _is_in(c, allowed)  # type: ignore[misc]


def _values(column: Column) -> Any:
    if column.values is None:
        return np.array(column.text.words.to_pylist(), dtype=object)
    return column.values


def _bound(column: Column, bound: object) -> Any:
    return np.datetime64(bound, "D") if column.field.type == "date" and isinstance(bound, str) else bound


def _matches(column: Column, pattern: str) -> Mask:
    if column.values is not None:
        raise TypeError("only text has a pattern")
    # fullmatch, not match: `2024Q1x` is no quarter.
    whole = re.compile(str(pattern)).fullmatch
    return np.array([whole(word) is not None for word in column.text.words.to_pylist()], dtype=np.bool_)


def _among(column: Column, allowed: Collection[object]) -> Mask:
    if column.field.type in ("string", "date"):
        return _is_in(column, pa.array([each for each in allowed if isinstance(each, str)], pa.string()))
    return np.array([value in allowed for value in _values(column).tolist()], dtype=np.bool_)


def _is_in(column: Column, allowed: pa.Array) -> Mask:
    if column.text.words is allowed:
        return np.ones(len(allowed), np.bool_)
    found: Mask = pc.is_in(column.text.words, value_set=allowed).to_numpy(zero_copy_only=False)
    return found
