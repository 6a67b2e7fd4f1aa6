"""JSON for people and for pages, quickly: an edition's facts are a megabyte of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson


def indented(value: Any) -> bytes:
    """Return `value` as JSON in UTF-8, two spaces a level, ending with a line's end.

    Raises
    ------
    TypeError
        If a key is not text, or a value is none that JSON has.
    """
    return orjson.dumps(value, default=_plain, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def compact(value: Any) -> bytes:
    """Return `value` as JSON in UTF-8, without a blank."""
    return orjson.dumps(value, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is none of JSON's")
