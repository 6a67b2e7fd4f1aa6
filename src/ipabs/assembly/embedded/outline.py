"""The page's outline, read here: headings, divs and what is read already stand apart from the text that pandoc must read.

Its Markdown reader takes a fifth of a millisecond for each heading, fence or raw block; most of a page is no more.
A page is taken only if nothing in it could be read otherwise; any other is left to pandoc as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from .pipetables import is_unsure
from .plaintext import is_plain, line
from .source import Source

RAW = "ipabs-rest"
"""Format of the raw block before each piece of text that pandoc reads; its text is the piece's number."""

_OWN = re.compile(r"```\{=ipabs-(embed|text|table)\}")
_HEADING = re.compile(r"(#{1,6}) ([^#{}]*[^#{}\s]) \{#([A-Za-z][\w-]*)((?: \.[A-Za-z][\w-]*)*)\}", re.ASCII)
_OPENING = re.compile(
    r":::+ \{((?:#[A-Za-z][\w-]*)?)((?: ?\.[A-Za-z][\w-]*)*)((?: ?[A-Za-z][\w-]*=\"[^\"\\&<>{}]*\")*)\}",
    re.ASCII,
)
_CLOSING = re.compile(r":::+")
_VALUE = re.compile(r"([\w-]+)=\"([^\"]*)\"", re.ASCII)
_STRUCTURE = ("#", ":::", "```")
# Metadata; and what may belong to the block before it.
_UNSURE = re.compile(r"(?:---|\.\.\.|===)[ \t]*$")
_CONTINUED = (" ", "\t", ":", "~", "|", "+", "=", "-")
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")


class _Unsure(Exception):
    """Pandoc must read the page as a whole."""


def taken(source: Source, reader: str) -> tuple[Source, list[Any]] | None:
    """Return the text that pandoc must read, and the page's blocks in their order; None if it must read all.

    Parameters
    ----------
    source
        The page, its plain paragraphs and tables raw blocks already.
    reader
        The format that pandoc reads.

    Returns
    -------
    Source, list or None
        A block is a list whose first item tells its kind: ``heading`` (level, identifier, classes, text), ``div``
        (identifier, classes, values, blocks), ``embed``, ``text`` and ``table`` (its number), and ``rest`` (which
        piece of the text stands there).
    """
    if not is_plain(reader) or is_unsure(source) or any(map(_UNSURE.match, source.lines)):
        return None
    try:
        return _Reader(source).read()
    except _Unsure:
        return None


class _Reader:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._rest = Source()
        self._pieces = 0
        self._blocks: list[Any] = []
        self._open: list[list[Any]] = []
        self._titles: list[str] = []
        self._identifiers: set[str] = set()

    def read(self) -> tuple[Source, list[Any]]:
        lines, index = self._source.lines, 0
        while index < len(lines):
            index = self._next(lines, index)
        if self._open:
            raise _Unsure
        # A heading's text in brackets is a link to it.
        named = {each.casefold().strip() for each in _BRACKETS.findall(self._rest.text)}
        if named.intersection(self._titles):
            raise _Unsure
        return self._rest, self._blocks

    def _next(self, lines: list[str], index: int) -> int:
        """Read what stands at `index`, and return where the next begins."""
        text = lines[index]
        if not text or text.isspace():
            return index + 1
        if not text.startswith(_STRUCTURE):
            return self._piece(lines, index)
        if own := _OWN.fullmatch(text):
            self._blocks.append([own[1], int(lines[index + 1].partition(" ")[0])])
            return index + 3
        if heading := _HEADING.fullmatch(text):
            self._heading(heading)
        elif _CLOSING.fullmatch(text):
            if not self._open:
                raise _Unsure
            self._blocks = self._open.pop()
        elif opening := _OPENING.fullmatch(text):
            self._div(opening)
        else:
            raise _Unsure
        return index + 1

    def _piece(self, lines: list[str], start: int) -> int:
        """Take lines up to the next that is none of text."""
        if lines[start].startswith(_CONTINUED) and not lines[start].startswith("- "):
            raise _Unsure
        stop = start
        while stop < len(lines) and not lines[stop].startswith(_STRUCTURE):
            stop += 1
        # Where no blank line parts them, text goes on; only the end of a div ends it.
        if stop < len(lines) and lines[stop - 1].strip() and not _CLOSING.fullmatch(lines[stop]):
            raise _Unsure
        self._pieces += 1
        self._blocks.append(["rest", self._pieces])
        before = (f"```{{={RAW}}}", str(self._pieces), "```", "")
        for each in before:
            self._rest.add(each, self._source.places[start])
        for index in range(start, stop):
            self._rest.add(lines[index], self._source.places[index])
        self._rest.add("", self._source.places[stop - 1])
        return stop

    def _heading(self, found: re.Match[str]) -> None:
        text = line(found[2], "markdown-smart")
        if not isinstance(text, str):
            raise _Unsure
        self._name(found[3])
        self._titles.append(text.casefold())
        self._blocks.append(["heading", len(found[1]), found[3], _names(found[4].split()), text])

    def _div(self, found: re.Match[str]) -> None:
        values = _VALUE.findall(found[3])
        keys = {key for key, _ in values}
        if len(keys) < len(values) or keys & {"id", "class"}:
            raise _Unsure
        self._name(found[1][1:])
        inside: list[Any] = []
        classes = _names(found[2].replace(".", " .").split())
        self._blocks.append(["div", found[1][1:], classes, [list(each) for each in values], inside])
        self._open.append(self._blocks)
        self._blocks = inside

    def _name(self, identifier: str) -> None:
        # Pandoc warns of a second one.
        if identifier in self._identifiers:
            raise _Unsure
        if identifier:
            self._identifiers.add(identifier)


def _names(given: Iterable[str]) -> list[str]:
    return [each.removeprefix(".") for each in given]
