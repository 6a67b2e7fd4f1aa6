"""The ledger rows behind a fact, and what they are: published, reconstructed, or both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from ipabs.ledger import Ledger, schema


@dataclass(frozen=True)
class Trace:
    """Rows, by table, and their basis."""

    rows: Mapping[str, Sequence[str]] = field(default_factory=dict)
    basis: str = "published"


def keys(table: str, frame: pd.DataFrame) -> list[str]:
    """Return the key of each row of `frame`, a part of `table`: the columns that locate it, joined by ``|``."""
    columns = [_text(frame[column]) for column in schema.shipped()[table].locate]
    return ["|".join(parts) for parts in zip(*columns, strict=True)]


def _text(values: pd.Series) -> list[str]:
    if isinstance(values.dtype, pd.DatetimeTZDtype) or values.dtype.kind == "M":
        return [value.date().isoformat() if pd.notna(value) else "" for value in values]
    return [str(value) if pd.notna(value) else "" for value in values]


def rows_of(ledger: Ledger, table: str, wanted: Iterable[str]) -> pd.DataFrame:
    """Return the rows of `table` that a fact names, in ledger order."""
    frame: pd.DataFrame = getattr(ledger, table)
    return frame[pd.Series(keys(table, frame), index=frame.index, dtype="object").isin(list(wanted))]


def trace(ledger: Ledger, **frames: pd.DataFrame) -> Trace:
    """Return the keys and the basis of `frames`, given under their tables' names.

    A fact without a row (nothing was issued) rests on those tables as a whole.
    """
    bases = _bases(frames.values()) or _bases(getattr(ledger, table) for table in frames)
    basis = bases.pop() if len(bases) == 1 else "mixed" if bases else "published"
    return Trace({table: keys(table, frame) for table, frame in frames.items() if len(frame)}, basis)


def _bases(frames: Iterable[pd.DataFrame]) -> set[str]:
    return {str(value) for frame in frames if "basis" in frame for value in frame["basis"].dropna().unique()}
