"""What the runs of a page say, read off the page's stream as Typst writes it.

PDFium tells it too, but only once it has placed each character of the page, which takes as long as to read the page. What
is not as Typst writes it, or what PDFium would read in its own way, is left to PDFium.
"""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"\n(\d+) 0 obj\n")
_PAGE = re.compile(rb"/Type/Page/Resources (\d+) 0 R[^\n]*?/Contents (\d+) 0 R")
_FONTS = re.compile(rb"/Font<<([^>]*)>>")
_FONT = re.compile(rb"/(\w+) (\d+) 0 R")
_CODES = re.compile(rb"/Encoding/Identity-H/[^\n]*/ToUnicode (\d+) 0 R")
_LENGTH = re.compile(rb"/Length (\d+)[^\n]*\nstream\n")
_PAIR = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]{4})>\n")
_SEVERAL = re.compile(rb"<([0-9A-F]{4})> <((?:[0-9A-F]{4}){2,})>\n")
# Brackets in a string may stand in pairs as they are.
_STRING = rb"\((?:[^\\()]++|\\.|\((?:[^\\()]++|\\.)*+\))*+\)|<[0-9A-F]*>"
_PART = re.compile(_STRING, re.DOTALL)
_RUN = re.compile(
    rb"/(\w+) [\d.]+ Tf [-\d. ]+ Tm(?:\[((?:" + _STRING + rb"|[-\d.]++)*+)\]TJ|(" + _STRING + rb")Tj)",
    re.DOTALL,
)
_ESCAPED = re.compile(rb"(\\\\)|\\([()])")
_FAR = re.compile(rb"[)>\[]-(?:[6-9]\d|\d{3,})")
"""Characters so far apart that PDFium may see a space: by its rule 75 thousandths of an em or more."""
_SAID = re.compile(rb"/ActualText<(?!FEFF00A0>)")
"""Words given in the place of those that are shown; a space that does not break is none."""
_UNKNOWN = "\1"
_OWN_WAY = re.compile(
    "[\0-\t\x0b-\x1f\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb00-\ufdff\ufe70-\ufefe]| \n? "
)
"""What PDFium reads otherwise: from right to left, ligatures, spaces that follow spaces; and codes without a character."""


class _Codes(dict[int, str]):
    """Code → characters of a font."""

    def __missing__(self, code: int) -> str:
        return _UNKNOWN


class _Decoded(dict[bytes, str]):
    """String → its codes, as characters of these numbers; most strings are of a character or two."""

    def __missing__(self, string: bytes) -> str:
        inside = string[1:-1]
        if string[:1] == b"<":
            codes = bytes.fromhex(inside.decode())
        else:
            if b"\\(" in inside or b"\\)" in inside:
                inside = _ESCAPED.sub(lambda found: found[1] or found[2], inside)
            codes = inside.decode("unicode_escape").encode("latin-1")
        self[string] = codes.decode("utf-16-be")
        return self[string]


class Shown:
    """The texts of a document's runs.

    Parameters
    ----------
    content
        A PDF.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._places = {int(found[1]): found.end() for found in _OBJECT.finditer(content)}
        self._pages = _PAGE.findall(content)
        self._fonts: dict[int, _Codes] = {}
        self._codes = _Decoded()
        self._known: dict[tuple[int, bytes], str] = {}

    def texts(self, number: int) -> list[str] | None:
        """Return what each run of a page says, in the order in which they are drawn; None where PDFium must tell.

        Parameters
        ----------
        number
            Of the page, from 1.
        """
        try:
            resources, contents = self._pages[number - 1]
            drawn = self._stream(int(contents))
            if _SAID.search(drawn):
                return None
            listed = _FONTS.search(self._object(int(resources)))
            fonts = {name: int(font) for name, font in _FONT.findall(listed[1])} if listed else {}
            texts = [self._text(fonts[name], several or one) for name, several, one in _RUN.findall(drawn)]
        except (LookupError, ValueError, zlib.error):
            return None
        return None if _OWN_WAY.search("\n".join(["", *texts])) else texts

    def _text(self, font: int, strings: bytes) -> str:
        text = self._known.get((font, strings))
        if text is None:
            if b"-" in strings and _FAR.search(strings):
                raise LookupError
            codes = "".join([self._codes[string] for string in _PART.findall(strings)])
            text = codes.translate(self._characters(font))
            if text.isspace():
                # PDFium passes over what leaves no ink.
                text = ""
            self._known[font, strings] = text
        return text

    def _characters(self, font: int) -> _Codes:
        known = self._fonts.get(font)
        if known is None:
            found = _CODES.search(self._object(font))
            table = self._stream(int(found[1])) if found else b"beginbfrange"
            if b"beginbfrange" in table:
                raise LookupError
            start = table.index(b"beginbfchar")
            pairs = _PAIR.findall(table, start)
            codes, characters = (
                bytes.fromhex(b"".join(column).decode()).decode("utf-16-be", "surrogatepass")
                for column in zip(*pairs, strict=True)
            )
            known = self._fonts[font] = _Codes(zip(map(ord, codes), characters, strict=True))
            for code, several in _SEVERAL.findall(table, start):
                known[int(code, 16)] = bytes.fromhex(several.decode()).decode("utf-16-be")
        return known

    def _object(self, number: int) -> bytes:
        start = self._places[number]
        return self._content[start : self._content.index(b"endobj", start)]

    def _stream(self, number: int) -> bytes:
        found = _LENGTH.search(self._content, self._places[number])
        if found is None:
            raise LookupError
        return zlib.decompress(self._content[found.end() : found.end() + int(found[1])])
