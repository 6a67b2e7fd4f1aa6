"""Printed editions of several kinds, as the command publishes them: pages, text, structure, attachments, drawings."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pypdfium2
import pytest
import yaml

from ipabs.pages import check_pages, read_pages

ROOT = Path(__file__).parents[2]
PERIODS = ["2019Q1", "2020Q4", "2022Q3", "2024Q1"]
SECTIONS = ["知识产权金融政策", "业务模式", "市场运行情况", "发展趋势与风险"]
APPENDICES = ["关于本期数据", "数字溯源", "参考文献", "免责声明"]

pytestmark = pytest.mark.slow


class Edition:
    """One published edition."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name
        self.pdf = (folder / f"ipabs-{self.name}.pdf").read_bytes()
        self.record = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
        facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["facts"]
        self.facts = {fact["id"]: fact for fact in facts}

    @cached_property
    def text(self) -> str:
        """What PDFium's search sees."""
        pages = pypdfium2.PdfDocument(self.pdf)
        return "".join(page.get_textpage().get_text_range().replace("\r\n", "") for page in pages)

    @cached_property
    def other_text(self) -> str:
        """What pdfplumber copies."""
        with pdfplumber.open(io.BytesIO(self.pdf)) as document:
            return "".join((page.extract_text() or "").replace("\n", "") for page in document.pages)

    def open(self) -> pikepdf.Pdf:
        return pikepdf.open(io.BytesIO(self.pdf))

    @property
    def year(self) -> str:
        return str(int(self.name[:4]) - (not self.name.endswith("Q4")))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with the editions, built in a copy of the project."""
    root = tmp_path_factory.mktemp("editions").resolve()
    for name in ("notebooks", "report", "_extensions", "data"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "_quarto.yml", root)
    done = subprocess.run(
        [sys.executable, "-m", "ipabs", "build", *PERIODS, "--to", "pdf", "--assembler", "embedded"],
        cwd=root, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return root / "_site" / "editions"


@pytest.fixture(scope="module", params=PERIODS)
def edition(request: pytest.FixtureRequest, site: Path) -> Edition:
    return Edition(site / request.param)


def test_nothing_looks_wrong(edition: Edition) -> None:
    assert [str(finding) for finding in check_pages(read_pages(edition.pdf))] == []


def test_each_exhibit_s_csv_is_attached(edition: Edition) -> None:
    published = {f"data/{path.name}": path.read_bytes() for path in (edition.folder / "data").glob("*.csv")}
    with edition.open() as document:
        attached = {name: spec.get_file().read_bytes() for name, spec in document.attachments.items()}
        assert {str(spec.AFRelationship) for spec in document.Root.AF} == {"/Data"}
        assert len(document.Root.AF) == len(published)
    assert attached == published
    assert {"data/table-3.csv", "data/figure-6.csv", "data/list-events.csv"} <= attached.keys()
    assert all(len(list(csv.reader(io.StringIO(content.decode())))) >= 1 for content in attached.values())


def test_outline(edition: Edition) -> None:
    with edition.open() as document, document.open_outline() as outline:
        titles = [item.title for item in outline.root]
        below = {item.title: [child.title for child in item.children] for item in outline.root}
    assert [title.partition(" ")[2] or title for title in titles] == SECTIONS + APPENDICES
    assert titles[0].startswith("一 ")
    assert "（一） 发行概览" in below["三 市场运行情况"]


def test_tagged_with_language_and_title(edition: Edition) -> None:
    with edition.open() as document:
        assert bool(document.Root.MarkInfo.Marked)
        assert str(document.Root.Lang) == "zh-CN"
        assert str(document.docinfo["/Title"]) == f"知识产权 ABS 市场季报（{edition.record['title']}）"
        assert str(document.Root.ViewerPreferences.get("/DisplayDocTitle", True)).lower() == "true"
        metadata = document.open_metadata()
        assert metadata["pdfaid:part"] == "3" and metadata["pdfaid:conformance"].upper() == "A"
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        kinds = {str(element.S) for element in elements(document)}
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/Figure", "/Caption", "/TOC"} <= kinds


def test_each_figure_has_its_own_text_alternative(edition: Edition) -> None:
    figures = len(list((edition.folder / "data").glob("figure-*.csv")))
    with edition.open() as document:
        alts = [str(element.get("/Alt", "")) for element in elements(document) if element.S == "/Figure"]
    assert len(alts) == figures == 11
    assert all(len(alt) > 20 for alt in alts) and len(set(alts)) == figures
    assert all(alt.endswith("。") for alt in alts)


def elements(document: pikepdf.Pdf) -> Iterator[Any]:
    waiting = [document.Root.StructTreeRoot.K]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(node)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield node
            if "/K" in node:
                waiting.append(node.K)


def needles(edition: Edition) -> list[str]:
    found = [figure["number"] + figure["unit"] for figure in edition.record["headline"]]
    found += [edition.facts[f"issuance.{name}.{edition.year}"]["display"] for name in ("size", "deals")]
    found += ["AAAsf 级", "知识产权 ABS", f"{edition.year}年"]
    months = {"1": "1—3月", "2": "上半年", "3": "前三季度"}.get(edition.name[-1])
    return [*found, f"{edition.name[:4]}年{months}"] if months else found


def test_numbers_are_found_and_copied_whole(edition: Edition) -> None:
    for text in (edition.text, edition.other_text):
        assert [needle for needle in needles(edition) if needle not in text] == []
    assert not set(edition.text) & {"\u2060", "\u200b", "\u00ad"}


def test_what_the_commission_names_is_found_in_the_newest_edition(site: Path) -> None:
    newest = Edition(site / "2024Q1")
    for text in (newest.text, newest.other_text):
        assert all(needle in text for needle in ("13.18亿元", "AAAsf", "2024年1—3月"))


def test_nearly_every_amount_is_one_word(edition: Edition) -> None:
    """PDFium takes a stretched gap for a space now and then: at most one in a hundred."""
    whole = len(re.findall(r"[0-9.]+(?:亿元|个月|单|家)", edition.text))
    parted = re.findall(r"[0-9.]+ +(?:亿元|个月|单|家)", edition.text)
    assert whole > 50
    assert len(parted) <= 0.01 * whole, parted


def test_figures_of_the_cover_and_the_margin_are_copied_with_their_units(edition: Edition) -> None:
    """As PDFium reads them; pdftotext too, which parts sizes that differ by more than 60 % and gaps over a tenth."""
    cover = pypdfium2.PdfDocument(edition.pdf)[0].get_textpage().get_text_range()
    assert all(figure["number"] + figure["unit"] in cover for figure in edition.record["headline"])
    for page in read_pages(edition.pdf):
        for line in page.lines:
            for number, unit in pairwise(line.runs):
                if number.size > 16 and number.text[-1].isdigit() and 0 < unit.size < 11:
                    assert unit.size / number.size > 0.4
                    # From the ink of the last digit, which ends a little before its square.
                    assert unit.left - number.right < 0.15 * number.size


def test_the_last_appendices_stand_on_one_page(edition: Edition) -> None:
    last = read_pages(edition.pdf)[-1]
    heads = "".join(line.text for line in last.lines if abs(line.size - 18) < 0.2)
    assert "参考文献" in heads and "免责声明" in heads


def test_an_exhibit_stands_no_more_than_two_pages_after_its_first_mention(edition: Edition) -> None:
    captions: dict[str, int] = {}
    mentions: dict[str, int] = {}
    for page in read_pages(edition.pdf)[3:]:
        for line in page.lines:
            text = line.text.replace("\u00a0", " ")
            for found in re.finditer(r"[图表] ?\d{1,2}?(?=20\d\d|\D|$)", text):
                name = found[0].replace(" ", "")
                if "Serif" in line.font:
                    mentions.setdefault(name, page.number)
                elif found.start() == 0 and abs(line.size - 9) < 0.2:
                    captions.setdefault(name, page.number)
    assert len(captions) >= 13
    del mentions["图7"]  # an early pointer to a later section
    far = {name: (mentions[name], at) for name, at in captions.items() if name in mentions}
    assert all(0 <= at - mentioned <= 2 for mentioned, at in far.values()), far


def test_only_the_theme_s_fonts_embedded(edition: Edition) -> None:
    fonts = {font for page in read_pages(edition.pdf) for font in page.fonts}
    assert all(embedded for _, embedded in fonts)
    theme = yaml.safe_load((ROOT / "_extensions/ipabs/theme.yml").read_text(encoding="utf-8"))["fonts"]
    families = {family.replace(" ", "").replace("CJKSC", "CJKsc") for family in theme.values()}
    assert {name.split("-")[0] for name, _ in fonts} == families


def test_figures_are_vectors_with_their_text_as_text(edition: Edition) -> None:
    assert all(page.images == 0 for page in read_pages(edition.pdf))
    with edition.open() as document:
        assert not [
            each
            for each in document.objects
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
        ]
    assert "发行单数（左轴：单）" in edition.text
