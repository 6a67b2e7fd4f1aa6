"""Tables and figures around what the notebooks made."""

from __future__ import annotations

import pytest

from .html_page import render, words

FIGURE = """
::::: {#fig-x .ipabs-float ref-type="fig" number="3" supplement="图" note="AAAsf 级为“--”" source-line="Wind" basis="mixed" data-file="data/figure-3.csv" fig-alt="单数上升"}
::: {.float-caption}
[47单]{.fact data-fact="a"}的分布
:::
::: {.float-content}
```{=html}
<div class="ipabs-chart" data-label="fig-x"><div class="ipabs-static"><svg viewBox="0 0 1 1"></svg></div></div>
```
:::
:::::
"""

TABLE = """
::::: {#tbl-x .ipabs-float ref-type="tbl" number="3" supplement="表" unit="单，亿元" data-source-line="Wind" data-basis="published" data-file="data/table-3.csv"}
::: {.float-caption}
发起机构
:::
::: {.float-content}
```{=html}
<table class="ipabs-table"><tr><td>AA+sf与AAAsf</td></tr></table>
```
:::
:::::
"""

WRITTEN = """
::: {.ipabs-table align="lr" groups="1:;1:2023年" total="1" emphasis="1" form="grid"}
| 区间 | 数量 |
|---|---|
| \\[2.70%,3.00%\\] | \\-\\- |
| 合计 | 54 |
:::
"""


@pytest.mark.parametrize(
    ("basis", "tag"), [("mixed", "含示意数据"), ("reconstructed", "示意数据"), ("illustrative", "示意数据")]
)
def test_a_figure_has_tools_above_and_its_caption_below(basis: str, tag: str) -> None:
    (figure,) = render(FIGURE.replace("mixed", basis)).xpath("//figure")
    assert (figure.get("id"), figure.get("class")) == ("fig-x", "exhibit exhibit-figure")
    parts = [child.get("class") or child.tag for child in figure]
    assert parts == ["exhibit-tools", "exhibit-plot", "figcaption", "exhibit-note", "exhibit-source"]
    number, title, beside = figure.find("figcaption")
    assert (words(number), words(title)) == ("图\N{NO-BREAK SPACE}3", "47单的分布")
    assert beside.get("class") == "sample-tag" and words(beside) == tag
    assert figure.xpath(".//figcaption//button") == []
    assert words(figure.xpath("p[@class='exhibit-note']")[0]) == "注：AAAsf 级为“--”。"
    assert words(figure.xpath("p[@class='exhibit-source']")[0]).split() == ["数据来源：Wind。"]
    assert figure.xpath(".//a[@download]/@href") == ["data/figure-3.csv"]
    assert figure.xpath(".//svg/@aria-label") == ["单数上升"]


def test_a_table_has_its_caption_and_unit_above() -> None:
    (figure,) = render(TABLE).xpath("//figure")
    parts = [child.get("class") or child.tag for child in figure]
    assert parts == ["figcaption", "exhibit-unit", "exhibit-scroll", "exhibit-source", "exhibit-tools"]
    assert words(figure.xpath("p[@class='exhibit-unit']")[0]) == "单位：单，亿元"
    (scroll,) = figure.xpath("div[@class='exhibit-scroll']")
    assert (scroll.get("role"), scroll.get("tabindex")) == ("region", "0")
    assert not figure.xpath(".//*[@class='sample-tag']")
    assert [words(mark) for mark in figure.xpath(".//span[@class='rating']")] == ["AA+sf", "AAAsf"]


def test_a_table_written_in_the_text_looks_like_the_others() -> None:
    (table,) = render(WRITTEN).xpath("//table")
    assert table.get("class").split() == ["ipabs-table", "layout-grid"]
    upper, lower = table.xpath("thead/tr")
    assert words(upper) == "2023年" and [cell.get("scope") for cell in lower] == ["col", "col"]
    rows = [[words(cell) for cell in row] for row in table.xpath("tbody/tr")]
    assert rows == [["[2.70%,3.00%]", "--"], ["合计", "54"]]
    assert [row.get("class") or "" for row in table.xpath("tbody/tr")][1].split()[-1] == "total"
    assert "num" in table.xpath("tbody/tr[1]/td[2]/@class")[0]


USUAL = """
::: {.ipabs-table align="lrc" widths="20,30,50" total="1" form="text"}

| 编号 | 值 | 依据 |
|---|---|---|
| [组]{.group} | | |
| `a.b` | [一句话]{.phrase} | 公开 |
| [甲](#y) & "乙" | [9单]{.fact data-fact="q"} | 2024年 |
| 合计 | 9单 | AAAsf |

:::
"""


def test_a_table_of_text_has_groups_facts_and_code() -> None:
    (table,) = render(USUAL).xpath("//table")
    assert table.get("class").split() == ["fixed", "ipabs-table", "layout-text"]
    assert [(cell.get("class"), cell.get("width")) for cell in table.xpath("thead/tr/th")] == [
        ("text", "20%"),
        ("num", "30%"),
        ("centre", "50%"),
    ]
    rows = table.xpath("tbody/tr")
    assert [row.get("class") for row in rows] == ["group", None, None, "total"]
    assert [(words(cell), cell.get("colspan")) for cell in rows[0]] == [("组", "3")]
    assert [cell.get("class") for cell in rows[1]] == ["text", "text", "centre"]
    assert [cell.get("class") for cell in rows[2]] == ["text", "num", "centre"]
    assert rows[1].xpath("td/code/wbr") and words(rows[1][0]) == "a.b"
    assert rows[2].xpath("td/a/@href") == ["#y"] and words(rows[2][0]) == '甲 & "乙"'
    assert rows[2].xpath("td/span/button/@data-fact | td/button/@data-fact") == ["q"]
    assert [words(span) for span in rows[2].xpath("td[3]/span[@class='nb']")] == ["2024年"]
    assert rows[3].xpath("td/span[@class='rating']/sub/text()") == ["sf"]


def test_columns_keep_the_widths_they_were_given() -> None:
    (table,) = render(WRITTEN.replace('groups="1:;1:2023年"', 'groups="" widths="70,30"')).xpath("//table")
    assert "fixed" in table.get("class").split()
    assert table.xpath("thead/tr/th/@width") == ["70%", "30%"]


def test_an_unnumbered_list_has_title_and_tag_above_and_no_number() -> None:
    page = render(
        '::: {#list-events .cell data-list-title="存续期事件" data-source-line="Wind" data-basis="mixed" '
        'data-file="data/list-events.csv"}\n| a |\n|---|\n| 1 |\n:::'
    )
    (figure,) = page.xpath("//figure")
    assert (figure.get("id"), figure.get("class")) == ("list-events", "exhibit exhibit-list")
    assert [child.get("class") or child.tag for child in figure] == [
        "figcaption",
        "exhibit-scroll",
        "exhibit-source",
        "exhibit-tools",
    ]
    title, beside = figure.find("figcaption")
    assert (words(title), words(beside)) == ("存续期事件", "含示意数据")
    assert {each.get("aria-labelledby") for each in (figure, figure[1])} == {
        figure.find("figcaption").get("id")
    }
    assert words(figure.xpath("p[@class='exhibit-source']")[0]) == "数据来源：Wind。"
    assert figure.xpath(".//a[@download]/@href") == ["data/list-events.csv"]
    assert figure.xpath("div[@class='exhibit-tools']/@aria-label") == ["存续期事件工具"]
