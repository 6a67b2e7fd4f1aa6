"""The ledger rows behind a fact, and what they are: published, reconstructed, or both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from ipabs.ledger import Ledger, schema

LISTED = 1000
"""How many rows of a table a fact lists; of further ones it states the number."""

_listed: ContextVar[int | None] = ContextVar("listed", default=LISTED)


@contextmanager
def every_row_listed() -> Iterator[None]:
    """Let facts that are computed inside list every row behind them, however many there are."""
    token = _listed.set(None)
    try:
        yield
    finally:
        _listed.reset(token)


def listed() -> int | None:
    """Return how many rows of a table a fact lists; ``None``: every one."""
    return _listed.get()


@dataclass(frozen=True)
class Trace:
    """Rows, by table, and their basis.

    Parameters
    ----------
    rows
        Table → keys of its first rows, at most :data:`LISTED`.
    basis
        What all of the rows are, those not listed included.
    omitted
        Table → number of further rows, for tables with more of them.
    """

    rows: Mapping[str, Sequence[str]] = field(default_factory=dict)
    basis: str = "published"
    omitted: Mapping[str, int] = field(default_factory=dict)


def key_columns(table: str) -> tuple[str, ...]:
    """Return the columns that locate a row of `table`: its key in a fact is these, joined by ``|``."""
    return schema.locating(table)


def keys_of(columns: Iterable[Sequence[Any]]) -> list[str]:
    """Return each row's key from the values of its key columns."""
    texts = [[_text(value) for value in values] for values in columns]
    return texts[0] if len(texts) == 1 else ["|".join(parts) for parts in zip(*texts, strict=True)]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if pd.isna(value):
        return ""
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)


def rows_of(ledger: Ledger, table: str, wanted: Iterable[str]) -> pd.DataFrame:
    """Return the rows of `table` that a fact names, in ledger order."""
    held = getattr(ledger, table)
    frame: pd.DataFrame = held[list(held.columns)]
    keys = keys_of(list(frame[column]) for column in key_columns(table))
    return frame[pd.Series(keys, index=frame.index, dtype="object").isin(list(wanted))]


def trace(ledger: Ledger, **frames: pd.DataFrame) -> Trace:
    """Return the keys and the basis of `frames`, given under their tables' names.

    A fact without a row (nothing was issued) rests on those tables as a whole. Of each frame the columns
    that locate a row are read, and ``basis``.
    """
    bases = _bases(frames.values()) or _bases(getattr(ledger, table) for table in frames)
    basis = bases.pop() if len(bases) == 1 else "mixed" if bases else "published"
    limit = listed()
    rows = {
        table: keys_of(list(frame[column].iloc[:limit]) for column in key_columns(table))
        for table, frame in frames.items()
        if len(frame)
    }
    more = {
        table: len(frame) - len(rows[table])
        for table, frame in frames.items()
        if table in rows and len(frame) > len(rows[table])
    }
    return Trace(rows, basis, more)


def _bases(frames: Iterable[pd.DataFrame]) -> set[str]:
    return {
        str(value)
        for frame in frames
        if "basis" in frame.columns
        for value in frame["basis"].dropna().unique()
    }
