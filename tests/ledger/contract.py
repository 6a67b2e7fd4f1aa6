"""The rules of `schema.json` in pandera: a second opinion on what the ledger's own checks find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import pandera.pandas as pa

from ipabs.ledger.schema import Field, Table


def failures(
    table: Table,
    frame: pd.DataFrame,
    domains: Mapping[str, Sequence[str]],
    keys: Mapping[tuple[str, str], Sequence[str]],
) -> set[tuple[int, str, str]]:
    """Return place, column and rule of every cell that pandera refuses."""
    columns = {
        field.name: _column(field, table, domains, keys) for field in table.fields if field.name in frame
    }
    try:
        pa.DataFrameSchema(columns).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
        return {
            (int(place), str(column), "a value is required" if check == "not_nullable" else str(check))
            for place, column, check in zip(cases["index"], cases["column"], cases["check"], strict=True)
        }
    return set()


def _column(
    field: Field,
    table: Table,
    domains: Mapping[str, Sequence[str]],
    keys: Mapping[tuple[str, str], Sequence[str]],
) -> pa.Column:
    unit = f" {field.unit}" if field.unit else ""
    checks = []
    if field.minimum is not None:
        checks.append(pa.Check.ge(field.minimum, error=f"is at least {field.minimum}{unit}"))
    if field.maximum is not None:
        checks.append(pa.Check.le(field.maximum, error=f"is at most {field.maximum}{unit}"))
    if field.pattern:
        checks.append(pa.Check.str_matches(f"^(?:{field.pattern})$", error=f"matches {field.pattern}"))
    if field.enum:
        checks.append(pa.Check.isin(field.enum, error=f"is one of {', '.join(field.enum)}"))
    if field.codes:
        checks.append(pa.Check.isin(domains[field.codes], error=f"is a code of the domain {field.codes}"))
    for column, other, other_column in table.references:
        if column == field.name:
            allowed = keys[other, other_column]
            checks.append(pa.Check.isin(allowed, error=f"occurs in {other}.{other_column}"))
    return pa.Column(None, checks, nullable=not field.required)
