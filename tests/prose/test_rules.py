"""Each rule finds what it says is wrong, at its place, and nothing in what is right."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipabs.prose import lint_source
from ipabs.prose.rule import Rule, abbreviations, rules
from ipabs.prose.visible import visible

WRONG = [(rule, text, piece) for rule in rules() for text, piece in rule.wrong]
RIGHT = [(rule, text) for rule in rules() for text in rule.right]


@pytest.mark.parametrize(
    ("rule", "text", "piece"), WRONG, ids=[f"{rule.id}: {piece}" for rule, _, piece in WRONG]
)
def test_wrong_text_is_found_at_its_place_with_a_remedy(rule: Rule, text: str, piece: str) -> None:
    found = [
        each
        for each in lint_source(f"# 标题 {{#sec-a}}\n\n前文。\n\n{text}\n", "report/_a.qmd")
        if each.rule == rule.id
    ]
    first = found[0]
    assert first.piece == piece
    assert (first.file, first.line) == ("report/_a.qmd", 5)
    assert text[first.column - 1 :].startswith(piece)
    assert first.remedy and not re.search(r"\\\d", first.remedy)
    assert str(first).startswith(f"report/_a.qmd:5:{first.column}: {rule.message}: “")


@pytest.mark.parametrize(("rule", "text"), RIGHT, ids=[f"{rule.id}: {text}" for rule, text in RIGHT])
def test_right_text_passes(rule: Rule, text: str) -> None:
    assert [str(each) for each in lint_source(f"前文。\n\n{text}\n", "a.qmd") if each.rule == rule.id] == []


def test_every_rule_has_examples_of_both() -> None:
    assert all(rule.wrong and rule.right for rule in rules())
    assert len({rule.id for rule in rules()}) == len(rules()) > 20


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("在2024年1-3月，", "write 1—3月 with one dash —"),
        ("规模在9～16亿元", "write 9亿～16亿"),
        ("评级为AAsf+", "write AA+sf"),
    ],
)
def test_the_remedy_gives_the_right_form(text: str, said: str) -> None:
    assert said in [each.remedy for each in lint_source(text, "a.qmd")]


@pytest.mark.parametrize(
    ("text", "column", "piece", "said"),
    [
        ("知识产权（质押，", 5, "（", "（ is not closed"),
        ("知识产权质押）", 7, "）", "） closes nothing"),
        ("称为“双增信，", 3, "“", "“ is not closed"),
        ("《关于《通知》的意见》", 4, "《", "the same marks inside each other"),
        ("称为‘双增信’", 3, "‘", "quotation marks of another style"),
    ],
)
def test_marks_come_in_pairs(text: str, column: int, piece: str, said: str) -> None:
    found = next(each for each in lint_source(text, "a.qmd") if each.rule == "pairs")
    assert (found.column, found.piece, found.message) == (column, piece, said)


@pytest.mark.parametrize(
    "text",
    [
        "知识产权（含质押）与“双增信”",
        "文件称：“‘双增信’产品优先。”",
        "《关于〈办法〉的通知》",
        "一行（甲）\n\n又一行（乙）",
    ],
)
def test_right_pairs_pass(text: str) -> None:
    assert lint_source(text, "a.qmd") == []


@pytest.mark.parametrize(
    ("text", "piece", "said"),
    [
        ("指数为HHI。", "HHI", "an abbreviation that is not defined"),
        ("这类 abs 产品", "abs", "an abbreviation in another spelling"),
        ("发行 reits 产品", "reits", "an abbreviation in another spelling"),
    ],
)
def test_abbreviations_are_defined_or_listed(text: str, piece: str, said: str) -> None:
    found = next(each for each in lint_source(text, "a.qmd") if each.rule == "abbreviation")
    assert (found.piece, found.message) == (piece, said)


@pytest.mark.parametrize(
    "text",
    [
        "赫芬达尔—赫希曼指数（HHI，各机构占比的平方和）上升。\n\nHHI 又下降。",
        "专项计划（即特殊目的载体，SPV）发行证券。SPV 不破产。",
        "SPV（特殊目的载体）发行证券。",
        "知识产权 ABS 与 REITs 的 AAAsf 级、AA+sf 级证券。",
    ],
)
def test_defined_and_listed_abbreviations_pass(text: str) -> None:
    assert lint_source(text, "a.qmd") == []


def test_a_definition_holds_for_later_files_only() -> None:
    known: set[str] = set()
    assert [each.piece for each in lint_source("SPV 在前。", "a.qmd", known)] == ["SPV"]
    later: set[str] = set()
    assert lint_source("特殊目的载体（SPV）。", "a.qmd", later) == []
    assert lint_source("SPV 在后。", "b.qmd", later) == []


def test_listed_abbreviations_say_what_they_stand_for() -> None:
    assert abbreviations()["ABS"] == "资产支持证券"


@pytest.mark.parametrize(
    ("text", "piece", "said"),
    [
        ("知识产权ABS市场", "权A", "write “权 A”"),
        ("Wind归类", "d归", "write “d 归”"),
        ("AAAsf级证券", "f级", "write “f 级”"),
    ],
)
def test_latin_words_stand_apart_from_han(text: str, piece: str, said: str) -> None:
    found = [each for each in lint_source(text, "a.qmd") if each.rule == "autocorrect"]
    assert (found[0].piece, found[0].remedy) == (piece, said)


def test_numbers_do_not_stand_apart_from_han() -> None:
    assert [each.rule for each in lint_source("共{{< var a.b >}}单，[@fig-a]所示。", "a.qmd")] == []


@pytest.mark.parametrize(
    "source",
    [
        "---\nbibliography: a3.bib\ncsl: gb7714.csl\n---\n",
        "::: {.content-visible when-meta=\"edition.has-ytd\" width='30%'}\n正文。\n:::\n",
        "```{.python}\nx = 3  # 甲,乙\n```\n",
        "正文`wind = 3, \"x\"`以及 `$x_1`。\n",
        "正文<!-- 2023年,wind --> 。\n".replace(" 。", "。"),
        "`#v(3pt)`{=typst}正文。\n",
        "见[标准](https://example.org/a(1)b,c;3 \"x\")。\n",
        "据[@cpc-innovation-2015; @b3, 第3页]，见[@tbl-x3]。\n",
        "正文[^n3]。\n\n[^n3]: 注文。\n",
        "| 列 | 数 |\n|:---|---:|\n| 甲 | 乙 |\n",
        "$x_1 = 3$。\n",
        "![图注](a-3.svg){#fig-a3 width=\"30%\" fig-alt=\"x\"}\n",
        "1. 甲\n2. 乙\n\n(3) 丙\n",
    ],
)  # fmt: skip
def test_markup_is_no_text(source: str) -> None:
    assert [str(each) for each in lint_source(source, "a.qmd")] == []


def test_titles_of_boxes_and_of_the_page_are_text() -> None:
    source = '---\ntitle: 知识产权ABS\n---\n\n::: {.callout-note title="统计口径,说明"}\n:::\n'
    found = lint_source(source, "a.qmd")
    assert [(each.line, each.column, each.piece) for each in found] == [(2, 11, "权A"), (5, 31, ",")]


def test_what_is_hidden_by_markup_is_found_across_it() -> None:
    (found,) = lint_source("结束，[^n]，又起。\n\n[^n]: 注。\n", "a.qmd")
    assert (found.line, found.column, found.piece) == (1, 3, "，[^n]，")


def test_positions_after_many_lines() -> None:
    source = "".join(f"第一段{{{{< var a.b{at} >}}}}。\n\n" for at in range(40)) + "这里有 wind 数据。\n"
    (found,) = lint_source(source, "a.qmd")
    assert (found.line, found.column, found.piece) == (81, 5, "wind")


_PIECES = st.sampled_from(
    ["正文", "，", "。", " ", "\n", "\n\n", "3", "`a`", "{{< var a.b >}}", "[甲](b)", "[乙]{.c}", "**", "[^n]", "（", "）",
     "<!--", "-->", "\\[", "| ", "::: ", "```", "{", "}", "[", "]", "$", "_", "^", "!", "@fig-a", "---\n"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=25).map("".join))
def test_every_visible_character_stands_in_the_source(source: str) -> None:
    seen = visible(source)
    assert len(seen.text) == len(seen.offsets)
    assert list(seen.offsets) == sorted(seen.offsets)
    for char, offset in zip(seen.text, seen.offsets, strict=True):
        assert char == source[offset] or char in "\ufffc\ufffb\n \u00a0"
    for found in lint_source(source, "a.qmd"):
        line = source.split("\n")[found.line - 1]
        assert line[found.column - 1 :].startswith(found.piece.split("\n")[0])
