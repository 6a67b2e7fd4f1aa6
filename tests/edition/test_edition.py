"""The whole way: what the ledger holds is what the facts, the tables, the page and the PDF print."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pdfplumber
import pikepdf
import pytest
import yaml

from ipabs.edition import open_edition
from ipabs.facts import all_facts

from .conftest import OTHER_SIZE, ROOT, BuiltEdition

pytestmark = pytest.mark.slow

PRINTED = yaml.safe_load((ROOT / "data/published/2024Q1.yaml").read_text(encoding="utf-8"))
FIGURES = [item for topic in PRINTED.values() if isinstance(topic, list) for item in topic]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure["id"])
def test_each_printed_figure_is_in_facts_json(edition: BuiltEdition, figure: dict[str, str]) -> None:
    fact = edition.facts[figure["id"]]
    assert fact["text"] == figure["printed"]
    assert fact.get("direction") == figure.get("sign") or "sign" not in figure


def test_the_printed_figures_are_read_by_a_reader_of_page_and_pdf(edition: BuiltEdition) -> None:
    # The publication's own sentences, unit included (section 3).
    for words in ("47单", "78.85亿元", "23.23%", "13.18亿元", "24.33%", "61.69亿元", "62.82亿元", "92.77%"):
        assert words in edition.html
        assert words in edition.pdf


def test_facts_come_from_the_notebooks_and_equal_the_library(edition: BuiltEdition) -> None:
    computed = {fact.id: fact.to_json() for fact in all_facts(open_edition("2024Q1", ROOT / "data"))}
    assert computed.keys() == edition.facts.keys()
    assert json.loads(json.dumps(computed)) == edition.facts


def test_table_3_is_the_publication_s(edition: BuiltEdition) -> None:
    table = edition.table("table-3").astype(str)
    text = table.to_csv(index=False)
    for year in (2023, 2022):
        for name, deals, size, share in PRINTED["table_3"][year]:
            if name != "合计":
                assert re.search(rf"{name}.*\b{deals}\b.*{size}.*{share}", text), name


def test_each_exhibit_has_its_data(edition: BuiltEdition) -> None:
    names = {path.name for path in (edition.folder / "data").iterdir()}
    assert {f"table-{n}.csv" for n in range(1, 6)} | {f"figure-{n}.csv" for n in range(1, 12)} <= names


def test_exhibits_are_numbered_and_referred_to(edition: BuiltEdition) -> None:
    labels = re.findall(r'<figure id="((?:fig|tbl)-[\w-]+)"', edition.html)
    assert [label.split("-")[0] for label in labels].count("tbl") == 5
    for label in labels:
        assert f'href="#{label}" class="quarto-xref"' in edition.html, label
    for number in range(1, 12):
        assert f"图{number}" in edition.pdf
    for number in range(1, 6):
        assert f"表{number}" in edition.pdf


def test_the_manifest_holds(edition: BuiltEdition) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "ipabs", "verify", edition.folder], cwd=ROOT, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stdout


def test_nothing_is_asked_of_another_server(edition: BuiltEdition) -> None:
    addresses: list[str] = []

    class Addresses(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            wanted = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src"}.get(
                tag
            )
            addresses.extend(value or "" for name, value in attrs if name == wanted)

    Addresses().feed(edition.html)
    assert addresses
    assert not [address for address in addresses if re.match(r"(?:[a-z]+:)?//", address)]


def test_the_pdf_has_fonts_outline_language_and_searchable_text(edition: BuiltEdition) -> None:
    for words in ("知识产权", "13.18亿元", "AAAsf", "2024年1—3月"):
        assert words in edition.pdf, words
    with pikepdf.open(edition.folder / "ipabs-2024Q1.pdf") as pdf:
        assert len(pdf.pages) >= 15
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
        assert any("知识产权金融政策" in title for title in titles)
        assert str(pdf.Root.Lang).startswith("zh")
        for page in pdf.pages:
            for font in page.Resources.get("/Font", {}).values():
                described = font.DescendantFonts[0] if "/DescendantFonts" in font else font
                descriptor = described.FontDescriptor
                assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_each_footnote_stands_on_the_page_of_its_mark(edition: BuiltEdition) -> None:
    with pdfplumber.open(edition.folder / "ipabs-2024Q1.pdf") as pdf:
        pages = [page.extract_text() or "" for page in pdf.pages]
    for sign in "①②":
        # The mark in the text, and the note below it.
        assert [page.count(sign) for page in pages if sign in page] == [2], sign


def test_reconstructed_rows_are_announced(edition: BuiltEdition) -> None:
    assert "重构样本" in edition.html
    assert edition.pdf.count("本期台账含重构样本") >= 15


def test_another_ledger_gives_its_own_figures_everywhere(other: BuiltEdition, edition: BuiltEdition) -> None:
    deals = pd.read_csv(ROOT / "data/deals.csv", dtype=str, keep_default_na=False)
    inside = (
        (deals["wind_ip"] == "true")
        | (deals["internal"] == "true")
        | deals["name"].str.contains("知识产权|专利")
    )
    year = deals[inside & deals["issued_on"].str.startswith("2023")]
    size = year["size_yuan"].astype(int).sum() + OTHER_SIZE
    printed = f"{round(size / 1e8 + 1e-9, 2):.2f}"
    assert other.facts["issuance.deals.2023"]["text"] == str(len(year) + 1) == "48"
    assert other.facts["issuance.size.2023"]["text"] == printed
    assert other.facts["originators.count.2023"]["text"] == "22"
    assert (
        other.facts["senior.aaa.coupon.modal_band"]["text"]
        != edition.facts["senior.aaa.coupon.modal_band"]["text"]
    )
    first = other.table("table-3").iloc[0].astype(str)
    assert "测试融资租赁有限公司" in set(first)
    for words in ("48单", f"{printed}亿元", "测试融资租赁有限公司", "76.54"):
        assert words in other.html, words
        assert words in other.pdf, words
    for gone in ("2023年共发行47单", "78.85亿元"):
        assert gone not in other.pdf


def test_an_unchanged_ledger_gives_the_same_bytes(edition: BuiltEdition, tmp_path: Path) -> None:
    from .conftest import run_build

    again = run_build(edition.data, tmp_path)
    for path in sorted(edition.folder.rglob("*")):
        if path.is_file():
            assert (again.folder / path.relative_to(edition.folder)).read_bytes() == path.read_bytes(), (
                path.name
            )
