"""The edition on a phone: nothing cut off, nothing too small to hit."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ipabs.edition import open_edition
from ipabs.exhibits import trends

from .conftest import ROOT, Reader
from .test_edition import see_all

CONTROLS = ".bar .button, .contents-here, .downloads a, .exhibit-tools :is(a, button), .periods button, .foot-links a"
LABELS = ".ipabs-live svg text"


def boxes(page: Page, selector: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.locator(f"{selector} >> visible=true").evaluate_all(
        "all => all.map(e => [e.getBoundingClientRect(), e.textContent])"
        ".map(([r, text]) => ({left: r.left, right: r.right, top: r.top, bottom: r.bottom, text}))"
    )
    return found


def overlapping(found: list[dict[str, Any]]) -> list[tuple[object, object]]:
    return [
        (one["text"], other["text"])
        for number, one in enumerate(found)
        for other in found[number + 1 :]
        if min(one["right"], other["right"]) - max(one["left"], other["left"]) > 1
        and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > 4
    ]


def test_targets_are_large_enough(reader: Reader) -> None:
    page = reader.open(width=360).page
    see_all(page)
    small = [
        box
        for box in boxes(page, CONTROLS)
        if box["bottom"] - box["top"] < 44 or box["right"] - box["left"] < 44
    ]
    assert small == []
    facts = boxes(page, ".body .fact")
    assert len(facts) > 5 and min(box["bottom"] - box["top"] for box in facts) >= 24


@pytest.mark.parametrize("width", [360, 390])
def test_a_table_of_sentences_is_a_card_a_row(reader: Reader, width: int) -> None:
    page = reader.open(width=width).page
    figure = page.locator("#tbl-policies-national")
    scroll = figure.locator(".exhibit-scroll")
    assert scroll.evaluate("e => e.scrollWidth <= e.clientWidth")
    first = figure.get_by_role("row").nth(1)
    expect(first.get_by_role("cell")).to_have_count(4)
    cell = first.get_by_role("cell").last
    assert "主要内容" in cell.evaluate("e => getComputedStyle(e, '::before').content + e.dataset.label")
    found = cell.bounding_box()
    assert found is not None and found["x"] >= 0 and found["x"] + found["width"] <= width
    # Beside the label stands all of the text, its last words in an element of their own included.
    last = cell.locator(".nb").last.bounding_box()
    assert last is not None and last["x"] >= found["x"] + 70
    # No blank rows: what a card takes is what its text takes.
    tall = first.evaluate("e => e.getBoundingClientRect().height")
    parts = first.get_by_role("cell").evaluate_all(
        "all => all.reduce((sum, e) => sum + e.getBoundingClientRect().height, 0)"
    )
    assert tall - parts < 40


def test_a_table_of_numbers_fits(reader: Reader) -> None:
    page = reader.open(width=360).page
    for scroll in page.locator(".exhibit-scroll").all():
        assert scroll.evaluate("e => e.scrollWidth <= e.clientWidth"), scroll.inner_text()[:60]


@pytest.mark.parametrize("width", [360, 390])
def test_values_of_a_chart_do_not_lie_over_each_other(reader: Reader, width: int) -> None:
    page = reader.open(width=width).page
    see_all(page)
    found = [box for box in boxes(page, LABELS) if box["text"].strip()]
    assert len(found) > 10
    assert overlapping(found) == []
    assert max(box["right"] for box in found) <= width


@pytest.fixture(scope="module")
def between(sample_site: Path) -> str:
    """A page with trend figures of eleven quarters, the first of them alone in its year."""
    edition = open_edition("2021Q3", ROOT / "data")
    page = (sample_site / "editions/2024Q1/index.html").read_text("utf-8")
    page, found = re.subn(r'<figure id="fig-trend-rolling".*?</figure>', "", page, flags=re.DOTALL)
    assert found == 1
    figures = "".join(
        f'<figure id="{each.label}" class="exhibit exhibit-figure"><div class="exhibit-plot">{each.html}</div></figure>'
        for each in (trends.rolling(edition), trends.concentration(edition))
    )
    page = page.replace('<figure id="fig-issuance-deals"', f'{figures}<figure id="fig-issuance-deals"', 1)
    (sample_site / "editions/2024Q1/eleven.html").write_text(page, "utf-8")
    return "sample:editions/2024Q1/eleven.html"


@pytest.mark.parametrize("width", [360, 390])
def test_labels_of_eleven_quarters_do_not_lie_over_each_other(
    reader: Reader, between: str, width: int
) -> None:
    page = reader.open(between, width=width).page
    see_all(page)
    found = [box for box in boxes(page, "[id^=fig-trend] .ipabs-live svg text") if box["text"].strip()]
    for box in found:  # without the blanks that move a name
        before = len(box["text"]) - len(box["text"].lstrip("\u2003"))
        after = len(box["text"]) - len(box["text"].rstrip("\u2003"))
        box.update(left=box["left"] + 11 * before, right=box["right"] - 11 * after, text=box["text"].strip())
    assert {"2018", "2019", "58.00"} <= {box["text"] for box in found}
    assert overlapping(found) == []


def test_a_drawing_that_is_wider_says_so(reader: Reader) -> None:
    page = reader.open(width=360).page
    chart = page.locator("#fig-structure-loan .ipabs-chart")
    assert chart.locator(".ipabs-static").evaluate("e => e.scrollWidth > e.clientWidth")
    hint = "e => getComputedStyle(e, '::before').content"
    assert "左右滑动" in chart.evaluate(hint)
    page.set_viewport_size({"width": 768, "height": 900})
    assert chart.locator(".ipabs-static").evaluate("e => e.scrollWidth <= e.clientWidth")
    assert chart.evaluate(hint) == "none"
