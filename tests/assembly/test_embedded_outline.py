"""Pages whose outline is read without pandoc's Markdown reader, against the same read by it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from ipabs.assembly.embedded import outline, preflight
from ipabs.assembly.embedded.pandoc import convert

LOOK = Path(__file__).parents[2] / "_extensions" / "ipabs"
HEAD = "# 章 {{#sec-one}}\n\n甲\n\n{}\n\n## 末 {{#sec-last .appendix}}\n\n乙\n"
READ_HERE = {
    "divs": '::: {.a}\n\n::: {#x .b title="见"}\n- 一\n- **二**\n:::\n:::\n\n丙**丁**',
    "hidden": '::: {.content-visible when-format="typst"}\n**纸**\n:::\n\n::: {.content-hidden when-meta="no"}\n屏\n:::',
    "notes": "甲[^a]乙\n\n## 节 {#sec-b}\n\n[^a]: 注*释*。\n\n    又一段\n\n丙[^a]",
    "lists": "- 一\n\n- 二\n\n丁\n\n- 三\n- 四\n\n## 节 {#sec-b}\n\n1. 五\n\n   六",
    "embed": "{{< embed ../notebooks/n.ipynb#fig-deals >}}\n\n见**图**[@fig-deals; @sec-one]。",
    "value": "## {{< var issuance.year.plain >}} 单 {#sec-b}\n\n[x]{.y} **{{< var issuance.year.deals >}}**",
    "callout": "::: {.callout-note}\n纳入*范围*。\n\n乙\n:::",
}
LEFT = {
    "no identifier": "## 节\n\n甲**乙**",
    "link to a heading": "## 节 {#sec-b}\n\n见[节]",
    "text goes on": "*甲*\n## 节 {#sec-b}",
    "item goes on": "- 一\n\n::: {.a}\n:::\n\n  二",
    "term": "::: {.a}\n:::\n\n: 乙",
    "metadata": "甲\n\n---\nx: 1\n---",
    "no end": "::: {.a}\n\n甲",
    "no beginning": "甲\n\n:::",
    "one word": "::: a\n甲\n:::",
    "code": "```\n# 章 {#sec-c}\n```",
    "markup in a heading": "## *节* {#sec-b}",
}


def taken(sandbox: Any, page: str) -> bool:
    sandbox.page(page)
    (read,) = preflight.check(sandbox.root, ["html"])
    read.read_plain()
    return read.blocks is not None


def made(sandbox: Any) -> list[bytes]:
    return [convert(page) for page in preflight.check(sandbox.root, ["html", "pdf"])]


@pytest.mark.parametrize("text", READ_HERE.values(), ids=READ_HERE.keys())
@pytest.mark.parametrize("look", [False, True])
def test_a_page_is_what_pandoc_would_read(
    sandbox: Any, monkeypatch: pytest.MonkeyPatch, text: str, look: bool
) -> None:
    if look:
        shutil.copytree(LOOK, sandbox.root / "_extensions" / "ipabs")
        (sandbox.root / "fonts").mkdir()
        settings = (sandbox.root / "_quarto.yml").read_text(encoding="utf-8")
        sandbox.write("_quarto.yml", settings.replace("look-", "ipabs-"))
    assert taken(sandbox, HEAD.format(text))
    here = made(sandbox)
    monkeypatch.setattr(outline, "taken", lambda *_: None)
    assert here == made(sandbox)


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT.keys())
def test_a_page_with_more_to_it_is_left_to_pandoc(sandbox: Any, text: str) -> None:
    assert not taken(sandbox, HEAD.format(text))


def test_a_page_without_a_first_level_is_left_to_pandoc_which_shifts_its_headings(sandbox: Any) -> None:
    assert not taken(sandbox, "## 节 {#sec-b}\n\n甲**乙**")


def test_what_pandoc_reads_knows_its_lines(sandbox: Any) -> None:
    sandbox.page(HEAD.format("## 节 {#sec-b}\n\n甲**乙**"))
    (page,) = preflight.check(sandbox.root, ["html"])
    page.read_plain()
    assert page.rest is not None
    assert page.rest.places[page.rest.lines.index("甲**乙**")].line == 11


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
        sandbox.page(HEAD.format(text) + f"\n\n{code}\n")
        pages.append(made(sandbox))
    assert pages[0] == pages[1]
    assert all(b"ipabs-text" not in each for each in pages[0])
