"""The printed edition as a whole: text, fonts, structure, attachments, pages."""

from __future__ import annotations

import io
from typing import Any

import pdfplumber
import pikepdf
import pypdfium2
import pytest

from ipabs.pages import check_pages, read_pages

NEEDLES = (
    "知识产权",
    "13.18亿元",
    "AAAsf",
    "AA+sf",
    "2024年1—3月",
    "AAAsf 级占92.77%",
    "AA+sf 级占6.72%",
    "增长23.23%",
)


@pytest.fixture(scope="module")
def texts(edition: Any) -> list[str]:
    document = pypdfium2.PdfDocument(edition.pdf)
    return [page.get_textpage().get_text_range().replace("\r\n", "") for page in document]


@pytest.fixture(scope="module")
def copied(edition: Any) -> str:
    """Text as pdfplumber copies it."""
    with pdfplumber.open(io.BytesIO(edition.pdf)) as document:
        return "".join((page.extract_text() or "").replace("\n", "") for page in document.pages)


def test_compiles_to_the_standards_without_warnings(edition: Any) -> None:
    assert edition.warnings == []


def test_nothing_looks_wrong(edition: Any) -> None:
    assert [str(finding) for finding in check_pages(read_pages(edition.pdf))] == []


@pytest.mark.parametrize("needle", NEEDLES)
def test_text_is_found_by_two_readers(texts: list[str], copied: str, needle: str) -> None:
    assert needle in "".join(texts)
    assert needle in copied


def test_no_hidden_characters(texts: list[str]) -> None:
    assert not set("".join(texts)) & {"\u2060", "\u200b"}


def test_only_the_theme_s_fonts_embedded(edition: Any) -> None:
    fonts = {font for page in read_pages(edition.pdf) for font in page.fonts}
    assert all(embedded for _, embedded in fonts)
    assert {name.split("-")[0] for name, _ in fonts} <= {
        "NotoSansCJKsc", "NotoSerifSC", "LibertinusSerif", "DejaVuSansMono",
    }  # fmt: skip


def test_page_of_pages_and_footer_pointer(texts: list[str]) -> None:
    assert f"7 / {len(texts)}" in texts[6]
    assert all("见“关于本期数据”" in text for text in texts[1:])


def test_structure(edition: Any) -> None:
    with pikepdf.open(io.BytesIO(edition.pdf)) as document:
        root = document.Root
        assert str(root.Lang) in ("zh", "zh-CN")
        assert bool(root.MarkInfo.Marked)
        with document.open_outline() as outline:
            titles = [item.title for item in outline.root]
        assert any("市场运行情况" in title for title in titles)
        assert not any("\u2060" in title for title in titles)
        info = document.docinfo
        assert str(info["/Title"]) == "知识产权 ABS 市场季报（2024年第一季度）"
        assert str(info["/Author"]) == "结构融资研究"
        assert "知识产权" in str(info["/Keywords"])


def test_csv_is_attached(edition: Any) -> None:
    with pikepdf.open(io.BytesIO(edition.pdf)) as document:
        names = list(document.attachments)
        assert any(name.endswith("figure-3.csv") for name in names)
        assert len(document.Root.AF) == 1


def test_continued_table_says_so(texts: list[str]) -> None:
    first = next(at for at, text in enumerate(texts) if "国家层面知识产权金融政策举例" in text and at > 1)
    assert "续表" not in texts[first]
    assert "续表 1" in texts[first + 1].replace("\u00a0", " ")
    assert "主要内容" in texts[first + 1]


def test_references_in_words(texts: list[str]) -> None:
    assert "政策重点见第三节与第三节（一），口径见附录“关于本期数据”" in "".join(texts)


def test_repeatable(render: Any, sample: Any, edition: Any) -> None:
    assert render(sample.page()).pdf == edition.pdf
