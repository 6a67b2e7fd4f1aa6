"""Paragraphs that are read without pandoc's Markdown reader, against the same read by it."""

from __future__ import annotations

from typing import Any

import pytest

from ipabs.assembly.embedded import preflight

SECTION = "# 章 {{#sec-one}}\n\n{}\n\n{{{{< embed ../notebooks/n.ipynb#tbl-top >}}}}\n"
READ_HERE = {
    "words": "知识产权 ABS 的“发行”：2.70%，见下。",
    "number first": "2023年发行47单。",
    "references": "见[@sec-one]，[@tbl-top]。",
    "values": "发行{{< var issuance.year.deals >}}（{{< var issuance.year.plain >}}）。",
    "fact and code": '共[47单]{.fact data-fact="a.b"}，`a.b`',
    "in a div": "::: {.x}\n甲\n\n乙\n:::",
    "after a list": "- 一\n- 二\n\n甲",
}
LEFT = {
    "markup": "甲**乙**",
    "list": "1. 甲",
    "footnote": "甲[^a]\n\n[^a]: 乙",
    "link": "见[@sec-one](#x)",
    "two lines": "甲\n乙",
    "term": "甲\n\n: 乙",
    "heading": "甲\n===",
    "value that is not plain": "见{{< var issuance.year.range >}}",
    "continued list": "- 一\n二",
}


def plain(sandbox: Any) -> preflight.Page:
    (page,) = preflight.check(sandbox.root, ["html"])
    page.read_plain()
    return page


def taken(sandbox: Any, page: str) -> int:
    sandbox.page(page)
    return len(plain(sandbox).paragraphs)


@pytest.mark.parametrize("text", READ_HERE.values(), ids=READ_HERE.keys())
def test_a_plain_paragraph_is_what_pandoc_would_read(sandbox: Any, text: str) -> None:
    page = SECTION.format(text)
    assert taken(sandbox, page) > 0
    # With a comment in the page, each paragraph is left to pandoc.
    assert taken(sandbox, f"{page}\n\n<!-- x -->") == 0
    assert sandbox.html(page) == sandbox.html(f"{page}\n\n<!-- x -->").replace("<!-- x -->\n", "")
    assert sandbox.typ(page).strip() == sandbox.typ(f"{page}\n\n<!-- x -->").strip()


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT.keys())
def test_a_paragraph_with_more_to_it_is_left_to_pandoc(sandbox: Any, text: str) -> None:
    assert taken(sandbox, SECTION.format(text)) == 0


def test_what_a_paragraph_refers_to_stays_in_the_text_that_errors_are_looked_up_in(sandbox: Any) -> None:
    assert taken(sandbox, SECTION.format(READ_HERE["references"])) > 0
    assert "1 sec-one tbl-top" in plain(sandbox).text.lines
