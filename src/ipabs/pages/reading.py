"""Characters, lines and boxes of a PDF's pages."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from os import PathLike
from typing import Any

IGNORED = {"\r", "\n", "\ufffe", "\u00ad", "\u2060", "\u200b", ""}
_IMAGE, _FORM, _PATH = 3, 5, 2


@dataclass(frozen=True)
class Char:
    """A character with its box, its size and its font."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    font: str


@dataclass(frozen=True)
class Line:
    """Characters that follow each other on one base line."""

    chars: tuple[Char, ...]

    @property
    def text(self) -> str:
        return "".join(char.text for char in self.chars)

    @property
    def left(self) -> float:
        return self.chars[0].left

    @property
    def right(self) -> float:
        return max(char.right for char in self.chars)

    @property
    def top(self) -> float:
        return min(char.top for char in self.chars)

    @property
    def bottom(self) -> float:
        return max(char.bottom for char in self.chars)

    @property
    def base(self) -> float:
        return self.chars[0].base

    @property
    def size(self) -> float:
        """Size of the largest part of the line: figures and sub-scripts are smaller."""
        return max(char.size for char in self.chars)

    @property
    def font(self) -> str:
        return max(self.chars, key=lambda char: char.size).font


@dataclass(frozen=True)
class Page:
    """What stands on one page."""

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    lines: tuple[Line, ...]
    boxes: tuple[tuple[float, float, float, float], ...] = field(repr=False)
    fonts: tuple[tuple[str, bool], ...] = ()


def read_pages(pdf: bytes | str | PathLike[str]) -> list[Page]:
    """Return the pages of a PDF, given as its bytes or its path."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_page(number, document[number - 1]) for number in range(1, len(document) + 1)]
    finally:
        document.close()


def _page(number: int, page: Any) -> Page:
    width, height = page.get_size()
    text_page = page.get_textpage()
    chars = tuple(_chars(text_page, height))
    fonts: dict[str, bool] = {}
    boxes = []
    for item in page.get_objects(max_depth=3):
        if item.type in (_IMAGE, _PATH, _FORM):
            left, bottom, right, top = item.get_bounds()
            boxes.append((left, height - top, right, height - bottom))
        else:
            _note_font(item, fonts)
    text_page.close()
    return Page(
        number, width, height, chars, tuple(_lines(chars)), tuple(boxes), tuple(sorted(fonts.items()))
    )


def _chars(text_page: Any, height: float) -> Iterator[Char]:
    import pypdfium2.raw as raw

    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(text_page, index)
        text = chr(code) if code else ""
        if text in IGNORED or raw.FPDFText_IsGenerated(text_page, index) == 1:
            continue
        left, bottom, right, top = text_page.get_charbox(index, loose=True)
        raw.FPDFText_GetCharOrigin(text_page, index, x, y)
        raw.FPDFText_GetFontInfo(text_page, index, buffer, 128, flags)
        size = raw.FPDFText_GetFontSize(text_page, index)
        yield Char(
            text, left, height - top, right, height - bottom, height - y.value, size,
            buffer.value.decode("utf-8", "replace").split("+")[-1],
        )  # fmt: skip


def _note_font(item: Any, fonts: dict[str, bool]) -> None:
    import pypdfium2.raw as raw

    font = raw.FPDFTextObj_GetFont(item.raw)
    if not font:
        return
    buffer = ctypes.create_string_buffer(128)
    raw.FPDFFont_GetBaseFontName(font, buffer, 128)
    name = buffer.value.decode("utf-8", "replace").split("+")[-1]
    fonts[name] = bool(raw.FPDFFont_GetIsEmbedded(font)) and fonts.get(name, True)


def _lines(chars: tuple[Char, ...]) -> Iterator[Line]:
    """Part the characters, in the order in which they are drawn, where a base line or a column ends."""
    line: list[Char] = []
    for char in chars:
        if line and not _same_line(line[-1], char, max(each.size for each in line)):
            yield Line(tuple(line))
            line = []
        line.append(char)
    if line:
        yield Line(tuple(line))


def _same_line(before: Char, char: Char, size: float) -> bool:
    return abs(char.base - before.base) < 0.6 * size and -0.6 * size < char.left - before.right < 2.2 * size
