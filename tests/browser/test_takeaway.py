"""What a reader takes away of tables and figures, and what charts let them choose."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from .conftest import Reader
from .test_edition import hover_category, see_all

EDITION = "editions/2024Q1/index.html"


def more(page: Page, label: str, entry: str) -> None:
    figure = page.locator(f"#{label}")
    figure.scroll_into_view_if_needed()
    figure.locator(".more > button").click()
    figure.locator(".more-menu").get_by_text(entry, exact=True).click()


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("fig-issuance-deals", "图 3 知识产权 ABS 发行单数及其占资产证券化产品全市场发行单数的比例"),
        ("tbl-originators", "表 3 2022年及2023年知识产权 ABS 发行规模前五大发起机构"),
    ],
)
def test_every_exhibit_has_a_citation(reader: Reader, online: str, label: str, name: str) -> None:
    page = reader.open(f"{online}{EDITION}").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    holders = page.locator("figure.exhibit").count()
    assert page.locator("figure.exhibit .more-menu").get_by_text("复制引用").count() == holders >= 7
    more(page, label, "复制引用")
    expect(page.get_by_role("status")).to_have_text("已复制引用")
    copied = page.evaluate("navigator.clipboard.readText()").replace("\u00a0", " ")
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    title = f"知识产权 ABS 市场运行情况及发展趋势：2024年第一季度：{name}"
    assert copied == f"结构融资研究. {title}[R/OL]. (2024-03-31)[{today}]. {online}{EDITION}#{label}."


@pytest.mark.parametrize(
    "label", ["fig-issuance-deals", "fig-structure-loan", "tbl-originators", "tbl-tenor"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_exhibit_copies_as_a_picture(reader: Reader, online: str, label: str, scheme: str) -> None:
    visit = reader.open(f"{online}{EDITION}", scheme=scheme)
    page = visit.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    more(page, label, "复制图片")
    expect(page.get_by_role("status")).to_have_text("已复制图片")
    data = page.evaluate(
        "navigator.clipboard.read().then(items => items[0].getType('image/png')).then(blob => new Promise(done => {"
        " const reader = new FileReader(); reader.onload = () => done(reader.result); reader.readAsDataURL(blob); }))"
    )
    with Image.open(io.BytesIO(base64.b64decode(data.partition(",")[2]))) as opened:
        picture = opened.convert("RGB")
    assert picture.width == 2 * (704 + 48) and picture.height > 500
    total = picture.width * picture.height
    counts = {colour: count / total for count, colour in picture.getcolors(total) or []}
    assert 0.6 < counts[(255, 255, 255)] < 0.99
    # A rule, a bar or letters reach into every quarter of its height, caption and source included.
    dark = picture.convert("L").point(lambda value: 255 if value < 160 else 0)
    for number in range(4):
        top = picture.height * number // 4
        assert dark.crop((0, top, picture.width, top + picture.height // 4)).getbbox() is not None
    assert page.evaluate("document.documentElement.dataset.theme") is None
    assert visit.complaints == []


@pytest.mark.parametrize("label", ["fig-issuance-deals", "tbl-originators"])
def test_an_exhibit_copies_as_csv(reader: Reader, online: str, label: str, sample_site) -> None:  # type: ignore[no-untyped-def]
    page = reader.open(f"{online}{EDITION}").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    more(page, label, "复制数据")
    expect(page.get_by_role("status")).to_have_text("已复制数据（CSV）")
    file = page.locator(f"#{label} .exhibit-tools a[download]").get_attribute("href")
    text = (sample_site / "editions" / "2024Q1" / str(file)).read_text("utf-8")
    assert page.evaluate("navigator.clipboard.readText()") == text


def test_the_menu_is_reached_and_left_by_keyboard(reader: Reader) -> None:
    page = reader.open().page
    button = page.get_by_role("button", name="图 3的更多操作")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="复制引用：图 3（GB/T 7714）")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_a_series_is_switched_off_and_on(reader: Reader) -> None:
    page = reader.open().page
    figure = page.locator("#fig-issuance-deals")
    figure.scroll_into_view_if_needed()
    switch = figure.get_by_role("button", name="发行单数（左轴：单）")
    figure.locator(".ipabs-live svg").wait_for()
    bars = figure.locator('.ipabs-live path[fill="#14375E"]')
    assert bars.count() >= 4
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    expect(bars).to_have_count(0)
    page.locator("#theme-switch").click()
    expect(figure.locator('.ipabs-live path[fill="#8FBDEC"]')).to_have_count(0)
    page.locator("#theme-switch").click()
    switch.focus()
    page.keyboard.press("Enter")
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(bars.first).to_be_attached()


def test_a_long_series_is_zoomed_and_its_tooltip_still_answers(reader: Reader) -> None:
    visit = reader.open()
    page = visit.page
    see_all(page)
    assert page.locator("#fig-issuance-deals .spans").count() == 0
    figure = page.locator("#fig-trend-rolling")
    figure.scroll_into_view_if_needed()
    shown = (
        "() => { const c = echarts.getInstanceByDom(document.querySelector('#fig-trend-rolling .ipabs-live'));"
        " const z = c.getOption().dataZoom[0]; return z.endValue - z.startValue + 1; }"
    )
    assert page.evaluate(shown) == 17
    figure.get_by_role("button", name="近8季").click()
    expect(figure.get_by_role("button", name="近8季")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(shown) == 8
    expect(figure.locator(".ipabs-live svg text", has_text="2021年")).to_have_count(0)
    hover_category(page, "fig-trend-rolling", 16)
    expect(figure.locator(".tip")).to_contain_text("2024年Q1")
    expect(figure.locator(".tip")).to_contain_text("亿元")
    figure.get_by_role("button", name="全部").click()
    expect(figure.locator(".ipabs-live svg text", has_text="2021年")).to_have_count(1)
    assert visit.complaints == []
