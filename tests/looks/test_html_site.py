"""What the editions share: theme, chart library, archive."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from lxml import html

from ipabs.assembly.echarts import classic_script
from ipabs.assembly.site import theme_css, write_archive, write_assets
from ipabs.errors import IpabsError

from .html_page import EDITION, EXTENSION, words

THEME = yaml.safe_load((EXTENSION / "theme.yml").read_text(encoding="utf-8"))


def record(name: str, title: str, cut_off: str, deals: int) -> dict[str, object]:
    quarters = [{"quarter": "2023Q3", "deals": 3, "size_yuan": 300_000_000},
                {"quarter": "2023Q4", "deals": 0, "size_yuan": 0},
                {"quarter": name, "deals": deals, "size_yuan": 118_450_000}]  # fmt: skip
    unique = list({entry["quarter"]: entry for entry in quarters}.values())
    return {
        "name": name, "title": title, "cut_off": cut_off, "reconstructed": True, "summary": "",
        "headline": EDITION["headline"], "quarters": unique, "links": EDITION["downloads"],
    }  # fmt: skip


def archive(site: Path) -> html.HtmlElement:
    editions = [
        record("2024Q1", "2024年第一季度", "2024-03-31", 9),
        record("2023Q4", "2023年第四季度", "2023-12-31", 12),
        record("2023Q3", "2023年第三季度", "2023-09-30", 3),
    ]
    path = write_archive(site, editions, THEME, EXTENSION)
    return html.document_fromstring(path.read_text(encoding="utf-8"))


def test_the_archive_shows_the_newest_first_and_the_year_so_far(tmp_path: Path) -> None:
    page = archive(tmp_path)
    assert words(page.xpath("//section[@class='latest']//h2")[0]) == "2024年第一季度"
    rows = page.xpath("//li[contains(@class, 'archive-row')]")
    assert [words(row.xpath(".//h3")[0]) for row in rows] == ["2023年第四季度（年度）", "2023年第三季度"]
    figures = [re.sub(r"\s+", "", words(figure)) for figure in rows[0].xpath("div[@class='row-figure']")]
    assert figures == ["全年单数15单", "全年规模4.18亿元"]
    assert [row.get("data-kind") for row in rows] == ["annual", "quarter"]
    assert "editions/2023Q4/ipabs-2024Q1.pdf" in rows[0].xpath(".//a/@href")


def test_a_row_shows_the_share_of_aaa_whatever_the_edition_puts_first(tmp_path: Path) -> None:
    five = {"id": "originators.top5.share.2023", "label": "2023年前五大占比", "number": "79.67", "unit": "%",
            "comparison": "按发行规模", "bars": "", "partial": "", "share": "79.67"}  # fmt: skip
    share = {**five, "id": "senior.aaa.share.2023", "label": "AAAsf 级占优先级证券", "number": "92.77"}
    newest = record("2024Q1", "2024年第一季度", "2024-03-31", 9)
    noted = record("2023Q4", "2023年第四季度", "2023-12-31", 12) | {"headline": [five], "aaa_share": "93.10"}
    earlier = record("2023Q3", "2023年第三季度", "2023-09-30", 3) | {"headline": [five, share]}
    nothing = record("2023Q2", "2023年第二季度", "2023-06-30", 3) | {"headline": [five]}
    path = write_archive(tmp_path, [newest, noted, earlier, nothing], THEME, EXTENSION)
    page = html.document_fromstring(path.read_text(encoding="utf-8"))
    shares = page.xpath("//li[contains(@class, 'archive-row')]/div[contains(@class, 'row-share')]")
    said = [re.sub(r"\s+", "", words(one)) for one in shares]
    assert said == ["AAAsf级占优先级93.10%", "AAAsf级占优先级92.77%", ""]


def test_a_quarter_without_deals_stays_empty(tmp_path: Path) -> None:
    last = archive(tmp_path).xpath("//li[contains(@class, 'archive-row')]")[-1]
    assert len(last.xpath("(.//svg)[1]/rect")) == 1


def test_older_pages_learn_of_newer_ones(tmp_path: Path) -> None:
    archive(tmp_path)
    listed = (tmp_path / "assets" / "editions.js").read_text(encoding="utf-8")
    assert listed.index("2024Q1") < listed.index("2023Q4")


def test_an_empty_archive_says_so(tmp_path: Path) -> None:
    page = html.parse(str(write_archive(tmp_path, [], THEME, EXTENSION)), html.HTMLParser(encoding="utf-8"))
    assert "还没有已发布的报告" in words(page.getroot())


def test_assets_are_complete(tmp_path: Path) -> None:
    write_assets(tmp_path, EXTENSION, THEME)
    there = {path.name for path in (tmp_path / "assets").iterdir()}
    for template in ("template.html", "archive.html"):
        text = (EXTENSION / "html" / template).read_text(encoding="utf-8")
        assert set(re.findall(r"assets/([\w.-]+)", text)) <= there
    assert "window.echarts=" in (tmp_path / "assets" / "echarts.js").read_text(encoding="utf-8")


def test_the_theme_has_both_palettes_and_prints_light() -> None:
    css = theme_css(THEME)
    assert "--s1: #14375E" in css and "--s1: #8FBDEC" in css
    assert css.index("@media print") > css.index("prefers-color-scheme: dark")
    assert "--s1: #14375E" in css[css.index("@media print") :]


def test_style_sheets_name_no_colour_of_the_theme_by_itself() -> None:
    named = {value.lower() for palette in ("light", "dark") for value in THEME[palette].values()} - {"ffffff"}
    for path in (EXTENSION / "assets").glob("*.css"):
        if path.name == "ipabs-archive.css":
            continue  # its small cover is printed matter and keeps the print colours
        found = {
            colour.lower() for colour in re.findall(r"#([0-9A-Fa-f]{6})\b", path.read_text(encoding="utf-8"))
        }
        assert not found & named, path.name


def test_a_module_becomes_a_classic_script() -> None:
    script = classic_script("/* licence */\nvar a=1,b=2;export{a as init,b as version,a};")
    assert script.endswith("return{init:a,version:b,a:a};})();\n")
    assert "export" not in script and script.startswith(
        'window.echarts=(function(){"use strict";\n/* licence */'
    )


def test_another_form_of_the_library_is_refused() -> None:
    with pytest.raises(IpabsError, match="does not end in a list of exports"):
        classic_script("export default 1;")
