"""The quick writer gives what the standard library gives."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from ipabs.assembly.json_text import indented

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
@example({"a": [], "b": {}, "c": ["x", 1, ["y"], {"z": None}], "图\n": '"\\\u2028\x7f'})
def test_it_is_what_the_standard_library_writes(value: Any) -> None:
    assert indented(value) == json.dumps(value, ensure_ascii=False, indent=1)
