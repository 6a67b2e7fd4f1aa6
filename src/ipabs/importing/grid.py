"""A sheet as it was read: cells by row and column, before anything is made of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

__all__ = ["Cell", "Flaw", "Grid", "Place", "shown"]


@dataclass(frozen=True)
class Flaw:
    """A cell that has no value to read: an Excel error, a formula that was never calculated.

    Parameters
    ----------
    text : str
        What stands in the cell, such as ``#N/A``.
    rule : str
        The rule that it breaks.
    """

    text: str
    rule: str


Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta | Flaw


@dataclass(frozen=True)
class Place:
    """Where a value stands in an export.

    Parameters
    ----------
    file, sheet : str
        Name of the file, and of the sheet (empty for CSV).
    row : int
        Row of the sheet, or line of the file, the first being 1.
    header : str
        Header of the column as it stands; empty for the row as a whole.
    text : str
        The cell as it stands.
    digest : str
        SHA-256 of the file.
    """

    file: str
    sheet: str
    row: int
    header: str = ""
    text: str = ""
    digest: str = ""

    def __str__(self) -> str:
        column = f", {self.header}" if self.header else ""
        return f"{self.where} row {self.row}{column}"

    @property
    def line(self) -> tuple[str, str, int]:
        """What names the row: the file's digest, the sheet, the number."""
        return self.digest, self.sheet, self.row

    @property
    def where(self) -> str:
        """The file and its sheet."""
        return f"{self.file} [{self.sheet}]" if self.sheet else self.file


@dataclass
class Grid:
    """One sheet of an export.

    Parameters
    ----------
    file : str
        Name of the file, without its folder.
    digest : str
        SHA-256 of the file.
    sheet : str
        Name of the sheet; empty for CSV.
    rows : list of list of Cell
        Cells; an empty one is ``""``. Rows may differ in length. Merged cells hold their value in each row.
    lines : list of int
        Row of the sheet, or line of the file, of each of `rows`.
    epoch_1904 : bool
        Whether plain serial numbers of days count from 1904.
    merged : set of (int, int)
        Places in `rows` whose value was spread from a cell merged over several rows.
    notes : list of str
        What the reader left aside.
    """

    file: str
    digest: str
    sheet: str
    rows: list[list[Cell]]
    lines: list[int]
    epoch_1904: bool = False
    merged: set[tuple[int, int]] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    @property
    def where(self) -> str:
        """The file and its sheet, as messages name them."""
        return f"{self.file} [{self.sheet}]" if self.sheet else self.file


def shown(cell: Cell) -> str:
    """Return a cell as text, as nearly as it stands."""
    if isinstance(cell, Flaw):
        return cell.text
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ")
    return str(cell)
