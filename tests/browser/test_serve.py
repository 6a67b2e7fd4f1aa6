"""A previewed edition in a reader's hands: it follows its sources, keeps the place of reading, tells what failed."""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from .conftest import ROOT, Visit

TEXT = "report/index.qmd"
WRONG = ("{{< var period.year >}}", "{{< var period.yaer >}}")
PATIENCE = 120_000  # milliseconds after which something that should have happened will not


def _previewed() -> ModuleType:
    spec = importlib.util.spec_from_file_location("previewed", ROOT / "tests" / "serve" / "previewed.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    module = _previewed()
    root = module.write_project(tmp_path_factory.mktemp("previewed").resolve())
    with module.previewed(root) as running:
        running.sentence = module.SENTENCE
        running.until_state("ok", 0, "the first edition")
        yield running


@pytest.fixture(params=[("light", 1280), ("dark", 1280), ("light", 390)], ids=["light", "dark", "phone"])
def visit(request: pytest.FixtureRequest, browser: Browser, preview: Any) -> Iterator[Visit]:
    scheme, width = request.param
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on(
        "console",
        lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None,
    )
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(preview.page)
    opened.wait_for_load_state("load")
    yield Visit(opened, complaints)
    context.close()
    assert complaints == []


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit.page


def marked(page: Page) -> None:
    """Put something on a page that a reload takes away."""
    page.evaluate("document.documentElement.dataset.before = 'yes'")


def expect_reload(page: Page) -> None:
    expect(page.locator("html[data-before]")).to_have_count(0, timeout=PATIENCE)


def test_the_page_follows_an_edit_and_keeps_its_place(page: Page, preview: Any) -> None:
    old = preview.sentence
    page.evaluate("window.scrollTo({top: document.querySelector('#sec-end').offsetTop, behavior: 'instant'})")
    page.locator("#sec-end").evaluate(
        "e => window.scrollBy({top: e.getBoundingClientRect().top - 60, behavior: 'instant'})"
    )
    place = page.locator("#sec-end").bounding_box()
    assert place is not None and page.evaluate("window.scrollY") > 500
    marked(page)
    # A paragraph more above the place of reading, and the sentence itself.
    text = (preview.root / TEXT).read_text(encoding="utf-8")
    more = text.replace("# 业务模式", "上面多出一段。" * 40 + "\n\n# 业务模式").replace(old, "这里已经改写。")
    since = len(preview.states)
    (preview.root / TEXT).write_text(more, encoding="utf-8")
    expect_reload(page)
    expect(page.get_by_text("这里已经改写。")).to_be_in_viewport(timeout=PATIENCE)
    page.wait_for_load_state("load")
    expect(page.locator("#ipabs-preview [role=status]")).to_have_text("")
    after = page.locator("#sec-end").bounding_box()
    assert after is not None and abs(after["y"] - place["y"]) <= 2
    preview.until_state("ok", since, "the end of the build")
    marked(page)
    (preview.root / TEXT).write_text(text, encoding="utf-8")
    expect_reload(page)
    expect(page.get_by_text(old)).to_be_in_viewport(timeout=PATIENCE)


def test_a_failure_lies_over_the_last_good_page_until_it_is_mended(visit: Visit, preview: Any) -> None:
    page = visit.page
    panel = page.locator("#ipabs-preview .panel")
    expect(panel).to_be_hidden()
    marked(page)
    with preview.broken(TEXT, *WRONG) as failure:
        expect(panel).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_role("alert")).to_contain_text("更新失败")
        expect(panel.locator("pre")).to_have_text(failure)
        # The page under it is the last good one, not loaded again.
        expect(page.locator("html[data-before]")).to_have_count(1)
        expect(page.get_by_text(preview.sentence)).to_have_count(1)
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0
        box = panel.bounding_box()
        assert box is not None and box["y"] > 200 and box["x"] >= 0
        assert visit.complaints == []
        found = Axe().run(page, context="#ipabs-preview", options={"resultTypes": ["violations"]})
        visit.complaints.clear()  # it uses inline styles, which the page's policy keeps out
        assert found.response["violations"] == []
    expect(panel).to_be_hidden(timeout=PATIENCE)
    expect(page.locator("html[data-before]")).to_have_count(1)


