"""Brackets and quotation marks come in pairs, and nest as they should."""

from __future__ import annotations

from collections.abc import Iterator

from .rule import Hit

_PAIRS = {"（": "）", "《": "》", "“": "”", "‘": "’", "〈": "〉", "【": "】", "〔": "〕"}
_CLOSERS = {closing: opening for opening, closing in _PAIRS.items()}
_NOT_IN_ITSELF = {
    "《": "inside 《》 write 〈 and 〉",
    "“": "inside “” write ‘ and ’",
    "（": "close the first one before, or write 〔 and 〕 outside",
}


def unpaired(text: str) -> Iterator[Hit]:
    """Yield marks of `text` that lack their partner in the same paragraph, or are nested wrongly."""
    start = 0
    for paragraph in text.split("\n"):
        yield from _in_paragraph(paragraph, start)
        start += len(paragraph) + 1


def _in_paragraph(text: str, start: int) -> Iterator[Hit]:
    opened: list[tuple[str, int]] = []
    for at, char in enumerate(text):
        if char in _PAIRS:
            if char in _NOT_IN_ITSELF and opened and opened[-1][0] == char:
                yield _hit(start + at, "the same marks inside each other", _NOT_IN_ITSELF[char])
            elif char == "‘" and "“" not in [each for each, _ in opened]:
                yield _hit(
                    start + at, "quotation marks of another style", "write “ and ”; ‘ and ’ inside them only"
                )
            opened.append((char, at))
        elif char in _CLOSERS:
            if opened and opened[-1][0] == _CLOSERS[char]:
                opened.pop()
            else:
                yield _hit(
                    start + at, f"{char} closes nothing", f"write {_CLOSERS[char]} before it, or remove it"
                )
    for char, at in opened:
        yield _hit(start + at, f"{char} is not closed", f"write {_PAIRS[char]} in the same paragraph")


def _hit(at: int, message: str, remedy: str) -> Hit:
    return Hit(at, at + 1, "pairs", message, remedy)
