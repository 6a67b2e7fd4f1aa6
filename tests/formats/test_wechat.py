"""The page for a WeChat public account: nothing that its editor drops, nothing from elsewhere, the same numbers."""

from __future__ import annotations

import base64
import re
import struct

import lxml.html
import pytest

from .conftest import Edition, joined

pytestmark = pytest.mark.slow

KNOWN = {
    "html", "head", "meta", "title", "body", "section", "p", "h2", "h3", "span", "strong", "sub", "sup", "br", "img",
    "table", "thead", "tbody", "tr", "th", "td", "ul", "li",
}  # fmt: skip
ATTRIBUTES = {"style", "alt", "src", "colspan", "lang", "charset", "name", "content"}


def test_there_are_only_elements_with_inline_styles(edition: Edition) -> None:
    page = lxml.html.fromstring(edition.wechat)
    assert {element.tag for element in page.iter("*")} <= KNOWN
    assert {name for element in page.iter("*") for name in element.attrib} <= ATTRIBUTES
    text = page.find("body")
    for element in text.iter(
        "section", "p", "h2", "h3", "img", "table", "th", "td", "ul", "li", "sub", "sup"
    ):
        assert element.get("style"), lxml.html.tostring(element)[:200]
    styles = " ".join(element.get("style", "") for element in page.iter("*"))
    assert "url(" not in styles and "position" not in styles and "var(" not in styles


def test_nothing_is_asked_of_another_place(edition: Edition) -> None:
    page = lxml.html.fromstring(edition.wechat)
    assert all(source.startswith("data:image/png;base64,") for source in page.xpath("//@src"))
    assert (
        re.findall(r"https?://|<style|<script|href=|class=", re.sub(r"data:image[^\"]*", "", edition.wechat))
        == []
    )
    assert len(edition.wechat.encode()) < 2_000_000


def test_figures_are_pictures_as_wide_as_wechat_shows_them(edition: Edition) -> None:
    images = lxml.html.fromstring(edition.wechat).xpath("//img")
    assert len(images) == 11
    for image in images:
        picture = base64.b64decode(image.get("src").partition(",")[2])
        assert picture.startswith(b"\x89PNG")
        assert struct.unpack(">I", picture[16:20])[0] in (1079, 1080)
        assert image.get("alt")


def test_numbers_are_those_of_facts_json(edition: Edition) -> None:
    text = joined(lxml.html.fromstring(edition.wechat).text_content())
    plain = [edition.facts[name] for name in edition.listed if not edition.facts[name]["markup"]]
    assert len(plain) > 50
    assert [fact["id"] for fact in plain if joined(fact["display"]) not in text] == []


def test_tables_stay_tables_and_periods_stand_below_each_other(edition: Edition) -> None:
    page = lxml.html.fromstring(edition.wechat)
    tables = [
        [[cell.text_content() for cell in row.xpath("th|td")] for row in table.iter("tr")]
        for table in page.iter("table")
    ]
    by_period = [rows for rows in tables if len(rows) > 1 and "发起机构" in rows[1]]
    assert [rows[0] for rows in by_period] == [["2023年"], ["2022年"]]
    assert by_period[0][1] == by_period[1][1] == ["序号", "发起机构", "数量", "规模", "占比"]
    assert by_period[0][2] == ["1", "深圳市中小担小额贷款有限公司", "12", "29.79", "37.78%"]
    assert by_period[1][-1] == ["", "合计", "22", "48.42", "75.67%"]
    assert max(len(row) for rows in tables for row in rows) <= 6


def test_notice_is_on_top_and_footnotes_at_the_end(edition: Edition) -> None:
    page = lxml.html.fromstring(edition.wechat)
    text = joined(page.text_content())
    notice, first = text.index("本期台账含重构样本"), text.index("一、知识产权金融政策")
    assert notice < first
    assert text.index("①") < text.index("注释①统计口径：")
    heads = [head.text_content() for head in page.iter("h2")]
    assert heads[:4] == ["一、知识产权金融政策", "二、业务模式", "三、市场运行情况", "四、发展趋势与风险"]
    assert heads[-1] == "注释"
    assert "（一）发行概览" in [head.text_content() for head in page.iter("h3")]
