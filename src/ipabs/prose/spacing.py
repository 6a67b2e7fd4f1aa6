"""Spaces between Han and Latin words, and what else the copy linter AutoCorrect knows of Chinese text."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from .rule import Hit
from .visible import VALUE

_NUMBER = re.compile(
    rf"[(\[][0-9.]+%?,[0-9.]+%?[)\]]|[0-9]{{4}}Q[1-4]|(?<![A-Za-z])[0-9]++(?:[.,][0-9]++)*[%‰]?(?![A-Za-z])|{VALUE}"
)
# A Han character to AutoCorrect, which would set a space beside digits: print and search want none there.
_STAND_IN = "龥"
_CONFIG = (
    '{"rules": {"space-word": 1, "space-punctuation": 1, "space-bracket": 0, "space-dash": 0, "space-backticks": 0,'
    ' "space-dollar": 0, "fullwidth": 1, "halfwidth-word": 1, "halfwidth-punctuation": 1, "no-space-fullwidth": 1,'
    ' "no-space-fullwidth-quote": 1, "spellcheck": 0}}'
)


def misspaced(text: str) -> Iterator[Hit]:
    """Yield what AutoCorrect would write otherwise in `text`, numbers left alone."""
    start = 0
    for line in text.split("\n"):
        if not line.isascii():
            yield from _in_line(line, start)
        start += len(line) + 1


def _in_line(line: str, start: int) -> Iterator[Hit]:
    masked = _NUMBER.sub(lambda found: _STAND_IN * len(found[0]), line)
    mended = _autocorrect().format_for(masked, "text")
    if mended == masked:
        return
    for kind, left, right, low, high in difflib.SequenceMatcher(None, masked, mended, False).get_opcodes():
        if kind == "equal":
            continue
        before, after = max(left - 1, 0), min(right + 1, len(line))
        new = _shown(line[before:left]) + mended[low:high] + _shown(line[right:after])
        yield Hit(start + before, start + after, "autocorrect", "spacing or punctuation", f"write “{new}”")


def _shown(text: str) -> str:
    return text.replace(VALUE, "…")


@cache
def _autocorrect() -> Any:
    import autocorrect_py

    linter: Any = autocorrect_py
    linter.load_config(_CONFIG)
    return linter
