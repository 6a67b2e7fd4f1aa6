"""A CSV file as columns of text with the line each row stands on."""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from ipabs.errors import Problem
from ipabs.ledger.texts import Text

_REENCODE = "save the file as UTF-8 CSV"
_BOM = b"\xef\xbb\xbf"
_CELLS = pa.dictionary(pa.int32(), pa.string())
_BLOCK = 4 << 20  # bytes that Arrow's parser looks at together
_BATCH = 20_000  # rows that are Python objects at one time
_LONGEST = 131_072  # characters of a cell: the csv module's limit, which other libraries of a process raise


class _Report(Protocol):
    """Shape of the function that records a problem."""

    def __call__(self, row: int | None, value: str, rule: str, remedy: str, column: str = "") -> None: ...


@dataclass
class Cells:
    """The text of one table.

    Parameters
    ----------
    columns : dict of str to Text
        Columns by name, in the order of the file.
    lines : sequence of int
        Line of the file where each row starts, the header being line 1.
    """

    columns: dict[str, Text]
    lines: Sequence[int]


def read_cells(path: Path, table: str) -> tuple[Cells | None, list[Problem]]:
    """Read a UTF-8 CSV file.

    Parameters
    ----------
    path : Path
        The file.
    table : str
        Name of the table, for problems.

    Returns
    -------
    Cells or None
        None if the file can't be read as CSV at all. Ragged rows are left out.
    list of Problem
        What is wrong, by line.
    """
    problems: list[Problem] = []

    def wrong(row: int | None, value: str, rule: str, remedy: str, column: str = "") -> None:
        problems.append(Problem("error", table, row, column, value, rule, remedy))

    try:
        data = path.read_bytes()
    except OSError as error:
        wrong(None, path.name, f"the file can be read ({error.strerror})", "check its type and permissions")
        return None, problems
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        wrong(line, "", "a CSV file holds no NUL bytes", _REENCODE)
        return None, problems
    cells = plain_cells(data)
    if cells is None:
        cells = exact_cells(data, path.name, wrong)
    return cells, problems


def plain_cells(data: bytes) -> Cells | None:
    """Read a file that Arrow's parser takes as the csv module would; None for any other.

    Such a file has no quotes, no empty lines, one kind of line end, rows as long as the header and
    nothing else to complain about, so that a row's line is its number.
    """
    start = len(_BOM) if data.startswith(_BOM) else 0
    if data[start : start + 1] in b"\r\n" or any(mark in data for mark in (b'"', b"\n\n", b"\n\r\n")):
        return None
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        return None
    end = data.find(b"\n") + 1 or len(data)
    if data.startswith(_BOM, end):
        return None  # Arrow would drop it from the first cell
    try:
        header = [name.strip() for name in data[start:end].decode("utf-8").split(",")]
        if len({*header}) != len(header) or not any(header) or end > _LONGEST:
            return None
        places = [str(place) for place in range(len(header))]
        columns = [pa.chunked_array([], _CELLS)] * len(header)
        rows = 0
        if end < len(data):
            parsed = pa.csv.read_csv(
                pa.BufferReader(pa.py_buffer(data).slice(end)),
                pa.csv.ReadOptions(column_names=places, use_threads=False, block_size=_BLOCK),
                pa.csv.ParseOptions(quote_char=False),
                pa.csv.ConvertOptions(column_types=dict.fromkeys(places, _CELLS), strings_can_be_null=False),
            )
            columns, rows = parsed.columns, parsed.num_rows
    except (UnicodeDecodeError, pa.ArrowException):
        return None
    if any(_longest(column) > _LONGEST for column in columns):
        return None
    texts = map(Text.of_chunks, columns)
    return Cells(dict(zip(header, texts, strict=True)), range(2, rows + 2))


def _longest(column: pa.ChunkedArray) -> int:
    lengths = [pc.max(pc.binary_length(chunk.dictionary)).as_py() for chunk in column.chunks]
    return max((length or 0 for length in lengths), default=0)


def exact_cells(data: bytes, name: str, wrong: _Report) -> Cells | None:
    """Read any file row by row, and say what is wrong with it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        wrong(line, "", "the file is UTF-8", _REENCODE)
        return None
    if not text or text.isspace():
        wrong(None, name, "the file has a header", "restore the file, or its header line")
        return None
    del text
    limit = csv.field_size_limit(_LONGEST)
    try:
        return _parsed(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline=""), wrong)
    finally:
        csv.field_size_limit(limit)


def _parsed(file: io.TextIOWrapper, wrong: _Report) -> Cells | None:
    reader = csv.reader(file, strict=True)
    header: list[str] = []
    rows: list[list[str]] = []
    chunks: list[list[pa.Array]] = []
    lines = array("q")

    def flush() -> None:
        for parts, cells in zip(chunks, zip(*rows, strict=True), strict=bool(rows)):
            parts.append(pa.array(cells, pa.string()).dictionary_encode())
        rows.clear()

    start = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            wrong(
                start, "", f"the row is well-formed CSV ({error})", "check the quotes and commas from here on"
            )
            break
        if row and not header:
            header = [cell.strip() for cell in row]
            if not _header_is_sound(header, wrong):
                return None
            chunks = [[] for _ in header]
        elif row and len(row) != len(header):
            rule = f"a row has as many cells as the header: {len(row)} here, {len(header)} there"
            whole = ",".join(cell.strip() for cell in row)
            wrong(start, whole, rule, "quote cells that contain commas; fill in what is missing")
        elif row:
            rows.append(row)
            lines.append(start)
            if len(rows) == _BATCH:
                flush()
        start = reader.line_num + 1
    flush()
    texts = (Text.of_chunks(pa.chunked_array(parts, _CELLS)) for parts in chunks)
    return Cells(dict(zip(header, texts, strict=True)), lines) if header else None


def _header_is_sound(header: list[str], wrong: _Report) -> bool:
    twice = sorted({name for name in header if header.count(name) > 1})
    for name in twice:
        if name:
            wrong(1, name, "a column name occurs once", "rename or remove one of the columns")
        else:
            wrong(
                1,
                ",".join(header),
                "every column has a name",
                "remove titles above the header: it is the first line",
            )
    return not twice
