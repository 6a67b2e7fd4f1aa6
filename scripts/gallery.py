"""Renew the pictures in ``docs/gallery/`` from what is built: ``nox -s gallery``, after 2024Q1 and 2023Q4 in all formats.

Needs Chromium; LibreOffice for the page of the Word document, which is left as it is where there is none.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pypdfium2
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
GALLERY = ROOT / "docs" / "gallery"
PERIOD = "2024Q1"
EDITION = ROOT / "_site" / "editions" / PERIOD
TABLE = "前五大发起机构"
NUMBER = "#sec-issuance [data-fact='issuance.size.2023']"


def main() -> None:
    """Write all pictures; those of pages that are no more are removed."""
    printed(EDITION / f"ipabs-{PERIOD}.pdf")
    word(EDITION / f"ipabs-{PERIOD}.docx")
    with served(ROOT / "_site") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        edition(browser, f"{address}editions/{PERIOD}/")
        others(browser, address)
        browser.close()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *arguments: object) -> None:
        """Print nothing."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a site on the loopback interface: its search cannot read files from a disk."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def printed(file: Path) -> None:
    """Draw each page of the PDF, and the page of table 3 larger."""
    for old in GALLERY.glob("pdf-[0-9][0-9].png"):
        old.unlink()
    document = pypdfium2.PdfDocument(file)
    for number, page in enumerate(document, 1):
        page.render(scale=56 / 72).to_pil().save(GALLERY / f"pdf-{number:02}.png", optimize=True)
    page_of_table(document).render(scale=84 / 72).to_pil().save(
        GALLERY / "pdf-page-table-3.png", optimize=True
    )


def page_of_table(document: pypdfium2.PdfDocument) -> pypdfium2.PdfPage:
    """Return the page with table 3; the lists of the contents name it too."""
    pages = [
        page for page in document if TABLE in page.get_textpage().get_text_range() and page.get_objects()
    ]
    return pages[-1] if len(pages) < 2 else pages[1]


def word(file: Path) -> None:
    """Draw the page of table 3 of the Word document, as LibreOffice lays it out."""
    program = shutil.which("soffice")
    if program is None or not file.exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [program, "--headless", "--convert-to", "pdf", "--outdir", folder, str(file)],
            check=True, capture_output=True,
        )  # fmt: skip
        document = pypdfium2.PdfDocument(Path(folder) / file.with_suffix(".pdf").name)
        page_of_table(document).render(scale=80 / 72).to_pil().save(
            GALLERY / "word-page-table-3.png", optimize=True
        )


@contextmanager
def shown(
    browser: Browser, address: str, width: int, height: int, *, dark: bool = False, scale: float = 1
) -> Iterator[Page]:
    """Open a page."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        device_scale_factor=scale,
    )
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    yield page
    context.close()


def edition(browser: Browser, address: str) -> None:
    """Photograph the edition at the four widths, light and dark, and a number that was opened."""
    for width, height in ((360, 800), (768, 1024), (1280, 1500), (1920, 1500)):
        with shown(browser, address, width, height) as page:
            page.screenshot(path=GALLERY / f"html-{width}-light.png")
            at(page, "#sec-issuance")
            page.screenshot(path=GALLERY / f"html-{width}-issuance.png")
    with shown(browser, address, 1280, 1500, dark=True) as page:
        page.screenshot(path=GALLERY / "html-1280-dark.png")
    with shown(browser, address, 1280, 900) as page:
        at(page, "#fig-trend-rolling")
        page.screenshot(path=GALLERY / "html-1280-zoom.png")
    for width, height in ((1280, 900), (390, 844)):
        with shown(browser, address, width, height) as page:
            at(page, "#sec-issuance")
            page.locator(NUMBER).first.click()
            page.wait_for_timeout(500)
            page.screenshot(path=GALLERY / f"html-{width}-provenance.png")


def at(page: Page, place: str) -> None:
    """Bring a place to the top, its charts drawn."""
    page.evaluate("place => document.querySelector(place).scrollIntoView()", place)
    page.wait_for_timeout(1200)


def others(browser: Browser, address: str) -> None:
    """Photograph the archive, the search, the rows and the page for WeChat."""
    for name, width, dark in (
        ("archive-1280", 1280, False),
        ("archive-1280-dark", 1280, True),
        ("archive-390", 390, False),
    ):
        with shown(browser, address, width, 900, dark=dark) as page:
            page.screenshot(path=GALLERY / f"{name}.png", full_page=True)
    for width in (1280, 390):
        with shown(browser, address, width, 900) as page:
            page.locator("input[type=search]").first.fill("质押")
            page.wait_for_timeout(1500)
            page.screenshot(path=GALLERY / f"search-{width}.png", full_page=True)
    with shown(browser, f"{address}editions/{PERIOD}/rows.html", 1280, 900) as page:
        page.screenshot(path=GALLERY / "rows-1280.png")
    with shown(browser, f"{address}editions/{PERIOD}/ipabs-{PERIOD}-wechat.html", 390, 1020, scale=2) as page:
        page.screenshot(path=GALLERY / "wechat-390.png")


if __name__ == "__main__":
    main()
