"""An exhibit's data as CSV that a spreadsheet can open without running anything (docs/decisions/0008)."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pandas as pd

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
# Printed numbers with a sign, and the mark of an empty value.
_NUMBER = re.compile(r"[+\-]?\d[\d,]*(\.\d+)?(e[+\-]?\d+)?%?|--", re.IGNORECASE)


def csv_text(frame: pd.DataFrame) -> str:
    """Return the frame as CSV, one line end (``\\n``) everywhere.

    Text that a spreadsheet would take for a formula gets an apostrophe in front, which spreadsheets use themselves to mark
    text. Numbers, printed numbers such as ``-0.50%`` and the empty value ``--`` stay as they are.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([_harmless(name) for name in frame.columns])
    writer.writerows(zip(*(_cells(frame.iloc[:, at]) for at in range(frame.shape[1])), strict=True))
    return buffer.getvalue()


def _cells(column: pd.Series[Any]) -> list[object]:
    """Return a column's values as they are written: days without a time, what is missing as nothing."""
    values = column.tolist()
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        days = all(value is pd.NaT or value == value.normalize() for value in values)
        return ["" if value is pd.NaT else str(value.date() if days else value) for value in values]
    if pd.api.types.is_float_dtype(column.dtype):
        return ["" if value is pd.NA or value != value else value for value in values]
    if pd.api.types.is_numeric_dtype(column.dtype):
        return ["" if value is pd.NA else value for value in values]
    return ["" if _missing(value) else _harmless(value) for value in values]


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)


def _harmless(value: object) -> object:
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value
