"""A ledger's tables on disk, a column at a time: what is read of them is recorded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ipabs import recording
from ipabs.ledger.arrow_form import values
from ipabs.ledger.tables import Ledger


class StoredTable:
    """The rows of one table that an edition sees, read from an Arrow file when a column is asked for.

    ``table["size_yuan"]`` gives a Series, ``table[["deal_id", "size_yuan"]]`` a frame with a RangeIndex;
    both are recorded as reads of just these columns. Anything else that a DataFrame can do works on the
    whole table, and is recorded as a read of all its columns.

    Parameters
    ----------
    name : str
        Name under which reads are recorded.
    source : Path or pyarrow.Table
        Arrow IPC file with every row of the table, or the table itself.
    rows : ndarray of int64 or None
        Positions of the rows that count; ``None``: all.
    """

    def __init__(self, name: str, source: Path | pa.Table, rows: np.ndarray[Any, Any] | None) -> None:
        self._name = name
        self._source = source
        self._rows = rows
        self._series_of: dict[str, pd.Series[Any]] = {}

    @cached_property
    def _in_memory(self) -> _Held | None:
        return _held.get(self._source) if isinstance(self._source, Path) else None

    @cached_property
    def _arrow(self) -> pa.Table:
        if self._in_memory is not None:
            return self._in_memory.table
        return open_table(self._source) if isinstance(self._source, Path) else self._source

    def __len__(self) -> int:
        recording.columns(self._name, ())
        return self._arrow.num_rows if self._rows is None else len(self._rows)

    @property
    def empty(self) -> bool:
        """Whether no row counts."""
        return len(self) == 0

    @cached_property
    def columns(self) -> pd.Index[Any]:
        """The names of the columns."""
        names: pd.Index[Any] = pd.Index(list(self._arrow.column_names))
        return names

    def __contains__(self, name: object) -> bool:
        return name in self._arrow.column_names

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            recording.columns(self._name, (key,))
            return self._series(key).copy(deep=False)
        if isinstance(key, list) and all(isinstance(name, str) for name in key):
            recording.columns(self._name, key)
            return self._frame(key)
        return self.whole()[key]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.whole(), name)

    def cells(self, name: str, rows: np.ndarray[Any, Any]) -> list[Any]:
        """Return the values of a column in some rows, ``NA`` where unknown; nothing is made of the other rows' texts.

        Recorded as a read of the whole column.

        Parameters
        ----------
        rows : ndarray of integers
            Positions among the rows that count.
        """
        recording.columns(self._name, (name,))
        field = self._arrow.schema.field(name)
        at = rows if self._rows is None else self._rows[rows]
        taken = self._arrow.column(name).take(pa.array(at))
        if pa.types.is_dictionary(field.type):
            return [pd.NA if text is None else text for text in taken.cast(pa.string()).to_pylist()]
        found: list[Any] = pd.Series(values(taken, field, _words)).to_numpy(dtype=object).tolist()
        return found

    def classes(self, name: str) -> tuple[np.ndarray[Any, Any], list[str]]:
        """Return what :func:`pandas.factorize` makes of a column of texts, without making the text of each row.

        Returns
        -------
        codes : ndarray of intp
            Each row's place in `names`, −1 where unknown.
        names : list of str
            The column's texts in the order of their first row.
        """
        codes, words = self._coded(name)
        found, occur = pd.factorize(codes)
        gap = np.flatnonzero(occur == -1)
        if len(gap):
            at = gap[0]
            found = np.where(found == at, -1, found - (found > at))
            occur = np.delete(occur, at)
        return found.astype(np.intp, copy=False), words.take(pa.array(occur)).to_pylist()

    def places(self, name: str, parents: StoredTable, key: str) -> np.ndarray[Any, Any]:
        """Return the position in `parents` of the row whose `key` each row's `name` holds, −1 where there is none.

        Parameters
        ----------
        parents
            A table whose `key`, a text, is unique.
        """
        codes, words = self._coded(name)
        keys, known = parents._coded(key)
        # One more place, for what is unknown (−1) and for keys whose row does not count.
        rows = np.full(len(known) + 1, -1, dtype=np.intp)
        rows[keys] = np.arange(len(keys), dtype=np.intp)
        rows[-1] = -1
        if not words.equals(known):
            at = pc.index_in(words, value_set=known).fill_null(-1).to_numpy(zero_copy_only=False)
            rows = np.append(rows[at], -1)
        found: np.ndarray[Any, Any] = rows[codes]
        return found

    def holding(self, name: str, texts: Sequence[str]) -> np.ndarray[Any, Any]:
        """Return the positions of the rows whose `name` is one of `texts`."""
        codes, words = self._coded(name)
        wanted = pc.index_in(pa.array(texts, words.type), value_set=words).drop_null().to_numpy()
        return np.flatnonzero(np.isin(codes, wanted))

    def _coded(self, name: str) -> tuple[np.ndarray[Any, Any], pa.Array]:
        """Return each row's place in the dictionary of a column of texts, −1 where unknown; and the dictionary."""
        recording.columns(self._name, (name,))
        column = self._arrow.column(name).unify_dictionaries()
        words = column.chunk(0).dictionary if column.num_chunks else pa.array([], pa.string())
        parts = [chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in column.chunks]
        codes = np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)
        return codes if self._rows is None else codes[self._rows], words

    def whole(self) -> pd.DataFrame:
        """Return the table as a frame: a read of every column."""
        names = self._arrow.column_names
        recording.columns(self._name, names)
        return self._frame(names)

    def _frame(self, names: Sequence[str]) -> pd.DataFrame:
        index = pd.RangeIndex(self._arrow.num_rows if self._rows is None else len(self._rows))
        return pd.DataFrame({name: self._series(name) for name in names}, index=index, copy=False)

    def _series(self, name: str) -> pd.Series[Any]:
        if name not in self._series_of:
            if name not in self._arrow.column_names:
                raise KeyError(name)
            self._series_of[name] = pd.Series(self._values(name), name=name, copy=False)
        return self._series_of[name]

    def _values(self, name: str) -> Any:
        if self._in_memory is not None and self._rows is not None:
            return self._in_memory.columns[name][self._rows]
        field = self._arrow.schema.field(name)
        column = self._arrow.column(name)
        taken = column if self._rows is None else column.take(pa.array(self._rows))
        return values(taken, field, _words)


