"""An exhibit's data as CSV that a spreadsheet can open without running anything (docs/decisions/0008)."""

from __future__ import annotations

import io
import re

import pandas as pd

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
# Printed numbers with a sign, and the mark of an empty value.
_NUMBER = re.compile(r"[+\-]?\d[\d,]*(\.\d+)?(e[+\-]?\d+)?%?|--", re.IGNORECASE)


def csv_text(frame: pd.DataFrame) -> str:
    """Return the frame as CSV, one line end (``\\n``) everywhere.

    Text that a spreadsheet would take for a formula gets an apostrophe in front, which spreadsheets use themselves to mark
    text. Numbers, printed numbers such as ``-0.50%`` and the empty value ``--`` stay as they are.
    """
    numbers_or_days = (pd.api.types.is_numeric_dtype, pd.api.types.is_datetime64_any_dtype)
    texts = [at for at, kind in enumerate(frame.dtypes) if not any(test(kind) for test in numbers_or_days)]
    plain = frame.copy(deep=False)
    for at in texts:
        plain.isetitem(at, [_harmless(value) for value in plain.iloc[:, at]])
    plain.columns = pd.Index([_harmless(name) for name in frame.columns])
    buffer = io.StringIO()
    plain.to_csv(buffer, index=False, lineterminator="\n")
    return buffer.getvalue()


def _harmless(value: object) -> object:
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value
