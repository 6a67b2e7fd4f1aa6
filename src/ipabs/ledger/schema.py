"""What the tables look like: the shipped schema, and what a folder's data package adds to it."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Any

from ipabs.errors import Problem

TYPES = ("string", "date", "integer", "number", "boolean")


@dataclass(frozen=True)
class Field:
    """One column.

    Parameters
    ----------
    name, title : str
        Header in the file, and its Chinese name.
    type : {'string', 'date', 'integer', 'number', 'boolean'}
        Kind of value.
    required : bool
        Whether every row has a value.
    optional : bool
        Whether the column may be absent.
    codes : str
        Domain of `codes.csv` that its values come from; empty for none.
    minimum, maximum : float or None
        Bounds, both allowed, in the column's own unit.
    pattern : str
        Regular expression that a whole value matches; empty for none.
    enum : tuple of str
        Closed list of values; empty for none.
    unit : str
        Unit of an amount.
    """

    name: str
    title: str = ""
    type: str = "string"
    required: bool = False
    optional: bool = False
    codes: str = ""
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    enum: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """One table.

    Parameters
    ----------
    name, title, path : str
        Name, Chinese name, and file relative to the ledger's folder.
    optional : bool
        Whether the file may be absent.
    key : tuple of str
        Columns that are unique together; empty if rows may repeat.
    locate : tuple of str
        Columns by which a correction names a row.
    fields : tuple of Field
        Columns in their order.
    references : tuple of (column, table, column)
        Foreign keys, those to `codes` left out: they are by domain.
    """

    name: str
    title: str
    path: str
    optional: bool
    key: tuple[str, ...]
    locate: tuple[str, ...]
    fields: tuple[Field, ...]
    references: tuple[tuple[str, str, str], ...] = ()

    def field(self, name: str) -> Field | None:
        """Return the column of that name, None if the schema has none."""
        return next((field for field in self.fields if field.name == name), None)


@functools.cache
def shipped() -> Mapping[str, Table]:
    """Return the tables of the shipped schema by name."""
    return {name: _table(entry) for name, entry in _entries().items()}


@functools.cache
def _entries() -> Mapping[str, Mapping[str, Any]]:
    text = (resources.files("ipabs.ledger") / "schema.json").read_text(encoding="utf-8")
    return {entry["name"]: entry for entry in json.loads(text)["resources"]}


def locating(table: str) -> tuple[str, ...]:
    """Return the columns that name a row of `table`: :attr:`Table.locate`, without reading all that a schema says."""
    return tuple(_entries()[table]["locate"])


def tables_of(root: Path) -> tuple[dict[str, Table], list[Problem]]:
    """Return the tables as the folder's data package has them, and what is wrong with it.

    The shipped schema holds in any case; the package may place a table in another
    file and describe further columns.
    """
    tables = dict(shipped())
    path = root / "datapackage.json"
    if not path.is_file():
        return tables, []
    problems: list[Problem] = []

    def wrong(value: str, rule: str, remedy: str) -> None:
        problems.append(Problem("error", "datapackage.json", None, "", value, rule, remedy))

    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["resources"]
        described = {entry["name"]: entry for entry in entries}
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        wrong(str(error), "is a Frictionless data package with resources", "mend or remove the file")
        return tables, problems
    for name, table in shipped().items():
        entry = described.get(name)
        if entry is None:
            continue
        file = entry.get("path", table.path)
        if not _inside(file):
            wrong(str(file), f"the path of {name} is one file inside the ledger's folder", "correct the path")
            continue
        try:
            tables[name] = _with_extras(replace(table, path=file), entry.get("schema", {}).get("fields", []))
        except (TypeError, KeyError, AttributeError) as error:
            wrong(str(error), f"the fields of {name} have a name and a type", "correct the schema")
        for field in tables[name].fields:
            unit = _unit(entry, field.name)
            if field.unit and unit and unit != field.unit:
                wrong(unit, f"{name}.{field.name} is in {field.unit}", "convert the amounts")
    return tables, problems


def _inside(file: object) -> bool:
    if not isinstance(file, str) or not file or "\\" in file or ":" in file:
        return False
    path = PurePosixPath(file)
    return not path.is_absolute() and ".." not in path.parts


def _unit(entry: Mapping[str, Any], name: str) -> str:
    fields = entry.get("schema", {}).get("fields", [])
    return next((str(f.get("unit", "")) for f in fields if f.get("name") == name), "")


def _with_extras(table: Table, entries: list[Mapping[str, Any]]) -> Table:
    known = {field.name for field in table.fields}
    extras = []
    for entry in entries:
        field = _field(entry)
        if field.name not in known:
            kind = field.type if field.type in TYPES else "string"
            extras.append(replace(field, type=kind, optional=True, required=False))
    return replace(table, fields=(*table.fields, *extras))


def _table(entry: Mapping[str, Any]) -> Table:
    schema = entry["schema"]
    references = tuple(
        (key["fields"], key["reference"]["resource"], key["reference"]["fields"])
        for key in schema.get("foreignKeys", [])
        if key["reference"]["resource"] != "codes"
    )
    return Table(
        name=entry["name"],
        title=entry["title"],
        path=entry["path"],
        optional=entry["optional"],
        key=tuple(schema.get("primaryKey", [])),
        locate=tuple(entry["locate"]),
        fields=tuple(_field(field) for field in schema["fields"]),
        references=references,
    )


def _field(entry: Mapping[str, Any]) -> Field:
    limits = entry.get("constraints", {})
    return Field(
        name=str(entry["name"]),
        title=entry.get("title", ""),
        type=entry["type"],
        required=limits.get("required", False),
        optional=entry.get("optional", False),
        codes=entry.get("codes", ""),
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
        pattern=limits.get("pattern", ""),
        enum=tuple(limits.get("enum", ())),
        unit=entry.get("unit", ""),
    )
