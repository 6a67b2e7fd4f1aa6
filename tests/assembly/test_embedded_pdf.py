"""The PDF writer that is kept between compiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipabs.assembly.embedded.pdf import PdfWriter
from ipabs.errors import IpabsError

HEAD = """\
#set document(title: [报告], date: datetime(year: 2024, month: 3, day: 31))
#set text(font: "Libertinus Serif")
"""
OPTIONS = {"pdf-standard": "a-3a", "date": "2024-03-31"}


def written(root: Path, writer: PdfWriter, body: str) -> bytes:
    source = root / "page.typ"
    source.write_text(HEAD + body, encoding="utf-8")
    return writer.write(source, OPTIONS)


def test_a_kept_writer_gives_the_bytes_of_a_new_one(tmp_path: Path) -> None:
    kept = PdfWriter(tmp_path, ())
    first = written(tmp_path, kept, "= One\n\nA first text.\n")
    edited = written(tmp_path, kept, "= One\n\nAnother text, after an edit.\n")
    assert edited != first
    assert edited == written(tmp_path, PdfWriter(tmp_path, ()), "= One\n\nAnother text, after an edit.\n")
    assert written(tmp_path, kept, "= One\n\nA first text.\n") == first


def test_a_kept_writer_goes_on_after_an_error(tmp_path: Path) -> None:
    kept = PdfWriter(tmp_path, ())
    first = written(tmp_path, kept, "text")
    with pytest.raises(IpabsError, match=r"page\.typ: Typst says:\n.*unknown variable"):
        written(tmp_path, kept, "#nothing")
    with pytest.raises(IpabsError, match="unknown font family"):
        written(tmp_path, kept, '#text(font: "No Such Font")[x]')
    assert written(tmp_path, kept, "text") == first
