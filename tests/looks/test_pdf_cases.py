"""Editions and exhibits at the edges."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2
import pytest

from ipabs.pages import check_pages, read_pages

FIGURE = """# 市场 {#sec-market}

正文提到`#ref(<fig-empty>, supplement: [图])`{=typst}。

::: {#fig-empty .ipabs-float ref-type="fig" number="1" supplement="图" source-line="Wind" basis="published"}
::: float-caption
没有发行的时期
:::
::: float-content
:::
:::
"""
NAME = "深圳前海某某知识产权证券化服务科技发展股份有限公司"  # 24 characters
TABLE = f"""# 市场 {{#sec-market}}

正文。

::: {{#tbl-x .ipabs-float ref-type="tbl" number="1" supplement="表" unit="单，亿元" source-line="Wind" basis="published"}}
::: float-caption
发起机构
:::
::: float-content
::: {{.ipabs-table align="clrrrlrrr" widths="" groups="1:;4:2023年;4:2022年" total="1" bars="" emphasis="" form="grid"}}
| 序号 | 发起机构 | 数量 | 规模 | 占比 | 发起机构 | 数量 | 规模 | 占比 |
|---|---|---|---|---|---|---|---|---|
| 1 | {NAME} | 12 | 129.79 | 37.78% | {NAME} | 117 | 20.30 | 31.72% |
|  | 合计 | 31 | 162.82 | 79.67% | 合计 | 122 | 48.42 | 75.67% |
:::
:::
:::
"""


ODD = """# 数字 {#sec-numbers}

正文。

::: {.ipabs-table align="llrc" widths="30,14,40,16" form="text"}
| 编号 | 值 | 说明 | 级别 |
|---|---|---|---|
| [一组]{.group} |  |  |  |
| `a.very.long.identifier.of.a.fact.2023.change` | **WWWWWWWWWWWWW** | 2023年1—3月的规模（不含）与上年同期之比 | AAAsf |
| `short` | 47单 | [链接](https://example.org/)与**粗体78.85亿元**，末尾 | AA+sf |
| x | **增长23.23%至78.85亿元以上** | MMMMMMMMMM WWWWWWWWWW | BBB+sf级 |
| `code.only` |  |  |  |
:::

::: {.ipabs-table align="lrrr" total="1" bars="4" emphasis="2" groups="1:;3:2023年"}
| 区间 | 单数 | 规模 | 占比 |
|---|---|---|---|
| [2.00%,2.50%] | 3 | 1.11 | 5.10% |
| [2.50%,3.00%] AAAsf | 41 | 61.69 | 94.90% |
| -- | -- | -- | -- |
| 合计 | 44 | 62.80 | 100.00% |
:::
"""


def text_of(pdf: bytes) -> str:
    return "".join(
        page.get_textpage().get_text_range().replace("\r\n", "") for page in pypdfium2.PdfDocument(pdf)
    )


def fourth_quarter(text: str) -> str:
    lines = [line.replace(",part", ",last") for line in text.splitlines()]
    return "\n".join(lines).replace('"2024-03-31"', '"2023-12-31"').replace("2024年3月31日", "2023年12月31日")


def test_empty_exhibit_keeps_its_caption(render: Any) -> None:
    done = render(FIGURE)
    text = text_of(done.pdf)
    assert "本期没有发行" in text and "没有发行的时期" in text
    assert done.warnings == []


def test_long_names_wrap_inside_the_table(render: Any) -> None:
    done = render(TABLE)
    assert done.warnings == []
    assert not [finding for finding in check_pages(read_pages(done.pdf)) if "margin" in finding.rule]
    assert "129.79" in text_of(done.pdf) and "37.78%" in text_of(done.pdf)


def test_full_year_edition_has_no_part_year_on_its_cover(render: Any) -> None:
    done = render("# 市场\n\n正文。\n", metadata=fourth_quarter)
    text = text_of(done.pdf)
    assert "白色为2023年。" in text and "顶端带圆点" not in text
    assert done.warnings == []


LIST = """# 市场 {#sec-market}

事件列示如下。

::: {.cell list-title="存续期事件" unit="单" note="只列调整" source-line="Wind" basis="mixed"}
::: {.ipabs-table align="lrl" bars="2"}
| 时间 | 占比 | 方向 |
|---|---|---|
| 2023年6月 | 12.50% | 上调 |
| 2023年7月 | \\-\\- | 上调 |
:::
:::
"""


def test_a_list_without_number_has_name_unit_note_and_source(render: Any) -> None:
    done = render(LIST)
    assert done.warnings == []
    lines = {line.text: line for page in read_pages(done.pdf) for line in page.lines}
    name = next(line for text, line in lines.items() if text.startswith("存续期事件"))
    unit = next(line for text, line in lines.items() if text.endswith("单位：单"))
    assert abs(name.left - 54) < 1 and abs(unit.right - 541.3) < 1 and abs(name.base - unit.base) < 2
    text = text_of(done.pdf)
    assert (
        text.index("含示意数据")
        < text.index("时间")
        < text.index("注：只列调整。")
        < text.index("数据来源：Wind。")
    )


def test_an_empty_share_is_aligned_as_a_number(render: Any) -> None:
    runs = [run for page in read_pages(render(LIST).pdf) for run in page.runs if abs(run.size - 8.2) < 0.1]
    percent, dash = ([run for run in runs if run.text.endswith(text)][-1] for text in "%-")
    assert abs(dash.right - percent.right) < 3


def test_the_label_of_a_reading_note_stays_with_its_paragraph(render: Any) -> None:
    for filled in range(32, 36):
        text = "正文一行。\n\n" * filled
        page = (
            f'# 市场\n\n{text}::: {{.reading-note title="读图要点"}}\n{"图中两份合同缺一不可。" * 8}\n:::\n'
        )
        for body in read_pages(render(page).pdf):
            label = [line for line in body.lines if line.text.startswith("读图要点")]
            beside = [line for line in body.lines if line.text.startswith("图中两份")]
            assert len(label) == len(beside)
            assert all(abs(one.base - other.base) < 3 for one, other in zip(label, beside, strict=True))


@pytest.mark.parametrize(("filled", "page"), [(24, 3), (34, 4)])
def test_a_section_follows_on_where_it_has_room(render: Any, filled: int, page: int) -> None:
    text = "正文一行。\n\n" * filled
    done = render(f"# 甲节\n\n{text}# 乙节\n\n正文。\n\n正文。\n\n正文。\n")
    heads = [
        body.number
        for body in read_pages(done.pdf)
        for line in body.lines
        if line.text.endswith("乙节") and line.size > 17
    ]
    assert heads == [page]


def test_a_section_stands_at_the_head_of_its_page(render: Any) -> None:
    text = "正文一行。\n\n" * 34
    done = render(f"# 甲节\n\n{text}# 乙节\n\n正文。\n\n正文。\n\n正文。\n")
    tops = [
        line.top for page in read_pages(done.pdf)[2:] for line in page.lines
        if line.text.endswith(("甲节", "乙节")) and line.size > 17
    ]  # fmt: skip
    assert len(tops) == 2 and abs(tops[0] - tops[1]) < 0.5


def test_headline_without_room_is_dropped(render: Any) -> None:
    page = (
        "# 市场\n\n## 概览\n\n"
        + "::: headline\n47单\n\n发行单数\n:::\n\n" * 2
        + "一行正文。\n\n## 下一节\n\n正文。\n"
    )
    done = render(page)
    body = read_pages(done.pdf)[2]
    # Beside one line of text there is room for one figure, the second would run into the next heading's rule.
    assert sum("47" in line.text and abs(line.size - 17) < 0.1 for line in body.lines) == 1


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("[2023年贷款模式的规模占比]{.fact}", ["2023年贷款模式的", "规模占比"]),
        ("2023年由担保公司增信的规模占比", ["2023年", "由担保公司增信的", "规模占比"]),
        ("期限在1年左右的规模占比", ["期限在1年左右的", "规模占比"]),
        ("截至2024年3月31日的违约", ["截至2024年3月31日的", "违约"]),
        ("上年数据未纳入台账，不作比较", ["上年数据未纳入台账，", "不作比较"]),
        ("2023年发行单数", ["2023年发行单数"]),
    ],
)
def test_labels_in_the_margin_break_between_words(render: Any, label: str, lines: list[str]) -> None:
    prose = "正文足够长，旁边放得下一个数字与它的说明。" * 12
    done = render(f"# 市场\n\n## 概览\n\n::: headline\n47%\n\n{label}\n:::\n\n{prose}\n")
    beside = [line for line in read_pages(done.pdf)[2].lines if line.left < 140 and abs(line.size - 8) < 0.6]
    # The header stands above, the footer below.
    assert [line.text.strip() for line in beside][1 : len(lines) + 1] == lines
    assert done.warnings == []


def test_unreconstructed_edition_carries_no_tag(render: Any) -> None:
    done = render(
        "# 市场\n\n正文。\n",
        metadata=lambda text: text.replace("reconstructed: true", "reconstructed: false"),
    )
    assert "重构样本，见" not in text_of(done.pdf)


@pytest.mark.parametrize("page", [TABLE, ODD], ids=["names", "odd"])
def test_what_is_known_of_cells_beforehand_changes_nothing(render: Any, page: str) -> None:
    def unaided(text: str) -> str:
        text, stripped = re.subn(r"widest: .*?, extents: .*?,\n", "", text)
        text, freed = re.subn(r"\n    rows: if body.*\n", "\n", text)
        assert stripped and freed == 1
        return text

    def runs(pdf: bytes) -> list[tuple[str, float, float, float]]:
        return [
            (run.text, round(run.left, 2), round(run.right, 2), round(run.base, 2))
            for each in read_pages(pdf)
            for run in each.runs
        ]

    assert runs(render(page).pdf) == runs(render(page, typst=unaided).pdf)
