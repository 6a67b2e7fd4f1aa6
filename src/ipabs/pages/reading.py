"""Characters, lines and boxes of a PDF's pages."""

from __future__ import annotations

import ctypes
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from os import PathLike
from typing import Any, NamedTuple

IGNORED = {"\r", "\n", "\ufffe", "\u00ad", "\u2060", "\u200b", ""}
_IMAGE, _FORM, _PATH = 3, 5, 2


class Char(NamedTuple):
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
    images: int = 0


def read_pages(pdf: bytes | str | PathLike[str], wanted: Collection[int] | None = None) -> list[Page]:
    """Return the pages of a PDF, given as its bytes or its path.

    Parameters
    ----------
    wanted
        Numbers of the pages to read; all by default.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        numbers = range(1, len(document) + 1)
        return [
            _page(number, document[number - 1]) for number in numbers if wanted is None or number in wanted
        ]
    finally:
        document.close()


def _page(number: int, page: Any) -> Page:
    width, height = page.get_size()
    text_page = page.get_textpage()
    chars = tuple(_chars(text_page, height))
    fonts: dict[str, bool] = {}
    boxes, images = [], 0
    for item in page.get_objects(max_depth=3):
        if item.type in (_IMAGE, _PATH, _FORM):
            left, bottom, right, top = item.get_bounds()
            boxes.append((left, height - top, right, height - bottom))
            images += item.type == _IMAGE
        else:
            _note_font(item, fonts)
    text_page.close()
    return Page(
        number, width, height, chars, tuple(_lines(chars)), tuple(boxes), tuple(sorted(fonts.items())), images
    )


def _chars(text_page: Any, height: float) -> Iterator[Char]:
    import pypdfium2.raw as raw

    handle = text_page.raw
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    faces: dict[int, tuple[float, str]] = {}
    for index in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(handle, index)
        text = chr(code) if code else ""
        # PDFium makes up spaces and hyphens, and nothing else, where it sees gaps.
        if text in IGNORED or (text in " -" and raw.FPDFText_IsGenerated(handle, index) == 1):
            continue
        raw.FPDFText_GetLooseCharBox(handle, index, box)
        raw.FPDFText_GetCharOrigin(handle, index, x, y)
        # What a run of text is set in is asked once: the call for each character takes a third of the time.
        run = ctypes.cast(raw.FPDFText_GetTextObject(handle, index), ctypes.c_void_p).value or 0
        if run not in faces:
            faces[run] = _face(handle, index)
        size, font = faces[run]
        yield Char(
            text, box.left, height - box.top, box.right, height - box.bottom, height - y.value, size, font
        )


def _face(handle: Any, index: int) -> tuple[float, str]:
    """Return size and font of a character."""
    import pypdfium2.raw as raw

    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(handle, index, buffer, 128, flags)
    name = buffer.value.decode("utf-8", "replace").split("+")[-1]
    return raw.FPDFText_GetFontSize(handle, index), name


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
    size = 0.0
    for char in chars:
        if line and not _same_line(line[-1], char, size):
            yield Line(tuple(line))
            line, size = [], 0.0
        line.append(char)
        size = max(size, char.size)
    if line:
        yield Line(tuple(line))


def _same_line(before: Char, char: Char, size: float) -> bool:
    return abs(char.base - before.base) < 0.6 * size and -0.6 * size < char.left - before.right < 2.2 * size
