"""Rows of a sheet as values that the ledger could hold, each with the place it came from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from ipabs.errors import Problem
from ipabs.importing.aliases import DEAL_FIELDS
from ipabs.importing.entities import Entities
from ipabs.importing.grid import Cell, Place
from ipabs.importing.names import BadCell, parted, plain, pretty, split, text_of
from ipabs.importing.refusal import problem
from ipabs.importing.sheets import Column, Sheet
from ipabs.importing.sizes import amount_units, rate_is_fraction, settle_sizes
from ipabs.importing.values import amount, day, percent
from ipabs.importing.wording import Words, quoted

__all__ = ["Given", "Record", "records_of"]

_SIZES = ("deal_size", "tranche_size")
_CODED = ("product", "venue", "mode")
_ROLES = ("originator", "plan_manager", "trustee", "custodian", "servicer")
_NAMES = (*_ROLES, "shortfall", "guarantor", "underlying_guarantor", "letter_bank")
_DATES = ("issued_on", "value_date", "expected_maturity")
_CLASSES = re.compile(r"[;、,/>\n-]+")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,38}")


@dataclass(frozen=True)
class Given:
    """A value as the ledger writes it, and where it stands in the export.

    Parameters
    ----------
    text : str
        The value.
    place : Place
        Where it stands.
    derived : bool
        Whether it follows from another cell; then it fills gaps and contradicts nothing.
    """

    text: str
    place: Place
    derived: bool = False


@dataclass(eq=False)
class Record:
    """One row of data.

    Parameters
    ----------
    place : Place
        The row.
    level : {'deal', 'tranche'}
        What it is a row of.
    export : str
        The terminal.
    values : dict of str to Given
        Values by field.
    names : dict of str to list of Given
        Institutions by field.
    asked : frozenset of str
        Fields that the sheet has a column for.
    problems : list of Problem
        What is wrong with the row.
    failed : set of str
        Fields whose cell is among the problems already.
    outcome : {'', 'accepted', 'unchanged', 'rejected'}
        What became of it.
    """

    place: Place
    level: str
    export: str
    values: dict[str, Given] = field(default_factory=dict)
    names: dict[str, list[Given]] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    outcome: str = ""

    def reject(self, rule: str, remedy: str, given: Given | None = None) -> None:
        """Note what is wrong with the row."""
        place = given.place if given else self.place
        self.problems.append(problem(place.where, place.row, place.header, place.text, rule, remedy))


def records_of(sheet: Sheet, words: Words, entities: Entities, unit: str, rate: str) -> list[Record]:
    """Read every row of data.

    Parameters
    ----------
    sheet : Sheet
        The sheet.
    words, entities : Words, Entities
        What wordings and institutions mean.
    unit, rate : str
        Units that the user named for amounts (元, 万元, 亿元) and rates (``%``, ``1``); empty for none.

    Returns
    -------
    list of Record
        One for each of ``sheet.data``; cells that can't be read are in ``problems``.

    Raises
    ------
    ImportRefused
        If a unit can't be told.
    """

    def blank(cell: Cell) -> bool:
        return isinstance(cell, str) and words.is_blank(plain(cell))

    owners = _owners(sheet, blank)
    settle_sizes(sheet, owners, blank)
    for columns in sheet.columns.values():
        if len(columns) > 1:
            others = "、".join(column.header for column in columns[1:])
            sheet.notes.append(
                f"{sheet.grid.where}: {columns[0].header} goes before {others}, "
                "which is read only where it is empty"
            )
    wrong: dict[int, list[Problem]] = {}
    units = amount_units(sheet, owners, blank, unit, wrong)
    fraction = rate_is_fraction(sheet, sheet.columns.get("coupon", ()), blank, rate)
    reader = _Reader(sheet, words, entities, units, fraction, blank)
    return [reader.record(row, owners[row], wrong.get(row, [])) for row in sheet.data]


def _owners(sheet: Sheet, blank: Callable[[Cell], bool]) -> dict[int, int]:
    """Return by row the row that says what deal it is of: the one above where cells were left out."""
    columns = [column for name in DEAL_FIELDS for column in sheet.columns.get(name, ())]
    owners: dict[int, int] = {}
    above: int | None = None
    for row in sheet.data:
        left_out = sheet.level == "tranche" and all(blank(sheet.cell(row, column)) for column in columns)
        owners[row] = above if left_out and above is not None else row
        above = owners[row]
    return owners


class _Reader:
    def __init__(
        self, sheet: Sheet, words: Words, entities: Entities, units: dict[int, str], fraction: bool,
        blank: Callable[[Cell], bool],
    ) -> None:  # fmt: skip
        self._sheet, self._words, self._entities = sheet, words, entities
        self._units, self._fraction, self._blank = units, fraction, blank
        self._widest = max((column.at for found in sheet.columns.values() for column in found), default=0)

    def record(self, row: int, owner: int, problems: list[Problem]) -> Record:
        sheet = self._sheet
        asked = frozenset(sheet.columns)
        record = Record(sheet.place(row), sheet.level, sheet.export, asked=asked)
        record.problems += problems
        cells = sheet.grid.rows[row]
        if not sheet.grid.sheet and (extra := [cell for cell in cells[self._header_width() :] if cell != ""]):
            record.reject(
                "a row has no more cells than the header", f"quote cells that contain commas: {extra[0]!r}"
            )
            return record
        for name, columns in sheet.columns.items():
            at = owner if name in DEAL_FIELDS else row
            column = next((each for each in columns if not self._blank(sheet.cell(at, each))), None)
            if column is None:
                continue
            cell = sheet.cell(at, column)
            try:
                self._read(record, name, cell, column, sheet.place(at, column))
                if name in _SIZES:
                    self._compare(record, name, at, columns)
            except BadCell as bad:
                record.failed.add(name)
                record.reject(bad.rule, bad.remedy, Given("", sheet.place(at, column)))
        return record

    def _compare(self, record: Record, name: str, at: int, columns: list[Column]) -> None:
        """Reject a row whose columns of one size differ."""
        first = record.values[name]
        for column in columns:
            cell, place = self._sheet.cell(at, column), self._sheet.place(at, column)
            if column.header == first.place.header or self._blank(cell):
                continue
            header, file = column.header, self._words.aliases_file
            try:
                if (size := str(amount(cell, self._units[column.at]))) != first.text:
                    raise BadCell(
                        f"columns of one size agree: {header} says {size} 元, {first.place.header} {first.text} 元",
                        f"correct one, or have one left aside by the row “(ignored),{quoted(header)}” in {file}",
                    )
            except BadCell as bad:
                record.failed.add(name)
                record.reject(bad.rule, bad.remedy, Given("", place))

    def _header_width(self) -> int:
        first = self._sheet.data[0] if self._sheet.data else 0
        head = [len(row) for row in self._sheet.grid.rows[:first]]
        return max([self._widest + 1, *head])

    def _read(self, record: Record, name: str, cell: Cell, column: Column, place: Place) -> None:
        def give(text: str, field_name: str = name, *, derived: bool = False) -> None:
            if text:
                record.values[field_name] = Given(text, place, derived)

        words = self._words
        if name in _NAMES:
            parts = [part for part in split(self._long_text(cell)) if not words.is_blank(part)]
            names = [self._entities.name(each) for part in parts for each in parted(self._name(part))]
            record.names[name] = [Given(each, place) for each in dict.fromkeys(names)]
        elif name in ("deal_name", "deal_short", "tranche_short"):
            give(pretty(text_of(cell, name=True)))
        elif name in ("deal_code", "tranche_code"):
            give(self._security(cell))
        elif name in _CODED:
            give(words.code(name, text_of(cell)))
        elif name == "underlying":
            self._underlying(text_of(cell), give)
        elif name == "wind_ip":
            text = text_of(cell) if not isinstance(cell, bool) else str(cell).lower()
            found = (
                words.find("wind_ip", text) or words.find("yes", text) or ("true" if text == "true" else None)
            )
            give(found if found is not None else words.code("wind_ip", text))
        elif name == "region":
            give(words.place(text_of(cell)) or words.code("region", text_of(cell)))
        elif name == "methods":
            give("；".join(self._forms(text_of(cell))))
        elif name in ("deal_size", "tranche_size"):
            give(str(amount(cell, self._units[column.at])))
        elif name == "coupon":
            give(_two_places(percent(cell, fraction=self._fraction)))
        elif name == "rating":
            give(words.rating(text_of(cell)))
        elif name == "agency":
            give("；".join(self._entities.name(each) for each in parted(text_of(cell))))
        elif name in _DATES:
            found_day: dt.date = day(cell, epoch_1904=self._sheet.grid.epoch_1904)
            give(found_day.isoformat())
        else:
            give(text_of(cell))

    def _long_text(self, cell: Cell) -> str:
        if isinstance(cell, str) and 200 < len(cell) <= 2000:
            return plain(cell)  # several names; each is judged on its own
        return text_of(cell)

    def _name(self, part: str) -> str:
        text = text_of(part)
        if "/" in text:
            raise BadCell("has no path separators", "part several names by ；")
        if len(text) < 2:
            raise BadCell(f"is a name: {text!r} is none")
        return text

    def _security(self, cell: Cell) -> str:
        text = text_of(cell).replace(" ", "").upper()
        if not _CODE.fullmatch(text):
            raise BadCell("is a code of letters, digits and dots, such as 123456.SZ")
        return text

    def _underlying(self, text: str, give: Callable[..., None]) -> None:
        """Take a class such as 知识产权-小额贷款 apart: a Wind class, a type of underlying, or both."""
        words = self._words
        parts = [part.strip() for part in _CLASSES.split(text) if part.strip()]
        alien = all(
            words.find(domain, part) is None for part in parts for domain in ("underlying", "wind_ip")
        )
        if len(parts) > 1 and alien and words.find("underlying", text) is not None:
            parts = [text]  # 小额-贷款: one wording, not a path of classes
        found = set()
        for part in parts:
            flag = words.find("wind_ip", part)
            if flag is not None:
                if flag == "true" and self._sheet.export == "Wind":
                    give(flag, "wind_ip")
            else:
                found.add(words.code("underlying", part))
        if len(found) > 1:
            raise BadCell("names one type of underlying", "name the one that the deal counts under")
        give("".join(found))

    def _forms(self, text: str) -> list[str]:
        words, forms = self._words, []
        for part in [text] if words.find("structural", text) is not None else split(text.replace("+", ";")):
            if words.is_blank(part) or words.find("structural", part) is not None:
                continue
            forms.append(words.code("form", part))
        return list(dict.fromkeys(forms))


def _two_places(rate: Decimal) -> str:
    exponent = rate.as_tuple().exponent
    return f"{rate:.2f}" if isinstance(exponent, int) and exponent >= -2 else f"{rate:f}"
