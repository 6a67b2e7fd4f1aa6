"""Another institution's edition is one file away: its logo and its editors stand in every format."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pypdfium2
import pytest

from .conftest import copied_project, joined, run_build

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40" viewBox="0 0 120 40">'
    '<path fill="#B8442B" d="M0 0H40V40H0Z"/></svg>'
)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copied_project(tmp_path_factory.mktemp("imprint"))
    theme = root / "_extensions" / "ipabs" / "theme.yml"
    own = "logo: logo.svg\nlogo-alternative: 甲乙研究院\neditors: [甲某, 乙某]\n"
    theme.write_text(theme.read_text("utf-8") + own, "utf-8")
    (theme.parent / "logo.svg").write_text(SVG, "utf-8")
    run_build(root, "2023Q4", "--to", "html,pdf,docx,wechat")
    return root / "_site" / "editions" / "2023Q4"


def test_on_screen(edition: Path) -> None:
    page = (edition / "index.html").read_text("utf-8")
    masthead = page[page.index('class="masthead"') : page.index("<h1")]
    assert "<span>编辑：甲某、乙某</span>" in masthead
    (logo,) = (edition.parents[1] / "assets").glob("logo-*.svg")
    assert f'<img src="../../assets/{logo.name}" alt="甲乙研究院" height="36">' in page
    assert logo.read_text("utf-8") == SVG
    assert "编辑：甲某、乙某" in (edition / "ipabs-2023Q4-wechat.html").read_text("utf-8")


def test_on_the_cover(edition: Path) -> None:
    document = pypdfium2.PdfDocument(edition / "ipabs-2023Q4.pdf")
    assert "编辑：甲某、乙某" in joined(document[0].get_textpage().get_text_range())
    picture = document[0].render(scale=1).to_numpy()
    red, green, blue = (int(picture[745, 60, at]) for at in (2, 1, 0))
    assert (red, green, blue) == (0xB8, 0x44, 0x2B)
    assert "甲乙研究院" not in joined(document[0].get_textpage().get_text_range())


def test_in_word(edition: Path) -> None:
    with zipfile.ZipFile(edition / "ipabs-2023Q4.docx") as archive:
        text = archive.read("word/document.xml").decode("utf-8")
        assert 'descr="甲乙研究院"' in text and "编辑：甲某、乙某" in text
        assert text.index('descr="甲乙研究院"') < text.index("编辑：甲某、乙某") < text.index("目录")
