"""What is written is read back as it was."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ipabs.assembly.json_text import compact, indented

WHOLE = st.integers(-(2**63), 2**63 - 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
)


@given(VALUES)
@example({"a": [], "b": {}, "c": ["x", 1, ["y"], {"z": None}], "图\n": '"\\\u2028\x7f'})
def test_what_is_written_is_read_back(value: Any) -> None:
    assert json.loads(indented(value)) == value
    assert json.loads(compact(value)) == value


def test_people_can_read_it() -> None:
    assert indented({"名": ["一", 2.5], "空": {}}).decode() == (
        '{\n  "名": [\n    "一",\n    2.5\n  ],\n  "空": {}\n}\n'
    )


def test_mappings_are_objects_and_sets_are_refused() -> None:
    assert compact(MappingProxyType({"a": (1, 2)})) == b'{"a":[1,2]}'
    with pytest.raises(TypeError):
        compact({"a": {1}})
