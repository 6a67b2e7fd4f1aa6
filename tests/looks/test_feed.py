"""What programs read of the site, and the picture beside a link to an edition."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html
from PIL import Image

from ipabs.assembly import rows
from ipabs.assembly.card import card
from ipabs.assembly.feed import atom, sitemap
from ipabs.assembly.site import write_archive, write_feed
from ipabs.fonts import font_files

from .html_page import EDITION, EXTENSION, words
from .test_html_site import THEME, record

ATOM = {"a": "http://www.w3.org/2005/Atom"}
EDITIONS = [
    record("2024Q1", "2024年第一季度", "2024-03-31", 9) | {"summary": "2023年发行47单 & 78.85亿元。"},
    record("2023Q4", "2023年第四季度", "2023-12-31", 12),
]
PLACED = {**THEME, "address": "https://reports.example.com/ip"}


def feed(theme: dict[str, Any]) -> Any:
    return etree.fromstring(atom(EDITIONS, theme).encode("utf-8"))


def test_the_feed_has_an_entry_an_edition_newest_first() -> None:
    root = feed(THEME)
    assert root.findtext("a:title", namespaces=ATOM) == "知识产权 ABS 市场季报"
    assert root.findtext("a:updated", namespaces=ATOM) == "2024-03-31T00:00:00+08:00"
    entries = root.findall("a:entry", ATOM)
    assert [entry.find("a:link", ATOM).get("href") for entry in entries] == [
        "editions/2024Q1/index.html",
        "editions/2023Q4/index.html",
    ]
    assert entries[0].findtext("a:summary", namespaces=ATOM) == "2023年发行47单 & 78.85亿元。"
    names = [root.findtext("a:id", namespaces=ATOM), *(e.findtext("a:id", namespaces=ATOM) for e in entries)]
    assert len(set(names)) == 3 and all(name.startswith("urn:uuid:") for name in names)
    again = feed(THEME)
    assert [e.findtext("a:id", namespaces=ATOM) for e in again.findall("a:entry", ATOM)] == names[1:]


def test_with_an_address_feed_sitemap_and_links_are_whole(tmp_path: Path) -> None:
    link = feed(PLACED).find("a:entry/a:link", ATOM)
    assert link.get("href") == "https://reports.example.com/ip/editions/2024Q1/index.html"
    places = etree.fromstring(sitemap(EDITIONS, PLACED).encode("utf-8")).findall("{*}url/{*}loc")
    assert [place.text for place in places] == [
        "https://reports.example.com/ip/index.html",
        "https://reports.example.com/ip/editions/2024Q1/index.html",
        "https://reports.example.com/ip/editions/2024Q1/rows.html",
        "https://reports.example.com/ip/editions/2023Q4/index.html",
        "https://reports.example.com/ip/editions/2023Q4/rows.html",
    ]
    page = html.parse(str(write_archive(tmp_path, EDITIONS, PLACED, EXTENSION))).getroot()
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://reports.example.com/ip/index.html"]
    image = page.xpath("//meta[@property='og:image']/@content")
    assert image == ["https://reports.example.com/ip/editions/2024Q1/card.png"]


def test_without_an_address_there_is_no_sitemap_and_no_half_link(tmp_path: Path) -> None:
    write_feed(tmp_path, EDITIONS, PLACED)
    assert (tmp_path / "sitemap.xml").is_file()
    write_feed(tmp_path, EDITIONS, THEME)
    assert not (tmp_path / "sitemap.xml").exists() and (tmp_path / "feed.xml").is_file()
    text = write_archive(tmp_path, EDITIONS, THEME, EXTENSION).read_text("utf-8")
    assert 'rel="canonical"' not in text and "og:image" not in text


@pytest.mark.parametrize("reconstructed", [True, False])
def test_the_picture_for_links_shows_the_deals_and_says_what_they_are(reconstructed: bool) -> None:
    marks = "0.1,0.5,past;0.6,0.9,last;0.95,0.4,part"
    page = {"headline": EDITION["headline"], "cover-marks": marks, "reconstructed": reconstructed}
    made = card("2024年第一季度", page, THEME, font_files())
    assert made == card("2024年第一季度", page, THEME, font_files())
    with Image.open(io.BytesIO(made)) as opened:
        picture = opened.convert("RGB")
    assert picture.size == (1200, 630)
    colours = {colour: count for count, colour in picture.getcolors(picture.width * picture.height) or []}
    for role in ("past", "part", "ground"):
        value = str(THEME["cover"][role])
        assert colours[tuple(bytes.fromhex(value))] > 100, role
    accent = tuple(bytes.fromhex(str(THEME["light"]["accent"])))
    assert (colours.get(accent, 0) > 200) == reconstructed


def test_the_rows_page_has_an_anchor_a_row_and_its_basis() -> None:
    listed = rows.Listed(
        "policies",
        "政策",
        ("发布时间", "内容"),
        ("centre", "text"),
        [("", "published", ["2020-04", "<甲>"]), ("", "published", ["2020-06", "乙"]), ("《丙》", "reconstructed", ["2021-01", "丙"])],
    )  # fmt: skip
    page = html.document_fromstring(rows.page([listed], "2024年第一季度", THEME, EXTENSION))
    lines = page.xpath("//tbody/tr")
    assert [words(line) for line in lines] == ["--公开2020-04<甲>", "--公开2020-06乙", "《丙》重构2021-01丙"]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids)) and "policies:《丙》" in ids
    assert re.search(r'"《丙》":"reconstructed"', rows.script([listed]))
