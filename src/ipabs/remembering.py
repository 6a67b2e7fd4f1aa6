"""Measures that figures, tables and facts of one notebook ask for alike are computed once."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import pandas as pd

P = ParamSpec("P")
R = TypeVar("R")

_HELD = 4
"""Results that a measure keeps: an edition asks for its year, its months, and each a year earlier."""


def remembered(measure: Callable[P, R]) -> Callable[P, R]:
    """Keep what `measure` last returned for stored tables, which never change; a frame's is computed anew.

    A frame that is kept is handed out as a copy, so that nobody writes to it.
    """
    held: dict[tuple[Any, ...], R] = {}

    @functools.wraps(measure)
    def found(*given: P.args, **named: P.kwargs) -> R:
        key = (*map(_fixed, given), *((name, _fixed(value)) for name, value in named.items()))
        try:
            known = held.get(key)
        except TypeError:  # a frame, which may change, has no hash
            return measure(*given, **named)
        if known is None:
            known = measure(*given, **named)
            while len(held) >= _HELD:
                del held[next(iter(held))]
            held[key] = known
        return known.copy() if isinstance(known, pd.DataFrame) else known

    return found


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
