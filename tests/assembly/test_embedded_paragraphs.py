"""Paragraphs that are read without pandoc's Markdown reader, against the same read by it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from ipabs.assembly.embedded import preflight
from ipabs.assembly.embedded.pandoc import convert

LOOK = Path(__file__).parents[2] / "_extensions" / "ipabs"

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


WORDS = {
    "idle": "按口径统计，见[@sec-one]的说明。",
    "facts": '共[47单]{.fact data-fact="a.b"}，“[78.85亿元]{.fact data-fact="a.c"}”同比增长3%。',
    "marks": "2023年 ABS 发行47单、1—3月9单，`a.b`的值见[@sec-last]；2.70%~3.00% [期限]{.phrase}",
    "rating": "为AAAsf级，共9单。",
    "first": "-- 不是清单，3）也不是。",
    "nbsp": "甲\u00a0乙——丙～丁／戊·己…，47　单。",
}


@pytest.mark.parametrize("text", WORDS.values(), ids=WORDS.keys())
def test_the_look_writes_text_that_is_handed_over_as_it_writes_elements(sandbox: Any, text: str) -> None:
    shutil.copytree(LOOK, sandbox.root / "_extensions" / "ipabs")
    (sandbox.root / "fonts").mkdir()
    settings = (sandbox.root / "_quarto.yml").read_text(encoding="utf-8")
    sandbox.write("_quarto.yml", settings.replace("look-", "ipabs-"))
    # With a fence in the page, each paragraph is left to pandoc.
    pages = []
    for code in ("    x", "```\nx\n```"):
        sandbox.page(
            f"# 章 {{#sec-one}}\n\n甲\n\n{text}\n\n## 末 {{#sec-last .appendix}}\n\n乙\n\n\n{code}\n"
        )
        pages.append([convert(page) for page in preflight.check(sandbox.root, ["html", "pdf"])])
    assert pages[0] == pages[1]
    assert all(b"ipabs-text" not in each for each in pages[0])
