"""Two editions built for Word and WeChat by the command, as a user would: one within the year, one at its end."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

ROOT = Path(__file__).parents[2]
PARTS = ("notebooks", "report", "_extensions", "data")
EDITIONS = ("2023Q4", "2024Q1")
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{WORD}}}"
NAMES = {
    "w": WORD,
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}


def run_build(root: Path, *arguments: str) -> list[dict[str, Any]]:
    """Build in the project `root` and return what the command says it made."""
    done = subprocess.run(
        [sys.executable, "-m", "ipabs", "build", *arguments, "--assembler", "embedded", "--json"],
        cwd=root, env={**os.environ, "LC_ALL": "C.UTF-8"}, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def copied_project(root: Path) -> Path:
    """Copy the project's sources into `root`."""
    for name in PARTS:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "_quarto.yml", root)
    return root


def joined(text: str) -> str:
    """Return a text without white space: readers part Han from digits differently."""
    return re.sub(r"[\s\u2060\u200b]+", "", text)


def words_of(element: Any) -> str:
    """Return the text of a piece of a Word document, without what fields are asked for."""
    pieces = element.iter(f"{W}t", f"{W}tab", f"{W}br")
    return "".join(piece.text or "" if piece.tag == f"{W}t" else " " for piece in pieces)


@dataclass(frozen=True)
class Edition:
    """A published edition."""

    name: str
    folder: Path

    @property
    def docx(self) -> Path:
        return self.folder / f"ipabs-{self.name}.docx"

    @cached_property
    def wechat(self) -> str:
        return (self.folder / f"ipabs-{self.name}-wechat.html").read_text(encoding="utf-8")

    @cached_property
    def facts(self) -> dict[str, dict[str, Any]]:
        record = json.loads((self.folder / "facts.json").read_text(encoding="utf-8"))
        return {fact["id"]: fact for fact in record["facts"]}

    @cached_property
    def parts(self) -> dict[str, bytes]:
        """Name in the package → content."""
        with zipfile.ZipFile(self.docx) as package:
            return {name: package.read(name) for name in package.namelist()}

    def part(self, name: str) -> Any:
        return etree.fromstring(self.parts[name])

    @cached_property
    def document(self) -> Any:
        return self.part("word/document.xml")

    def find(self, path: str) -> list[Any]:
        return list(self.document.xpath(path, namespaces=NAMES))

    def paragraphs(self, style: str) -> list[str]:
        """Return the texts of the paragraphs in a style, by its id."""
        return [words_of(p) for p in self.find(f"//w:p[w:pPr/w:pStyle/@w:val='{style}']")]

    def tables(self) -> dict[str, list[list[str]]]:
        """Return name, as screen readers say it, → rows of cells."""
        return {
            name: [
                [words_of(cell) for cell in row.iterchildren(f"{W}tc")]
                for row in table.iterchildren(f"{W}tr")
            ]
            for table in self.find("//w:tbl[w:tblPr/w:tblCaption]")
            for name in table.xpath("w:tblPr/w:tblCaption/@w:val", namespaces=NAMES)
        }

    @cached_property
    def listed(self) -> list[str]:
        """Ids of the facts in the appendix 数字溯源, which are those that the text prints."""
        codes = self.find("//w:r[w:rPr/w:rStyle/@w:val='VerbatimChar']")
        return [words for words in map(words_of, codes) if words in self.facts]

    @cached_property
    def body(self) -> str:
        """Text before the appendix 数字溯源, and the footnotes, without white space."""
        text: list[str] = []
        for child in self.document[0]:
            if child.xpath("self::w:p[w:pPr/w:pStyle/@w:val='AppendixHeading']", namespaces=NAMES) and (
                "数字溯源" in words_of(child)
            ):
                break
            text.append(words_of(child))
        return joined("".join(text) + words_of(self.part("word/footnotes.xml")))


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with both editions: the first test process that asks builds it, the others wait."""
    base = tmp_path_factory.getbasetemp().resolve()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    root = base / "formats"
    # The lock of a database is portable, and goes with the process that holds it.
    lock = sqlite3.connect(base / "formats.lock", timeout=600, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
        if not (root / "built").exists():
            root.mkdir()
            run_build(copied_project(root), *EDITIONS, "--to", "html,docx,wechat")
            (root / "built").touch()
    finally:
        lock.close()
    return root


@pytest.fixture(scope="session", params=EDITIONS)
def edition(project: Path, request: pytest.FixtureRequest) -> Iterator[Edition]:
    yield Edition(request.param, project / "_site" / "editions" / request.param)
