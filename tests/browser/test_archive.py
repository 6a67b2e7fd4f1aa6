"""The archive in a reader's hands."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Reader

ARCHIVE = "sample:index.html"


def test_the_newest_edition_stands_first_and_opens(reader: Reader) -> None:
    page = reader.open(ARCHIVE).page
    expect(page.locator(".latest h2")).to_have_text("2024年第一季度")
    expect(page.locator(".latest .headlines > li")).to_have_count(4)
    page.get_by_role("link", name="阅读本期").click()
    expect(page).to_have_url(reader.resolve("sample:editions/2024Q1/index.html"))


@pytest.mark.parametrize(("name", "shown"), [("年度期", ["annual"]), ("季度期", ["quarter", "quarter"])])
def test_the_filter_shows_one_kind(reader: Reader, name: str, shown: list[str]) -> None:
    page = reader.open(ARCHIVE).page
    page.get_by_role("button", name=name).click()
    kinds = page.locator("[data-kind]:visible").evaluate_all("all => all.map(e => e.dataset.kind)")
    assert kinds == shown
    page.get_by_role("button", name="全部").click()
    assert page.locator("[data-kind]:visible").count() == 3


def test_on_a_phone_rows_are_cards(reader: Reader) -> None:
    page = reader.open(ARCHIVE, width=390).page
    boxes = page.locator(".archive-row").evaluate_all("all => all.map(e => e.getBoundingClientRect().width)")
    assert boxes and all(width == 350 for width in boxes)


def test_the_theme_chosen_here_holds_on_the_edition(reader: Reader) -> None:
    page = reader.open(ARCHIVE).page
    page.locator("#theme-switch").click()
    page.get_by_role("link", name="阅读本期").click()
    expect(page).to_have_url(reader.resolve("sample:editions/2024Q1/index.html"))
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
