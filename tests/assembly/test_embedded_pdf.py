"""The PDF writer that is kept between compiles."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ipabs.assembly import embedded
from ipabs.assembly.embedded.pdf import PdfWriter, lay_out
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


FRESH = """\
import sys
from pathlib import Path
from typing import Any
from ipabs.assembly.embedded.pdf import PdfWriter
source = Path(sys.argv[1])
sys.stdout.buffer.write(PdfWriter(source.parent, ()).write(source, {"pdf-standard": "a-3a", "date": "2024-03-31"}))
"""
"""A process that has laid out nothing else."""


def test_what_was_laid_out_before_does_not_show_in_the_bytes(tmp_path: Path) -> None:
    head = '#set heading(numbering: "1.1")\n= One <here>\n\n'
    paragraphs = [f"Paragraph {number} of a page, after @here.\n\n" for number in range(60)]
    source = tmp_path / "page.typ"
    source.write_text(HEAD + head + "".join(paragraphs), encoding="utf-8")
    lay_out(source, tmp_path)
    edited = "".join([head, "= Another\n\n", *paragraphs[:30], "An edit.\n\n", *paragraphs[30:]])
    made = written(tmp_path, PdfWriter(tmp_path, ()), edited)
    fresh = subprocess.run([sys.executable, "-c", FRESH, source], capture_output=True, check=True)
    assert made == fresh.stdout


@pytest.mark.parametrize("earlier", ["#nothing", '#image("gone.svg")', "= Unfinished [", ""])
def test_an_earlier_document_that_cannot_be_laid_out_does_not_matter(sandbox: Any, earlier: str) -> None:
    sandbox.write("fonts/none.txt", "")
    made = embedded.assemble(sandbox.root, ["pdf"])["pdf"]
    first = made.read_bytes()
    made.unlink()
    sandbox.write("report/index.typ", earlier)
    embedded.make_ready(sandbox.root, ["pdf"], alone=True)
    assert embedded.assemble(sandbox.root, ["pdf"])["pdf"].read_bytes() == first
