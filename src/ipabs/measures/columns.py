"""Columns of a table as arrays, each read once, and exact sums over them.

A choice of rows is an array of their positions in the table, in ledger order. That keeps every step
linear in the rows and without a Python loop over them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

UNDISCLOSED = "undisclosed"
"""The code of what the ledger leaves empty: 未列明."""

JOIN = "+"
"""Joins the codes of a combination: ``guarantee_company+bank``."""

Rows = NDArray[np.intp]
"""Positions of some rows of a table."""

_MANY = 100_000
"""Rows from which on the texts of a stored table are not made: those of a million rows take a gigabyte."""

_EXACT = 2**53
"""Below this, sums of whole numbers in double precision are exact."""


class Classes:
    """Each row's class.

    Parameters
    ----------
    codes
        Place in `names` of each row's class; −1 for a row without one.
    names
        The classes, in the order of their first row.
    """

    __slots__ = ("codes", "names")

    def __init__(self, codes: NDArray[np.intp], names: list[str]) -> None:
        self.codes = codes
        self.names = names

    def labels(self) -> NDArray[Any]:
        """Return each row's class by name; every row must have one."""
        return np.array(self.names, dtype=object)[self.codes]

    def place(self, name: str) -> int:
        """Return the place of a class, −2 for one that no row has."""
        return self.names.index(name) if name in self.names else -2

    def of(self, rows: Rows, name: str) -> Rows:
        """Return those of `rows` that belong to a class."""
        chosen: Rows = rows[self.codes[rows] == self.place(name)]
        return chosen

    def present(self, rows: Rows) -> list[str]:
        """Return the classes that `rows` have, by name."""
        held = self.codes[rows]
        return sorted(self.names[at] for at in np.unique(held[held >= 0]).tolist())


class Columns:
    """A table's columns as arrays; each is read from the table when it is first asked for.

    Parameters
    ----------
    table
        A frame, or a stored table: it is asked for single columns and for its length only.
    """

    def __init__(self, table: pd.DataFrame) -> None:
        self._table = table
        self._series: dict[str, pd.Series] = {}
        self._values: dict[str, NDArray[Any]] = {}
        self._classes: dict[tuple[str, str | None], Classes] = {}

    def __len__(self) -> int:
        return len(self._table)

    def __contains__(self, column: object) -> bool:
        return column in self._table.columns

    @property
    def all(self) -> Rows:
        """The positions of every row."""
        return np.arange(len(self), dtype=np.intp)

    def series(self, column: str) -> pd.Series:
        """Return a column as the table gives it."""
        if column not in self._series:
            self._series[column] = self._table[column]
        return self._series[column]

    def numbers(self, column: str) -> NDArray[Any]:
        """Return a column of numbers or dates."""
        return self.series(column).to_numpy()

    def values(self, column: str, rows: Rows | None = None) -> list[Any]:
        """Return the values in `rows` (in every row), ``NA`` where unknown."""
        if column not in self._values:
            if self._stored is not None and rows is not None and len(self) > 16 * len(rows):
                few: list[Any] = self._stored.cells(column, rows)
                return few
            self._values[column] = self.series(column).to_numpy(dtype=object)
        held = self._values[column]
        found: list[Any] = (held if rows is None else held[rows]).tolist()
        return found

    def classes(self, column: str, unknown: str | None = UNDISCLOSED) -> Classes:
        """Return the classes of a column; empty cells belong to `unknown`, or to none if that is ``None``."""
        key = (column, unknown)
        if key not in self._classes:
            if self._stored is None:
                self._classes[key] = classes(self.series(column), unknown)
            else:
                self._classes[key] = _with(unknown, *self._stored.classes(column))
        return self._classes[key]

    def holding(self, column: str, texts: Iterable[str]) -> Rows:
        """Return the positions of the rows whose `column` is one of `texts`."""
        wanted = list(texts)
        if not wanted:
            return np.empty(0, dtype=np.intp)
        if self._stored is not None:
            found: Rows = self._stored.holding(column, wanted)
            return found
        return np.flatnonzero(self.series(column).isin(wanted).to_numpy(dtype=bool))

    def owners(self, keys: Columns, column: str = "deal_id", rows: Rows | None = None) -> NDArray[np.intp]:
        """Return the position among `keys` of what each of `rows` (of every row) belongs to; −1 for what is not there.

        Parameters
        ----------
        keys
            Rows whose `column` is unique: deals, say.
        """
        found: NDArray[np.intp]
        if self._stored is not None and keys._stored is not None:
            found = self._stored.places(column, keys._stored, column)
            return found if rows is None else found[rows]
        children = self.series(column)
        return owners(keys.series(column), children if rows is None else children.iloc[rows])

    @property
    def _stored(self) -> Any:
        """The stored table, if it is a large one, whose texts had better not be made."""
        return None if isinstance(self._table, pd.DataFrame) or len(self) <= _MANY else self._table


