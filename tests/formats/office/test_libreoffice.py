"""LibreOffice opens the Word edition and loses nothing of it; it must be installed (Debian: libreoffice-writer)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pdfplumber
import pytest

from ..conftest import Edition, W, joined, words_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def converted(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Text of the PDF that LibreOffice makes, without white space, header and footer left out."""
    program = shutil.which("soffice")
    assert program, "install LibreOffice (Debian: apt-get install libreoffice-writer)"
    folder = tmp_path_factory.mktemp("converted")
    done = subprocess.run(
        [program, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", "pdf",
         "--outdir", folder, edition.docx],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    made: Path = folder / f"{edition.docx.stem}.pdf"
    assert made.is_file(), done.stdout + done.stderr
    with pdfplumber.open(made) as pdf:
        pages = [page.crop((0, 66, page.width, page.height - 66)).extract_text() or "" for page in pdf.pages]
    return joined("".join(pages))


def test_each_caption_and_heading_is_in_the_pdf(edition: Edition, converted: str) -> None:
    captions = edition.paragraphs("Caption")
    assert len(captions) == 16
    # Rating letters with a lowered sf are apart for readers of a PDF: compared without them.
    for text in [*captions, *edition.paragraphs("Heading1"), *edition.paragraphs("Heading2")]:
        for piece in joined(text).replace("AAAsf", " ").split():
            assert piece in converted, text


def test_word_and_libreoffice_count_alike(edition: Edition, converted: str) -> None:
    # LibreOffice works fields out anew: numbers of captions, of headings, and references to both.
    for words in (
        "图3知识产权ABS发行单数",
        "表3" + "2022年及2023年",
        "见附录“关于本期数据”",
        "第三节（五）所讨论",
        "（五）增信",
    ):
        assert words in converted, words


def test_each_cell_and_each_listed_number_is_in_the_pdf(edition: Edition, converted: str) -> None:
    cells = {
        joined(words_of(cell))
        for table in edition.find("//w:tbl")
        for cell in table.iter(f"{W}tc")
        # Long cells wrap, and lines of a row are read across its cells.
        if len(joined(words_of(cell))) <= 7
    }
    assert len(cells) > 80
    assert sorted(text for text in cells if "sf" not in text and text not in converted) == []
    plain = [edition.facts[name]["text"] for name in edition.listed if not edition.facts[name]["markup"]]
    assert len(plain) > 50
    assert sorted(text for text in plain if "sf" not in text and joined(text) not in converted) == []


def test_prose_is_whole(edition: Edition, converted: str) -> None:
    paragraphs = [
        joined(text) for text in edition.paragraphs("BodyText") + edition.paragraphs("FirstParagraph")
    ]
    assert len(paragraphs) > 60
    # A paragraph may go over a page; what stands above its foot is compared, sentence by sentence.
    sentences = [
        each for text in paragraphs for each in text.replace("[", "。").split("。") if 12 < len(each) < 40
    ]
    lost = [text for text in sentences if "sf" not in text and text not in converted]
    assert len(lost) <= len(sentences) // 20, lost
