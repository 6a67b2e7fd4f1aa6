"""Search over all editions, as a reader uses it."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from .conftest import Reader

BOTH = ["2024年第一季度", "2023年第四季度"]


@pytest.mark.parametrize(
    "word", ["质押", "知识产权", "小额贷款", "AAAsf", "中小担小额贷款", "78.85亿元", "aaasf"]
)
def test_a_word_is_found_in_every_edition_newest_first(reader: Reader, online: str, word: str) -> None:
    visit = reader.open(f"{online}index.html")
    page = visit.page
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(word)
    expect(page.get_by_role("status")).to_contain_text(f"“{word}”见于2期")
    expect(page.locator(".found-list h3")).to_have_text(BOTH)
    marked = page.locator(".found-list mark").all_inner_texts()
    assert marked and any("".join(text.split()).lower() == word.lower() for text in marked)
    assert visit.complaints == []
    assert [url for url in visit.requests if not url.startswith(online)] == []


def test_a_result_leads_to_the_place(reader: Reader, online: str) -> None:
    page = reader.open(f"{online}index.html?q={quote('中小担小额贷款')}").page
    page.locator(".found-place a").first.click()
    assert "/editions/2024Q1/index.html#" in page.url
    expect(page.locator(f"#{page.url.split('#')[1]}")).to_be_in_viewport()


def test_every_place_of_an_edition_is_shown_once(reader: Reader, online: str) -> None:
    page = reader.open(f"{online}index.html?q={quote('小额贷款')}").page
    newest = page.locator(".found-list > li").first
    newest.locator(".found-place").first.wait_for()
    titles = newest.locator(".found-place a").all_inner_texts()
    assert len(titles) >= 2 and len(set(titles)) == len(titles)
    assert any("发起机构" in title for title in titles)
    for place in newest.locator(".found-text").all():
        assert "小额贷款" in "".join(place.inner_text().split())


def test_what_is_nowhere_is_said_so_and_the_list_comes_back(reader: Reader, online: str) -> None:
    page = reader.open(f"{online}index.html").page
    field = page.get_by_role("searchbox")
    field.fill("龘靐齉")
    expect(page.get_by_role("status")).to_contain_text("没有找到“龘靐齉”")
    page.get_by_role("button", name="返回各期列表").click()
    expect(page.locator(".latest h2")).to_be_visible()
    expect(page.locator("#found")).to_be_hidden()
    expect(field).to_be_focused()


@pytest.mark.parametrize(
    "words", ["2024年1—3月", "2024年1-3月", "AA+sf", "3.00%（不含）~3.30%（含）", "“小额贷款”"]
)
def test_what_stands_there_with_its_marks_is_found_as_it_stands(
    reader: Reader, online: str, words: str
) -> None:
    page = reader.open(f"{online}index.html?q={quote(words)}").page
    expect(page.get_by_role("status")).to_contain_text(f"“{words}”见于")
    expect(page.locator(".found-list mark").first).to_be_visible()


@pytest.mark.parametrize("words", ["不存在的词语xyz", "无此机构有限公司"])
def test_what_only_shares_characters_is_not_found(reader: Reader, online: str, words: str) -> None:
    page = reader.open(f"{online}index.html?q={quote(words)}").page
    expect(page.get_by_role("status")).to_contain_text(f"没有找到“{words}”")
    expect(page.locator(".found-list > li")).to_have_count(0)


def test_a_label_in_the_margin_does_not_run_into_the_text(reader: Reader, online: str) -> None:
    page = reader.open(f"{online}index.html?q={quote('前五大发起机构占')}").page
    expect(page.locator(".found-text").first).to_contain_text("发行规模 · 2023年共有")


def test_words_apart_are_found_as_such(reader: Reader, online: str) -> None:
    page = reader.open(f"{online}index.html?q={quote('质押 利率')}").page
    expect(page.get_by_role("status")).to_contain_text("没有原样的“质押 利率”；以下2期含有其中的字词")


def test_markup_in_a_query_stays_text(reader: Reader, online: str) -> None:
    visit = reader.open(f"{online}index.html?q={quote('<img src=x onerror=alert(1)>质押')}")
    expect(visit.page.get_by_role("status")).to_contain_text("<img src=x")
    assert visit.page.locator("#found img").count() == 0


def test_an_edition_asks_the_archive(reader: Reader, online: str) -> None:
    page = reader.open(f"{online}editions/2024Q1/index.html").page
    page.keyboard.press("/")
    page.keyboard.type("小额贷款")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("“小额贷款”见于2期")
    expect(page.get_by_role("searchbox")).to_have_value("小额贷款")


def test_on_a_phone_the_contents_lead_to_the_search(reader: Reader, online: str) -> None:
    page = reader.open(f"{online}editions/2024Q1/index.html", width=390, height=844).page
    page.locator(".bar .contents-open").click()
    page.get_by_role("link", name="搜索各期").click()
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_opened_from_a_disk_it_says_why_it_does_not_search(reader: Reader) -> None:
    visit = reader.open("sample:index.html")
    visit.page.get_by_role("searchbox").fill("质押")
    expect(visit.page.get_by_role("status")).to_have_text(
        "直接从磁盘打开的页面不能搜索：请通过网络服务器打开本站。"
    )
    assert visit.complaints == []


def test_without_an_index_it_says_so(reader: Reader, online: str) -> None:
    page = reader.open(f"{online}index.html").page
    page.route("**/pagefind/**", lambda route: route.abort())
    page.get_by_role("searchbox").fill("质押")
    expect(page.get_by_role("status")).to_contain_text("搜索索引没有载入")
