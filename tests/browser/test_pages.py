"""Every page: nothing forbidden, nothing from elsewhere, nothing past the edge, accessible."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from .accessible import violations
from .conftest import ROOT, Reader
from .served import served
from .test_edition import FACT, see_all

WIDTHS = (360, 768, 1280, 1920)


def test_no_complaint_and_no_request_beyond_the_folder(reader: Reader, address: str) -> None:
    visit = reader.open(address)
    visit.page.mouse.wheel(0, 100_000)
    visit.page.wait_for_timeout(200)
    assert visit.complaints == []
    folder = re.sub(r"(editions/[^/]+/)?\w+\.html$", "", reader.resolve(address))
    assert visit.requests and [url for url in visit.requests if not url.startswith((folder, "data:"))] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_runs_past_the_edge(reader: Reader, address: str, width: int) -> None:
    page = reader.open(address, width=width).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    beyond = page.evaluate(
        """width => [...document.querySelectorAll('main *, header *, footer *')]
            .filter(e => !e.closest('.exhibit-scroll, .ipabs-static, .ipabs-chart-table, .zh-mark, svg'))
            .filter(e => { const r = e.getBoundingClientRect(); return r.width > 1 && (r.right > width + 1 || r.left < -1); })
            .map(e => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 20))""",
        width,
    )
    assert beyond == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(reader: Reader, address: str, width: int, scheme: str) -> None:
    page = reader.open(address, width=width, scheme=scheme).page
    assert violations(page) == []


def test_without_scripts_the_drawings_stay(reader: Reader) -> None:
    page = reader.open(scripts=False).page
    drawn = page.locator(".ipabs-static svg")
    assert drawn.count() > 3 and all(drawn.nth(number).is_visible() for number in range(drawn.count()))
    assert page.locator(".needs-script:visible").count() == 0
    assert page.locator("#contents").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_in_what_opens(reader: Reader, online: str, width: int, scheme: str) -> None:
    page = reader.open(width=width, scheme=scheme).page
    see_all(page)
    figure = page.locator("#fig-issuance-deals")
    figure.get_by_role("button", name="图 3的更多操作").click()
    assert violations(page) == []
    figure.get_by_role("button", name="表", exact=True).click()
    page.locator(FACT).first.click()
    page.get_by_role("button", name="查看47行明细").click()
    assert violations(page) == []
    found = reader.open(f"{online}index.html?q=%E8%B4%A8%E6%8A%BC", width=width, scheme=scheme).page
    found.locator(".found-list li").first.wait_for()
    assert violations(found) == []


def _shown(online: str, site: Path) -> list[str]:
    return [
        f"{online}{page.relative_to(site).as_posix()}" for page in site.glob("editions/[0-9]*/index.html")
    ]


def test_a_page_weighs_at_most_700_kb_compressed(reader: Reader, online: str, sample_site: Path) -> None:
    """All that a reader loads who sees every chart and opens a number, as it comes over the wire."""
    weights = [_weight(reader, address) for address in _shown(online, sample_site)]
    if (ROOT / "_site" / "editions").is_dir():
        with served(ROOT / "_site") as real:
            weights += [_weight(reader, address) for address in _shown(real, ROOT / "_site")]
    assert len(weights) >= 2
    assert all(300_000 < weight < 700_000 for weight in weights), weights


def _weight(reader: Reader, address: str) -> int:
    visit = reader.open(address)
    page = visit.page
    see_all(page)
    page.locator(".body .fact").first.click()
    page.get_by_role("dialog").wait_for()
    page.wait_for_function("() => window.ipabsRows")
    page.wait_for_load_state("networkidle")
    assert visit.complaints == []
    assert [url for url in visit.requests if not url.startswith(address.split("editions/")[0])] == []
    loaded = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".map(entry => [entry.name.split('/').pop(), entry.encodedBodySize])"
    )
    names = {name for name, _ in loaded}
    assert {"echarts.js", "facts.js", "rows.js", "ipabs.css"} <= names
    return sum(size for _, size in loaded)


@pytest.mark.parametrize("width", WIDTHS)
def test_dark_and_light_differ_in_colour_only(reader: Reader, width: int) -> None:
    """The same boxes in both themes: a picture of one is the other's but for its colours."""
    boxes = []
    for scheme in ("light", "dark"):
        page = reader.open(width=width, scheme=scheme).page
        see_all(page)
        boxes.append(
            page.evaluate(
                "[...document.querySelectorAll('main *')].filter(e => !e.closest('svg'))"
                ".map(e => e.getBoundingClientRect()).map(r => [r.left, r.width, r.height].map(Math.round).join())"
            )
        )
    assert len(boxes[0]) > 200 and boxes[0] == boxes[1]


def test_narrow_and_wide_show_the_same_words(reader: Reader) -> None:
    words = []
    for width in (360, 1920):
        page = reader.open(width=width).page
        words.append(page.locator(".body p, .body h1, .body h2, .body figcaption").all_inner_texts())
    squeezed = [["".join(text.split()) for text in texts] for texts in words]
    assert len(squeezed[0]) > 20 and squeezed[0] == squeezed[1]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_of_the_page_is_neither_empty_nor_of_the_other_theme(
    reader: Reader, width: int, scheme: str, tmp_path: Path
) -> None:
    page = reader.open(width=width, scheme=scheme).page
    see_all(page)
    page.locator("#fig-issuance-deals").screenshot(path=tmp_path / "figure.png")
    with Image.open(tmp_path / "figure.png") as opened:
        picture = opened.convert("RGB")
    total = picture.width * picture.height
    counts = {colour: count / total for count, colour in picture.getcolors(total) or []}
    ground, bars = (
        ((255, 255, 255), (0x14, 0x37, 0x5E))
        if scheme == "light"
        else ((0x0F, 0x15, 0x1D), (0x8F, 0xBD, 0xEC))
    )
    assert 0.6 < counts.get(ground, 0) < 0.97
    assert 0.01 < counts.get(bars, 0) < 0.3
