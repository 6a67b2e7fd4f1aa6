"""Runs of text, lines and boxes of a PDF's pages."""

from __future__ import annotations

import ctypes
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from os import PathLike
from typing import Any, NamedTuple, TypeAlias

_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5
_DEEPEST = 4
_LONGEST = 4096  # bytes of the text of a run
_LEFT_OUT = str.maketrans(dict.fromkeys("\r\n\0\ufffe\u00ad\u2060\u200b"))
# Of a Han glyph's square, above and below the base line.
_ABOVE, _BELOW = 0.88, 0.12

_Matrix: TypeAlias = tuple[float, float, float, float, float, float]
_UPRIGHT: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Run(NamedTuple):
    """Text that was set in one go, with its size and its font.

    It begins at the origin of its first character and ends with the ink of its last: a full stop ends half an em
    before the square that it stands in.
    """

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
    """Runs that follow each other on one base line."""

    runs: tuple[Run, ...]

    @cached_property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def left(self) -> float:
        return self.runs[0].left

    @cached_property
    def right(self) -> float:
        return max(run.right for run in self.runs)

    @cached_property
    def top(self) -> float:
        return min(run.top for run in self.runs)

    @cached_property
    def bottom(self) -> float:
        return max(run.bottom for run in self.runs)

    @property
    def base(self) -> float:
        return self.runs[0].base

    @cached_property
    def size(self) -> float:
        """Size of the largest part of the line: figures and sub-scripts are smaller."""
        return max(run.size for run in self.runs)

    @cached_property
    def font(self) -> str:
        return max(self.runs, key=lambda run: run.size).font


@dataclass(frozen=True)
class Page:
    """What stands on one page."""

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    lines: tuple[Line, ...]
    boxes: tuple[tuple[float, float, float, float], ...] = field(repr=False)
    fonts: tuple[tuple[str, bool], ...] = ()
    images: int = 0


def make_ready() -> None:
    """Load what reads pages: it takes as long as to read three of them."""
    import_module("pypdfium2.raw")


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


class _Reader:
    """Reads one page; its buffers are used again for each object."""

    def __init__(self, raw: Any, page: Any) -> None:
        self._raw, self._page = raw, page
        self._height: float = page.get_size()[1]
        self._text_page = page.get_textpage()
        self._edges = tuple(ctypes.c_float() for _ in range(4))
        self._at, self._bytes, self._size = (
            raw.FS_MATRIX(),
            (ctypes.c_ushort * (_LONGEST // 2))(),
            ctypes.c_float(),
        )
        self._names: dict[int, str] = {}
        self.runs: list[Run] = []
        self.boxes: list[tuple[float, float, float, float]] = []
        self.fonts: dict[str, bool] = {}
        self.images = 0

    def read(self) -> None:
        """Read everything."""
        try:
            raw, page = self._raw, self._page.raw
            self._objects(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, _UPRIGHT, 1)
        finally:
            self._text_page.close()

    def _objects(self, within: Any, count: Any, at: Any, matrix: _Matrix, depth: int) -> None:
        raw = self._raw
        for index in range(count(within)):
            item = at(within, index)
            kind = raw.FPDFPageObj_GetType(item)
            if kind == _TEXT:
                self._text(item, matrix)
            elif kind in (_PATH, _IMAGE, _FORM):
                left, bottom, right, top = self._bounds(item, matrix)
                self.boxes.append((left, self._height - top, right, self._height - bottom))
                self.images += kind == _IMAGE
            if kind == _FORM and depth < _DEEPEST:
                inside = _times(self._matrix(item), matrix)
                self._objects(
                    item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, inside, depth + 1
                )

    def _text(self, item: Any, matrix: _Matrix) -> None:
        raw = self._raw
        length = raw.FPDFTextObj_GetText(item, self._text_page.raw, self._bytes, _LONGEST)
        text = ctypes.string_at(self._bytes, max(0, min(length, _LONGEST) - 2)).decode("utf-16-le", "replace")
        # PDFium adds a space where it sees a gap after the run.
        text = text.translate(_LEFT_OUT).rstrip(" ")
        name = self._font(item)
        if not text:
            return
        own = _times(self._matrix(item), matrix)
        raw.FPDFTextObj_GetFontSize(item, self._size)
        size = self._size.value * (own[2] ** 2 + own[3] ** 2) ** 0.5
        _, _, right, _ = self._bounds(item, matrix)
        left, base = own[4], self._height - own[5]
        self.runs.append(Run(text, left, base - _ABOVE * size, right, base + _BELOW * size, base, size, name))

    def _font(self, item: Any) -> str:
        raw = self._raw
        font = raw.FPDFTextObj_GetFont(item)
        address = ctypes.cast(font, ctypes.c_void_p).value or 0
        if address not in self._names:
            buffer = ctypes.create_string_buffer(128)
            raw.FPDFFont_GetBaseFontName(font, buffer, 128)
            name = buffer.value.decode("utf-8", "replace").split("+")[-1] if address else ""
            self._names[address] = name
            if address:
                self.fonts[name] = bool(raw.FPDFFont_GetIsEmbedded(font)) and self.fonts.get(name, True)
        return self._names[address]

    def _matrix(self, item: Any) -> _Matrix:
        at = self._at
        self._raw.FPDFPageObj_GetMatrix(item, at)
        return at.a, at.b, at.c, at.d, at.e, at.f

    def _bounds(self, item: Any, matrix: _Matrix) -> tuple[float, float, float, float]:
        self._raw.FPDFPageObj_GetBounds(item, *self._edges)
        left, bottom, right, top = (edge.value for edge in self._edges)
        if matrix is _UPRIGHT:
            return left, bottom, right, top
        a, b, c, d, e, f = matrix
        corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
        xs, ys = zip(*corners, strict=True)
        return min(xs), min(ys), max(xs), max(ys)


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    """Return the matrix that applies `inner`, then `outer` (PDF 32000-1, 8.3.4)."""
    if outer is _UPRIGHT:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _page(number: int, page: Any) -> Page:
    import pypdfium2.raw as raw

    width, height = page.get_size()
    reader = _Reader(raw, page)
    reader.read()
    runs = tuple(reader.runs)
    return Page(
        number, width, height, runs, tuple(_lines(runs)), tuple(reader.boxes),
        tuple(sorted(reader.fonts.items())), reader.images,
    )  # fmt: skip


def _lines(runs: tuple[Run, ...]) -> Iterator[Line]:
    """Part the runs, in the order in which they are drawn, where a base line or a column ends."""
    line: list[Run] = []
    size = 0.0
    for run in runs:
        if line and not _same_line(line[-1], run, size):
            yield Line(tuple(line))
            line, size = [], 0.0
        line.append(run)
        size = max(size, run.size)
    if line:
        yield Line(tuple(line))


def _same_line(before: Run, run: Run, size: float) -> bool:
    return abs(run.base - before.base) < 0.6 * size and -0.6 * size < run.left - before.right < 2.2 * size
