"""The filters that both formats share."""

from __future__ import annotations

import re
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


@pytest.mark.parametrize(
    ("cell", "typst"),
    [
        ("9单，*斜*", "[#strong[#whole[9#wj;单，];#emph[斜]]]"),
        ("9单", "[#strong[#whole[9#wj;单];]]"),
        ("\\-\\-", "[#strong[\\-\\-]]"),
        ("\\#x (y) \\*", "[#strong[\\#x (y) \\*]]"),
        ("`a.b`", "[#strong[`a.b`]]"),
        ("增加九个字的一个数", "[#strong[增加九个字的一个数]]"),
        ("它宽过印值的一栏所以跨两栏", "[#align(left)[它宽过印值的一栏所以跨两栏]]"),
        ("[一句话不用粗体]{.phrase}", "[#align(left)[一句话不用粗体]]"),
    ],
)
def test_a_value_that_is_printed_is_bold_and_words_are_not(printed: Any, cell: str, typst: str) -> None:
    page = f'::: {{.ipabs-table align="ll"}}\n| 编号 | 印出的值 |\n|---|---|\n| a | {cell} |\n:::\n'
    assert f"([a], {typst}, )," in convert(printed, page, "typst/look.lua", to="typst")


def test_a_phrase_among_values_goes_over_the_next_column(printed: Any) -> None:
    page = (
        '::: {.ipabs-table align="lrlr" form="text"}\n| 编号 | 印出的值 | 定义与算法 | 明细 |\n|---|---|---|---|\n'
        "| a | 截至期末没有发生任何违约 | 表述 | 5 |\n| b | 提高0.77个百分点 | 差 | 6 |\n:::\n"
    )
    typst = convert(printed, page, "typst/look.lua", to="typst")
    assert "([a], [#phrase-cell[截至期末没有发生任何违约][表述]], none, [5], )," in typst
    assert "([b], [#strong[提高#whole[0.77#wj;个#wj;百#wj;分#wj;点];]], [差], [6], )," in typst


@pytest.mark.parametrize(
    ("text", "typst"),
    [
        ("增长23.23%。", "增长#whole[23.23%。];"),
        ("规模13.18亿元，同比", "规模#whole[13.18#wj;亿#wj;元，];同比"),
        ("2024年1—3月共9单", "#whole[2024#wj;年#wj;1#wj;—#wj;3#wj;月];共#whole[9#wj;单];"),
        ("第3号，Q1", "#whole[第#wj;3#wj;号，];#whole[Q#wj;1];"),
        ("2.70%～3.00%", "#whole[2.70%#wj;～#wj;3.00%];"),
        (
            "3.00%（不含）~3.30%（含）",
            "#whole[3.00%#wj;（#wj;不#wj;含）#wj;\\~#may-break;3.30%#wj;（#wj;含）];",
        ),
        ("下降−3个基点", "下降#whole[−#wj;3#wj;个#wj;基#wj;点];"),
        ("经验……”下", "经#whole[验#wj;…#wj;…#wj;”];下"),
        ("[47]{.fact data-fact=x}单", "#whole[47#wj;单];"),
        ("其中**30.12**亿元", "其中#strong[#whole[30.12];]#wj;#whole[亿#wj;元];"),
        ("占[78%](#x)左右", "占#link(<x>)[#whole[78%];]#wj;左右"),
        ("指引第3号——特定品种", "指引#whole[第#wj;3#wj;号#wj;——];特定品种"),
        ("没有数字，“引号”；也没有", "没有数字，“引号”；也没有"),
        ("`1—3月`", "`1—3月`"),
        ("亿元与3年度、5年", "#whole[亿#wj;元];与#whole[3#wj;年#wj;度、];#whole[5#wj;年];"),
    ],
)
def test_phrases_are_joined(printed: Any, text: str, typst: str) -> None:
    assert convert(printed, text, "typst/joiners.lua", to="typst").strip() == typst


def test_headings_are_not_joined(printed: Any) -> None:
    typst = convert(printed, "# 2024年1—3月 {#a}\n", "typst/joiners.lua", to="typst")
    assert "wj" not in typst


def test_the_filter_and_the_template_know_the_same_units(printed: Any) -> None:
    typst = (printed.EXTENSION / "typst/words.typ").read_text(encoding="utf-8")
    shape = "".join(re.findall(r'"(.*?)"', typst.partition("#let unit-shape = (")[2].partition("\n)")[0]))
    lua = (printed.EXTENSION / "typst/phrases.lua").read_text(encoding="utf-8")
    assert lua.partition("in ([[")[2].partition("]])")[0].split() == shape.strip("(?:)").split("|")
