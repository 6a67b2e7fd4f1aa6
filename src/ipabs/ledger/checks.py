"""Pandera schemas made from the table schemas, and their failures as located problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import pandera.pandas as pa

from ipabs.errors import Problem
from ipabs.ledger.csv_files import Cells
from ipabs.ledger.schema import Field, Table

Domains = Mapping[str, Sequence[str]]

_MISSING = "a value is required"
_NEW_CODE = "correct it, or add a row to codes.csv (domain, code, zh, en, since)"


def violations(
    table: Table,
    frame: pd.DataFrame,
    cells: Cells,
    domains: Domains,
    keys: Mapping[tuple[str, str], Sequence[str]],
) -> list[Problem]:
    """Check one typed table against its schema.

    Parameters
    ----------
    table : Table
        The schema.
    frame : DataFrame
        The typed table, in the order of the file.
    cells : Cells
        Its text, for the offending value and its line.
    domains : mapping of str to sequence of str
        Codes by domain.
    keys : mapping of (table, column) to sequence of str
        Values that foreign keys may point at.

    Returns
    -------
    list of Problem
        Every violation, by line.
    """
    remedies: dict[str, str] = {_MISSING: "fill in the cell"}
    schema = pa.DataFrameSchema(
        {
            field.name: _column(field, table, domains, keys, remedies)
            for field in table.fields
            if field.name in frame.columns and _is_limited(field, table)
        }
    )
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        return sorted(_located(error.failure_cases, table, cells, remedies), key=lambda p: p.row or 0)
    return []


def _is_limited(field: Field, table: Table) -> bool:
    bounds = (field.minimum, field.maximum)
    return (
        field.required
        or any((field.pattern, field.enum, field.codes))
        or any(bound is not None for bound in bounds)
        or any(column == field.name for column, _, _ in table.references)
    )


def _column(
    field: Field,
    table: Table,
    domains: Domains,
    keys: Mapping[tuple[str, str], Sequence[str]],
    remedies: dict[str, str],
) -> pa.Column:
    checks: list[pa.Check] = []

    def add(check: pa.Check, remedy: str) -> None:
        remedies[str(check.error)] = remedy
        checks.append(check)

    unit = f" {field.unit}" if field.unit else ""
    if field.minimum is not None:
        add(pa.Check.ge(field.minimum, error=f"is at least {field.minimum}{unit}"), "check amount and unit")
    if field.maximum is not None:
        add(pa.Check.le(field.maximum, error=f"is at most {field.maximum}{unit}"), "check amount and unit")
    if field.pattern:
        # fullmatch, not match: `2024Q1x` is no quarter.
        add(
            pa.Check.str_matches(rf"^(?:{field.pattern})$", error=f"matches {field.pattern}"),
            "correct the cell",
        )
    if field.enum:
        add(pa.Check.isin(field.enum, error=f"is one of {', '.join(field.enum)}"), "correct the cell")
    if field.codes:
        add(
            pa.Check.isin(list(domains.get(field.codes, ())), error=f"is a code of the domain {field.codes}"),
            _NEW_CODE,
        )
    for column, other, other_column in table.references:
        if column == field.name and (other, other_column) in keys:
            add(
                pa.Check.isin(list(keys[other, other_column]), error=f"occurs in {other}.{other_column}"),
                f"correct it, or add the row to {other}",
            )
    # No type is asked for: `typed_frame` made it, cell by cell, and reported what it could not read.
    return pa.Column(None, checks, nullable=not field.required)


def _located(
    failures: pd.DataFrame, table: Table, cells: Cells, remedies: Mapping[str, str]
) -> list[Problem]:
    problems = []
    for column, check, index in zip(failures["column"], failures["check"], failures["index"], strict=True):
        rule = _MISSING if check == "not_nullable" else str(check)
        row = None if pd.isna(index) else int(index)
        value = "" if row is None else cells.column(str(column))[row]
        if rule == _MISSING and value:
            continue  # the cell holds something unreadable: reported when it was typed
        problems.append(
            Problem(
                "error",
                table.name,
                None if row is None else cells.lines[row],
                str(column),
                value,
                rule,
                remedies.get(rule, "correct the table"),
            )
        )
    return problems
