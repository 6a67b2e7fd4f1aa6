"""An edition printed from the browser: light, at the width of the paper, whatever the screen has drawn before."""

from __future__ import annotations

import pypdfium2
import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page, expect

from .conftest import Reader
from .sample_site import LONG
from .test_edition import see_all

PAPER = 649
"""487 pt in pixels."""
LANDSCAPE = 1016
"""762 pt: what the margins leave of A4 across."""


def printed(page: Page) -> list[Image.Image]:
    """Return the printed pages as pictures."""
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
    return [document[number].render(scale=1).to_pil().convert("RGB") for number in range(len(document))]


def apart(one: Image.Image, other: Image.Image) -> int:
    """Return by how much two pages differ anywhere, the edges of letters left out of account."""
    between = ImageChops.difference(one, other).convert("L")
    extremes = between.resize((one.width // 8, one.height // 8), Image.Resampling.BOX).getextrema()
    return int(extremes[1])  # type: ignore[arg-type]


def test_printed_pages_are_light_and_bare(reader: Reader) -> None:
    page = reader.open(scheme="dark").page
    page.emulate_media(media="print", color_scheme="dark")
    ground = "getComputedStyle(document.documentElement).getPropertyValue('--bg').trim()"
    assert page.evaluate(ground) == "#FFFFFF"
    for hidden in (".bar", "#contents", ".exhibit-tools", ".downloads"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".notice").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_drawn_charts_print_as_the_print_drawings(reader: Reader, scheme: str, width: int) -> None:
    page = reader.open(scheme=scheme, width=width).page
    see_all(page)
    page.emulate_media(media="print", color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": PAPER, "height": 900})
    expect(page.locator(".ipabs-live:visible")).to_have_count(0)
    expect(page.locator(".series-switches:visible")).to_have_count(0)
    for drawing in page.locator(".ipabs-static svg").all():
        box = drawing.bounding_box()
        assert box is not None and box["x"] >= 0 and abs(box["width"] - PAPER) < 2
    bars = page.locator("#fig-issuance-deals .ipabs-static .fill-s1").first
    assert bars.evaluate("e => getComputedStyle(e).fill") == "rgb(20, 55, 94)"
    gaps = page.locator(".exhibit-figure").evaluate_all(
        "all => all.map(e => e.querySelector('figcaption').getBoundingClientRect().top"
        " - e.querySelector('.ipabs-static svg').getBoundingClientRect().bottom)"
    )
    assert gaps and max(gaps) < 24


def test_paper_is_the_same_before_and_after_reading_and_in_both_themes(reader: Reader) -> None:
    fresh = printed(reader.open().page)
    assert len(fresh) > 2
    for scheme in ("light", "dark"):
        page = reader.open(scheme=scheme).page
        see_all(page)
        found = printed(page)
        assert len(found) == len(fresh)
        assert max(map(apart, fresh, found)) < 12


def test_who_chose_the_table_prints_the_table(reader: Reader) -> None:
    page = reader.open().page
    figure = page.locator("#fig-issuance-deals")
    figure.scroll_into_view_if_needed()
    figure.locator(".ipabs-live svg").wait_for()
    figure.get_by_role("button", name="表", exact=True).click()
    page.emulate_media(media="print")
    expect(figure.locator(".ipabs-chart-table")).to_be_visible()
    expect(figure.locator(".ipabs-static")).to_be_hidden()


def test_rows_are_printed_across_and_whole(reader: Reader) -> None:
    page = reader.open("sample:editions/2024Q1/rows.html", scheme="dark").page
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    width, height = document[0].get_size()
    assert width > height
    text = "".join("".join(sheet.get_textpage().get_text_range().split()) for sheet in document)
    assert text.count(LONG[-12:]) == 47 and text.count("样本产品") == 47
    page.emulate_media(media="print")
    page.set_viewport_size({"width": LANDSCAPE, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") == LANDSCAPE
