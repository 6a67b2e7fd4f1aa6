"""Runs of text, lines and boxes of a PDF's pages."""

from __future__ import annotations

from array import array
from codecs import utf_16_le_decode
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from os import PathLike
from typing import Any, NamedTuple, TypeAlias

from ipabs.pages.pdfium import Pdfium, address, pdfium

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


class Line(NamedTuple):
    """Runs that follow each other on one base line.

    Parameters
    ----------
    size, font
        Of the largest part of the line: figures and sub-scripts are smaller.
    """

    runs: tuple[Run, ...]
    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    font: str


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
        reader = _Reader(pdfium())
        return [
            reader.page(number, document[number - 1])
            for number in numbers
            if wanted is None or number in wanted
        ]
    finally:
        document.close()


class _Reader:
    """Reads the pages of one document; its buffers are used again for each object."""

    def __init__(self, calls: Pdfium) -> None:
        self._pdfium = calls
        self._matrix, self._edges, self._size = array("f", [0] * 6), array("f", [0] * 4), array("f", [0])
        self._units = array("H", [0] * (_LONGEST // 2))
        self._at_matrix, self._at_size, self._at_units = (
            each.buffer_info()[0] for each in (self._matrix, self._size, self._units)
        )
        start = self._edges.buffer_info()[0]
        self._at_edges = tuple(range(start, start + 16, 4))
        self._texts: dict[bytes, str] = {}
        self._names: dict[int, tuple[str, bool]] = {}

    def page(self, number: int, page: Any) -> Page:
        """Read everything on a page."""
        width, self._height = page.get_size()
        self._runs: list[Run] = []
        self._boxes: list[tuple[float, float, float, float]] = []
        self._fonts: dict[str, bool] = {}
        self._images = 0
        text_page = page.get_textpage()
        try:
            self._text_page = address(text_page.raw)
            calls = self._pdfium
            self._objects(address(page.raw), calls.count_on_page, calls.of_page, _UPRIGHT, 1)
        finally:
            text_page.close()
        runs = tuple(self._runs)
        return Page(
            number, width, self._height, runs, tuple(_lines(runs)), tuple(self._boxes),
            tuple(sorted(self._fonts.items())), self._images,
        )  # fmt: skip

    def _objects(self, within: int, count: Any, at: Any, matrix: _Matrix, depth: int) -> None:
        kind_of = self._pdfium.kind
        for index in range(count(within)):
            item = at(within, index)
            kind = kind_of(item)
            if kind == _TEXT:
                self._text(item, matrix)
            elif kind in (_PATH, _IMAGE, _FORM):
                left, bottom, right, top = self._bounds(item, matrix)
                self._boxes.append((left, self._height - top, right, self._height - bottom))
                self._images += kind == _IMAGE
            if kind == _FORM and depth < _DEEPEST:
                calls = self._pdfium
                inside = _times(self._matrix_of(item), matrix)
                self._objects(item, calls.count_in_form, calls.of_form, inside, depth + 1)

    def _text(self, item: int, matrix: _Matrix) -> None:
        calls = self._pdfium
        length = calls.text(item, self._text_page, self._at_units, _LONGEST)
        units = self._units[: max(0, min(length, _LONGEST) - 2) // 2].tobytes()
        text = self._texts.get(units)
        if text is None:
            # PDFium adds a space where it sees a gap after the run.
            text = utf_16_le_decode(units, "replace")[0].translate(_LEFT_OUT).rstrip(" ")
            self._texts[units] = text
        name = self._font(item)
        if not text:
            return
        own = self._matrix_of(item)
        if matrix is not _UPRIGHT:
            own = _times(own, matrix)
        calls.size(item, self._at_size)
        size = self._size[0] * (own[2] ** 2 + own[3] ** 2) ** 0.5
        right = self._bounds(item, matrix)[2]
        base = self._height - own[5]
        self._runs.append(
            Run(text, own[4], base - _ABOVE * size, right, base + _BELOW * size, base, size, name)
        )

    def _font(self, item: int) -> str:
        font = self._pdfium.font(item) or 0
        known = self._names.get(font)
        if known is None:
            known = self._names[font] = self._pdfium.described(font) if font else ("", True)
        name, embedded = known
        if font and name not in self._fonts:
            self._fonts[name] = embedded
        elif not embedded:
            self._fonts[name] = False
        return name

    def _matrix_of(self, item: int) -> _Matrix:
        self._pdfium.matrix(item, self._at_matrix)
        a, b, c, d, e, f = self._matrix
        return a, b, c, d, e, f

    def _bounds(self, item: int, matrix: _Matrix) -> tuple[float, float, float, float]:
        self._pdfium.bounds(item, *self._at_edges)
        left, bottom, right, top = self._edges
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


def _lines(runs: tuple[Run, ...]) -> Iterator[Line]:
    """Part the runs, in the order in which they are drawn, where a base line or a column ends."""
    line: list[Run] = []
    size = 0.0
    for run in runs:
        if line and not _same_line(line[-1], run, size):
            yield _line(line)
            line, size = [], 0.0
        line.append(run)
        size = max(size, run.size)
    if line:
        yield _line(line)


def _line(runs: Sequence[Run]) -> Line:
    first = runs[0]
    if len(runs) == 1:
        return Line((first,), *first)
    texts, lefts, tops, rights, bottoms, _, sizes, _ = zip(*runs, strict=True)
    largest = max(sizes)
    return Line(
        tuple(runs), "".join(texts), lefts[0], min(tops), max(rights), max(bottoms), first.base, largest,
        runs[sizes.index(largest)].font,
    )  # fmt: skip


def _same_line(before: Run, run: Run, size: float) -> bool:
    return abs(run.base - before.base) < 0.6 * size and -0.6 * size < run.left - before.right < 2.2 * size