def test_the_panel_is_reached_and_folded_by_keyboard(page: Page, preview: Any) -> None:
    panel = page.locator("#ipabs-preview .panel")
    with preview.broken(TEXT, *WRONG):
        expect(panel).to_be_visible(timeout=PATIENCE)
        button = page.get_by_role("button", name="收起")
        button.focus()
        page.keyboard.press("Tab")
        expect(panel.locator("pre")).to_be_focused()
        page.keyboard.press("Escape")
        expect(panel.locator("pre")).to_be_hidden()
        unfold = page.get_by_role("button", name="展开")
        expect(unfold).to_be_focused()
        expect(unfold).to_have_attribute("aria-expanded", "false")
        page.keyboard.press("Enter")
        expect(panel.locator("pre")).to_be_visible()
    expect(panel).to_be_hidden(timeout=PATIENCE)


def test_a_running_build_is_said_quietly(page: Page, preview: Any) -> None:
    # The notebook waits, so that the build lasts until it has been seen; for another file each time, since the result
    # of an edit that was seen before is found again.
    go = preview.root / f"go-{time.time_ns()}"
    shown = "show(modes.distribution(edition))"
    waiting = (
        f'import os, time\\n",\n    "while not os.path.exists(\'{go}\'): time.sleep(0.05)\\n",\n    "{shown}'
    )
    since = preview.edit("notebooks/04-modes.ipynb", shown, waiting)
    status = page.get_by_role("status").filter(has_text="正在更新…")
    try:
        expect(status).to_be_visible(timeout=PATIENCE)
        box = status.bounding_box()
        size = page.viewport_size
        assert box is not None and size is not None
        assert box["x"] + box["width"] > size["width"] - 40 and box["y"] > size["height"] - 80
    finally:
        go.touch()
    preview.until_state("ok", since, "the end of the build")
    expect(status).to_have_count(0, timeout=PATIENCE)
    preview.until_state("ok", preview.edit("notebooks/04-modes.ipynb", waiting, shown), "the page as before")
    go.unlink()


def test_a_page_that_was_not_looked_at_is_up_to_date_when_it_is(page: Page, preview: Any) -> None:
    # The page goes elsewhere and comes back, as a reader does with the browser's own buttons.
    page.goto(preview.address)
    marked(page)
    preview.edit(TEXT, preview.sentence, "不在时改的。")
    expect_reload(page)  # the archive is a page of the site as well
    page.wait_for_load_state("load")
    page.go_back()
    expect(page.get_by_text("不在时改的。")).to_have_count(1, timeout=PATIENCE)
    preview.until_state("ok", preview.edit(TEXT, "不在时改的。", preview.sentence), "the page as before")
    expect(page.get_by_text(preview.sentence)).to_have_count(1, timeout=PATIENCE)


def test_before_the_first_edition_a_page_waits_for_it(browser: Browser, tmp_path: Path) -> None:
    module = _previewed()
    root = module.write_project(tmp_path.resolve())
    text = (root / TEXT).read_text(encoding="utf-8")
    (root / TEXT).write_text(text.replace(*WRONG), encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    with module.previewed(root) as running:
        page.goto(running.page)
        expect(page.get_by_role("heading", name="正在生成…")).to_be_visible()
        expect(page.get_by_role("alert")).to_contain_text("更新失败", timeout=PATIENCE)
        running.edit(TEXT, *reversed(WRONG))
        expect(page.get_by_text(module.SENTENCE)).to_have_count(1, timeout=PATIENCE)
        expect(page.locator("#ipabs-preview .panel")).to_be_hidden()
    context.close()
