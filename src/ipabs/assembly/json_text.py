"""JSON for people: the text of ``json.dumps(value, ensure_ascii=False, indent=1)``, in less time.

The standard library writes indented JSON in Python, a generator a value. Most of what is written here are texts
and lists of texts, which its C code quotes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from json.encoder import encode_basestring as _quote
from typing import Any


def indented(value: Any) -> str:
    """Return `value` as JSON, one space a level.

    Raises
    ------
    TypeError
        If a key is not text, or a value is none that JSON has.
    """
    parts: list[str] = []
    _put(value, "\n", parts.append)
    return "".join(parts)


def _put(value: Any, newline: str, add: Callable[[str], None]) -> None:
    kind = type(value)
    inner = newline + " "
    if kind is str:
        add(_quote(value))
    elif kind is dict and value:
        before = "{" + inner
        for key, each in value.items():
            add(before)
            add(_quote(key))
            add(": ")
            if type(each) is str:
                add(_quote(each))
            else:
                _put(each, inner, add)
            before = "," + inner
        add(newline + "}")
    elif kind is list and value:
        try:
            add("[" + inner + ("," + inner).join(map(_quote, value)) + newline + "]")
        except TypeError:  # not all of them are texts
            before = "[" + inner
            for each in value:
                add(before)
                _put(each, inner, add)
                before = "," + inner
            add(newline + "]")
    elif value is None:
        add("null")
    elif kind is int:
        add(repr(value))
    elif isinstance(value, dict) and value:
        _put(dict(value), newline, add)
    elif isinstance(value, list | tuple) and value:
        _put(list(value), newline, add)
    else:
        add(json.dumps(value, ensure_ascii=False))
