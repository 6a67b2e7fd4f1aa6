"""The edition's page: policy, masthead, headings, references."""

from __future__ import annotations

from .html_page import render, words

TEXT = """
# 业务模式 {#sec-modes}

## 贷款 {#sec-loan}

见[](#sec-market){.quarto-xref}与[](#sec-data){.quarto-xref}。

## 再许可 {#sec-relicense}

# 市场 {#sec-market}

## 概览：[47单]{.fact data-fact="a"} {#sec-overview}

# 关于本期数据 {#sec-data .appendix}

| 编号 | 值 |
|:-----|---:|
| a    |  1 |
"""


def test_nothing_that_the_policy_forbids() -> None:
    page = render(TEXT)
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    assert not page.xpath("//@style")
    assert not page.xpath("//style")
    assert all(script.get("src") for script in page.xpath("//script[not(@type='application/json')]"))
    assert not [name for element in page.iter("*") for name in element.attrib if name.startswith("on")]
    addresses = page.xpath("//link/@href | //script/@src | //img/@src")
    assert addresses and not [address for address in addresses if ":" in address or address.startswith("/")]


def test_section_numbers_are_text() -> None:
    page = render(TEXT)
    assert [words(heading) for heading in page.xpath("//article//h1")] == [
        "一、业务模式", "二、市场", "附录：关于本期数据",
    ]  # fmt: skip
    assert [words(heading) for heading in page.xpath("//article//h2")] == [
        "（一）贷款",
        "（二）再许可",
        "（一）概览：47单",
    ]
    contents = [words(link) for link in page.xpath("//nav[@id='contents']/ul[1]//a")]
    assert contents[0] == "一、业务模式" and contents[-1] == "附录：关于本期数据"


def test_references_to_sections_print_their_numbers() -> None:
    links = render(TEXT).xpath("//a[contains(@class, 'quarto-xref')]")
    assert [words(link) for link in links] == ["第二节", "附录“关于本期数据”"]


def test_a_heading_holds_no_button() -> None:
    assert not render(TEXT).xpath("//h2//button")


def test_masthead_says_what_the_edition_is() -> None:
    page = render("文字。")
    assert page.findtext(".//title") == "2024年第一季度 · 知识产权 ABS 市场季报"
    assert page.find("body").get("data-period") == "2024年第一季度"
    assert words(page.xpath("//p[@class='summary']")[0]) == "2023年发行47单，优先级证券以AAAsf 级为主。"
    assert page.xpath("//ul[@class='downloads']//a/@href") == ["ipabs-2024Q1.pdf"]
    assert [words(figure) for figure in page.xpath("//div[@class='headline-figure']")] == ["47单", "92.77%"]


def test_headline_bars_need_no_script() -> None:
    bars, share = render("文字。").xpath("//div[@class='headline-drawing']/svg")
    assert [bar.get("class") for bar in bars.xpath("rect")] == [
        "spark-past",
        "spark-past",
        "spark-past",
        "spark-part",
    ]
    assert [float(bar.get("height")) for bar in bars.xpath("rect")][1] == 20.3
    assert share.xpath("rect[@class='spark-last']/@width") == ["148.4"]


def test_the_notice_stands_only_where_data_are_reconstructed() -> None:
    assert render("文字。").xpath("//aside[@class='notice']")
    assert not render("文字。", reconstructed=False).xpath("//aside[@class='notice']")


def test_an_old_edition_points_to_the_newest() -> None:
    newest = {"name": "2024Q2", "title": "2024年第二季度", "href": "../2024Q2/index.html"}
    (hint,) = render("文字。", newest=newest).xpath("//p[@id='newer']")
    assert hint.get("hidden") is None and "2024年第二季度" in words(hint)
    (own,) = render("文字。", newest=newest | {"name": "2024Q1"}).xpath("//p[@id='newer']")
    assert own.get("hidden") is not None
