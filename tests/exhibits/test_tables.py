"""Tables cell by cell, from a ledger that can be added up by hand."""

from __future__ import annotations

import re

import pytest
from lxml import html

from ipabs.edition import Edition
from ipabs.exhibits import enhancement, originators, policies, senior
from ipabs.exhibits.exhibit import Exhibit
from ipabs.exhibits.rating import with_marks
from ipabs.exhibits.table import Column, Group, Table, share_bars
from ipabs.exhibits.table_html import table_html
from ipabs.exhibits.table_markdown import escape, table_markdown


def cells(exhibit: Exhibit, part: str = "tbody") -> list[list[str]]:
    tree = html.fromstring(exhibit.html)
    return [
        [cell.text_content() for cell in row.xpath("td[not(contains(@class,'bars'))]")]
        for row in tree.xpath(f"//table/{part}/tr")
    ]


def test_table_3_of_the_small_ledger(small: Edition) -> None:
    exhibit = originators.top_five(small)
    assert cells(exhibit) == [
        ["1", "甲公司", "1", "3.00", "50.00%", "甲公司", "1", "2.00", "100.00%"],
        ["2", "丙公司", "1", "2.00", "33.33%", "", "", "", ""],
        ["3", "乙公司", "1", "1.00", "16.67%", "", "", "", ""],
    ]
    assert cells(exhibit, "tfoot") == [["", "合计", "3", "6.00", "100.00%", "合计", "1", "2.00", "100.00%"]]
    assert "乙公司的产品另有戊公司共同发起" in exhibit.note
    assert "2023年的数据含重构样本" in exhibit.note
    assert exhibit.basis == "mixed"


def test_table_3_as_published(edition: Edition) -> None:
    exhibit = originators.top_five(edition)
    assert cells(exhibit)[0] == [
        "1",
        "深圳市中小担小额贷款有限公司",
        "12",
        "29.79",
        "37.78%",
        "深圳市中小担小额贷款有限公司",
        "7",
        "20.30",
        "31.72%",
    ]
    assert cells(exhibit, "tfoot")[0] == [
        "",
        "合计",
        "31",
        "62.82",
        "79.67%",
        "合计",
        "22",
        "48.42",
        "75.67%",
    ]
    assert exhibit.caption == "2022年及2023年知识产权 ABS 发行规模前五大发起机构"
    assert "尾差" in exhibit.note


def test_table_5_bands_and_empty_band(small: Edition) -> None:
    exhibit = senior.coupon(small)
    assert cells(exhibit) == [
        ["[2.70%,3.00%]", "1", "28000.00", "54.90%"],
        ["(3.00%,3.30%]", "--", "--", "--"],
        ["(3.30%,3.60%]", "1", "9000.00", "17.65%"],
        ["(3.60%,3.90%]", "1", "14000.00", "27.45%"],
    ]
    assert cells(exhibit, "tfoot") == [["合计", "3", "51000.00", "100.00%"]]
    assert "“--”表示该区间没有发行" in exhibit.note
    markdown = exhibit.markdown or ""
    assert 'bars="4" emphasis="1"' in markdown and 'total="1"' in markdown
    assert r"| \[2.70%,3.00%\] | 1 | 28000.00 | 54.90% |" in markdown
    assert r"| (3.00%,3.30%\] | \-\- | \-\- | \-\- |" in markdown


def test_tables_4_and_5_as_published(edition: Edition) -> None:
    tenor = cells(senior.tenor(edition))
    assert tenor[1] == ["(7.00,14.00]", "41", "718210.00", "85.54%"]
    assert [row[1] for row in tenor] == ["1", "41", "2", "2", "3", "5"]
    coupon = senior.coupon(edition)
    assert cells(coupon)[4] == ["(3.90%,4.20%]", "--", "--", "--"]
    assert "相差0.01个百分点" in coupon.note
    assert "没有发行" not in senior.tenor(edition).note


