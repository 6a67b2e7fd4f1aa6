"""Throwaway Quarto projects for the assemblers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ipabs.assembly import embedded

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'

QUARTO = """\
project:
  type: default
  output-dir: _output
  render: [report/index.qmd]
lang: zh
crossref:
  title-delim: "："
format:
  look-html: default
  look-typst: default
"""
EXTENSION = """\
title: look
author: x
version: 1.0.0
contributes:
  formats:
    common:
      from: markdown-smart-subscript
      syntax-highlighting: none
    html:
      template: page.html
      theme: none
      minimal: true
      html-table-processing: none
      section-divs: true
    typst:
      template: page.typ
      keep-typ: true
"""
HTML = '<!DOCTYPE html>\n<html lang="$lang$"><title>$title$|$edition.name$</title>\n<body>\n$body$\n</body></html>\n'
TYPST = """\
#set document(title: [$title$], date: datetime(year: 2024, month: 3, day: 31))
#set heading(numbering: "1.1")
#set text(font: "Libertinus Serif")
#let horizontalrule = line(length: 50%)
$body$
"""
METADATA = """\
edition:
  name: 2024Q1
  has-ytd: true
  reconstructed: false
"""
VARIABLES = """\
issuance:
  year:
    deals: '[47单]{.fact data-fact="issuance.deals.2023"}'
    plain: 47
    range: '2.70%~3.00% -- $x$'
"""


def cell(label: str, options: dict[str, Any], *bundles: dict[str, str]) -> dict[str, Any]:
    """Return an executed cell of a notebook."""
    head = [f"#| label: {label}\n", *(f"#| {key}: {json.dumps(value)}\n" for key, value in options.items())]
    outputs = [{"output_type": "display_data", "metadata": {}, "data": data} for data in bundles]
    return {
        "cell_type": "code",
        "metadata": {},
        "execution_count": 1,
        "source": [*head, "show()"],
        "outputs": outputs,
    }


CELLS = [
    cell(
        "fig-deals",
        {
            "fig-cap": "发行单数 -- *全*",
            "fig-alt": '柱"图\\\\',
            "unit": "单，亿元",
            "note": "A & <b> {x}",
            "source-line": "Wind",
        },
        {"text/html": '<div class="live">a--b [@x] ``` </div>', "image/svg+xml": SVG, "text/plain": "F"},
    ),
    cell(
        "tbl-top",
        {"tbl-cap": "前五大", "unit": "亿元"},
        {
            "text/markdown": "| 名 | 值 |\n|:--|--:|\n| 甲 | -- |\n| 乙 | \\[2.70%,3.00%\\] |\n",
            "text/plain": "T",
        },
    ),
    cell("list-rows", {}, {"text/markdown": "- 行\n", "text/plain": "L"}),
    cell("fig-silent", {"fig-cap": "无"}),
    cell("fig-two", {"fig-cap": "两"}, {"image/svg+xml": SVG}, {"image/svg+xml": SVG}),
    cell("fig-sub", {"fig-cap": "分", "fig-subcap": ["a", "b"]}, {"image/svg+xml": SVG}),
    cell("fig-screen", {"fig-cap": "屏"}, {"text/html": "<p>only here</p>"}),
    cell("lst-rows", {}, {"text/markdown": "- 行\n"}),
]


@dataclass
class Sandbox:
    """A project that stays within what is known, and what it renders to."""

    root: Path

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def page(self, body: str, front: str = "title: 报告") -> None:
        self.write("report/index.qmd", f"---\n{front}\n---\n\n{body}\n")

    def html(self, body: str | None = None) -> str:
        if body is not None:
            self.page(body)
        return embedded.assemble(self.root, ["html"])["html"].read_text(encoding="utf-8")

    def typ(self, body: str | None = None) -> str:
        if body is not None:
            self.page(body)
        embedded.assemble(self.root, ["pdf"])
        return (self.root / "report/index.typ").read_text(encoding="utf-8")


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    made = Sandbox(tmp_path / "project")
    made.write("_quarto.yml", QUARTO)
    made.write("_extensions/look/_extension.yml", EXTENSION)
    made.write("_extensions/look/page.html", HTML)
    made.write("_extensions/look/page.typ", TYPST)
    made.write("_variables.yml", VARIABLES)
    made.write("report/_metadata.yml", METADATA)
    made.write(
        "notebooks/n.ipynb", json.dumps({"cells": CELLS, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    )
    made.page("正文")
    return made


Fails = Callable[..., str]


@pytest.fixture
def fails(sandbox: Sandbox) -> Fails:
    """Return a function that renders a page and returns the error's text."""
    from ipabs.errors import IpabsError

    def render(body: str | None = None, kind: str = "html") -> str:
        if body is not None:
            sandbox.page(body)
        with pytest.raises(IpabsError) as caught:
            embedded.assemble(sandbox.root, [kind])
        return str(caught.value)

    return render
