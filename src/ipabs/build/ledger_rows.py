"""Reads the rows that an edition's facts name from the stored ledger."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ipabs.assembly.rows import Listed
from ipabs.build.state import LIBRARY

_SAID = {"true": "是", "false": "否"}
_KINDS = {"integer": "num", "number": "num", "date": "centre"}


def ledger_rows(snapshot: Path, facts: Iterable[Mapping[str, Any]]) -> list[Listed]:
    """Return the rows named by `facts`, in the ledger's order, table by table.

    Parameters
    ----------
    snapshot
        Folder of the stored ledger.
    facts
        As in ``facts.json``: ``rows`` maps tables to keys.
    """
    wanted: dict[str, set[str]] = {}
    for fact in facts:
        for table, keys in fact["rows"].items():
            wanted.setdefault(table, set()).update(keys)
    schema = json.loads((LIBRARY / "ledger" / "schema.json").read_text("utf-8"))["resources"]
    words = _words(*_stamped(snapshot, "codes"))
    return [
        _listed(snapshot, table, wanted[table["name"]], words)
        for table in schema
        if wanted.get(table["name"])
    ]


@lru_cache(maxsize=1)
def _words(file: str, time: int, inode: int) -> dict[tuple[str, str], str]:
    """Return domain and code → Chinese name."""
    codes = {name: _texts(column) for name, column in _held(file, time, inode).items()}
    keys = zip(codes["domain"], codes["code"], strict=True)
    return dict(zip(keys, codes["zh"], strict=True))


def _listed(
    snapshot: Path, table: Mapping[str, Any], wanted: set[str], words: Mapping[tuple[str, str], str]
) -> Listed:
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = _columns(snapshot, table["name"])
    located = [_as_text(columns[name]) for name in table["locate"]]
    keys = located[0] if len(located) == 1 else pc.binary_join_element_wise(*located, "|")
    at = pc.indices_nonzero(pc.is_in(keys, value_set=pa.array(sorted(wanted), pa.string())))
    fields = [
        field
        for field in table["schema"]["fields"]
        if field["name"] in columns and field["name"] != "basis" and [field["name"]] != table["locate"]
    ]
    texts = []
    for field in fields:
        cells = _texts(columns[field["name"]].take(at))
        domain = field.get("codes", "")
        texts.append([words.get((domain, cell), cell) for cell in cells] if domain else cells)
    basis = _texts(columns["basis"].take(at)) if "basis" in columns else [""] * len(at)
    rows = list(
        zip(_texts(keys.take(at)), basis, list(zip(*texts, strict=True)) or [()] * len(at), strict=True)
    )
    return Listed(
        table["name"],
        table["title"],
        tuple(
            f"{field['title']}（{field['unit']}）" if field.get("unit") else field["title"]
            for field in fields
        ),
        tuple(_KINDS.get(field["type"], "text") for field in fields),
        rows,
    )


def _columns(snapshot: Path, table: str) -> dict[str, Any]:
    return _held(*_stamped(snapshot, table))


def _stamped(snapshot: Path, table: str) -> tuple[str, int, int]:
    file = snapshot / "tables" / f"{table}.arrow"
    state = file.stat()
    return str(file), state.st_mtime_ns, state.st_ino


# All editions of a backfill draw from the same tables.
@lru_cache(maxsize=16)
def _held(file: str, time: int, inode: int) -> dict[str, Any]:
    import pyarrow as pa

    with pa.memory_map(file) as source:
        held = pa.ipc.open_file(source).read_all()
    return dict(zip(held.column_names, held.columns, strict=True))


def _as_text(column: Any) -> Any:
    """Return a column as texts: days as 2024-03-31, an empty cell as nothing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_temporal(column.type):
        column = column.cast(pa.date32())
    return pc.fill_null(column.cast(pa.string()), "")


def _texts(column: Any) -> list[str]:
    texts: list[str] = _as_text(column).to_pylist()
    return [_SAID.get(text, text) for text in texts]
