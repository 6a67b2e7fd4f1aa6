"""A result is found again exactly as long as all that it rests on is unchanged."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ipabs.cache.digests import FileDigests
from ipabs.cache.traces import KEPT, Present, Trace, TraceStore

PERIOD = {"period": "2024Q1"}


def _trace(result: bytes = b"{}", **changes: Any) -> Trace:
    trace = Trace(
        notebook="cells",
        environment="packages",
        files={},
        folders={},
        tables={"deals": {"rows": 2, "columns": {"deal_id": "d1", "size_yuan": "s1"}}},
        ledger="ledger1",
        result=hashlib.sha256(result).hexdigest(),
    )
    return replace(trace, **changes)


def _present(tmp_path: Path, environment: str = "packages", **columns: str) -> Present:
    held = {"deal_id": "d1", "size_yuan": "s1", "name": "n1"} | columns
    tables = {"deals": {"rows": 2, "columns": held}, "policies": {"rows": 1, "columns": {"title": "t"}}}
    return Present(tmp_path, environment, FileDigests(tmp_path / "index"), tables)


def test_nothing_changed_nothing_to_say(tmp_path: Path) -> None:
    assert _present(tmp_path).difference(_trace(), "cells") is None


def test_a_column_that_was_not_read_may_change(tmp_path: Path) -> None:
    assert _present(tmp_path, name="n2").difference(_trace(), "cells") is None


def test_a_column_that_was_read_is_named(tmp_path: Path) -> None:
    found = _present(tmp_path, size_yuan="s2").difference(_trace(), "cells")
    assert found == ("tables", {"deals": ["size_yuan"]})


def test_a_row_more_changes_what_only_counted_rows(tmp_path: Path) -> None:
    counted = _trace(tables={"deals": {"rows": 1, "columns": {}}})
    assert _present(tmp_path).difference(counted, "cells") == ("tables", {"deals": []})


def test_a_table_that_is_gone_is_a_change(tmp_path: Path) -> None:
    read = _trace(tables={"gone": {"rows": 1, "columns": {"a": "1"}}})
    assert _present(tmp_path).difference(read, "cells") == ("tables", {"gone": ["a"]})


@pytest.mark.parametrize(
    ("notebook", "environment", "kind"),
    [("other", "packages", "notebook"), ("cells", "other", "environment")],
)
def test_cells_and_packages_count(tmp_path: Path, notebook: str, environment: str, kind: str) -> None:
    found = _present(tmp_path, environment).difference(_trace(), notebook)
    assert found is not None and found[0] == kind


def test_a_file_that_was_read_counts_and_is_named(tmp_path: Path) -> None:
    module = tmp_path / "senior.py"
    module.write_text("WIDTH = 7\n")
    present = _present(tmp_path)
    trace = _trace(files={"senior.py": present.digests.of(module)})
    assert present.difference(trace, "cells") is None
    module.write_text("WIDTH = 8\n")
    assert present.difference(trace, "cells") == ("files", ["senior.py"])
    module.unlink()
    assert present.difference(trace, "cells") == ("files", ["senior.py"])


def test_a_stored_result_comes_back_byte_for_byte(tmp_path: Path) -> None:
    store = TraceStore(tmp_path)
    trace = _trace(b'{"cells": []}')
    store.add("06-senior", PERIOD, trace, b'{"cells": []}')
    (found,) = TraceStore(tmp_path).of("06-senior", PERIOD)
    assert found == trace
    assert store.result(found) == b'{"cells": []}'
    assert store.of("06-senior", {"period": "2023Q4"}) == []


@pytest.mark.parametrize("damage", [b"", b'{"cells": [1]}', None])
def test_a_damaged_result_is_not_used(tmp_path: Path, damage: bytes | None) -> None:
    store = TraceStore(tmp_path)
    store.add("06-senior", PERIOD, _trace(b"{}"), b"{}")
    (path,) = (tmp_path / "results").iterdir()
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    assert store.result(_trace(b"{}")) is None
    assert not path.exists()


def test_damaged_traces_count_as_none(tmp_path: Path) -> None:
    store = TraceStore(tmp_path)
    store.add("06-senior", PERIOD, _trace(), b"{}")
    (path,) = (tmp_path / "traces").iterdir()
    for damage in ("", "{", "{}", '[{"a": 1}]', "null"):
        path.write_text(damage)
        assert store.of("06-senior", PERIOD) == []


def test_going_back_finds_the_earlier_result(tmp_path: Path) -> None:
    store = TraceStore(tmp_path)
    for state in ("s1", "s2"):
        read = {"deals": {"rows": 2, "columns": {"size_yuan": state}}}
        store.add("n", PERIOD, _trace(state.encode(), tables=read), state.encode())
    holding = [
        trace for trace in store.of("n", PERIOD) if _present(tmp_path).difference(trace, "cells") is None
    ]
    assert [store.result(trace) for trace in holding] == [b"s1"]


def test_only_a_few_states_are_kept_and_the_rest_is_removed(tmp_path: Path) -> None:
    store = TraceStore(tmp_path)
    for number in range(KEPT + 3):
        content = str(number).encode()
        store.add("n", PERIOD, _trace(content, environment=content.decode()), content)
    assert len(store.of("n", PERIOD)) == KEPT
    old = time.time() - 86_400
    for path in (tmp_path / "results").iterdir():
        os.utime(path, (old, old))
    assert store.prune() == 3
    assert all(store.result(trace) is not None for trace in store.of("n", PERIOD))


def test_what_no_build_has_used_for_long_goes(tmp_path: Path) -> None:
    store = TraceStore(tmp_path)
    store.add("n", PERIOD, _trace(), b"{}")
    long_ago = time.time() - 100 * 86_400
    for folder in ("traces", "results"):
        for path in (tmp_path / folder).iterdir():
            os.utime(path, (long_ago, long_ago))
    assert store.prune() == 2
    assert list((tmp_path / "results").iterdir()) == []


def test_the_same_state_twice_is_kept_once(tmp_path: Path) -> None:
    store = TraceStore(tmp_path)
    store.add("n", PERIOD, _trace(b"1"), b"1")
    store.add("n", PERIOD, _trace(b"1", ledger="ledger2", seconds=3.0), b"1")
    assert [trace.ledger for trace in store.of("n", PERIOD)] == ["ledger2"]


def test_the_state_that_was_used_last_comes_first(tmp_path: Path) -> None:
    store = TraceStore(tmp_path)
    first = _trace(b"1", environment="a")
    store.add("n", PERIOD, first, b"1")
    store.add("n", PERIOD, _trace(b"2", environment="b"), b"2")
    store.used("n", PERIOD, first)
    assert [trace.environment for trace in store.of("n", PERIOD)] == ["a", "b"]


def test_a_use_saves_an_old_state_from_being_removed(tmp_path: Path) -> None:
    store = TraceStore(tmp_path)
    store.add("n", PERIOD, _trace(), b"{}")
    long_ago = time.time() - 100 * 86_400
    for path in (tmp_path / "traces").iterdir():
        os.utime(path, (long_ago, long_ago))
    store.used("n", PERIOD, _trace())
    assert store.prune() == 0
