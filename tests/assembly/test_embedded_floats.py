"""Embedded outputs, floats, references and callouts, as the look gets them and as they are drawn."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ipabs.assembly import embedded
from ipabs.assembly.embedded import attributes

DUMP = """\
function Pandoc(doc)
  local file = io.open(pandoc.path.join({{ "{folder}", "seen.html" }}), "w")
  file:write(pandoc.write(doc, "html"))
  file:close()
end
"""


def look(sandbox: Any, body: str, kind: str = "html") -> str:
    """Return the page as the look's filters see it, written as HTML."""
    sandbox.write("_extensions/look/look.lua", DUMP.format(folder=sandbox.root.as_posix()))
    file = Path(sandbox.root / "_extensions/look/_extension.yml")
    filters = "      filters:\n        - path: look.lua\n          at: pre-render\n"
    text = file.read_text("utf-8").replace("      template:", f"{filters}      template:")
    file.write_text(text, "utf-8")
    sandbox.page(body)
    embedded.assemble(sandbox.root, [kind])
    return (sandbox.root / "seen.html").read_text("utf-8")


def test_the_look_gets_a_float_with_number_caption_and_attributes(sandbox: Any) -> None:
    seen = look(sandbox, "{{< embed ../notebooks/n.ipynb#fig-deals >}}")
    assert '<div id="fig-deals" class="ipabs-float"' in seen
    for attribute in [
        'data-ref-type="fig"',
        'data-number="1"',
        'data-supplement="图"',
        'data-unit="单，亿元"',
        'data-note="A &amp; &lt;b&gt; {x}"',
        'data-source-line="Wind"',
        'data-fig-alt="柱&quot;图\\"',
    ]:
        assert attribute in seen
    assert '<div class="float-caption">\n<p>发行单数 -- <em>全</em></p>' in seen
    assert '<div class="float-content">\n<div class="live">a--b [@x] ``` </div>' in seen
    assert "echo" not in seen and "data-label" not in seen


def test_print_takes_markdown_then_svg_and_writes_it_beside_the_page(sandbox: Any) -> None:
    body = "{{< embed ../notebooks/n.ipynb#fig-deals >}}\n\n{{< embed ../notebooks/n.ipynb#tbl-top >}}"
    document = sandbox.typ(body)
    address = re.search(r'image\("([^"]+)", alt: "柱\\"图\\\\"\)', document)
    assert address and (sandbox.root / "report" / address[1]).is_file()
    assert "live" not in document
    assert r"[-\-]" in document and r"\[2.70%,3.00%\]" in document


