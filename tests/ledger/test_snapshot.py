"""A stored ledger gives what the files gave, a column at a time, and says what was read of it."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipabs import preparing, recording
from ipabs.edition import Edition, edition_of
from ipabs.errors import IpabsError, LedgerError
from ipabs.facts import all_facts
from ipabs.ledger import Ledger, read_ledger, snapshot
from ipabs.ledger.stored import StoredTable, open_view
from ipabs.measures.columns import Columns
from ipabs.period import Calendar, Quarter

DATA = Path(__file__).parents[2] / "data"
PERIODS = ("2019Q1", "2021Q2", "2024Q1")


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("snapshots") / "ledger"
    assert preparing.prepare(str(DATA), str(folder), PERIODS) == list(PERIODS)
    return folder


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return read_ledger(DATA)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, list[str]]]:
    recorder = recording.Recorder()
    monkeypatch.setattr(recording, "_recorder", recorder)
    found: dict[str, list[str]] = {}

    class Live(dict[str, list[str]]):
        def __getitem__(self, table: str) -> list[str]:
            tables: dict[str, list[str]] = recorder.report()["tables"]
            return tables[table]

    yield Live(found)


def _table(stored: Path, name: str, period: str = "2024Q1", view: str = "ledger") -> Any:
    return getattr(open_view(stored, period, view, DATA), name)


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("view", snapshot.VIEWS)
def test_each_table_is_what_the_edition_sees(stored: Path, ledger: Ledger, period: str, view: str) -> None:
    edition = edition_of(Calendar(Quarter.parse(period)), ledger)
    expected = edition.ledger if view == "ledger" else edition.whole
    for name in snapshot.TABLES:
        pd.testing.assert_frame_equal(
            _table(stored, name, period, view).whole(), getattr(expected, name), obj=f"{period} {name}"
        )


def test_a_column_read_is_the_only_one_recorded(stored: Path, reads: dict[str, list[str]]) -> None:
    deals = _table(stored, "deals")
    assert deals["size_yuan"].sum() == deals[["deal_id", "size_yuan"]]["size_yuan"].sum()
    assert reads["deals"] == ["deal_id", "size_yuan"]


def test_counting_rows_reads_no_column(stored: Path, reads: dict[str, list[str]]) -> None:
    assert len(_table(stored, "deals")) == 152
    assert reads["deals"] == []


@pytest.mark.parametrize(
    "use",
    [
        lambda table: table.loc[table["size_yuan"] > 0],
        lambda table: table[table["size_yuan"] > 0],
        lambda table: table.merge(table.whole()),
        lambda table: table.to_dict("records"),
        lambda table: table.iloc[0],
    ],
)
def test_any_other_use_reads_the_whole_table(stored: Path, reads: dict[str, list[str]], use: Any) -> None:
    table = _table(stored, "deals")
    assert len(use(table)) > 0
    assert reads["deals"] == sorted(table.columns)


def test_before_the_universe_is_a_table_of_its_own(stored: Path, reads: dict[str, list[str]]) -> None:
    _table(stored, "deals", view="whole")["name"]
    assert reads["whole.deals"] == ["name"]


def test_writing_into_a_column_does_not_change_the_stored_one(stored: Path) -> None:
    table = _table(stored, "deals")
    before = table["size_yuan"].copy()
    frame = table[["deal_id", "size_yuan"]]
    frame["size_yuan"] = 0
    frame["new"] = 1
    pd.testing.assert_series_equal(table["size_yuan"], before)
    assert "new" not in table.columns


def test_a_missing_column_is_a_key_error(stored: Path) -> None:
    with pytest.raises(KeyError, match="sise"):
        _table(stored, "deals")["sise"]


def _digests(folder: Path, period: str = "2024Q1") -> dict[str, dict[str, str]]:
    views = json.loads((folder / f"{period}.json").read_text("utf-8"))["views"]["ledger"]
    return {name: entry["columns"] for name, entry in views.items()}


def _copy(tmp_path: Path, table: str, old: str, new: str) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    for path in DATA.glob("*.*"):
        (data / path.name).write_bytes(path.read_bytes())
    text = (data / table).read_text(encoding="utf-8")
    assert old in text
    (data / table).write_text(text.replace(old, new, 1), encoding="utf-8")
    return data


def test_an_edited_cell_changes_the_digest_of_its_column_alone(stored: Path, tmp_path: Path) -> None:
    name = str(read_ledger(DATA).deals["short_name"].dropna().iloc[0])
    data = _copy(tmp_path, "deals.csv", name, f"{name}新")
    preparing.prepare(str(data), str(tmp_path / "snapshot"), ["2024Q1"])
    before, after = _digests(stored), _digests(tmp_path / "snapshot")
    moved = {
        (table, column)
        for table in before
        for column in before[table]
        if before[table][column] != after[table][column]
    }
    assert ("deals", "short_name") in moved
    assert all(table == "deals" for table, _ in moved)


def test_a_cell_after_the_cut_off_leaves_earlier_editions_alone(stored: Path, tmp_path: Path) -> None:
    ledger = read_ledger(DATA)
    last = ledger.deals.sort_values("issued_on").iloc[-1]
    data = _copy(
        tmp_path, "deals.csv", f"{last['deal_id']},{last['name']}", f"{last['deal_id']},{last['name']}新"
    )
    preparing.prepare(str(data), str(tmp_path / "snapshot"), ["2019Q1", "2024Q1"])
    assert _digests(tmp_path / "snapshot", "2019Q1") == _digests(stored, "2019Q1")


def test_changed_rows_are_named(stored: Path, tmp_path: Path) -> None:
    deal = read_ledger(DATA).deals.iloc[3]
    data = _copy(
        tmp_path, "deals.csv", f"{deal['deal_id']},{deal['name']}", f"{deal['deal_id']},{deal['name']}新"
    )
    preparing.prepare(str(data), str(tmp_path / "snapshot"), ["2024Q1"])
    found = preparing.changes(
        str(stored), str(tmp_path / "snapshot"), "2024Q1", {"deals": ["name", "size_yuan"]}
    )
    assert (found["deals"]["changed"], found["deals"]["new"], found["deals"]["gone"]) == (1, 0, 0)
    assert found["deals"]["examples"] == [str(deal["short_name"])]


def test_new_and_gone_rows_are_counted(stored: Path, tmp_path: Path) -> None:
    stock = read_ledger(DATA).ip_stock.iloc[0]
    line = f"{stock['year']},{stock['kind']},{stock['stock']}"
    data = _copy(tmp_path, "ip_stock.csv", line, line.replace(str(stock["year"]), "1999"))
    preparing.prepare(str(data), str(tmp_path / "snapshot"), ["2024Q1"])
    found = preparing.changes(str(stored), str(tmp_path / "snapshot"), "2024Q1", {"ip_stock": ["stock"]})
    assert (found["ip_stock"]["changed"], found["ip_stock"]["new"], found["ip_stock"]["gone"]) == (0, 1, 1)


def test_a_broken_ledger_stores_nothing(tmp_path: Path) -> None:
    size = str(read_ledger(DATA).deals["size_yuan"].iloc[0])
    data = _copy(tmp_path, "deals.csv", f",{size},", ",many,")
    with pytest.raises(LedgerError, match="many"):
        preparing.prepare(str(data), str(tmp_path / "snapshot"), ["2024Q1"])
    assert not (tmp_path / "snapshot").exists()


def test_a_quarter_that_the_ledger_lacks_is_refused(stored: Path) -> None:
    with pytest.raises(IpabsError, match="covers 2019Q1 to 2024Q1; it has nothing for 2031Q1"):
        preparing.prepare(str(DATA), str(stored), ["2031Q1"])


def test_no_period_means_the_last_complete_quarter(stored: Path) -> None:
    assert preparing.prepare(str(DATA), str(stored), []) == ["2024Q1"]


def test_equal_text_is_one_object(stored: Path) -> None:
    venues = [value for value in _table(stored, "deals")["venue"] if isinstance(value, str)]
    assert len({id(value) for value in venues}) == len(set(venues)) < len(venues)


def test_handing_a_table_to_pandas_reads_the_whole_of_it(stored: Path, reads: dict[str, list[str]]) -> None:
    table = _table(stored, "deals")
    assert isinstance(table, StoredTable)
    assert len(pd.concat([table])) == 152
    assert reads["deals"] == sorted(table.columns)


@pytest.mark.parametrize("rows", [None, [5, 0, 3, 1]], ids=["whole", "a view"])
def test_cells_of_some_rows_are_those_of_the_whole_column(rows: list[int] | None) -> None:
    texts = pa.array(["贷款", None, "", "保理", "贷款", "专利"]).dictionary_encode()
    days = pa.array([None, 1, 2, 3, 4, 5], pa.int64()).cast(pa.timestamp("ns"))
    arrow = pa.table(
        {
            "text": texts,
            "day": days,
            "count": pa.array([1, None, 3, 4, 5, 6]),
            "rate": [0.5, None, 1, 2, 3, 4],
        }
    )
    table = StoredTable("deals", arrow, None if rows is None else np.array(rows))
    for chosen in ([2], [3, 0, 1], []):
        at = np.array(chosen, dtype=np.intp)
        for column in table.columns:
            whole = table[column].to_numpy(dtype=object)[at].tolist()
            found = table.cells(column, at)
            assert [type(value) for value in found] == [type(value) for value in whole]
            assert [str(value) for value in found] == [str(value) for value in whole]


def test_a_few_cells_of_a_long_table_leave_the_rest_unread() -> None:
    """What is read is the same either way; a column of texts that was read whole is a list of a million objects."""
    size = 150_000
    arrow = pa.table({"deal_id": pa.array([f"D{n}" for n in range(size)]).dictionary_encode()})
    at = np.array([size - 1, 7], dtype=np.intp)
    tracemalloc.start()
    try:
        assert Columns(StoredTable("deals", arrow, None)).values("deal_id", at) == [f"D{size - 1}", "D7"]  # type: ignore[arg-type]
        few = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        every = Columns(StoredTable("deals", arrow, None)).values("deal_id")  # type: ignore[arg-type]
        assert [every[n] for n in at] == [f"D{size - 1}", "D7"]
        assert few < tracemalloc.get_traced_memory()[1] / 10
    finally:
        tracemalloc.stop()


_TEXTS = st.lists(st.sampled_from(["专利", "商标", "版权", "", "a+b", None]), max_size=12)


@given(texts=_TEXTS, children=_TEXTS, data=st.data())
def test_codes_of_a_long_table_tell_what_its_texts_would(
    texts: list[str | None], children: list[str | None], data: st.DataObject
) -> None:
    """Classes, owners and positions, of whole tables and of views, in tables of one piece and of two."""

    def tables(values: list[str | None], rows: list[int] | None) -> tuple[Columns, Columns]:
        cut = len(values) // 2
        pieces = [pa.array(part, pa.string()).dictionary_encode() for part in (values[:cut], values[cut:])]
        arrow = pa.table({"deal_id": pa.chunked_array(pieces)})
        frame = pd.DataFrame({"deal_id": pd.array(values, dtype="string")})
        seen = frame if rows is None else frame.iloc[rows].reset_index(drop=True)
        return Columns(
            StoredTable("deals", arrow, None if rows is None else np.array(rows, np.int64))
        ), Columns(seen)  # type: ignore[arg-type]

    def view(values: list[str | None]) -> list[int] | None:
        places = st.lists(st.sampled_from(range(len(values))), unique=True) if values else st.just([])
        return data.draw(st.none() | places)

    known = list(dict.fromkeys(text for text in texts if text is not None))
    with patch("ipabs.measures.columns._MANY", -1):
        child, plain_child = tables(children, view(children))
        keys, plain_keys = tables(known, view(known))  # type: ignore[arg-type]
        for unknown in (None, "undisclosed"):
            coded, plain = child.classes("deal_id", unknown), plain_child.classes("deal_id", unknown)
            assert (coded.names, coded.codes.tolist()) == (plain.names, plain.codes.tolist())
        assert child.owners(keys).tolist() == plain_child.owners(plain_keys).tolist()
        some = np.arange(0, len(child), 2)
        assert child.owners(keys, rows=some).tolist() == plain_child.owners(plain_keys, rows=some).tolist()
        for wanted in ([], ["商标"], ["a+b", "专利", "no such"]):
            assert (
                child.holding("deal_id", wanted).tolist() == plain_child.holding("deal_id", wanted).tolist()
            )


def test_an_edition_of_a_long_ledger_has_the_facts_of_a_short_one(stored: Path) -> None:
    def facts() -> list[dict[str, object]]:
        views = [open_view(stored, "2024Q1", view, DATA) for view in ("ledger", "whole")]
        edition = Edition(Calendar(Quarter.parse("2024Q1")), *views)
        return [fact.to_json() for fact in all_facts(edition)]

    short = facts()
    with patch("ipabs.measures.columns._MANY", 0), patch("ipabs.ledger.stored._LARGE", 0):
        assert facts() == short


def test_a_ledger_that_is_stored_once_more_leaves_what_others_read(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    preparing.prepare(str(DATA), str(folder), ["2019Q1"])
    (folder / "tables" / "deals.arrow").write_bytes(b"damaged")
    before = (folder / "2019Q1.json").read_bytes()
    preparing.prepare(str(DATA), str(folder), ["2024Q1"], None, True)
    assert (folder / "2019Q1.json").read_bytes() == before
    ledger = open_view(folder, "2019Q1", "ledger", DATA)
    assert len(ledger.deals["deal_id"]) > 0, "the damaged table is whole again"
    assert [path.name for path in tmp_path.iterdir()] == ["ledger"]