def test_tables_4_and_5_count_tranches_as_the_text_does(edition: Edition) -> None:
    """A tranche is 一只, a deal 一单: the text says 54只 of the same tranches."""
    for exhibit, unit in ((senior.tenor(edition), "月，只，万元"), (senior.coupon(edition), "只，万元")):
        assert exhibit.unit == unit
        assert "只数" in exhibit.markdown and "单数" not in exhibit.markdown
        assert "54只" in exhibit.alt


def test_a_deal_of_two_kinds_is_a_kind_of_its_own(small: Edition) -> None:
    exhibit = enhancement.distribution(small)
    assert list(exhibit.data["kind_zh"]) == ["担保公司、商业银行", "担保公司", "未列明"]
    assert list(exhibit.data["2023_deals"]) == [1, 1, 1]
    assert list(exhibit.data["2024Q1_deals_printed"]) == ["--", "1", "--"]
    assert "有1单的增信方没有公开资料，列为“未列明”" in exhibit.note
    assert "组合" in exhibit.note


def test_policy_text_survives_markdown(small: Edition) -> None:
    markdown = policies.national(small).markdown or ""
    assert r"《通知\[一\]》" in markdown
    assert r"支持 a\|b 与 \*c\* \-\- 等" in markdown
    assert 'form="text"' in markdown


def test_bars_are_drawn_in_proportion() -> None:
    table = Table(
        (Column("区间"), Column("占比", "r")),
        (("a", "25.00%"), ("b", "75.00%"), ("c", "--")),
        emphasis=2,
        bars=2,
        bar_rows=share_bars([0.25, 0.75, None], 2),
    )
    tree = html.fromstring(table_html(table))
    widths = [float(value) for value in tree.xpath("//rect/@width")]
    assert widths[1] == pytest.approx(3 * widths[0])
    assert tree.xpath("//rect/@class") == ["fill-s3", "fill-s1"]
    assert tree.xpath("//tr[@class='emphasis']/td[1]/text()") == ["b"]


def test_groups_mark_their_cells_for_the_phone() -> None:
    table = Table(
        (Column("序号", "c"), Column("甲"), Column("乙", "r")),
        (("1", "x", "2"),),
        groups=(Group(1), Group(1, "2023年"), Group(1, "2022年")),
    )
    tree = html.fromstring(table_html(table))
    assert tree.xpath("//tbody//td/@data-group") == ["1", "2"]
    assert tree.xpath("//th[@scope='colgroup']/text()") == ["2023年", "2022年"]
    assert 'groups="1:;1:2023年;1:2022年"' in table_markdown(table)


@pytest.mark.parametrize("rows", [(("a", "b"),), ()])
def test_ragged_tables_are_refused(rows: tuple[tuple[str, ...], ...]) -> None:
    with pytest.raises(ValueError):
        Table((Column("x"),), rows, groups=(Group(2, "y"),))


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("AAAsf 级", '<span class="rating">AAA<sub>sf</sub></span> 级'),
        ("AA+sf", '<span class="rating">AA<sup>+</sup><sub>sf</sub></span>'),
        ("Alsf", "Alsf"),
    ],
)
def test_ratings_are_marked(text: str, marked: str) -> None:
    assert with_marks(text) == marked
    assert re.sub("<[^>]+>", "", with_marks(text)) == text


def test_a_date_stays_in_one_piece() -> None:
    table = Table(
        (Column("时间"), Column("产品")),
        (("2023年6月", "截至2024年3月31日没有记录"), ("2023年", "2024年1—3月")),
    )
    pieces = html.fromstring(table_html(table)).xpath("//td/span[@class='nb']/text()")
    assert pieces == ["2023年6月", "2024年3月31日", "2024年1—3月"]


def test_escape_leaves_plain_text() -> None:
    assert escape("深圳市，12单。") == "深圳市，12单。"
    assert escape("a--b ... {x}") == r"a\-\-b \.\.\. \{x\}"
