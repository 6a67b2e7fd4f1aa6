"""The staged project through the real Quarto, where there is one: what it writes is what the embedded assembler writes."""

from __future__ import annotations

import re
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from ipabs.assembly import embedded, quarto

from .conftest import EDITIONS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not quarto.available(), reason="there is no Quarto 1.9 or newer on the PATH"),
]
KINDS = ("html", "pdf", "docx")


@dataclass(frozen=True)
class Assembled:
    """What an assembler made of one staged project: the format's file, and the Typst source of the PDF."""

    html: Path
    typst: Path
    docx: Path


def assembled(by: Any, staged: Path, root: Path) -> Assembled:
    shutil.copytree(staged, root, ignore=shutil.ignore_patterns("_output", "executed", "logs"))
    made = by.assemble(root, KINDS)
    return Assembled(made["html"], root / "report/index.typ", made["docx"])


@pytest.fixture(scope="module", params=EDITIONS)
def both(
    project: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> tuple[Assembled, Assembled]:
    staged, root = project / "_build" / request.param, tmp_path_factory.mktemp("both")
    return assembled(embedded, staged, root / "embedded"), assembled(quarto, staged, root / "quarto")


def nodes(page: Path) -> list[tuple[Any, ...]]:
    """Return the elements of a page in order with attributes and words; how they are written is of no account."""

    def words(text: str | None) -> str:
        return " ".join((text or "").split(" ")).strip() if (text or "").strip() else ""

    return [
        (
            element.tag,
            sorted((name, "" if value == name else value) for name, value in element.items()),
            words(element.text),
            words(element.tail),
        )
        for element in html.fromstring(page.read_text("utf-8")).iter(html.etree.Element)
    ]


def test_the_page(both: tuple[Assembled, Assembled]) -> None:
    ours, theirs = (nodes(each.html) for each in both)
    assert len(ours) > 3000
    for one, other in zip(ours, theirs, strict=True):
        assert one == other


def test_the_source_of_the_print(both: tuple[Assembled, Assembled]) -> None:
    """Quarto puts its brand into the head of every Typst file: an empty one, as the template has already."""
    brand = re.compile(r"^#let brand-[a-z-]+ = \(:\)\n", re.MULTILINE)
    ours, theirs = (brand.split(each.typst.read_text("utf-8")) for each in both)
    assert len(theirs) == len(ours) + 3
    assert "".join(theirs) == "".join(ours)


def test_the_word_document(both: tuple[Assembled, Assembled]) -> None:
    """What the citations were made from stays among the properties; nothing else does."""

    def parts(path: Path) -> dict[str, bytes]:
        with zipfile.ZipFile(path) as package:
            return {name: package.read(name) for name in package.namelist()}

    ours, theirs = (parts(each.docx) for each in both)
    assert ours.keys() == theirs.keys()
    # pandoc 3.9 writes keywords also where there are none.
    for each in (ours, theirs):
        each["docProps/core.xml"] = each["docProps/core.xml"].replace(b"<cp:keywords></cp:keywords>", b"")
    own, other = (
        set(re.findall(rb'name="([^"]+)"', each.pop("docProps/custom.xml"))) for each in (ours, theirs)
    )
    assert other - own <= {b"bibliography", b"csl", b"link-citations", b"toc-title"} and own <= other
    assert [name for name, content in ours.items() if theirs[name] != content] == []
