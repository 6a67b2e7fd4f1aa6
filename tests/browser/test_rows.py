"""The page of ledger rows, and the ways that lead to it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from playwright.sync_api import Page, expect

from ipabs.assembly import rows

from .conftest import ROOT, Reader
from .sample_site import listed_deals
from .test_edition import FACT, hover_category

ROWS = "sample:editions/2024Q1/rows.html"
SHOWN = ".rows tbody tr:not([hidden])"


def test_a_box_filters_the_rows(reader: Reader) -> None:
    visit = reader.open(ROWS)
    page = visit.page
    expect(page.locator(SHOWN)).to_have_count(47)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("样本产品4 重构")
    expect(page.get_by_role("status")).to_have_text("含“样本产品4 重构”的有8行（项目47行中的8行）")
    expect(page.get_by_role("heading", level=2)).to_have_text("项目47行中的8行")
    expect(page.get_by_role("region", name="项目47行中的8行")).to_be_visible()
    expect(page.locator(SHOWN)).to_have_count(8)
    page.get_by_role("searchbox").fill("没有这样的产品")
    expect(page.get_by_role("status")).to_have_text("没有含“没有这样的产品”的行")
    page.get_by_role("button", name="显示全部").click()
    expect(page.locator(SHOWN)).to_have_count(47)
    expect(page.get_by_role("heading", level=2)).to_have_text("项目47行")
    expect(page.get_by_role("searchbox")).to_be_focused()
    assert visit.complaints == []


def test_the_rows_behind_a_number_stand_alone(reader: Reader) -> None:
    page = reader.open().page
    page.locator(FACT).first.click()
    page.get_by_role("button", name="查看47行明细").click()
    page.get_by_role("link", name="在明细页只看这些行").click()
    expect(page.get_by_role("status")).to_have_text("“2023年发行规模”所依据的明细：共47行（项目47行）")
    expect(page.locator(SHOWN)).to_have_count(47)


def test_the_list_of_rows_comes_into_view(reader: Reader) -> None:
    page = reader.open(height=560).page
    number = page.locator(FACT).first
    number.evaluate("e => window.scrollTo(0, e.getBoundingClientRect().top + window.scrollY - 60)")
    number.click()
    page.get_by_role("button", name="查看47行明细").click()
    expect(page.get_by_role("link", name="在明细页只看这些行")).to_be_in_viewport(ratio=1)


def test_a_row_is_found_though_others_were_asked_for(reader: Reader) -> None:
    page = reader.open(ROWS, hash="#in=deals%26发行日=2023-01-01..2023-01-31").page
    expect(page.locator(SHOWN)).to_have_count(31)
    page.evaluate("location.hash = '#deals:D2023-040'")
    expect(page.locator(SHOWN)).to_have_count(47)
    expect(page.locator("[id='deals:D2023-040']")).to_be_in_viewport()


def into_the_tip(page: Page, label: str) -> None:
    """Move the pointer from a column to the link in its tooltip, as a hand does."""
    link = page.locator(f"#{label} .tip a")
    expect(link).to_be_visible()
    box = link.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=6)
    expect(link).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_tooltip_leads_to_the_rows_behind_it(reader: Reader, width: int) -> None:
    visit = reader.open(width=width)
    page = visit.page
    hover_category(page, "fig-issuance-deals", 3)
    expect(page.locator("#fig-issuance-deals .tip-foot")).to_contain_text("依据47行明细")
    into_the_tip(page, "fig-issuance-deals")
    expect(page.locator("#fig-issuance-deals .tip-head")).to_contain_text("2023年")
    page.locator("#fig-issuance-deals .tip a").click()
    expect(page.get_by_role("status")).to_have_text("发行日 2023-01-01至2023-12-31：共47行（项目47行）")
    expect(page.locator(SHOWN)).to_have_count(47)
    assert visit.complaints == []


def test_a_column_that_no_row_fills_takes_no_room(reader: Reader) -> None:
    page = reader.open(ROWS).page
    titles = page.locator(".rows thead th").all_inner_texts()
    assert "个案说明" not in titles and "来源" in titles
    heights = page.locator(".rows tbody tr").evaluate_all("all => all.map(e => e.offsetHeight)")
    assert max(heights) < 140


WIDE = (
    "增信层面",
    "增信方式",
    "增信方",
    "增信方类型",
    "说明一",
    "说明二",
    "说明三",
    "说明四",
    "说明五",
    "说明六",
)


@pytest.fixture(scope="module")
def enhanced(sample_site: Path) -> str:
    """A page of rows with what enhances the deals: two kinds, both, and one that nobody knows."""
    kinds = {
        1: ["担保公司"],
        2: ["商业银行"],
        3: ["担保公司", "商业银行"],
        4: ["担保公司", "未列明"],
        5: ["未列明"],
    }
    made = [
        (f"{deal}|{kind}", "published", [deal, "专项计划", "连带责任保证担保", f"{kind}一号", kind, *["十二个字的说明占一些位置"] * 6])
        for number, several in kinds.items() for deal in [f"D2023-{number:03d}"] for kind in several
    ]  # fmt: skip
    titles = ("项目编号", *WIDE)
    table = rows.Listed("enhancements", "增信措施", titles, ("text",) * len(titles), made)
    extension = ROOT / "_extensions" / "ipabs"
    theme = yaml.safe_load((extension / "theme.yml").read_text("utf-8"))
    page = rows.page([listed_deals(), table], "2024年第一季度", theme, extension)
    (sample_site / "editions/2024Q1/rows-enhanced.html").write_text(page, "utf-8")
    return "sample:editions/2024Q1/rows-enhanced.html"


@pytest.mark.parametrize(
    ("kind", "deals", "enhancements"),
    [("担保公司", ("001", "004"), 3), ("商业银行", ("002",), 1), ("担保公司、商业银行", ("003",), 2)],
)
def test_deals_stand_with_the_rows_of_their_enhancers(
    reader: Reader, enhanced: str, kind: str, deals: tuple[str, ...], enhancements: int
) -> None:
    asked = f"deals&发行日=2023-01-01..2023-12-31&enhancements.增信方类型={kind}&rows={len(deals)}"
    visit = reader.open(enhanced, hash=f"#in={quote(asked)}")
    shown = visit.page.locator("#deals tbody tr:not([hidden]) th").all_inner_texts()
    assert shown == [f"D2023-{number}" for number in deals]
    expect(visit.page.get_by_role("status")).to_have_text(
        f"发行日 2023-01-01至2023-12-31，增信方类型 {kind}：共{len(deals)}行"
        f"（项目47行中的{len(deals)}行，增信措施7行中的{enhancements}行）"
    )
    assert visit.complaints == []


@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_a_wide_table_scrolls_in_its_box(reader: Reader, enhanced: str, width: int) -> None:
    page = reader.open(enhanced, width=width).page
    assert page.evaluate("(window.scrollTo(500, 0), document.documentElement.scrollWidth)") == width
    assert page.evaluate("window.scrollX") == 0
    box = page.get_by_role("region", name="增信措施7行")
    box.focus()
    expect(box).to_be_focused()
    inner, whole = box.evaluate("e => [e.clientWidth, e.scrollWidth]")
    assert inner <= width and (whole > inner or width == 1920)
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert (box.evaluate("e => e.scrollLeft") > 0) == (whole > inner)
