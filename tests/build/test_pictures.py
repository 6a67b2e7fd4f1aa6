"""A picture of the text is published where the page names it, follows its edits, and goes with its mention."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from .test_rebuild import Project
from .test_rebuild import project as project  # the copy of the project, built once

pytestmark = pytest.mark.slow

RED, GREEN = (200, 20, 20), (20, 160, 20)
LINES = """
![仓库的平面图](pictures/plan%20a.png){width=160px}

另见[附表](appendix.csv)与[@fig-plan]。

![质押登记的流程](pictures/steps.png){#fig-plan width=30%}
"""
NAMES = ("pictures/plan a.png", "pictures/steps.png", "appendix.csv")


def _draw(path: Path, colour: tuple[int, int, int]) -> None:
    path.parent.mkdir(exist_ok=True)
    Image.new("RGB", (320, 160), colour).save(path)


def _colours(pdf: Path) -> set[tuple[int, ...]]:
    """Return the colours of the one-coloured pictures in a PDF."""
    found = set()
    for page in pypdfium2.PdfDocument(pdf):
        for shown in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
            found.add(tuple(shown.get_bitmap().to_pil().convert("RGB").getpixel((5, 5))))
    return found


@contextmanager
def _pictured(project: Project) -> Iterator[Path]:
    """Have the text show two pictures and link to a file."""
    report = project.root / "report"
    _draw(report / "pictures/plan a.png", RED)
    _draw(report / "pictures/steps.png", RED)
    (report / "appendix.csv").write_text("a,b\n", encoding="utf-8")
    structures = report / "_structures.qmd"
    text = structures.read_text(encoding="utf-8")
    structures.write_text(text + LINES, encoding="utf-8")
    try:
        yield report
    finally:
        structures.write_text(text, encoding="utf-8")
        for name in NAMES:
            (report / name).unlink(missing_ok=True)
        (report / "pictures").rmdir()


def _build(project: Project, *formats: str) -> dict[str, Any]:
    # How a picture fits a page is for who writes to see; here any will do.
    return project.build("--no-check-pages", "--to", ",".join(formats or ("html", "pdf")))


def test_pictures_come_and_go_with_the_text(project: Project) -> None:
    before = _build(project) and project.digests()
    with _pictured(project) as report:
        built = _build(project)
        assert built["executed"] == {} and built["assembled"] == ["html", "pdf"]
        page = (project.edition / "index.html").read_text(encoding="utf-8")
        assert '<img src="pictures/plan%20a.png"' in page and '<a href="appendix.csv">' in page
        outputs = json.loads((project.edition / "manifest.json").read_text(encoding="utf-8"))["outputs"]
        for name in NAMES:
            assert (project.edition / name).read_bytes() == (report / name).read_bytes()
            assert name in outputs
        assert project.run("verify", str(project.edition)).returncode == 0
        assert RED in _colours(project.edition / "ipabs-2024Q1.pdf")
        assert _build(project)["unchanged"]

        _draw(report / "pictures/plan a.png", GREEN)
        built = _build(project)
        assert built["executed"] == {} and built["assembled"] == ["html", "pdf"]
        assert (project.edition / NAMES[0]).read_bytes() == (report / NAMES[0]).read_bytes()
        assert {RED, GREEN} <= _colours(project.edition / "ipabs-2024Q1.pdf")

        # A page that was not asked for again keeps what it shows; what was harmed is mended.
        _build(project, "pdf")
        assert (project.edition / NAMES[0]).is_file()
        (project.root / "_build/2024Q1/_output/report" / NAMES[0]).unlink()
        (project.edition / NAMES[0]).unlink()
        _build(project)
        assert (project.edition / NAMES[0]).read_bytes() == (report / NAMES[0]).read_bytes()
    assert _build(project)["executed"] == {}
    assert not (project.edition / "pictures").exists() and project.digests() == before


def test_a_picture_with_a_label_is_numbered_as_the_exhibits_are(project: Project) -> None:
    with _pictured(project):
        _build(project, "html")
        page = (project.edition / "index.html").read_text(encoding="utf-8")
        numbers = dict(
            re.findall(r'href="data/figure-(\d+)\.csv" download aria-label="CSV：下载图\s(\d+)的数据"', page)
        )
        assert len(numbers) == 11 and all(name == number for name, number in numbers.items())
        assert "3" not in numbers  # the picture's own
        (figure,) = re.findall(r'<figure id="fig-plan".*?</figure>', page, re.DOTALL)
        assert "质押登记的流程</span></figcaption>" in figure and 'data-do="svg"' not in figure


def test_a_missing_picture_stops_the_build_before_a_notebook_runs(project: Project) -> None:
    with (
        project.edited("report/_trends.qmd", "\n\n", "\n\n![图](gone.png)\n\n"),
        project.edited("notebooks/10-data-basis.ipynb", "show_", "show_ "),
    ):
        done = project.run("build", "2024Q1", "--assembler", "embedded")
    assert done.returncode == 1
    assert re.search(
        r"report/_trends\.qmd:\d+: image gone\.png: there is no file report/gone\.png\.", done.stderr
    )
    assert not re.search(r"10-data-basis\s+[\d.]+ s", done.stderr) and "index.typ" not in done.stderr


def test_word_and_wechat_hold_the_pictures(project: Project) -> None:
    import zipfile

    with _pictured(project) as report:
        _build(project, "docx", "wechat")
        with zipfile.ZipFile(project.edition / "ipabs-2024Q1.docx") as package:
            held = [package.read(name) for name in package.namelist() if name.startswith("word/media/")]
            words = package.read("word/document.xml").decode("utf-8")
        page = (project.edition / "ipabs-2024Q1-wechat.html").read_text(encoding="utf-8")
        assert (report / NAMES[0]).read_bytes() in held and "仓库的平面图" in words
        assert "pictures/" not in re.sub(r"data:[^\"]*", "", page)
        for words in ("仓库的平面图", "质押登记的流程"):
            assert re.search(f'<img style="[^"]+" alt="{words}" src="data:image/png;base64,', page)
