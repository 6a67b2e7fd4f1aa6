"""A checked ledger on disk: read and validated once, then opened by every notebook of every edition.

A snapshot is a folder::

    tables/deals.arrow …      every row of each table, corrections applied
    ledger.json               what the check had to say, and which quarters the ledger covers
    2024Q1.json, 2024Q1.rows  which rows an edition sees, and a digest of each column over them

An edition has two views: ``ledger`` (the deals that count) and ``whole`` (before the universe was drawn).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute

from ipabs.ledger.stored import StoredTable, open_table, open_view
from ipabs.ledger.tables import Ledger, LedgerTables
from ipabs.ledger.universe_rule import columns_of

TABLES = tuple(each.name for each in fields(Ledger) if each.name not in ("root", "problems"))
VIEWS = ("ledger", "whole")
_ROW = "_row"


_SELECT = {
    "deals": ("deal_id", "issued_on"),
    "tranches": ("tranche_id", "deal_id"),
    "parties": ("deal_id",),
    "enhancements": ("deal_id",),
    "rating_events": ("tranche_id", "date"),
    "credit_events": ("deal_id", "date"),
    "market_totals": ("quarter",),
    "policies": ("issued",),
    "ip_stock": ("year",),
    "universe_rule": ("part", "column", "word", "zh", "en", "reason_zh", "reason_en", "scope_zh"),
    "universe": ("deal_id", "verdict"),
    "codes": (),
    "corrections": (),
}
"""Table → the columns that decide which rows an edition sees; of deals, those besides that the rule looks at."""


def in_place(tables: LedgerTables) -> Ledger:
    """Return checked tables as a ledger whose columns are converted when they are asked for."""
    stored = {name: StoredTable(name, table, None) for name, table in tables.tables.items()}
    return Ledger(**stored, root=tables.root, problems=tables.problems)  # type: ignore[arg-type]


def write_tables(ledger: LedgerTables, folder: Path, covered: tuple[str, str]) -> None:
    """Store a whole ledger in `folder`, complete or not at all."""
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "tables").mkdir(parents=True)
    for name in TABLES:
        _write(ledger.tables[name], fresh / "tables" / f"{name}.arrow")
    files = {path.name: _sha256(path) for path in sorted((fresh / "tables").iterdir())}
    problems = [asdict(problem) for problem in ledger.problems]
    rows = {name: ledger.tables[name].num_rows for name in TABLES}
    record = {"covered": list(covered), "rows": rows, "files": files, "problems": problems}
    (fresh / "ledger.json").write_text(json.dumps(record, ensure_ascii=False, indent=1), "utf-8")
    try:
        fresh.rename(folder)
    except OSError:
        # What lies there is damaged, or another build was faster and reads it: what takes its place is equal, file by file.
        (folder / "tables").mkdir(parents=True, exist_ok=True)
        for name in [*(f"tables/{name}" for name in files), "ledger.json"]:
            (fresh / name).replace(folder / name)
        shutil.rmtree(fresh)


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _write(table: pa.Table, target: Path) -> None:
    with pa.OSFile(str(target), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def write_views(
    folder: Path, periods: Iterable[str], select: Callable[[Ledger, str], tuple[Ledger, Ledger]]
) -> None:
    """Store which rows the editions `periods` see.

    Parameters
    ----------
    select
        Gives the two views (``ledger``, ``whole``) of a ledger whose tables carry their row numbers.
    """
    files = {name: folder / "tables" / f"{name}.arrow" for name in TABLES}
    arrows = {name: open_table(path) for name, path in files.items()}
    told = _numbers_for_keys(arrows)
    looked_at = columns_of(StoredTable("", arrows["universe_rule"], None)[["column"]])
    asked = {**_SELECT, "deals": tuple(dict.fromkeys([*_SELECT["deals"], *looked_at]))}
    numbered = Ledger(
        **{name: _numbered(table, asked[name]) for name, table in told.items()}, root=folder, problems=()
    )
    picked = {period: [_rows_of_tables(view) for view in select(numbered, period)] for period in periods}
    # At a million deals these frames are a gigabyte, and what follows needs room too.
    del numbered, told
    for period, views in picked.items():
        _write_view(folder, period, views, arrows)


def _rows_of_tables(ledger: Ledger) -> dict[str, np.ndarray[Any, Any]]:
    return {name: getattr(ledger, name)[_ROW].to_numpy(dtype="int64").copy() for name in TABLES}


def _write_view(
    folder: Path,
    period: str,
    views: Sequence[Mapping[str, np.ndarray[Any, Any]]],
    arrows: Mapping[str, pa.Table],
) -> None:
    known: dict[str, tuple[np.ndarray[Any, Any], dict[str, Any]]] = {}
    rows: list[np.ndarray[Any, Any]] = []
    record: dict[str, dict[str, Any]] = {view: {} for view in VIEWS}
    start = 0
    for view, drawn in zip(VIEWS, views, strict=True):
        for name, taken in drawn.items():
            same = known.get(name)
            if same is not None and np.array_equal(same[0], taken):
                record[view][name] = same[1]
                continue
            table = arrows[name]
            columns = {column: _digest(table.column(column), taken) for column in table.column_names}
            record[view][name] = {"start": start, "rows": len(taken), "columns": columns}
            known[name] = (taken, record[view][name])
            rows.append(taken)
            start += len(taken)
    aside = folder / f".{period}.{os.getpid()}"
    packed = np.concatenate(rows).astype("<i8").tobytes()
    aside.write_bytes(packed)
    aside.rename(folder / f"{period}.rows")
    check = hashlib.sha256(packed).hexdigest()
    aside.write_text(json.dumps({"views": record, "rows": check}), "utf-8")
    aside.rename(folder / f"{period}.json")


def _numbers_for_keys(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Put numbers in the place of the keys by which rows are drawn: which is which is all that is asked of them.

    At a million deals their texts are half a gigabyte and, compared one by one, a quarter of a minute. Of tranches only
    those with an event have one: no other table is drawn by them.
    """
    words = {
        "deal_id": _dictionary(tables["deals"], "deal_id"),
        "tranche_id": _dictionary(tables["rating_events"], "tranche_id"),
    }
    made = dict(tables)
    for name, table in tables.items():
        for column in set(words) & set(_SELECT[name]):
            numbers = _places(table.column(column), words[column])
            at = table.schema.get_field_index(column)
            made[name] = made[name].set_column(at, pa.field(column, pa.int64(), nullable=False), numbers)
    return made


