"""What is remembered never changes what is returned."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from ipabs.ledger.stored import StoredTable
from ipabs.remembering import remembered


def counted() -> tuple[list[int], object]:
    calls: list[int] = []

    @remembered
    def doubled(table: object, factors: list[int]) -> pd.DataFrame:
        calls.append(1)
        return pd.DataFrame({"a": table["a"] * factors[0]})  # type: ignore[index]

    return calls, doubled


def test_a_stored_table_is_measured_once() -> None:
    calls, doubled = counted()
    table = StoredTable("t", pa.table({"a": [1, 2]}), None)
    first, second = doubled(table, [2]), doubled(table, [2])  # type: ignore[operator]
    assert len(calls) == 1
    assert list(first["a"]) == list(second["a"]) == [2, 4]
    assert list(doubled(table, [3])["a"]) == [3, 6]  # type: ignore[operator]


def test_writing_to_what_was_returned_changes_no_later_result() -> None:
    _, doubled = counted()
    table = StoredTable("t", pa.table({"a": [1, 2]}), None)
    first = doubled(table, [2])  # type: ignore[operator]
    first.loc[0, "a"] = 99
    first["b"] = 1
    assert doubled(table, [2]).to_dict("list") == {"a": [2, 4]}  # type: ignore[operator]


def test_a_frame_may_change_and_is_measured_each_time() -> None:
    _, doubled = counted()
    frame = pd.DataFrame({"a": [1, 2]})
    doubled(frame, [2])  # type: ignore[operator]
    frame.loc[0, "a"] = 5
    assert list(doubled(frame, [2])["a"]) == [10, 4]  # type: ignore[operator]
