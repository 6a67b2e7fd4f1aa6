"""Which header means which field: the shipped list, below that of the ledger's folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ipabs.importing.names import plain
from ipabs.importing.own_files import address, read_shipped, read_table
from ipabs.importing.refusal import refuse

__all__ = ["FIELDS", "Aliases", "Header", "read_aliases"]

ALIASES = "aliases.csv"
_COLUMNS = ("field", "alias", "export")

DEAL_FIELDS = frozenset(
    {
        "deal_name",
        "deal_short",
        "deal_code",
        "issued_on",
        "deal_size",
        "product",
        "venue",
        "underlying",
        "wind_ip",
        "mode",
        "region",
        "originator",
        "plan_manager",
        "trustee",
        "custodian",
        "servicer",
        "methods",
        "shortfall",
        "guarantor",
        "underlying_guarantor",
        "letter_bank",
    }
)
"""Fields of a deal; in a list of tranches they repeat from row to row."""

TRANCHE_FIELDS = frozenset(
    {
        "tranche_code",
        "tranche_short",
        "tranche",
        "tranche_size",
        "coupon",
        "rating",
        "agency",
        "value_date",
        "expected_maturity",
    }
)
FIELDS = DEAL_FIELDS | TRANCHE_FIELDS | {"size"}
"""All fields; ``size`` is the deal's or the tranche's, by what the list is of."""

_MARKS = frozenset({"(ignored)", "(export)", "(footer)", "(total)"})
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^】]*)】")
_UNIT = re.compile(
    r"(?:单位|货币单位|计价单位)?[:：]?\s*(?:人民币|RMB)?(亿元|万元|元|亿|万|%|％|百分比)", re.IGNORECASE
)
_TAIL = re.compile(r"(.+?)[:_/](亿元|万元|元|%)")
_SPELT = {"亿": "亿元", "万": "万元", "百分比": "%", "％": "%"}


@dataclass(frozen=True)
class Header:
    """A header as it is understood.

    Parameters
    ----------
    text : str
        The header as it stands, on one line.
    field : str
        The field it means; empty if unknown.
    rank : int
        Place in the list of aliases; of two headers of one field the lower goes first.
    unit : str
        元, 万元, 亿元 or %; empty if the header states none.
    """

    text: str
    field: str
    rank: int
    unit: str


class Aliases:
    """Aliases of fields.

    Parameters
    ----------
    rows : list of (str, str, str)
        Field, alias, and the export that alone uses it (empty for several).
    file : str
        Where the analyst adds to them, as messages name it.
    """

    def __init__(self, rows: list[tuple[str, str, str]], file: str) -> None:
        self.file = file
        self._fields: dict[str, tuple[str, int]] = {}
        self.exports: dict[str, str] = {}
        self.footers = [plain(alias) for field, alias, _ in rows if field == "(footer)"]
        self.totals = {plain(alias).casefold() for field, alias, _ in rows if field == "(total)"}
        self.marks = [
            (plain(alias).casefold(), export) for field, alias, export in rows if field == "(export)"
        ]
        for rank, (field, alias, export) in enumerate(rows):
            if field in FIELDS or field == "(ignored)":
                self._fields.setdefault(_bare(alias), (field, rank))
                if export:
                    self.exports.setdefault(_bare(alias), export)

    def read(self, cell: str) -> Header:
        """Return what a header means: its field and the unit it states."""
        text = plain(cell)
        unit = ""
        for match in _BRACKETS.finditer(text):
            inner = next(part for part in match.groups() if part is not None)
            stated = _UNIT.fullmatch(inner.strip())
            if stated:
                unit = _SPELT.get(stated[1], stated[1])
        tail = _TAIL.fullmatch(text)
        candidates = [text, _BRACKETS.sub("", text)]
        if tail:
            candidates.append(tail[1])
            unit = unit or tail[2]
        # Wind writes "[单位] 亿元" on a line of its own.
        rest = _BRACKETS.sub("", text).strip()
        for spelt in ("亿元", "万元", "元"):
            if not unit and rest.endswith(spelt) and _bare(rest[: -len(spelt)]) in self._fields:
                unit = spelt
                candidates.append(rest[: -len(spelt)])
        for candidate in candidates:
            found = self._fields.get(_bare(candidate))
            if found:
                return Header(_line(cell), *found, unit)
        return Header(_line(cell), "", -1, unit)

    def export_of(self, cell: str) -> str:
        """Return the export that alone uses a header; empty for none."""
        return self.exports.get(_bare(_BRACKETS.sub("", plain(cell))), "")


def read_aliases(root: Path, given: dict[str, str]) -> Aliases:
    """Return the aliases given by hand, then those of ``import/aliases.csv``, then the shipped ones.

    Raises
    ------
    ImportRefused
        If a row of the folder's file names no field.
    """
    own = read_table(root, ALIASES, _COLUMNS[:2])
    for entry in own:
        if entry["field"] not in FIELDS | _MARKS:
            rule = f"the field is one of {', '.join(sorted(FIELDS))}"
            raise refuse(address(root, ALIASES), rule, "correct it", entry.line, entry["field"])
    rows = [(field, alias, "") for alias, field in given.items()]
    rows += [(e["field"], e["alias"], e.cells.get("export", "")) for e in [*own, *read_shipped(ALIASES)]]
    return Aliases(rows, address(root, ALIASES))


def unit_alone(cell: str) -> str:
    """Return the unit if a cell states one and nothing else; empty otherwise."""
    match = _UNIT.fullmatch(plain(cell).strip("()[]"))
    return _SPELT.get(match[1], match[1]) if match else ""


def _bare(text: str) -> str:
    return re.sub(r"[\s*＊:：]+", "", plain(text)).casefold()


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", plain(text))[:80]
