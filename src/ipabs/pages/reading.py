"""Runs of text, lines and boxes of a PDF's pages."""

from __future__ import annotations

from array import array
from codecs import utf_16_le_decode
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from ipabs.pages.pdfium import Pdfium, address, pdfium
from ipabs.pages.shown import Shown

_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5
_DEEPEST = 4
_LONGEST = 4096  # bytes of the text of a run
_LEFT_OUT = str.maketrans(dict.fromkeys("\r\n\0\ufffe\u00ad\u2060\u200b"))
# Of a Han glyph's square, above and below the base line.
_ABOVE, _BELOW = 0.88, 0.12

_Matrix: TypeAlias = tuple[float, float, float, float, float, float]
_UPRIGHT: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_made = tuple.__new__
"""Makes a named tuple of the fields in their order, without a call by name: there are five thousand runs."""


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

    content = pdf if isinstance(pdf, bytes) else Path(pdf).read_bytes()
    document = pypdfium2.PdfDocument(content)
    try:
        numbers = range(1, len(document) + 1)
        reader = _Reader(pdfium(), Shown(content))
        return [
            reader.page(number, document[number - 1])
            for number in numbers
            if wanted is None or number in wanted
        ]
    finally:
        document.close()


class _Reader:
    """Reads the pages of one document; its buffers are used again for each object."""

    def __init__(self, calls: Pdfium, shown: Shown) -> None:
        self._pdfium, self._shown = calls, shown
        self._floats = array("f", [0] * 11)  # matrix, size of the font, edges of the box
        self._units = array("H", [0] * (_LONGEST // 2))
        start, self._at_units = (each.buffer_info()[0] for each in (self._floats, self._units))
        self._at_matrix, self._at_size, *self._at_edges = (start + 4 * place for place in (0, 6, 7, 8, 9, 10))
        self._seen: dict[str, str] = {}
        self._names: dict[int, tuple[str, bool]] = {}

    def page(self, number: int, page: Any) -> Page:
        """Read everything on a page."""
        width, self._height = page.get_size()
        self._runs: list[Run] = []
        self._boxes: list[tuple[float, float, float, float]] = []
        self._fonts: dict[str, bool] = {}
        self._images = 0
        calls = self._pdfium
        objects = self._within(address(page.raw), calls.count_on_page, calls.of_page)
        texts = self._shown.texts(number)
        kinds = [kind for kind, _ in objects]
        # PDFium takes longest of all to tell texts: it places each character first.
        told = texts is not None and kinds.count(_TEXT) == len(texts) and _FORM not in kinds
        self._said = iter(texts) if told and texts is not None else None
        text_page = None if told else page.get_textpage()
        try:
            self._text_page = address(text_page.raw) if text_page else 0
            self._read(objects, _UPRIGHT, 1)
        finally:
            if text_page:
                text_page.close()
        runs = tuple(self._runs)
        return Page(
            number, width, self._height, runs, tuple(_lines(runs)), tuple(self._boxes),
            tuple(sorted(self._fonts.items())), self._images,
        )  # fmt: skip

    def _within(self, whole: int, count: Any, at: Any) -> list[tuple[int, int]]:
        """Return kind and address of what stands on a page or in a form."""
        kind = self._pdfium.kind
        return [(kind(item), item) for item in [at(whole, index) for index in range(count(whole))]]

    def _read(self, objects: Sequence[tuple[int, int]], matrix: _Matrix, depth: int) -> None:
        for kind, item in objects:
            if kind == _TEXT:
                self._text(item, matrix)
            elif kind in (_PATH, _IMAGE, _FORM):
                left, bottom, right, top = self._bounds(item, matrix)
                self._boxes.append((left, self._height - top, right, self._height - bottom))
                self._images += kind == _IMAGE
            if kind == _FORM and depth < _DEEPEST:
                calls = self._pdfium
                inside = _times(self._matrix_of(item), matrix)
                self._read(self._within(item, calls.count_in_form, calls.of_form), inside, depth + 1)

    def _text(self, item: int, matrix: _Matrix) -> None:
        calls = self._pdfium
        text = self._said_by_pdfium(item) if self._said is None else next(self._said)
        seen = self._seen.get(text)
        if seen is None:
            # PDFium adds a space where it sees a gap after the run.
            seen = self._seen[text] = text.translate(_LEFT_OUT).rstrip(" ")
        text = seen
        name = self._font(item)
        if not text:
            return
        calls.matrix(item, self._at_matrix)
        calls.size(item, self._at_size)
        calls.bounds(item, *self._at_edges)
        a, b, c, d, left, base, size, *box = self._floats
        right = box[2]
        if matrix is not _UPRIGHT:
            _, _, c, d, left, base = _times((a, b, c, d, left, base), matrix)
            right = _around(box, matrix)[2]
        size *= (c**2 + d**2) ** 0.5
        base = self._height - base
        self._runs.append(
            _made(Run, (text, left, base - _ABOVE * size, right, base + _BELOW * size, base, size, name))
        )

    def _said_by_pdfium(self, item: int) -> str:
        length = self._pdfium.text(item, self._text_page, self._at_units, _LONGEST)
        units = self._units[: max(0, min(length, _LONGEST) - 2) // 2].tobytes()
        return utf_16_le_decode(units, "replace")[0]

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
        a, b, c, d, e, f = self._floats[:6]
        return a, b, c, d, e, f

    def _bounds(self, item: int, matrix: _Matrix) -> Sequence[float]:
        self._pdfium.bounds(item, *self._at_edges)
        box = self._floats[7:]
        return box if matrix is _UPRIGHT else _around(box, matrix)


def _around(box: Sequence[float], matrix: _Matrix) -> tuple[float, float, float, float]:
    """Return the box around a box that `matrix` moves."""
    left, bottom, right, top = box
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
        return _made(Line, ((first,), *first))
    texts, lefts, tops, rights, bottoms, _, sizes, _ = zip(*runs, strict=True)
    largest = max(sizes)
    return Line(
        tuple(runs), "".join(texts), lefts[0], min(tops), max(rights), max(bottoms), first.base, largest,
        runs[sizes.index(largest)].font,
    )  # fmt: skip


def _same_line(before: Run, run: Run, size: float) -> bool:
    return abs(run.base - before.base) < 0.6 * size and -0.6 * size < run.left - before.right < 2.2 * size
