"""Word through the embedded assembler where the look leaves things alone, and formats that a project does not list."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from ipabs.assembly import embedded, quarto
from ipabs.assembly.embedded.pandoc import executable
from ipabs.errors import IpabsError

DOCX = "    docx:\n      reference-doc: look.docx\n"
PAGE = """\
# 市场 {#sec-market}

发行{{< var issuance.year.deals >}}，见[@tbl-top]和[@sec-market]。

{{< embed ../notebooks/n.ipynb#tbl-top >}}

::: {.callout-note title="口径"}
并集。
:::

::: {.content-visible when-format="docx"}
只在 Word 里。
:::

::: {.content-visible when-format="html"}
只在网页上。
:::
"""


@pytest.fixture
def word(sandbox: Any) -> Any:
    """A project whose extension makes Word, though the project lists only HTML and Typst."""
    extension: Path = sandbox.root / "_extensions/look/_extension.yml"
    extension.write_text(extension.read_text("utf-8") + DOCX, "utf-8")
    reference = [executable(), "--print-default-data-file", "reference.docx"]
    given = subprocess.run(reference, capture_output=True, check=True).stdout
    (sandbox.root / "_extensions/look/look.docx").write_bytes(given)
    sandbox.page(PAGE)
    return sandbox


def text_of(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    return "".join(piece.text or "" for piece in root.iter("{*}t"))


def test_a_format_of_the_extension_needs_no_listing(word: Any) -> None:
    made = embedded.assemble(word.root, ["docx"])
    assert made == {"docx": word.root / "_output/report/index.docx"}
    text = text_of(made["docx"])
    assert "发行47单，见表\u00a01和" in text
    assert "表\u00a01：" in text and "前五大" in text and "[2.70%,3.00%]" in text
    assert "口径" in text and "并集。" in text
    assert "只在 Word 里。" in text and "只在网页上" not in text


def test_a_document_is_dated_by_the_edition(word: Any) -> None:
    word.write("report/_metadata.yml", 'edition:\n  name: 2024Q1\n  cut-off-iso: "2024-03-31"\n')
    word.page("正文[^1]。\n\n[^1]: 注。")
    with zipfile.ZipFile(embedded.assemble(word.root, ["docx"])["docx"]) as package:
        assert b"2024-03-31T00:00:00Z" in package.read("docProps/core.xml")


def test_without_a_reference_document_it_is_refused(word: Any) -> None:
    extension: Path = word.root / "_extensions/look/_extension.yml"
    extension.write_text(extension.read_text("utf-8").replace(DOCX, "    docx:\n      toc: true\n"), "utf-8")
    with pytest.raises(IpabsError, match=r"format look-docx has no template; .*\(reference-doc: …\)"):
        embedded.assemble(word.root, ["docx"])


def test_an_extension_without_word_is_refused(sandbox: Any) -> None:
    with pytest.raises(IpabsError, match="no format ends in -docx: add one under format"):
        embedded.assemble(sandbox.root, ["docx"])


STANDIN = """\
#!/bin/sh
if [ "$1" = "--version" ]; then echo "1.10.18"; exit 0; fi
echo "rendering $* of $SOURCE_DATE_EPOCH"
mkdir -p "$2/_output/report"
echo "<p>x</p>" > "$2/_output/report/index.html"
: > "$2/_output/report/index.docx"
: > "$2/_output/report/index.pdf"
"""


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    path = tmp_path / "quarto"
    path.write_text(STANDIN, "utf-8")
    path.chmod(0o755)
    monkeypatch.setenv("QUARTO_PATH", str(path))
    quarto._version_of.cache_clear()
    yield
    quarto._version_of.cache_clear()


@pytest.mark.usefixtures("command")
def test_quarto_is_asked_for_word_by_name(word: Any) -> None:
    word.write("report/_metadata.yml", 'edition:\n  name: 2024Q1\n  cut-off-iso: "2024-03-31"\n')
    made = quarto.assemble(word.root, ["html", "docx"])
    assert set(made) == {"html", "docx"}
    log = (word.root / "logs/quarto.log").read_text("utf-8")
    # 31 March 2024, 0:00 UTC. Quarto takes “look-html,look-docx” for the name of one format.
    for name in ("look-html", "look-docx"):
        assert f"--to {name} of 1711843200" in " ".join(log.split())


@pytest.mark.usefixtures("command")
def test_word_comes_after_the_formats_that_the_project_lists(word: Any) -> None:
    made = quarto.assemble(word.root, ["html", "pdf", "docx"])
    assert set(made) == {"html", "pdf", "docx"}
    log = (word.root / "logs/quarto.log").read_text("utf-8")
    assert [line.split(" of ")[0].split()[3:] for line in log.splitlines() if "rendering" in line] == [
        [],
        ["--to", "look-docx"],
    ]
