"""Equal input gives equal bytes; outputs lie where Quarto would put them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from ipabs.assembly import embedded

BODY = """\
# 甲 {#sec-a}

如[@fig-deals]与[@sec-a]。

{{< embed ../notebooks/n.ipynb#fig-deals >}}

{{< embed ../notebooks/n.ipynb#tbl-top >}}
"""


def test_equal_bytes_again_and_elsewhere(sandbox: Any, tmp_path: Path) -> None:
    sandbox.page(BODY)
    first = {
        kind: path.read_bytes() for kind, path in embedded.assemble(sandbox.root, ["html", "pdf"]).items()
    }
    again = {
        kind: path.read_bytes() for kind, path in embedded.assemble(sandbox.root, ["pdf", "html"]).items()
    }
    assert first == again
    copy = tmp_path / "other" / "place"
    shutil.copytree(sandbox.root, copy, ignore=shutil.ignore_patterns("_output", "index_files", "index.typ"))
    elsewhere = {kind: path.read_bytes() for kind, path in embedded.assemble(copy, ["html", "pdf"]).items()}
    assert elsewhere == first
    assert first["pdf"].startswith(b"%PDF")


def test_a_second_run_in_one_process_sees_what_changed(sandbox: Any) -> None:
    assert "甲" in sandbox.typ("甲")
    before = (sandbox.root / "_output/report/index.pdf").read_bytes()
    assert "乙" in sandbox.typ("乙乙乙")
    assert (sandbox.root / "_output/report/index.pdf").read_bytes() != before


def test_outputs_and_what_is_kept(sandbox: Any) -> None:
    sandbox.page(BODY)
    made = embedded.assemble(sandbox.root, ["html", "pdf"])
    assert made == {kind: sandbox.root / f"_output/report/index.{kind}" for kind in ("html", "pdf")}
    assert (sandbox.root / "report/index.typ").is_file()


def test_only_what_is_asked_for_is_made(sandbox: Any) -> None:
    assert list(embedded.assemble(sandbox.root, ["html"])) == ["html"]
    assert not (sandbox.root / "_output/report/index.pdf").exists()


def test_stylesheets_are_linked_and_copied(sandbox: Any) -> None:
    sandbox.write("_extensions/look/a.css", "p {}")
    template = sandbox.root / "_extensions/look/page.html"
    link = '$for(css)$<link rel="stylesheet" href="$css$">$endfor$<body>'
    template.write_text(template.read_text("utf-8").replace("<body>", link), "utf-8")
    settings = sandbox.root / "_extensions/look/_extension.yml"
    settings.write_text(settings.read_text("utf-8").replace("theme:", "css: a.css\n      theme:"), "utf-8")
    assert 'href="../_extensions/look/a.css"' in sandbox.html("x")
    assert (sandbox.root / "_output/_extensions/look/a.css").read_text("utf-8") == "p {}"


def test_the_contents_list(sandbox: Any) -> None:
    template = sandbox.root / "_extensions/look/page.html"
    template.write_text(
        template.read_text("utf-8").replace("$body$", "$toc-title$$table-of-contents$"), "utf-8"
    )
    sandbox.page("# 甲 {#sec-a}\n\n## 乙\n\n### 丙", "title: x\ntoc: true\ntoc-depth: 2")
    page = sandbox.html()
    assert "目录" in page and 'href="#sec-a"' in page and "乙" in page and "丙" not in page


def test_filters_run_in_the_order_of_their_stages(sandbox: Any) -> None:
    for name, seen in [("early", "Para = function(el)"), ("late", "Link = function(el)")]:
        code = f"return {{ {{ {seen} el.content:insert(pandoc.Str('{name}')) return el end }} }}"
        sandbox.write(f"_extensions/look/{name}.lua", code)
    settings = sandbox.root / "_extensions/look/_extension.yml"
    stages = [("late", "post-render"), ("early", "pre-ast")]
    added = "".join(f"        - path: {name}.lua\n          at: {at}\n" for name, at in stages)
    text = settings.read_text("utf-8").replace("      theme:", f"      filters:\n{added}      theme:")
    settings.write_text(text, "utf-8")
    page = sandbox.html("# 甲 {#sec-a}\n\n[@sec-a]")
    assert 'class="quarto-xref">小节\u00a01late</a>early</p>' in page
