"""A checked table in Arrow, and in pandas as measures take it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

if TYPE_CHECKING:
    # A notebook reads stored tables and needs nothing of what reads files.
    from ipabs.ledger.columns import Column, Columns

_ARROW = {"date": pa.timestamp("ns"), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
_ZERO = {"date": np.datetime64("NaT"), "integer": 0, "number": np.nan, "boolean": False}


def arrow_table(columns: Columns) -> pa.Table:
    """Return a table in Arrow, taking its columns out of `columns` one by one.

    Text is dictionary-encoded (int32, string), dates ``timestamp[ns]``, amounts and counts
    int64, rates float64, flags bool; unknown values are null. A required column's field is
    not nullable: that tells ``int64`` and ``bool`` from ``Int64`` and ``boolean`` in pandas.
    """
    fields, arrays = [], []
    for name in list(columns):
        column = columns.pop(name)
        array = _array(column)
        arrays.append(array)
        fields.append(pa.field(name, array.type, nullable=not column.field.required))
    return pa.table(arrays, schema=pa.schema(fields))


def _array(column: Column) -> pa.Array:
    text, kind = column.text, column.field.type
    if kind == "string":
        gaps = ~column.known()
        return pa.DictionaryArray.from_arrays(text.codes, text.words, mask=gaps if gaps.any() else None)
    values = column.each(_ZERO[kind])
    if kind == "date":
        return pa.array(values.astype("M8[ns]"))
    known = column.known()
    return pa.array(values, _ARROW[kind], mask=None if known.all() else ~known)


def frames(tables: Mapping[str, pa.Table]) -> dict[str, pd.DataFrame]:
    """Return the tables in pandas; equal cells of a column, and of a key and what points at it, are one object."""
    held: dict[object, npt.NDArray[np.object_]] = {}

    def words_of(words: pa.Array) -> npt.NDArray[np.object_]:
        data = words.buffers()[2]
        place = (data.address if data else 0, words.offset, len(words))
        if place not in held:
            # The missing cells' code, -1, picks the last one.
            held[place] = np.array([*words.to_pylist(), pd.NA], dtype=object)
        return held[place]

    return {name: _frame(table, words_of) for name, table in tables.items()}


def frame(table: pa.Table) -> pd.DataFrame:
    """Return one table in pandas, with the types that `Ledger` names."""
    return frames({"": table})[""]


_WordsOf = Callable[[pa.Array], npt.NDArray[np.object_]]


def _frame(table: pa.Table, words_of: _WordsOf) -> pd.DataFrame:
    columns = {field.name: values(table.column(field.name), field, words_of) for field in table.schema}
    return pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows), copy=False)


def values(column: pa.ChunkedArray, field: pa.Field, words_of: _WordsOf) -> Any:
    """Return a column's values as pandas holds them in a ledger; `words_of` gives the texts of a dictionary."""
    whole = column.unify_dictionaries().combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    array = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
    kind = field.type
    if pa.types.is_dictionary(kind):
        codes = _filled(array.indices, -1)
        return pd.arrays.StringArray(words_of(array.dictionary)[codes])
    if pa.types.is_timestamp(kind):
        return np.array(array.to_numpy(zero_copy_only=False))
    if pa.types.is_floating(kind):
        return np.array(_filled(array, np.nan))
    numbers = np.array(_filled(array, False if pa.types.is_boolean(kind) else 0))
    if not field.nullable:
        return numbers
    gaps = array.is_null().to_numpy(zero_copy_only=False)
    masked = pd.arrays.BooleanArray if pa.types.is_boolean(kind) else pd.arrays.IntegerArray
    return masked(numbers, np.array(gaps))


def _filled(array: pa.Array, missing: object) -> npt.NDArray[Any]:
    whole = array.fill_null(missing) if array.null_count else array
    values: npt.NDArray[Any] = whole.to_numpy(zero_copy_only=False)
    return values
