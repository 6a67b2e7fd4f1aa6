"""Every page: nothing forbidden, nothing from elsewhere, nothing past the edge, accessible."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import Reader

WIDTHS = (360, 768, 1280, 1920)


def test_no_complaint_and_no_request_beyond_the_folder(reader: Reader, address: str) -> None:
    visit = reader.open(address)
    visit.page.mouse.wheel(0, 100_000)
    visit.page.wait_for_timeout(200)
    assert visit.complaints == []
    folder = re.sub(r"(editions/[^/]+/)?index\.html$", "", reader.resolve(address))
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
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(each["id"], [node["html"][:120] for node in each["nodes"][:4]]) for each in found] == []


def test_without_scripts_the_drawings_stay(reader: Reader) -> None:
    page = reader.open(scripts=False).page
    drawn = page.locator(".ipabs-static svg")
    assert drawn.count() > 3 and all(drawn.nth(number).is_visible() for number in range(drawn.count()))
    assert page.locator(".needs-script:visible").count() == 0
    assert page.locator("#contents").is_visible()


def test_a_page_weighs_at_most_700_kb_compressed(sample_site: Path) -> None:
    edition = sample_site / "editions" / "2024Q1"
    files = [*(sample_site / "assets").iterdir(), edition / "index.html", edition / "facts.js"]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < 700_000
