"""Each rule of the printed page: a page that breaks it, and the same page mended."""

from __future__ import annotations

import pytest

from ipabs.pages import check_pages, read_pages
from ipabs.pages.finding import REMEDIES

# A line of the measure holds 38 characters, the first of a paragraph 36. `tail` stands at the end of the first line and
# `head` at the start of the next; Typst is told where to break.
FILL = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六"


def broken_between(tail: str, head: str) -> str:
    # Digits are narrower than Han, so the line is filled by justification.
    filled = FILL[: 36 - len(tail)]
    return f'#{{"{filled}{tail}"; linebreak(justify: true); "{head}{FILL}"}}\n\n#lines(20)'


BROKEN = {
    "a number is parted from its unit": [
        (broken_between("发行规模为13.18", "亿元"), broken_between("发行规模为", "13.18亿元")),
        (broken_between("占比为23.23", "%以上"), broken_between("占比为", "23.23%以上")),
        (broken_between("2024", "年以来"), broken_between("自", "2024年以来")),
    ],
    "a range is broken": [
        (broken_between("2024年1—", "3月发行"), broken_between("在", "2024年1—3月发行")),
    ],
    "a rating is broken": [
        (broken_between("级别为AAA", "sf 的证券"), broken_between("级别为", "AAAsf 的证券")),
        (broken_between("级别为AA+", "sf 的证券"), broken_between("级别为", "AA+sf 的证券")),
    ],
    "punctuation opens a line": [
        (broken_between("知识产权", "，以及"), broken_between("知识产权，", "以及")),
        (broken_between("称为“双增信", "”的"), broken_between("称为", "“双增信”的")),
    ],
    "an opening bracket ends a line": [
        (broken_between("知识产权（", "质押）"), broken_between("知识产权", "（质押）")),
        (broken_between("称为“", "双增信”的"), broken_between("称为", "“双增信”的")),
    ],
    "a character stands alone on a line": [
        ('#{"' + FILL + '"; linebreak(justify: true); "尾。"}\n\n#lines(20)',
         '#{"' + FILL + '"; linebreak(justify: true); "末尾。"}\n\n#lines(20)'),
    ],
    "a heading stands at the foot": [
        ("#lines(36)\n\n#hei(12.5pt)[标题]\n\n#pagebreak()\n#lines(20)",
         "#lines(34)\n\n#hei(12.5pt)[标题]\n\n正文一行。\n\n正文一行。\n\n#pagebreak()\n#lines(20)"),
    ],
    "too much of the page is empty": [
        ("#lines(22)\n#pagebreak()\n#lines(20)\n#pagebreak()\n#lines(20)",
         "#lines(24)\n#pagebreak()\n#lines(20)\n#pagebreak()\n#lines(20)"),
        ("#lines(18)\n#pagebreak()\n#lines(20)", "#lines(20)\n#pagebreak()\n#lines(20)"),
        # What is empty ends above the footnotes.
        ("#lines(20)\n#pagebreak()\n#lines(20)\n#pagebreak()\n#lines(20)",
         "#lines(20)#footnote[#text(8pt, [注释一行。#linebreak()] * 9)]\n#pagebreak()\n#lines(20)\n#pagebreak()\n#lines(20)"),
    ],
    "the last page holds next to nothing": [
        ("#lines(20)\n#pagebreak()\n#lines(12)", "#lines(20)\n#pagebreak()\n#lines(14)"),
    ],
    "an exhibit stands out of its order": [
        ("#lines(10)\n\n#caption([图], [4])[规模]\n\n#lines(10)\n\n#caption([图], [3])[单数]\n",
         "#lines(10)\n\n#caption([图], [3])[单数]\n\n#lines(10)\n\n#caption([表], [1])[单数]\n\n#caption([图], [4])[规模]\n"),
    ],
    "text runs into other text": [
        ("#lines(20)\n\n#place(dx: -88pt)[一二三四五六七八九十一二三]正文一行。", "#lines(20)\n\n#place(dx: -88pt)[一二三四五六七八]正文一行。"),
    ],
    "text past the margin": [
        ("#lines(20)\n\n#box(width: 60em)[#h(39.5em)出界]", "#lines(20)\n\n#h(30em)不出界"),
        ("#lines(20)\n\n#place(dx: -110pt)[出界]", "#lines(20)\n\n#place(dx: -88pt)[不出界]"),
    ],
    "a drawing past the margin": [
        ("#lines(20)\n#rect(width: 410pt, height: 20pt)", "#lines(20)\n#rect(width: 399pt, height: 20pt)"),
        ("#lines(20)\n#place(dx: -100pt, rect(width: 487pt, height: 20pt))",
         "#lines(20)\n#place(dx: -88pt, rect(width: 487pt, height: 20pt))"),
    ],
    "characters have no glyph": [
        ("#lines(20)\n\n没有字形的\ufffd字", "#lines(20)\n\n有字形的字"),
    ],
}  # fmt: skip
CASES = [(rule, *pair) for rule, pairs in BROKEN.items() for pair in pairs]


def found(document: bytes) -> list[str]:
    return [finding.rule for finding in check_pages(read_pages(document))]


@pytest.mark.parametrize(("rule", "wrong", "right"), CASES, ids=[f"{case[0]}" for case in CASES])
def test_rule(pdf, rule: str, wrong: str, right: str) -> None:
    assert found(pdf(wrong)) == [rule]
    assert found(pdf(right)) == []


def test_every_rule_is_tried() -> None:
    # A PDF of Typst's has its fonts embedded always.
    assert set(BROKEN) | {"a font is not embedded"} == set(REMEDIES)


def test_a_finding_says_where_and_what_to_do(pdf) -> None:
    (finding,) = check_pages(read_pages(pdf(broken_between("发行规模为13.18", "亿元"))))
    assert str(finding).startswith(
        "page 2: a number is parted from its unit: 五六发行规模为13.18｜亿元一二三四五六七八九十; reword the sentence"
    )
