"""A format's inputs are all that its output is made from, and no more than it may be."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ipabs.assembly import embedded, tree
from ipabs.assembly.inputs import format_inputs

ROOT = Path(__file__).parents[2]

PAGE = """\
# 市场 {#sec-market}

发行{{< var issuance.year.deals >}}，见[@fig-deals]和[@tbl-top]，依据[@a]。

{{< include _more.qmd >}}

{{< embed ../notebooks/n.ipynb#fig-deals >}}

{{< embed ../notebooks/n.ipynb#tbl-top >}}

::: {#refs}
:::
"""
METADATA = """\
edition: {name: 2024Q1, title: 2024年第一季度, cut-off: 2024年3月31日, cut-off-iso: "2024-03-31",
  year: 2024, month: 3, day: 31, has-ytd: true}
look: {title: 报告, series: 报告, institution: 机构, department: 部门, disclaimer: 声明}
"""


@pytest.fixture
def staged(sandbox: Any) -> Path:
    """A staged project with the real look: of every kind of file at least one."""
    root: Path = sandbox.root
    shutil.rmtree(root / "_extensions")
    shutil.copytree(ROOT / "_extensions", root / "_extensions")
    shutil.copyfile(ROOT / "_quarto.yml", root / "_quarto.yml")
    sandbox.write("report/_metadata.yml", METADATA)
    sandbox.write("report/_more.qmd", "另有一段。\n")
    sandbox.write("report/refs.bib", "@misc{a, title = {甲}, year = {2020}}\n")
    sandbox.page(PAGE, "title: 报告\nbibliography: refs.bib\nciteproc: true")
    sandbox.write("facts.json", "{}")
    sandbox.write("facts.js", "window.ipabsFacts={};")
    sandbox.write("assets/theme.css", ":root {}")
    sandbox.write("data/figure-1.csv", "a,b\n1,2\n")
    sandbox.write("fonts/LICENSE", "a font would lie here")
    return root


def _only(project: Path, names: list[str], target: Path) -> Path:
    for name in names:
        tree.copy(project / name, target / name)
    return target


def test_the_page_needs_nothing_but_its_inputs(staged: Path, tmp_path: Path) -> None:
    whole = embedded.assemble(staged, ["html"])["html"].read_bytes()
    alone = _only(staged, list(format_inputs(staged, "html")), tmp_path / "alone")
    assert embedded.assemble(alone, ["html"])["html"].read_bytes() == whole


def test_what_is_not_an_input_does_not_reach_the_page(staged: Path) -> None:
    before = embedded.assemble(staged, ["html"])["html"].read_bytes()
    inputs = format_inputs(staged, "html")
    others = [
        path
        for path in staged.rglob("*")
        if path.is_file() and path.relative_to(staged).as_posix() not in inputs
    ]
    assert {path.relative_to(staged).parts[0] for path in others} >= {"assets", "data", "fonts", "facts.js"}
    for path in others:
        path.write_text("changed", encoding="utf-8")
    assert format_inputs(staged, "html") == inputs
    assert embedded.assemble(staged, ["html"])["html"].read_bytes() == before


Change = Callable[[str], str]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("_variables.yml", lambda text: text.replace("47单", "48单")),
        ("report/_more.qmd", lambda text: "别的一段。\n"),
        ("report/_metadata.yml", lambda text: text.replace("机构", "公司")),
        ("report/refs.bib", lambda text: text.replace("甲", "乙")),
        ("notebooks/n.ipynb", lambda text: text.replace("live", "lively")),
        ("_extensions/ipabs/html/template.html", lambda text: text.replace("<body", "<body class='x'")),
        ("_extensions/ipabs/html/boxes.lua", lambda text: text.replace("\n", "\n\n", 1)),
        ("_extensions/ipabs/shared/sections.lua", lambda text: text.replace("附录", "附件")),
    ],
)
def test_a_change_of_an_input_is_seen(staged: Path, name: str, change: Change) -> None:
    before = format_inputs(staged, "html")
    path = staged / name
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    after = format_inputs(staged, "html")
    assert {key for key in after if after[key] != before.get(key)} == {name}


def test_formats_share_the_text_and_not_the_looks(staged: Path) -> None:
    html, pdf = format_inputs(staged, "html"), format_inputs(staged, "pdf")
    only_html = {name.rpartition("/")[0] for name in html.keys() - pdf.keys()}
    only_pdf = {name.rpartition("/")[0] for name in pdf.keys() - html.keys()}
    assert only_html == {"_extensions/ipabs/html"}
    assert only_pdf == {"_extensions/ipabs/typst", "data", "fonts"}
    assert "report/_more.qmd" in html.keys() & pdf.keys()


def test_word_and_wechat_read_their_own_looks_and_pictures(staged: Path) -> None:
    for name in ("reference.docx", "pictures/docx/fig-deals.png", "pictures/wechat/fig-deals.png"):
        (staged / name).parent.mkdir(parents=True, exist_ok=True)
        (staged / name).write_bytes(b"x")
    html, word, wechat = (set(format_inputs(staged, kind)) for kind in ("html", "docx", "wechat"))
    assert {name.partition("/")[0] for name in word - html} == {"reference.docx", "pictures", "_extensions"}
    assert "_extensions/ipabs/docx/tables.lua" in word and "_extensions/ipabs/docx/tables.lua" not in wechat
    assert "_extensions/wechat/tables.lua" in wechat and not any("/wechat/" in name for name in word | html)
    assert "_extensions/ipabs/shared/sections.lua" in word & wechat & html


def test_what_an_assembler_leaves_is_no_input(staged: Path) -> None:
    before = format_inputs(staged, "html")
    (staged / "report/index.typ").write_text("x", encoding="utf-8")
    (staged / "report/index_files").mkdir()
    (staged / "report/index_files/x.svg").write_text("x", encoding="utf-8")
    assert format_inputs(staged, "html") == before
