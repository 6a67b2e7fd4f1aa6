"""A site of two editions, and a browser that keeps note of what the pages complain about and ask for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from .sample_site import write_site
from .served import served

ROOT = Path(__file__).parents[2]


def built_pages() -> list[Path]:
    """Return the pages of the real site, where it has been built."""
    site = ROOT / "_site"
    newest = sorted(site.glob("editions/[0-9]*/rows.html"))[-1:]
    return [*sorted(site.glob("editions/[0-9]*/index.html")), *site.glob("index.html"), *newest]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "address" in metafunc.fixturenames:
        own = ["sample:editions/2024Q1/index.html", "sample:index.html", "sample:editions/2024Q1/rows.html"]
        metafunc.parametrize("address", own + [page.as_uri() for page in built_pages()])


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site(tmp_path_factory.mktemp("site"), ROOT)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = os.environ.get("IPABS_CHROMIUM") or shutil.which("chromium")
    assert executable, "install Chromium (Debian: apt-get install chromium)"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def online(sample_site: Path) -> Iterator[str]:
    """The sample site's address on a server of its own."""
    with served(sample_site) as address:
        yield address


@dataclass
class Visit:
    """A page and what it said while it was shown."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@dataclass
class Reader:
    """Opens pages of a site in a fresh context."""

    browser: Browser
    site: Path
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(
        self,
        address: str = "sample:editions/2024Q1/index.html",
        width: int = 1280,
        height: int = 900,
        scheme: str = "light",
        hash: str = "",
        scripts: bool = True,
    ) -> Visit:
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=scripts,
        )
        self.contexts.append(context)
        page = context.new_page()
        visit = Visit(page)
        page.on(
            "console",
            lambda message: (
                visit.complaints.append(message.text) if message.type in ("error", "warning") else None
            ),
        )
        page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        page.on("request", lambda request: visit.requests.append(request.url))
        page.goto(self.resolve(address) + hash)
        return visit

    def resolve(self, address: str) -> str:
        if address.startswith("sample:"):
            return (self.site / address.removeprefix("sample:")).as_uri()
        return address


@pytest.fixture
def reader(browser: Browser, sample_site: Path) -> Iterator[Reader]:
    opened = Reader(browser, sample_site)
    yield opened
    for context in opened.contexts:
        context.close()
