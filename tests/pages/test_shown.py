"""A page's own stream tells the texts that PDFium tells, or leaves them to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ipabs.pages import read_pages, reading
from ipabs.pages.reading import Page
from ipabs.pages.shown import Shown

LIKE_PDFIUM = {
    "Han and Latin": "知识产权 ABS，AAAsf 级，占比23.23%——“双增信”（质押）。",
    "brackets": "((a) b) (c \\\\ d) 】【",
    "blanks": "图~1 规模　单数 #h(2em) 后",
    "justified": "#lines(3)一二三四五六七八九十" * 9,
    "beyond two bytes": "𠮷野家",
    "no glyph": "没有字形的\ufffd字",
    "drawn": "#rect(width: 40pt)[框]#rotate(30deg)[斜]#underline[线]",
}
LEFT_TO_PDFIUM = {
    "letters far apart": "#text(tracking: 5pt)[宽 字距 text]",
    "from right to left": "עברית",
}


def read(document: bytes, monkeypatch: pytest.MonkeyPatch, *, told: bool) -> list[Page]:
    with monkeypatch.context() as patch:
        if not told:
            patch.setattr(Shown, "texts", lambda self, number: None)
        return read_pages(document)


@pytest.mark.parametrize("body", [*LIKE_PDFIUM.values(), *LEFT_TO_PDFIUM.values()])
def test_pages_read_as_pdfium_reads_them(
    pdf: Callable[..., bytes], body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = pdf(f"#lines(20)\n\n{body}")
    assert read(document, monkeypatch, told=True) == read(document, monkeypatch, told=False)


@pytest.mark.parametrize("body", LIKE_PDFIUM.values(), ids=LIKE_PDFIUM)
def test_the_stream_tells_what_typst_wrote_plainly(pdf: Callable[..., bytes], body: str) -> None:
    assert Shown(pdf(body)).texts(2) is not None


@pytest.mark.parametrize("body", LEFT_TO_PDFIUM.values(), ids=LEFT_TO_PDFIUM)
def test_what_pdfium_reads_in_its_own_way_is_left_to_it(pdf: Callable[..., bytes], body: str) -> None:
    assert Shown(pdf(body)).texts(2) is None


@pytest.mark.parametrize("named", [b"/ToUnicode", b"/Contents", b"/Length", b" 0 obj\n"])
def test_what_is_not_as_typst_writes_it_is_left_to_pdfium(pdf: Callable[..., bytes], named: bytes) -> None:
    assert Shown(pdf("正文一行。").replace(named, named.swapcase())).texts(2) is None


def test_a_stream_that_tells_of_other_runs_is_not_believed(
    pdf: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = pdf("正文一行。")
    expected = read(document, monkeypatch, told=False)
    monkeypatch.setattr(Shown, "texts", lambda self, number: ["一"])
    assert reading.read_pages(document) == expected
