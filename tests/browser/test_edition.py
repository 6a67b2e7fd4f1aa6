"""The edition's page in a reader's hands: charts, numbers, theme, contents, tables."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import Reader

FACT = '.body p [data-fact="issuance.size.2023"]'


def hover_category(page: Page, label: str, index: int) -> None:
    """Move the mouse over the category `index` of a chart."""
    page.locator(f"#{label}").scroll_into_view_if_needed()
    live = page.locator(f"#{label} .ipabs-live")
    live.scroll_into_view_if_needed()
    box = live.bounding_box()
    assert box is not None
    x = page.evaluate(
        "([label, index]) => window.echarts.getInstanceByDom(document.querySelector(`#${label} .ipabs-live`))"
        ".convertToPixel({xAxisIndex: 0}, index)",
        [label, index],
    )
    page.mouse.move(box["x"] + x, box["y"] + box["height"] * 0.8)


def see_all(page: Page) -> None:
    """Scroll through the page, since charts are drawn where a reader comes near."""
    for figure in page.locator(".ipabs-chart:has(script.ipabs-option)").all():
        figure.scroll_into_view_if_needed()
        figure.locator(".ipabs-live svg").wait_for()


@pytest.mark.parametrize("narrow", [False, True])
def test_the_last_eight_quarters_begin_with_their_year(reader: Reader, narrow: bool) -> None:
    """A year is written under its first quarter, which may be out of sight."""
    page = reader.open().page
    labels = page.evaluate(
        """narrow => {
          const quarters = [...Array(13).keys()].map(at => [2021 + Math.floor(at / 4), at % 4 + 1]);
          const names = quarters.map(([year, number]) => `${year}年Q${number}`);
          const data = quarters.map(([year, number]) => `Q${number}` + (number === 1 ? `\\n${year}年` : ""));
          const axis = (data, show) => ({type: "category", data, axisLabel: {show}});
          const stored = {xAxis: [axis(names, false), axis(data, true)], series: []};
          return [window.ipabs.live(stored, narrow, 8), window.ipabs.live(stored, narrow)].map(o => o.xAxis[1].data);
        }""",
        narrow,
    )
    q, year = ("", "") if narrow else ("Q", "年")
    assert labels[0][5:8] == [f"{q}2\n2022{year}", f"{q}3", f"{q}4"]
    assert labels[1][4:7] == [f"{q}1\n2022{year}", f"{q}2", f"{q}3"]


def test_every_stored_chart_is_drawn(reader: Reader) -> None:
    page = reader.open().page
    stored = page.locator("script.ipabs-option").count()
    assert stored >= 3
    assert page.locator(".ipabs-live svg").count() < stored
    see_all(page)
    assert page.locator(".ipabs-live svg").count() == stored
    assert page.locator(".ipabs-live:has(svg path)").count() == stored
    assert page.locator(".ipabs-chart:has(.ipabs-live) .ipabs-static:visible").count() == 0
    names = page.locator(".ipabs-live").evaluate_all("all => all.map(e => e.getAttribute('aria-label'))")
    assert all(len(name) > 20 for name in names)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_tooltip_answers_beside_its_column(reader: Reader, width: int) -> None:
    visit = reader.open(width=width)
    page = visit.page
    hover_category(page, "fig-issuance-deals", 3)
    tip = page.locator("#fig-issuance-deals .tip")
    expect(tip).to_be_visible()
    for words in ("2023年", "发行单数", "47单", "＋12单", "%"):
        expect(tip).to_contain_text(words)
    tip_box = tip.bounding_box()
    assert tip_box is not None
    label = page.locator("#fig-issuance-deals .ipabs-live svg text", has_text="47").first.bounding_box()
    assert label is not None
    apart = (
        label["x"] + label["width"] <= tip_box["x"]
        or tip_box["x"] + tip_box["width"] <= label["x"]
        or label["y"] + label["height"] <= tip_box["y"]
    )
    assert apart and tip_box["x"] >= 0 and tip_box["x"] + tip_box["width"] <= width
    assert visit.complaints == []


def test_charts_take_the_colours_of_the_theme(reader: Reader) -> None:
    visit = reader.open()
    page = visit.page
    page.locator("#fig-issuance-deals").scroll_into_view_if_needed()
    page.locator("#fig-issuance-deals .ipabs-live svg").wait_for()
    bars = page.locator('#fig-issuance-deals .ipabs-live path[fill="#14375E"]')
    assert bars.count() >= 4
    page.locator("#theme-switch").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    expect(page.locator('#fig-issuance-deals .ipabs-live path[fill="#8FBDEC"]').first).to_be_attached()
    assert bars.count() == 0
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("#theme-switch")).to_have_text("浅色")
    assert visit.complaints == []


def test_charts_follow_the_width(reader: Reader) -> None:
    page = reader.open().page
    page.locator("#fig-issuance-deals").scroll_into_view_if_needed()
    drawing = page.locator("#fig-issuance-deals .ipabs-live svg")
    assert drawing.get_attribute("width") == "704"
    page.set_viewport_size({"width": 390, "height": 844})
    expect(drawing).to_have_attribute("width", "350")
    expect(page.locator("#fig-issuance-deals .ipabs-live svg text", has_text="2020").first).to_have_text(
        "2020"
    )


def test_a_chart_has_a_table(reader: Reader) -> None:
    page = reader.open().page
    figure = page.locator("#fig-issuance-deals")
    figure.scroll_into_view_if_needed()
    figure.locator(".ipabs-live svg").wait_for()
    figure.get_by_role("button", name="表", exact=True).click()
    expect(figure.locator(".ipabs-chart-table table")).to_be_visible()
    expect(figure.locator(".ipabs-live")).to_be_hidden()
    expect(figure.get_by_role("button", name="表", exact=True)).to_have_attribute("aria-pressed", "true")
    figure.get_by_role("button", name="图", exact=True).click()
    expect(figure.locator(".ipabs-live svg")).to_be_visible()


@pytest.mark.parametrize("label", ["fig-issuance-deals", "fig-structure-loan"])
def test_a_figure_downloads_as_a_drawing_of_its_own(reader: Reader, label: str) -> None:
    page = reader.open().page
    with page.expect_download() as waiting:
        page.locator(f"#{label} [data-do=svg]").click()
    assert waiting.value.suggested_filename == f"2024Q1-{label}.svg"
    text = waiting.value.path().read_text(encoding="utf-8")
    assert text.startswith("<svg") and "xmlns" in text and "var(--" not in text and "<text" in text


@pytest.mark.parametrize("how", ["click", "Enter", "Space"])
def test_a_number_opens_where_it_comes_from(reader: Reader, how: str) -> None:
    visit = reader.open()
    page = visit.page
    number = page.locator(FACT).first
    if how == "click":
        number.click()
    else:
        number.focus()
        page.keyboard.press(how)
    box = page.get_by_role("dialog", name="2023年发行规模")
    expect(box).to_be_visible()
    for words in ("78.85", "亿元", "issuance.size.2023", "定义", "公式", "取整", "47行"):
        expect(box).to_contain_text(words)
    assert number.get_attribute("aria-expanded") == "true"
    above, below = number.bounding_box(), box.bounding_box()
    assert above is not None and below is not None
    assert below["y"] >= above["y"] + above["height"] or below["y"] + below["height"] <= above["y"]
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(number).to_be_focused()
    assert visit.complaints == []


def test_a_click_outside_closes_and_another_number_takes_over(reader: Reader) -> None:
    page = reader.open().page
    page.locator(FACT).first.click()
    page.locator('.body p [data-fact="issuance.deals.2023"]').first.click()
    expect(page.get_by_role("dialog")).to_have_count(1)
    expect(page.get_by_role("dialog")).to_contain_text("2023年发行单数")
    page.locator("h2").first.click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_rows_and_citation(reader: Reader) -> None:
    page = reader.open().page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(FACT).first.click()
    box = page.get_by_role("dialog")
    box.get_by_role("button", name="查看47行明细").click()
    expect(box.locator(".provenance-rows li")).to_have_count(47)
    expect(box).to_contain_text("公开13行，重构34行")
    expect(box.locator(".provenance-rows li").nth(12)).to_have_text("D2023-013公开")
    expect(box.locator(".provenance-rows li").nth(13)).to_have_text("D2023-014重构")
    box.get_by_role("button", name="复制引用").click()
    expect(page.get_by_role("status")).to_have_text("已复制引用")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "[R/OL]. (2024-03-31)[" in copied and copied.endswith("#fact=issuance.size.2023.")


def test_a_row_leads_to_the_ledgers_row(reader: Reader) -> None:
    page = reader.open().page
    page.locator(FACT).first.click()
    page.get_by_role("button", name="查看47行明细").click()
    page.get_by_role("link", name="D2023-014").click()
    expect(page.locator("tr:target")).to_contain_text("样本产品14")
    expect(page.locator("tr:target")).to_be_in_viewport()
    expect(page.locator("tr:target td").first).to_have_text("重构")


def test_a_screen_reader_hears_a_dialog_with_a_name(reader: Reader) -> None:
    page = reader.open().page
    number = page.locator(FACT).first
    assert number.get_attribute("aria-haspopup") == "dialog"
    number.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="2023年发行规模")).to_be_visible()
    expect(page.get_by_role("button", name="关闭")).to_be_focused()


def test_the_address_of_a_number_opens_it(reader: Reader) -> None:
    page = reader.open(hash="#fact=issuance.size.2023").page
    expect(page.get_by_role("dialog", name="2023年发行规模")).to_be_visible()
    expect(page.locator(FACT).first).to_be_in_viewport()


def test_on_a_phone_the_box_is_a_sheet_at_the_foot(reader: Reader) -> None:
    page = reader.open(width=390, height=844).page
    page.locator(FACT).first.click()
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390) and abs(box["y"] + box["height"] - 844) < 1
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_paragraph_copies_with_its_numbers(reader: Reader) -> None:
    page = reader.open().page
    copied = page.locator("p", has=page.locator('[data-fact="issuance.size.2023.yoy"]')).first.evaluate(
        "p => { const r = document.createRange(); r.selectNodeContents(p); const s = getSelection();"
        " s.removeAllRanges(); s.addRange(r); return s.toString(); }"
    )
    assert "发行规模78.85亿元，同比增长23.23%。2024年1—3月发行9单、13.18亿元" in copied


@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_no_line_begins_with_a_closing_mark(reader: Reader, width: int) -> None:
    page = reader.open(width=width).page
    begun = page.evaluate(
        """() => { const found = [];
        for (const p of document.querySelectorAll('.body p')) {
          const left = p.getBoundingClientRect().left;
          const walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT); let node;
          while ((node = walk.nextNode())) for (let i = 0; i < node.length; i++)
            if ('。，、；：！？）》」”'.includes(node.data[i])) {
              const range = document.createRange(); range.setStart(node, i); range.setEnd(node, i + 1);
              const box = range.getBoundingClientRect();
              if (box.width && box.left >= left && box.left < left + 3) found.push(p.textContent.slice(0, 30));
            }
        } return found; }"""
    )
    assert begun == []


def test_the_contents_mark_the_place(reader: Reader) -> None:
    page = reader.open().page
    page.locator("#sec-originators").evaluate("e => e.scrollIntoView()")
    here = page.locator("#contents a[aria-current]")
    expect(here).to_have_text("（二）发起机构")
    expect(page.locator("#contents a.within")).to_have_text("三、市场运行情况")
    expect(page.locator("#contents")).to_be_in_viewport()


def test_on_a_phone_the_contents_are_a_sheet(reader: Reader) -> None:
    page = reader.open(width=390, height=844).page
    expect(page.locator("#contents")).to_be_hidden()
    opener = page.locator(".bar .contents-open")
    opener.click()
    expect(page.locator("#contents")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#contents")).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    page.locator("#contents a", has_text="发起机构").click()
    expect(page.locator("#contents")).to_be_hidden()
    expect(page.locator("#sec-originators h2")).to_be_in_viewport()
    expect(page.locator(".contents-place")).to_have_text("三、市场运行情况　（二）发起机构")


def test_on_a_phone_two_periods_are_shown_one_at_a_time(reader: Reader) -> None:
    page = reader.open(width=390).page
    table = page.locator("#tbl-originators")
    expect(table.get_by_role("button", name="2023年")).to_have_attribute("aria-pressed", "true")
    expect(table.get_by_text("29.79")).to_be_visible()
    expect(table.get_by_text("20.30")).to_be_hidden()
    table.get_by_role("button", name="2022年").click()
    expect(table.get_by_text("20.30")).to_be_visible()
    expect(table.get_by_text("29.79")).to_be_hidden()
    scroll = table.locator(".exhibit-scroll")
    assert scroll.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_on_a_wide_screen_names_of_companies_stay_on_one_line(reader: Reader) -> None:
    page = reader.open(width=1280).page
    heights = page.locator("#tbl-originators tbody tr").evaluate_all("rows => rows.map(r => r.offsetHeight)")
    assert max(heights) - min(heights) <= 2 and max(heights) < 45


def test_old_editions_point_to_newer_ones(reader: Reader) -> None:
    newest = reader.open().page
    expect(newest.locator("#newer")).to_be_hidden()
    expect(newest.locator("#neighbours a[rel=prev]")).to_contain_text("2023年第四季度")
    older = reader.open("sample:editions/2023Q4/index.html").page
    expect(older.locator("#newer")).to_contain_text("2024年第一季度")
    older.locator("#newer a").click()
    expect(older).to_have_url(reader.resolve("sample:editions/2024Q1/index.html"))