def _dictionary(table: pa.Table, name: str) -> pa.Array:
    column = table.column(name).unify_dictionaries()
    return column.chunk(0).dictionary if column.num_chunks else pa.array([], pa.string())


def _places(column: pa.ChunkedArray, words: pa.Array) -> pa.ChunkedArray:
    """Return each cell's place among `words`, −1 where it is none of them."""
    found = []
    for chunk in column.unify_dictionaries().chunks:
        places = chunk.indices
        if not chunk.dictionary.equals(words):
            places = pa.compute.index_in(chunk.dictionary, value_set=words).take(places)
        found.append(places.fill_null(-1).cast(pa.int64()))
    return pa.chunked_array(found, pa.int64())


def _numbered(held: pa.Table, columns: Sequence[str]) -> pd.DataFrame:
    table = StoredTable("", held, None)
    frame: pd.DataFrame = table[list(columns)]
    return frame.assign(**{_ROW: np.arange(len(table), dtype="int64")})


def _digest(column: pa.ChunkedArray, rows: np.ndarray[Any, Any]) -> str:
    """Return a digest of the values of `rows`, equal for equal values however they are held."""
    array = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    found = hashlib.sha256(f"{len(rows)}|".encode())
    if not pa.types.is_null(array.type):
        taken = array.take(pa.array(rows))
        found.update(taken.is_valid().cast(pa.uint8()).to_numpy(zero_copy_only=False).tobytes())
        for part in _parts(taken):
            found.update(part)
    return found.hexdigest()[:32]


def _parts(array: pa.Array) -> Iterator[bytes]:
    if pa.types.is_dictionary(array.type):
        text = array.dictionary_decode().fill_null("").cast(pa.large_string())
        _, starts, data = text.buffers()
        ends = np.frombuffer(starts, dtype="<i8")[: len(text) + 1] if starts else np.zeros(1, "<i8")
        yield ends.tobytes()
        yield bytes(data)[: int(ends[-1])] if data else b""
    else:
        plain = array.cast(pa.int64()) if pa.types.is_timestamp(array.type) else array
        zero = False if pa.types.is_boolean(plain.type) else 0
        yield plain.fill_null(zero).to_numpy(zero_copy_only=False).tobytes()


def changed_rows(
    old: Path, new: Path, period: str, view: str, table: str, columns: Iterable[str]
) -> pd.DataFrame:
    """Return the rows of `table` whose `columns` differ between two snapshots: new, changed and gone ones.

    Returns
    -------
    pandas.DataFrame
        All columns of the rows as they are now, and of those that are gone as they were, with ``change``
        (``new``, ``changed``, ``gone``), in ledger order.
    """
    from ipabs.ledger import schema

    wanted = list(columns)
    frames = [_rows_of(folder, period, view, table) for folder in (old, new)]
    locate = [name for name in schema.shipped()[table].locate if all(name in frame for frame in frames)]
    keyed = [frame.assign(_nth=frame.groupby(locate, dropna=False).cumcount()) for frame in frames]
    keyed = [frame.set_index([*locate, "_nth"], drop=False) for frame in keyed]
    marks = [
        pd.util.hash_pandas_object(frame.reindex(columns=wanted), index=False).set_axis(frame.index)
        for frame in keyed
    ]
    before = marks[0].reindex(marks[1].index)
    fresh = ~marks[1].index.isin(marks[0].index)
    differs = (before != marks[1]).to_numpy() & ~fresh
    gone = ~marks[0].index.isin(marks[1].index)
    found = pd.concat(
        [
            keyed[1][fresh].assign(change="new"),
            keyed[1][differs].assign(change="changed"),
            keyed[0][gone].assign(change="gone"),
        ]
    )
    return found.drop(columns="_nth").reset_index(drop=True)


def _rows_of(folder: Path, period: str, view: str, table: str) -> pd.DataFrame:
    ledger = open_view(folder, period, view, folder)
    stored: Any = getattr(ledger, table)
    frame: pd.DataFrame = stored.whole()
    return frame


def names_of_deals(deals: Iterable[str], folders: Iterable[Path], period: str) -> dict[str, str]:
    """Return deal → short name, of the first of the snapshots that has the deal."""
    wanted = list(deals)
    found: dict[str, str] = {}
    for folder in folders:
        stored: Any = open_view(folder, period, "whole", folder).deals
        frame: pd.DataFrame = stored[["deal_id", "short_name"]].dropna()
        frame = frame[frame["deal_id"].isin(wanted)].astype(str)
        found = {**dict(zip(frame["deal_id"], frame["short_name"], strict=True)), **found}
    return found


def covered(folder: Path) -> tuple[str, str]:
    """Return the first and the last quarter that the stored ledger covers."""
    first, last = json.loads((folder / "ledger.json").read_text("utf-8"))["covered"]
    return str(first), str(last)
