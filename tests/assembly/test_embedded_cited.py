"""Citations resolved once for pages that cite the same, and long HTML that pandoc's writer need not see."""

from __future__ import annotations

from typing import Any

import pytest

from ipabs.assembly.embedded import cited

BIBLIOGRAPHY = "".join(
    f"@misc{{{key}, title = {{书名{key}}}, author = {{{{作者}}}}, year = {{2020}}, language = {{zh}}}}\n"
    for key in ("one", "two")
)
STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0" default-locale="zh-CN">
  <info><title>x</title><id>x</id><updated>2024-01-01T00:00:00+00:00</updated></info>
  <citation collapse="citation-number"><sort><key variable="citation-number"/></sort>
    <layout vertical-align="sup" prefix="[" suffix="]" delimiter=","><text variable="citation-number"/></layout>
  </citation>
  <bibliography><layout><text variable="citation-number"/><text variable="title"/></layout></bibliography>
</style>
"""
FRONT = "title: x\nbibliography: r.bib\ncsl: s.csl\nciteproc: true"
BODY = (
    "# 章 {#sec-one}\n\n见 [@two]，甲[^a]。\n\n[^a]: 注 [@one; @two]。\n\n- 又 [@one].\n\n::: {#refs}\n:::\n"
)


@pytest.fixture
def page(sandbox: Any) -> Any:
    sandbox.write("report/r.bib", BIBLIOGRAPHY)
    sandbox.write("report/s.csl", STYLE)
    sandbox.page(BODY, FRONT)
    return sandbox


@pytest.mark.parametrize("kind", ["html", "typ"])
def test_citations_are_what_citeproc_makes_of_the_whole_page(
    page: Any, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(cited, "_answers", {})
    first = getattr(page, kind)()
    assert len(cited._answers) == 1
    second = getattr(page, kind)()
    assert sum(map(len, cited._answers.values())) == 1
    monkeypatch.setattr(cited, "is_apart", lambda _: False)
    assert first == second == getattr(page, kind)()
    assert "书名one" in first


def test_another_bibliography_is_asked_anew(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cited, "_answers", {})
    assert "书名one" in page.html()
    page.write("report/r.bib", BIBLIOGRAPHY.replace("书名", "篇名"))
    assert "篇名one" in page.html()


def test_a_style_of_notes_is_citeprocs_alone(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cited, "_answers", {})
    page.write("report/s.csl", STYLE.replace('class="in-text"', 'class="note"'))
    assert "书名one" in page.html()
    assert not cited._answers


@pytest.mark.parametrize(
    "text", ["甲" * 700, "<!-- x -->\n" + "  甲 &amp; b\n" * 99 + "<b>乙</b>", "甲 \n" * 700]
)
def test_long_html_reaches_the_page_as_it_is(sandbox: Any, text: str) -> None:
    page = sandbox.html(f"前\n\n```{{=html}}\n<div>{text}</div>\n```\n\n后")
    assert f"<p>前</p>\n<div>{text}</div>\n<p>后</p>" in page
