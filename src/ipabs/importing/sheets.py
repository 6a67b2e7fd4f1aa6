"""A sheet understood: which export it is, where its header stands, which rows are data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ipabs.importing.aliases import TRANCHE_FIELDS, Aliases, Header, unit_alone
from ipabs.importing.grid import Cell, Grid, Place, shown
from ipabs.importing.names import plain
from ipabs.importing.refusal import refuse

__all__ = ["Column", "Sheet", "understand"]

_OF_BOTH = ("value_date", "expected_maturity")
_SEARCHED = 40  # rows in which a header is looked for
_FEWEST = 3  # known headers that make a row the header


@dataclass(frozen=True)
class Column:
    """A column that is read.

    Parameters
    ----------
    at : int
        Its place, from 0.
    header : str
        Header as it stands.
    unit : str
        Unit that the header, or a row of units, states.
    rank : int
        Place of the header in the list of aliases.
    """

    at: int
    header: str
    unit: str
    rank: int


@dataclass
class Sheet:
    """A sheet of which every row is accounted for.

    Parameters
    ----------
    grid : Grid
        The cells.
    export : str
        Wind, CNABS, iFinD, or what the user named; empty if nothing tells.
    level : {'deal', 'tranche'}
        What a row is.
    columns : dict of str to list of Column
        Columns by field, the preferred one first.
    data : list of int
        Places of the rows of data in the grid.
    notes : list of str
        Rows and columns that were left aside, for the reader.
    """

    grid: Grid
    export: str
    level: str
    columns: dict[str, list[Column]]
    data: list[int]
    notes: list[str] = field(default_factory=list)

    def place(self, row: int, column: Column | None = None) -> Place:
        """Return where a row, or its cell in a column, stands."""
        grid, line = self.grid, self.grid.lines[row]
        if column is None:
            return Place(grid.file, grid.sheet, line, digest=grid.digest)
        text = shown(self.cell(row, column))
        return Place(grid.file, grid.sheet, line, column.header, text[:200], grid.digest)

    def cell(self, row: int, column: Column) -> Cell:
        """Return a cell; an absent one is empty."""
        cells = self.grid.rows[row]
        return cells[column.at] if column.at < len(cells) else ""


def understand(grid: Grid, aliases: Aliases, export: str = "") -> Sheet | None:
    """Find the header of a sheet and sort its rows; None if no row looks like a header.

    Parameters
    ----------
    grid : Grid
        The cells.
    aliases : Aliases
        Which header means which field.
    export : str, optional
        The export's source, if the user has named it.

    Raises
    ------
    ImportRefused
        If two columns have the same header, or nothing identifies a row.
    """
    found = _header(grid, aliases)
    if found is None:
        return None
    at, headers = found
    notes = [*grid.notes]
    for above in range(at):
        words = " ".join(dict.fromkeys(plain(shown(cell)) for cell in grid.rows[above] if _says(cell)))
        if words:
            notes.append(f"{grid.where} row {grid.lines[above]} is a title: {words[:60]!r}")
    first = at + 1
    units = _units(grid.rows[first]) if first < len(grid.rows) else {}
    if units:
        notes.append(f"{grid.where} row {grid.lines[first]} states units")
        first += 1
    columns, kept = _columns(grid, at, headers, units)
    unread = [header.text for header in headers.values() if not header.field]
    if unread:
        notes.append(f"{grid.where}: columns that are not read: {'、'.join(unread)}")
    if not kept & {"deal_name", "deal_short", "deal_code", "tranche_code"}:
        rule = "a column names the deal (项目名称) or the security (证券代码)"
        raise refuse(grid.where, rule, "export it too, or name the column with --column", grid.lines[at])
    level = "tranche" if kept & {"tranche", "tranche_code", "tranche_short"} else "deal"
    if level == "deal":
        apart = [name for name in columns if name in TRANCHE_FIELDS and name not in _OF_BOTH]
        lost = "、".join(column.header for name in apart for column in columns.pop(name))
        if lost:
            notes.append(f"{grid.where}: not read, since no column tells the tranches apart: {lost}")
    data = _data(grid, aliases, first, columns, notes)
    named = export or _export(grid, aliases, at, headers)
    if not named:
        notes.append(f"{grid.where}: nothing tells which terminal it comes from; --source names it")
    return Sheet(grid, named, level, columns, data, notes)


def _header(grid: Grid, aliases: Aliases) -> tuple[int, dict[int, Header]] | None:
    best: tuple[int, dict[int, Header]] | None = None
    most = _FEWEST - 1
    for row, cells in enumerate(grid.rows[:_SEARCHED]):
        headers = {
            place: aliases.read(cell)
            for place, cell in enumerate(cells)
            if isinstance(cell, str) and _says(cell)
        }
        fields = {header.field for header in headers.values() if header.field}
        # Of a header of two rows the lower one is whole: what is merged down stands in both.
        if len(fields) > most or (best is not None and len(fields) == most and row == best[0] + 1):
            most, best = len(fields), (row, headers)
    return best


def _units(cells: list[Cell]) -> dict[int, str]:
    said = {
        place: unit_alone(cell) for place, cell in enumerate(cells) if isinstance(cell, str) and _says(cell)
    }
    others = any(_says(cell) for cell in cells if not isinstance(cell, str))
    return said if said and all(said.values()) and not others else {}


def _columns(
    grid: Grid, at: int, headers: dict[int, Header], units: dict[int, str]
) -> tuple[dict[str, list[Column]], set[str]]:
    overall = _overall_unit(grid, at)
    columns: dict[str, list[Column]] = {}
    seen: dict[str, int] = {}
    for place, header in headers.items():
        if not header.field or header.field == "(ignored)":
            continue
        if (
            header.text in seen
            and (at, place) not in grid.merged
            and not _same(grid, seen[header.text], place, at)
        ):
            rule = f"a header occurs once: {header.text} stands twice, with different cells"
            raise refuse(grid.where, rule, "rename or delete one of the columns", grid.lines[at])
        if header.text in seen:
            continue
        seen[header.text] = place
        unit = header.unit or units.get(place, "")
        if not unit and header.field in ("size", "deal_size", "tranche_size"):
            unit = overall
        columns.setdefault(header.field, []).append(Column(place, header.text, unit, header.rank))
    for found in columns.values():
        found.sort(key=lambda column: column.rank)
    return columns, set(columns)


def _same(grid: Grid, one: int, other: int, at: int) -> bool:
    def of(row: list[Cell], place: int) -> Cell:
        return row[place] if place < len(row) else ""

    return all(of(row, one) == of(row, other) for row in grid.rows[at + 1 :])


def _overall_unit(grid: Grid, at: int) -> str:
    """Return the unit that a title row states (单位：亿元) for the whole table."""
    for row in grid.rows[:at]:
        for cell in row:
            match = (
                re.search(r"单位[:：]?\s*(?:人民币)?(亿元|万元|元)", plain(cell))
                if isinstance(cell, str)
                else None
            )
            if match:
                return match[1]
    return ""


def _data(
    grid: Grid, aliases: Aliases, first: int, columns: dict[str, list[Column]], notes: list[str]
) -> list[int]:
    data = []
    for row in range(first, len(grid.rows)):
        said = [plain(shown(cell)) for cell in grid.rows[row] if _says(cell)]
        if not said:
            continue
        if len({*said}) == 1 and any(said[0].startswith(footer) for footer in aliases.footers):
            notes.append(f"{grid.where} row {grid.lines[row]} is a footer: {said[0][:60]!r}")
        elif said[0].casefold() in aliases.totals or said[0].rstrip(":：").casefold() in aliases.totals:
            notes.append(f"{grid.where} row {grid.lines[row]} is a total: {' '.join(said)[:60]!r}")
        else:
            data.append(row)
    return data


def _export(grid: Grid, aliases: Aliases, at: int, headers: dict[int, Header]) -> str:
    outside = [*grid.rows[:at], *grid.rows[-5:]]
    words = [plain(cell).casefold() for row in outside for cell in row if isinstance(cell, str) and cell]
    # What a title or footer says goes before headers that only one of them uses.
    lone = [word for row in outside for word in [_alone(row)] if word]
    for mark, export in aliases.marks:
        if any(mark in word for word in lone):
            return export
    votes = [aliases.export_of(header.text) for header in headers.values()]
    counted = {vote: votes.count(vote) for vote in votes if vote}
    best = sorted(counted, key=lambda vote: -counted[vote])[:2]
    if best and (len(best) == 1 or counted[best[0]] > counted[best[1]]):
        return best[0]
    return next((export for mark, export in aliases.marks if any(mark in word for word in words[:1])), "")


def _alone(row: list[Cell]) -> str:
    """Return the words of a row that says one thing only."""
    said = {plain(cell).casefold() for cell in row if isinstance(cell, str) and _says(cell)}
    return said.pop() if len(said) == 1 else ""


def _says(cell: Cell) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())
