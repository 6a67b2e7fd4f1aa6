"""The filters that both formats share."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest


def convert(printed: Any, text: str, *filters: str, to: str = "html") -> str:
    command = [str(printed._package("pypandoc") / "files" / "pandoc"), "--from=markdown-smart-subscript", f"--to={to}",
               "--wrap=none", *(f"--lua-filter={printed.EXTENSION / name}" for name in filters)]  # fmt: skip
    return subprocess.run(
        command, input=text, capture_output=True, text=True, check=True, encoding="utf-8"
    ).stdout


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("AAAsf 级", "AAA<sub>sf</sub> 级"),
        ("由AA+sf上调", "由AA<sup>+</sup><sub>sf</sub>上调"),
        ("AA-sf、BBB+sf", "AA<sup>−</sup><sub>sf</sub>、BBB<sup>+</sup><sub>sf</sub>"),
        ("Asf，AAAsf。", "A<sub>sf</sub>，AAA<sub>sf</sub>。"),
        ("`AAAsf`", "<code>AAAsf</code>"),
        ("AAAAsf DAAsf AAAsfx", "AAAAsf DAAsf AAAsfx"),
    ],
)
def test_ratings(printed: Any, text: str, html: str) -> None:
    assert convert(printed, text, "shared/ratings.lua").strip() == f"<p>{html}</p>"


def test_section_numbers_and_references(printed: Any) -> None:
    page = "# 甲 {#sec-a}\n\n## 乙 {#sec-b}\n\n# 丙 {#sec-c .appendix}\n\n见[@sec-a]、[@sec-b]与[@sec-c]。\n"
    html = convert(printed, page, "shared/sections.lua")
    for expected in (
        'data-zh-number="一"',
        'data-zh-number="（一）"',
        ">第一节<",
        ">第一节（一）<",
        ">附录“丙”<",
    ):
        assert expected in html


def test_table_cells_that_look_like_markup(printed: Any) -> None:
    page = '::: {.ipabs-table align="lr"}\n| 区间 | 数 |\n|---|---|\n| \\- x | \\-\\- |\n| (0,7\\] | 1\\. |\n:::\n'
    typst = convert(printed, page, "typst/look.lua", to="typst")
    assert "#none;" in typst
    assert "\\-" in typst
