"""PDFium's functions on plain numbers.

pypdfium2 wraps every pointer that comes or goes into an object of its own, which takes longer than most of the calls.
"""

from __future__ import annotations

import ctypes
from ctypes import c_int, c_ulong, c_void_p
from dataclasses import dataclass
from functools import cache
from typing import Any

_NAME = 128  # bytes of a font's name


@dataclass(frozen=True, slots=True)
class Pdfium:
    """What is asked of pages and of the objects on them; each is named by its address.

    Results of more than a number are written to addresses that are given.
    """

    count_on_page: Any
    of_page: Any
    count_in_form: Any
    of_form: Any
    kind: Any
    text: Any
    matrix: Any
    bounds: Any
    size: Any
    font: Any
    raw: Any

    def described(self, font: int) -> tuple[str, bool]:
        """Return a font's name, without the mark of a subset, and whether it is embedded."""
        pointer = ctypes.cast(font, self.raw.FPDF_FONT)
        buffer = ctypes.create_string_buffer(_NAME)
        self.raw.FPDFFont_GetBaseFontName(pointer, buffer, _NAME)
        name = buffer.value.decode("utf-8", "replace").split("+")[-1]
        return name, bool(self.raw.FPDFFont_GetIsEmbedded(pointer))


@cache
def pdfium() -> Pdfium:
    """Return the functions, once the library is loaded."""
    import pypdfium2.raw as raw

    return Pdfium(
        count_on_page=_plain(raw.FPDFPage_CountObjects, c_int, c_void_p),
        of_page=_plain(raw.FPDFPage_GetObject, c_void_p, c_void_p, c_int),
        count_in_form=_plain(raw.FPDFFormObj_CountObjects, c_int, c_void_p),
        of_form=_plain(raw.FPDFFormObj_GetObject, c_void_p, c_void_p, c_ulong),
        kind=_plain(raw.FPDFPageObj_GetType, c_int, c_void_p),
        text=_plain(raw.FPDFTextObj_GetText, c_ulong, c_void_p, c_void_p, c_void_p, c_ulong),
        matrix=_plain(raw.FPDFPageObj_GetMatrix, c_int, c_void_p, c_void_p),
        bounds=_plain(raw.FPDFPageObj_GetBounds, c_int, *[c_void_p] * 5),
        size=_plain(raw.FPDFTextObj_GetFontSize, c_int, c_void_p, c_void_p),
        font=_plain(raw.FPDFTextObj_GetFont, c_void_p, c_void_p),
        raw=raw,
    )


def address(pointer: Any) -> int:
    """Return where a pointer points to."""
    return ctypes.cast(pointer, c_void_p).value or 0


def _plain(function: Any, result: Any, *arguments: Any) -> Any:
    # Of the same kind: it knows how the library wants to be called.
    plain = type(function)(address(function))
    plain.restype, plain.argtypes = result, arguments
    return plain
