"""Abbreviations: spelled as they are listed; else defined where they first stand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from .rule import Hit, abbreviations

_WORD = re.compile(r"(?<![A-Za-z])[A-Za-z]{2,}(?![A-Za-z])")
_RATING = re.compile(r"(?:A{1,3}|B{1,3}|C{1,3})(?:sf)?|sf")
_BRACKET = re.compile(r"（[^（）]*）")
_HAN = re.compile(r"[\u3400-\u9fff]")


def undefined(text: str, known: set[str]) -> Iterator[Hit]:
    """Yield abbreviations of `text` that are neither listed nor defined, and listed ones in another spelling.

    Parameters
    ----------
    known
        Those defined earlier in the report; what `text` defines is added.
    """
    listed = abbreviations()
    spelled = {name.lower(): name for name in listed}
    for found in _WORD.finditer(text):
        word = found[0]
        if word in listed or word in known or _RATING.fullmatch(word):
            continue
        if word.lower() in spelled:
            right = spelled[word.lower()]
            yield Hit(
                found.start(),
                found.end(),
                "abbreviation",
                "an abbreviation in another spelling",
                f"write {right}",
            )
        elif _is_abbreviation(word):
            if not _is_defined(text, found.start(), found.end()):
                remedy = (
                    f"define it where it first stands, 全称（{word}）, or list it in prose/abbreviations.yml"
                )
                yield Hit(
                    found.start(), found.end(), "abbreviation", "an abbreviation that is not defined", remedy
                )
            known.add(word)


def definitions(texts: Collection[str]) -> set[str]:
    """Return the abbreviations that stand in `texts`: the report's own, whose rules are checked there."""
    return {found[0] for text in texts for found in _WORD.finditer(text) if _is_abbreviation(found[0])}


def _is_abbreviation(word: str) -> bool:
    return sum(letter.isupper() for letter in word) > 1


def _is_defined(text: str, start: int, end: int) -> bool:
    """Tell whether the words around say what it stands for: 全称（HHI，…） or HHI（全称）."""
    line = text.rfind("\n", 0, start) + 1
    for bracket in _BRACKET.finditer(text, line):
        if bracket.start() > end:
            break
        inside = bracket.start() < start < bracket.end()
        if inside and _HAN.match(text, bracket.start() - 1):
            return True
        if bracket.start() == end and _HAN.search(bracket[0]):
            return True
    return False
