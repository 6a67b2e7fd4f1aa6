"""Shortcodes: which there are in a page, and the marks that stand for their values.

A value is put in after Markdown has been read, so that nothing in it can change how the text around it is
read. Until then one character from a private plane stands for it, in prose, attributes and code alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .conditions import lookup

SHORTCODE = re.compile(r"\{\{<\s*(?P<inside>.*?)\s*>\}\}")
_WORD = re.compile(r"\"([^\"]*)\"|'([^']*)'|(\S+)")
_FIRST = 0xF0000
_LAST = 0xFFFFD
MARK = re.compile(f"[{chr(_FIRST)}-{chr(_LAST)}]")


def number(mark: str) -> int:
    """Return the place among the values of the one for which `mark` stands, the first being 0."""
    return ord(mark) - _FIRST


@dataclass(frozen=True)
class Shortcode:
    """One shortcode: its name, its arguments, and where it stands in the text."""

    name: str
    arguments: tuple[str, ...]
    start: int
    end: int


def shortcodes(text: str) -> list[Shortcode]:
    """Return the shortcodes of `text` in order."""
    found = []
    for match in SHORTCODE.finditer(text):
        words = tuple(
            next(part for part in word if part) if any(word) else ""
            for word in _WORD.findall(match["inside"])
        )
        found.append(Shortcode(words[0] if words else "", words[1:], match.start(), match.end()))
    return found


class Undefined(Exception):
    """A variable or a key of the metadata that can't be printed; the message says why."""


@dataclass
class Values:
    """Values that shortcodes print, in the order of their marks.

    Parameters
    ----------
    variables, metadata
        What ``var`` and ``meta`` look up.
    texts
        Markdown of each mark.
    """

    variables: Mapping[str, Any]
    metadata: Mapping[str, Any]
    texts: list[str] = field(default_factory=list)
    _marks: dict[tuple[str, str], str] = field(default_factory=dict)

    def mark(self, name: str, path: str) -> str:
        """Return the character that stands for the value at `path` of ``var`` or ``meta``.

        Raises
        ------
        Undefined
            If there is no such value, or it is a list or a mapping.
        """
        key = (name, path)
        if key not in self._marks:
            self.texts.append(self._text(name, path))
            self._marks[key] = chr(_FIRST + len(self.texts) - 1)
        return self._marks[key]

    def _text(self, name: str, path: str) -> str:
        value = lookup(self.variables if name == "var" else self.metadata, path)
        if value is None:
            where = "_variables.yml" if name == "var" else "the page's metadata"
            raise Undefined(f"{{{{< {name} {path} >}}}}: {where} has no {path}.")
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, list | dict):
            raise Undefined(f"{{{{< {name} {path} >}}}}: {path} holds several values; name one of them.")
        text = str(value).strip()
        if re.search(r"\n\s*\n", text):
            raise Undefined(f"{{{{< {name} {path} >}}}}: {path} has more than one paragraph.")
        return self.filled_source(text)

    def filled_source(self, text: str) -> str:
        """Replace shortcodes inside a value by the values they name."""
        if "{{<" not in text:
            return text
        return SHORTCODE.sub(lambda match: self._nested(match), text)

    def _nested(self, match: re.Match[str]) -> str:
        words = match["inside"].split()
        if len(words) != 2 or words[0] not in ("var", "meta"):
            raise Undefined(f"{match[0]}: only var and meta can stand here.")
        return self._text(words[0], words[1])

    def marked(self, value: Any) -> Any:
        """Return metadata in which shortcodes have become marks."""
        if isinstance(value, str) and "{{<" in value:
            return SHORTCODE.sub(self._mark_of, value)
        if isinstance(value, Mapping):
            return {key: self.marked(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.marked(each) for each in value]
        return value

    def _mark_of(self, match: re.Match[str]) -> str:
        words = match["inside"].split()
        if len(words) != 2 or words[0] not in ("var", "meta"):
            raise Undefined(f"{match[0]}: only var and meta can stand in a setting.")
        return self.mark(words[0], words[1])