def test_an_image_of_the_page_is_copied_beside_the_output(sandbox: Any) -> None:
    sandbox.write("report/a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    page = sandbox.html('![图题](a.svg){#fig-own unit="单" fig-alt="替"}\n\n见[@fig-own]。')
    assert '<img src="a.svg" data-unit="单" alt="替" />' in page
    assert (sandbox.root / "_output/report/a.svg").is_file()
    assert "图\u00a01： 图题" in page


def test_a_table_and_a_div_with_labels_are_floats(sandbox: Any) -> None:
    body = (
        '| a |\n|---|\n| 1 |\n\n: 表题 {#tbl-own unit="元"}\n\n::: {#tbl-div}\n| b |\n|---|\n| 2 |\n\n第二题\n:::'
        "\n\n见@tbl-own 与[-@tbl-div]。"
    ).replace("见@", "见 @")
    page = sandbox.html(body)
    assert "表\u00a01： 表题" in page and "表\u00a02： 第二题" in page
    assert 'href="#tbl-own" class="quarto-xref">表\u00a01</a>' in page
    assert 'href="#tbl-div" class="quarto-xref">2</a>' in page


BOTH = "{{< embed ../notebooks/n.ipynb#fig-deals >}}\n\n{{< embed ../notebooks/n.ipynb#tbl-top >}}\n\n"


def test_references_in_chinese_without_spaces(sandbox: Any) -> None:
    page = sandbox.html(BOTH + "如[@fig-deals]所示，见[@fig-deals; @tbl-top]与[参见 @fig-deals]。")
    link = '<a href="#fig-deals" class="quarto-xref">{}\u00a01</a>'
    other = '<a href="#tbl-top" class="quarto-xref">表\u00a01</a>'
    expected = f"如{link.format('图')}所示，见{link.format('图')}, {other}与{link.format('参见')}。"
    assert f"<p>{expected}</p>" in page


def test_references_in_typst(sandbox: Any) -> None:
    document = sandbox.typ(BOTH + "# 节 {#sec-a}\n\n如[@fig-deals]、[-@tbl-top]、[@sec-a]。")
    refs = re.findall(r"#ref\(<([\w-]+)>, supplement: \[(.*?)\]\)", document)
    assert refs == [("fig-deals", "图"), ("tbl-top", ""), ("sec-a", "小节")]


def test_sections_are_numbered_by_level_without_the_unnumbered(sandbox: Any) -> None:
    page = sandbox.html("# 甲\n\n# 零 {.unnumbered}\n\n# 乙\n\n## 丙 {#sec-c}\n\n见[@sec-c]。")
    assert 'href="#sec-c" class="quarto-xref">小节\u00a02.1</a>' in page


def test_hidden_floats_are_not_counted(sandbox: Any) -> None:
    body = '::: {.content-visible when-format="typst"}\n{{< embed ../notebooks/n.ipynb#fig-deals >}}\n:::\n\n'
    sandbox.write("report/a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    page = sandbox.html(body + "![x](a.svg){#fig-b}\n\n[@fig-b]")
    assert "图\u00a01</a>" in page


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("[@fig-gone]", "@fig-gone refers to nothing in this page."),
        ("@sec-gone", "@sec-gone refers to nothing in this page. A heading that is .unnumbered"),
        ("[@fig-deals; @tbl-gone]", "@tbl-gone refers to nothing in this page."),
        ("如@fig-deals 所示", "@fig-deals after a letter is no reference: write [@fig-deals]."),
        ("如 @fig-deals所示", "@fig-deals所示 refers to nothing in this page. Write [@fig-deals]"),
        ("[@fig-deals 第3页]", "“第3页” after @fig-deals inside the brackets is dropped"),
        ("@someone", "@someone is a citation, but there is no bibliography"),
        ("@eq-x", "@eq-x: references of the kind eq- need Quarto"),
    ],
)
def test_an_unresolved_reference_is_an_error_with_its_line(fails: Any, reference: str, said: str) -> None:
    message = fails(f"{BOTH}一\n二{' ' if reference[0] == '@' else ''}{reference}")
    assert message.startswith(f"report/index.qmd:10: {said}")


def test_a_reference_inside_a_caption_is_checked_too(fails: Any) -> None:
    assert "@fig-no refers to nothing" in fails("![题 [@fig-no]](a.svg){#fig-b}")


def test_a_label_given_twice(fails: Any) -> None:
    message = fails(BOTH + "![x](a.svg){#fig-deals}")
    assert message.startswith("report/index.qmd:")
    assert "the label fig-deals is given twice" in message


@pytest.mark.parametrize(
    ("address", "kind", "said"),
    [
        ("../notebooks/gone.ipynb#fig-x", "html", "embed: there is no notebook notebooks/gone.ipynb."),
        ("../notebooks/n.ipynb#fig-x", "html", "embed: notebooks/n.ipynb has no cell labelled fig-x."),
        ("../notebooks/n.ipynb", "html", "embed ../notebooks/n.ipynb: write NOTEBOOK.ipynb#LABEL"),
        (
            "../notebooks/n.ipynb#fig-silent",
            "html",
            "notebooks/n.ipynb, cell fig-silent: no output that html",
        ),
        (
            "../notebooks/n.ipynb#fig-screen",
            "pdf",
            "notebooks/n.ipynb, cell fig-screen: no output that typst",
        ),
        ("../notebooks/n.ipynb#fig-two", "html", "notebooks/n.ipynb, cell fig-two: 2 outputs"),
        ("../notebooks/n.ipynb#fig-sub", "html", "notebooks/n.ipynb: cell option fig-subcap"),
        ("../notebooks/n.ipynb#lst-rows", "html", "embed ../notebooks/n.ipynb#lst-rows: Quarto numbers lst-"),
    ],
)
def test_an_embed_that_can_not_be_shown(fails: Any, address: str, kind: str, said: str) -> None:
    assert fails(f"{{{{< embed {address} >}}}}", kind).startswith(f"report/index.qmd:5: {said}")


def test_a_cell_without_a_numbered_label_is_put_in_as_it_is(sandbox: Any) -> None:
    page = sandbox.html("{{< embed ../notebooks/n.ipynb#list-rows >}}")
    assert '<div id="list-rows" class="cell">' in page and "<li>行</li>" in page


def test_callouts_keep_class_and_title_for_the_look(sandbox: Any) -> None:
    body = '::: {.callout-note title="统计口径"}\n甲\n:::\n\n::: {.callout-warning}\n## 当心\n\n乙\n:::\n\n::: {.callout-tip}\n丙\n:::'
    seen = look(sandbox, body)
    assert '<div class="callout-note" title="统计口径">' in seen
    assert '<div class="callout-warning" title="当心">' in seen and "<h2" not in seen
    page = sandbox.html()
    assert re.findall(r"<strong>(.*?)</strong>", page) == ["统计口径", "当心", "提示"]


@pytest.mark.parametrize(
    ("given", "arrived"),
    [
        ("a", "a"),
        ("Moody's", "Moody's"),
        ("\\\\-", "\\-"),
        ("\\-", "-"),
        ("&amp;#42;", "&#42;"),
        ("\\&amp;", "&amp;"),
    ],
)
def test_options_of_a_cell_arrive_as_quarto_writes_attributes(given: str, arrived: str) -> None:
    assert attributes.of_cell(given) == arrived


@pytest.mark.parametrize("note", ["甲\\", "\\'乙"])
def test_an_option_that_would_end_too_early(sandbox: Any, fails: Any, note: str) -> None:
    cell = {
        "cell_type": "code", "metadata": {}, "execution_count": 1, "source": f"#| label: list-x\n#| note: {json.dumps(note)}\n",
        "outputs": [{"output_type": "display_data", "metadata": {}, "data": {"text/markdown": "- 行\n"}}],
    }  # fmt: skip
    sandbox.write(
        "notebooks/o.ipynb", json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    )
    message = fails("{{< embed ../notebooks/o.ipynb#list-x >}}")
    assert (
        "notebooks/o.ipynb, cell list-x: note holds a backslash before an apostrophe or at its end" in message
    )