@dataclass(frozen=True)
class _Held:
    """A table in memory, and its columns as pandas has them."""

    table: pa.Table
    columns: dict[str, Any]


_held: dict[Path, _Held] = {}

_LARGE = 4_000_000
"""Bytes from which on a table stays on the disk: each notebook takes just the columns that it needs."""


def hold(folder: Path) -> None:
    """Read a stored ledger's small tables now, for all processes that are forked from this one.

    What is asked of a table is recorded as before.

    Parameters
    ----------
    folder
        The stored ledger, which no one changes.
    """
    for file in sorted((folder / "tables").glob("*.arrow")):
        if file.stat().st_size < _LARGE:
            table = open_table(file)
            columns = {each.name: values(table.column(each.name), each, _words) for each in table.schema}
            _held[file] = _Held(table, columns)


def _words(words: pa.Array) -> np.ndarray[Any, Any]:
    """Return a dictionary's texts as Python objects, the missing cell's last."""
    return np.array([*words.to_pylist(), pd.NA], dtype=object)


def open_table(file: Path) -> pa.Table:
    """Open an Arrow IPC file; a large one is mapped into memory, for which Arrow starts threads."""
    if file.stat().st_size < _LARGE:
        return pa.ipc.open_file(pa.py_buffer(file.read_bytes())).read_all()
    with pa.memory_map(str(file)) as source:
        return pa.ipc.open_file(source).read_all()


def _row_numbers(file: Path) -> np.ndarray[Any, Any]:
    """Return which rows an edition's views have, one after the other; of a long ledger they stay on the disk."""
    if file.stat().st_size < _LARGE:
        return np.fromfile(file, dtype="<i8")
    return np.memmap(file, dtype="<i8", mode="r")


def open_view(folder: Path, period: str, view: str, root: Path) -> Ledger:
    """Open one view of an edition; columns are read from the disk when they are asked for."""
    record = json.loads((folder / f"{period}.json").read_text("utf-8"))["views"][view]
    rows = _row_numbers(folder / f"{period}.rows")
    tables = {
        name: StoredTable(
            name if view == "ledger" else f"{view}.{name}",
            folder / "tables" / f"{name}.arrow",
            rows[entry["start"] : entry["start"] + entry["rows"]],
        )
        for name, entry in record.items()
    }
    return Ledger(**tables, root=root, problems=())  # type: ignore[arg-type]
