"""Units of amounts and rates, and whose size a column gives: from headers, from magnitude, or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal

from ipabs.errors import Problem
from ipabs.importing.grid import Cell, shown
from ipabs.importing.names import BadCell, plain
from ipabs.importing.refusal import ImportRefused, problem, refuse
from ipabs.importing.sheets import Column, Sheet
from ipabs.importing.values import UNITS, number, unit_in

__all__ = ["Blank", "amount_units", "rate_is_fraction", "settle_sizes"]

_USUAL = (10**7, 10**10)  # 元; what a deal of this market comes to
_POSSIBLE = (10**6, 10**11)  # 元; beyond these a stated unit is doubted
_ASK = "name the unit in the header, or give --unit 元, 万元 or 亿元"

Blank = Callable[[Cell], bool]


def settle_sizes(sheet: Sheet, owners: dict[int, int], blank: Blank) -> None:
    """Decide whether the columns headed 发行规模 and the like give the deal's size or the tranche's.

    Raises
    ------
    ImportRefused
        If that can't be told.
    """
    generic = sheet.columns.pop("size", [])
    if not generic:
        return
    if sheet.level == "deal":
        sheet.columns.setdefault("deal_size", []).extend(generic)
        return
    for column in [
        each for each in generic if any((row, each.at) in sheet.grid.merged for row in sheet.data)
    ]:
        # Merged over the rows of its tranches: the deal's.
        generic.remove(column)
        sheet.columns.setdefault("deal_size", []).append(column)
    if not generic:
        return
    free = [name for name in ("tranche_size", "deal_size") if name not in sheet.columns]
    if len(generic) == 1 and free and not (len(free) == 2 and _repeats(sheet, owners, blank, generic[0])):
        sheet.columns[free[0]] = generic
        return
    if len(generic) == 2 and len(free) == 2:
        orders = [(generic[0], generic[1]), (generic[1], generic[0])]
        holding = [order for order in orders if _is_sum(sheet, owners, blank, *order)]
        if len(holding) == 1:
            sheet.columns["deal_size"], sheet.columns["tranche_size"] = [holding[0][0]], [holding[0][1]]
            return
    names = "、".join(column.header for column in generic)
    rule = f"it is plain whose size each of the columns {names} gives"
    remedy = f"say it, as in --column {generic[0].header}=deal_size, or =tranche_size"
    raise refuse(sheet.grid.where, rule, remedy)


def _repeats(sheet: Sheet, owners: dict[int, int], blank: Blank, column: Column) -> bool:
    """Tell whether every deal of several rows has one size in all of them: its own, or equal tranches."""
    said: dict[str, list[str]] = defaultdict(list)
    names = [c for f in ("deal_name", "deal_short", "deal_code") for c in sheet.columns.get(f, ())]
    for row in sheet.data:
        if not blank(sheet.cell(row, column)):
            name = next((shown(sheet.cell(owners[row], each)) for each in names), "")
            said[name].append(shown(sheet.cell(row, column)))
    several = [sizes for sizes in said.values() if len(sizes) > 1]
    return bool(names and several) and all(len({*sizes}) == 1 for sizes in several)


def _is_sum(sheet: Sheet, owners: dict[int, int], blank: Blank, whole: Column, part: Column) -> bool:
    """Tell whether `whole` is, for each deal, the sum of `part`, and at least one deal has two parts."""
    wholes: dict[str, set[Decimal]] = defaultdict(set)
    parts: dict[str, list[Decimal]] = defaultdict(list)
    names = [c for f in ("deal_name", "deal_short", "deal_code") for c in sheet.columns.get(f, ())]
    for row in sheet.data:
        name = next((shown(sheet.cell(owners[row], column)) for column in names), "")
        try:
            own = sheet.cell(row, whole)
            given = own if not blank(own) else sheet.cell(owners[row], whole)
            wholes[name].add(number(given) * UNITS.get(whole.unit, 1))
            parts[name].append(number(sheet.cell(row, part)) * UNITS.get(part.unit, 1))
        except BadCell:
            return False
    sums = all(len(wholes[name]) == 1 and wholes[name] == {sum(parts[name])} for name in parts)
    return sums and any(len(each) > 1 for each in parts.values())


def amount_units(
    sheet: Sheet, owners: dict[int, int], blank: Blank, given: str, rejected: dict[int, list[Problem]]
) -> dict[int, str]:
    """Return the unit of each column of amounts by its place.

    Parameters
    ----------
    sheet : Sheet
        The sheet.
    owners : dict of int to int
        By row, the row that names its deal.
    blank : callable
        Tells whether a cell is empty or says so.
    given : str
        The unit that the user named; empty for none.
    rejected : dict of int to list of Problem
        Takes the problem of a row whose amount is not possible in the stated unit.

    Raises
    ------
    ImportRefused
        If the unit can't be told.
    """
    units: dict[int, str] = {}
    for name in ("deal_size", "tranche_size"):
        for column in sheet.columns.get(name, ()):
            units[column.at] = _unit_of(sheet, name, column, owners, blank, given, rejected)
    return units


def _unit_of(
    sheet: Sheet, name: str, column: Column, owners: dict[int, int], blank: Blank, given: str,
    rejected: dict[int, list[Problem]],
) -> str:  # fmt: skip
    if given:
        return given
    totals, firsts = _totals(sheet, name, column, owners, blank)
    stated = column.unit if column.unit in UNITS else ""
    if column.unit and not stated:
        rule = f"the header of an amount states 元, 万元 or 亿元, not {column.unit}"
        raise refuse(sheet.grid.where, rule, _ASK, value=column.header)
    if stated:
        for owner, total in totals.items():
            if total > 0 and not _POSSIBLE[0] <= total * UNITS[stated] <= _POSSIBLE[1]:
                rule = f"a deal comes to between 0.01 and 1,000 亿元: {total * UNITS[stated] / 10**8:f} 亿元 in {stated}"
                place = sheet.place(firsts[owner], column)
                found = problem(
                    place.where, place.row, place.header, place.text, rule, f"check the unit; {_ASK}"
                )
                rejected.setdefault(firsts[owner], []).append(found)
        return stated
    if not totals:
        return "元"  # each cell has its own unit, or none has an amount
    possible = [
        unit for unit, size in UNITS.items()
        if all(_USUAL[0] <= total * size <= _USUAL[1] for total in totals.values() if total > 0)
    ]  # fmt: skip
    if len(possible) != 1:
        example = sheet.place(next(iter(firsts.values())), column)
        rule = f"the unit of {column.header} is stated, or plain from the amounts"
        raise ImportRefused([problem(example.where, example.row, column.header, example.text, rule, _ASK)])
    sheet.notes.append(
        f"{sheet.grid.where}: {column.header} states no unit; by their size the amounts are {possible[0]}"
    )
    return possible[0]


def _totals(
    sheet: Sheet, name: str, column: Column, owners: dict[int, int], blank: Blank
) -> tuple[dict[str, Decimal], dict[str, int]]:
    """Return what each deal comes to in the column's own unit, and its first row."""
    names = [c for f in ("deal_name", "deal_short", "deal_code") for c in sheet.columns.get(f, ())]
    totals: dict[str, Decimal] = {}
    firsts: dict[str, int] = {}
    for row in sheet.data:
        cell = sheet.cell(row, column)
        if blank(cell) or unit_in(cell):
            continue
        try:
            value = number(cell)
        except BadCell:
            continue  # said with its row
        said = [plain(shown(sheet.cell(owners[row], each))) for each in names]
        deal = next((text for text in said if text), f"row {row}")
        firsts.setdefault(deal, row)
        totals[deal] = value if name == "deal_size" else totals.get(deal, Decimal(0)) + value
    return totals, firsts


def rate_is_fraction(sheet: Sheet, columns: Sequence[Column], blank: Blank, given: str) -> bool:
    """Return whether plain numbers of the columns of coupons are fractions: 0.0325 for 3.25%.

    Raises
    ------
    ImportRefused
        If that can't be told.
    """
    if given:
        return given != "%"
    plainly: list[tuple[int, Column, Decimal]] = []
    for column in columns:
        for row in sheet.data:
            cell = sheet.cell(row, column)
            if blank(cell) or (isinstance(cell, str) and plain(cell).endswith("%")):
                continue
            try:
                plainly.append((row, column, number(cell)))
            except BadCell:
                continue
    values = [abs(value) for _, _, value in plainly if value]
    if not values or min(values) >= Decimal("0.5"):
        return False
    if max(values) < Decimal("0.3") and not any(column.unit == "%" for column in columns):
        return True
    row, column, _ = min(plainly, key=lambda each: abs(each[2]))
    place = sheet.place(row, column)
    rule = "it is plain whether rates are percents (3.25) or fractions (0.0325)"
    remedy = "give --rate % or --rate 1"
    raise ImportRefused([problem(place.where, place.row, place.header, place.text, rule, remedy)])
