"""Files are read the quick way or the exact way, to the same cells."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ipabs.ledger import check_ledger, read_ledger, read_tables
from ipabs.ledger.arrow_form import frames
from ipabs.ledger.csv_files import Cells, exact_cells, plain_cells
from ipabs.ledger.texts import Text

from .small import Tables, small_ledger

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
# Blanks of every sort, line ends, quotes, and letters of one to four bytes.
HARD = " \t\u3000\xa0\x1c\x1f\x85\u2003\u2028\u200b\ufeff\x0b\x0c\x1a\x7f\"',;|aé汉😀0-.+\n\r"


def as_read(cells: Cells | None) -> object:
    if cells is None:
        return None
    rows = {name: [text.at(row) for row in range(len(text.codes))] for name, text in cells.columns.items()}
    return rows, list(cells.lines)


def exactly(data: bytes) -> tuple[object, list[str]]:
    rules: list[str] = []
    cells = exact_cells(data, "x.csv", lambda row, value, rule, remedy, column="": rules.append(rule))
    return as_read(cells), rules


@settings(max_examples=300, deadline=None)
@given(
    rows=st.lists(st.lists(st.text(HARD, max_size=4), min_size=1, max_size=4), max_size=5),
    end=st.sampled_from(["\n", "\r\n"]),
)
@example(rows=[["a", "b"], [" 1 ", "\u3000"], ["1", ""]], end="\r\n")
def test_what_the_quick_way_takes_it_reads_exactly(rows: list[list[str]], end: str) -> None:
    data = "".join(",".join(row) + end for row in [["k", "v"], *rows]).encode()
    for text in (data, b"\xef\xbb\xbf" + data, data.removesuffix(end.encode())):
        quick = plain_cells(text)
        assert quick is None or (as_read(quick), []) == exactly(text)


@settings(max_examples=200, deadline=None)
@given(
    data=st.lists(
        st.sampled_from([b"a", b",", b"\n", b"\r", b'"', b" ", b"\xe6\xb1\x89", b"\xed\xa0\x80", b"\xff"])
    )
)
def test_the_quick_way_takes_no_file_that_is_wrong(data: list[bytes]) -> None:
    text = b"k,v\n" + b"".join(data)
    quick = plain_cells(text)
    assert quick is None or (as_read(quick), []) == exactly(text)


@pytest.mark.parametrize("name", ["deals", "tranches", "parties", "enhancements"])
def test_the_shipped_tables_are_read_the_quick_way(name: str) -> None:
    data = (DATA / f"{name}.csv").read_bytes()
    assert plain_cells(data) is not None
    assert plain_cells(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")) is not None


def test_a_file_with_quotes_gives_the_same_ledger(tmp_path: Path) -> None:
    plain = read_ledger(small_ledger(tmp_path))
    for path in tmp_path.glob("*.csv"):
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8"))))
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)
    quoted = read_ledger(tmp_path)
    for name in ("deals", "tranches", "parties", "rating_events", "policies", "codes"):
        pd.testing.assert_frame_equal(getattr(plain, name), getattr(quoted, name))


@pytest.mark.parametrize("limit", [131_072, 2**31 - 1])
@pytest.mark.parametrize("size", [131_072, 131_073])
def test_an_oversized_cell_is_refused_either_way(tmp_path: Path, size: int, limit: int) -> None:
    csv.field_size_limit(limit)  # as some libraries do on import, for all others

    def grow(tables: Tables) -> None:
        tables["policies"][0]["content"] = "x" * size

    problems = check_ledger(small_ledger(tmp_path, grow))
    assert [p.row for p in problems] == ([2] if size > 131_072 else [])


def test_every_blank_is_stripped_and_nothing_else() -> None:
    letters = [chr(point) for point in range(0x110000) if not 0xD800 <= point < 0xE000]
    cells = ["".join(["\x1c ", letter, "\u3000"]) for letter in letters if letter not in ',"\r\n\0']
    rows = io.StringIO(newline="")
    csv.writer(rows, lineterminator="\n").writerows([["k", "v"], *([cell, "x"] for cell in cells)])
    found = plain_cells(rows.getvalue().encode())
    assert found is not None
    text = found.columns["k"]
    words = [*text.words.to_pylist(), ""]
    assert [words[code] for code in text.codes.tolist()] == [cell.strip() for cell in cells]


@given(cells=st.lists(st.sampled_from(["", "a", "b", "c"]), min_size=1), data=st.data())
def test_replaced_and_filled_cells(cells: list[str], data: st.DataObject) -> None:
    def text_of(wanted: list[str]) -> Text:
        words = sorted({*wanted} - {""})
        codes = np.array([words.index(cell) if cell else -1 for cell in wanted], np.int32)
        return Text(pa.array(words, pa.string()), codes)

    text = text_of(cells)
    changes = data.draw(
        st.dictionaries(st.integers(0, len(cells) - 1), st.sampled_from(["", "a", "d"]), max_size=4)
    )
    replaced = text.replaced(changes)
    expected = [changes.get(row, cell) for row, cell in enumerate(cells)]
    assert [replaced.at(row) for row in range(len(cells))] == expected
    assert sorted(replaced.words.to_pylist()) == sorted({*expected} - {""})
    other = data.draw(st.lists(st.sampled_from(["", "a", "z"]), min_size=len(cells), max_size=len(cells)))
    filled = text.filled(text_of(other))
    assert [filled.at(row) for row in range(len(cells))] == [
        a or b for a, b in zip(cells, other, strict=True)
    ]


def test_spellings_of_numbers(tmp_path: Path) -> None:
    def spell(tables: Tables) -> None:
        tables["deals"][0]["size_yuan"] = "+100000000.00"
        tables["deals"][1]["size_yuan"] = "050000000"
        for row, coupon in zip(tables["tranches"], ["+3.250", "0.50", "-0", "003", "2.675"], strict=True):
            row["coupon_pct"] = coupon

    ledger = read_ledger(small_ledger(tmp_path, spell))
    assert ledger.deals["size_yuan"].tolist()[:2] == [100_000_000, 50_000_000]
    assert ledger.tranches["coupon_pct"].tolist() == [3.25, 0.5, -0.0, 3.0, 2.675]


def test_tables_in_arrow_are_the_frames(tmp_path: Path) -> None:
    folder = small_ledger(tmp_path)
    ledger, read = read_ledger(folder), read_tables(folder)
    assert (read.root, read.problems) == (ledger.root, ledger.problems)
    for name, frame in frames(read.tables).items():
        pd.testing.assert_frame_equal(frame, getattr(ledger, name))
    keys = read.tables["tranches"].column("deal_id").chunk(0).dictionary
    assert keys.equals(read.tables["deals"].column("deal_id").chunk(0).dictionary)


def test_a_frame_can_be_written_to(tmp_path: Path) -> None:
    ledger = read_ledger(small_ledger(tmp_path))
    for name in ("size_yuan", "wind_ip", "issued_on", "mode"):
        ledger.deals.loc[0, name] = ledger.deals.loc[2, name]
        assert ledger.deals[name][0] == ledger.deals[name][2]