def classes(values: pd.Series, unknown: str | None = UNDISCLOSED) -> Classes:
    """Return the classes of a column of codes; see :meth:`Columns.classes`."""
    codes, found = pd.factorize(values)
    return _with(unknown, codes, [str(name) for name in found])


def _with(unknown: str | None, codes: NDArray[Any], names: list[str]) -> Classes:
    """Return classes of which `unknown` has the rows without one."""
    if unknown is not None and (codes < 0).any():
        if unknown not in names:
            names.append(unknown)
        codes = np.where(codes < 0, names.index(unknown), codes)
    return Classes(codes.astype(np.intp, copy=False), names)


def between(days: NDArray[Any], first: object, last: object) -> Rows:
    """Return the positions of the days from `first` to `last`, both included."""
    return np.flatnonzero((days >= np.datetime64(str(first))) & (days <= np.datetime64(str(last))))


def owners(keys: pd.Series, children: pd.Series) -> NDArray[np.intp]:
    """Return the position in `keys`, which are unique, of each child's key; −1 for one that is not there."""
    if not len(keys):
        return np.full(len(children), -1, dtype=np.intp)
    found: NDArray[np.intp] = pd.Index(keys.to_numpy(dtype=object)).get_indexer(
        children.to_numpy(dtype=object)
    )
    return found


def counts(groups: NDArray[np.intp], number: int) -> list[int]:
    """Count the rows of each of `number` groups; rows in group −1 belong to none."""
    found: list[int] = np.bincount(groups[groups >= 0], minlength=number).tolist()
    return found


def sums(groups: NDArray[np.intp], amounts: NDArray[Any], number: int) -> list[int]:
    """Add up whole amounts by group, exactly and without overflow; rows in group −1 belong to none."""
    inside = groups >= 0
    if not inside.all():
        groups, amounts = groups[inside], amounts[inside]
    if not len(amounts):
        return [0] * number
    if max(int(amounts.max()), -int(amounts.min())) * len(amounts) < _EXACT:
        return [int(value) for value in np.bincount(groups, amounts, number).tolist()]
    # In parts of 26 bits, whose sums stay exact for as many rows as fit into memory.
    found = [0] * number
    for shift in (0, 26, 52):
        part = amounts >> shift if shift == 52 else (amounts >> shift) & (2**26 - 1)
        for at, value in enumerate(np.bincount(groups, part, number).tolist()):
            found[at] += int(value) << shift
    return found


def total(amounts: Iterable[int]) -> int:
    """Add up whole 元 without overflow.

    Parameters
    ----------
    amounts
        Amounts in 元: a column, an array or a list.
    """
    held = np.asarray(amounts if isinstance(amounts, pd.Series | np.ndarray | list) else list(amounts))
    if held.dtype == object:
        return sum((int(size) for size in held), 0)
    return sums(np.zeros(len(held), dtype=np.intp), held.astype(np.int64, copy=False), 1)[0]
