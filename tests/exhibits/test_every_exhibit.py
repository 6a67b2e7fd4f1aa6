"""What holds of every exhibit, on the shipped ledger, a small one and an empty one."""

from __future__ import annotations

import importlib.util
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from lxml import etree, html

from ipabs.edition import Edition
from ipabs.exhibits.exhibit import EXHIBIT_MIME, Exhibit

_SPEC = importlib.util.spec_from_file_location("every_exhibit", Path(__file__).with_name("every.py"))
assert _SPEC and _SPEC.loader
_EVERY = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_EVERY)
EXHIBITS = _EVERY.EXHIBITS
_MADE: dict[tuple[str, str], Exhibit] = {}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=sorted(EXHIBITS))
def label(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["edition", "small", "nothing"])
def exhibit(label: str, request: pytest.FixtureRequest) -> Exhibit:
    key = (label, request.param)
    if key not in _MADE:
        made: Edition = request.getfixturevalue(request.param)
        _MADE[key] = EXHIBITS[label](made)
    return _MADE[key]


def test_words_and_renderings(label: str, exhibit: Exhibit) -> None:
    assert exhibit.label == label
    assert exhibit.caption and exhibit.source
    assert len(exhibit.alt) > 8 and exhibit.alt.endswith("。")
    assert exhibit.basis in ("published", "reconstructed", "illustrative", "mixed")
    assert "联合资信" not in exhibit.source
    assert (exhibit.svg is not None) == label.startswith("fig-")
    assert (exhibit.markdown is not None) == (not label.startswith("fig-"))
    record = exhibit.bundle()[EXHIBIT_MIME]
    assert record["kind"] == ("figure" if label.startswith("fig-") else "table")
    assert len(pd.read_csv(io.StringIO(record["csv"]))) == len(exhibit.data)


def test_html_is_well_formed_and_needs_no_inline_style(exhibit: Exhibit) -> None:
    parser = etree.HTMLParser(recover=False, huge_tree=True)
    text = re.sub(r"<svg.*?</svg>", "<span></span>", exhibit.html, flags=re.S)
    etree.fromstring(f"<!doctype html><html><body>{text}</body></html>", parser)
    tree = html.fromstring(exhibit.html)
    assert not tree.xpath("//@style | //style | //@onclick")
    assert tree.xpath("//table[contains(@class,'ipabs-table')]//th[@scope]")
    for table in tree.xpath("//table"):
        widths = {
            sum(int(cell.get("colspan", 1)) for cell in row) for row in table.xpath("tbody/tr | tfoot/tr")
        }
        assert len(widths) == 1
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert all(name.startswith(exhibit.label) for name in ids)


def test_print_drawing_keeps_text_as_text(exhibit: Exhibit) -> None:
    if exhibit.svg is None:
        return
    root = etree.fromstring(exhibit.svg.encode("utf-8"))
    assert root.get("width") == "487pt"
    texts = ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]
    assert texts and all(text.strip() for text in texts)
    assert all("Noto Sans CJK SC" in node.get("font-family") for node in root.iter(f"{SVG}text"))
    assert not root.xpath("//@style") and not list(root.iter(f"{SVG}style", f"{SVG}metadata", f"{SVG}image"))
    width = float(root.get("viewBox").split()[2])
    for node in root.iter(f"{SVG}text"):
        assert -0.5 <= float(node.get("x")) <= width + 0.5


def test_empty_market_says_so(nothing: Edition) -> None:
    for label in (
        "fig-issuance-deals",
        "fig-modes",
        "fig-enhancement",
        "fig-trend-region",
        "fig-trend-rolling",
    ):
        exhibit = EXHIBITS[label](nothing)
        assert "本期没有发行" in (exhibit.svg or "")
    for label in ("tbl-tenor", "tbl-coupon", "tbl-originators"):
        assert "本期没有发行" in EXHIBITS[label](nothing).html
    events = EXHIBITS["list-events"](nothing)
    assert "截至2024年3月31日没有记录" in (events.markdown or "")


_PROGRAM = """
import sys
from ipabs.edition import open_edition
from ipabs.exhibits import issuance, modes, structures
edition = open_edition("2024Q1", sys.argv[1])
for make in (issuance.deals, modes.distribution, structures.loan):
    exhibit = make(edition)
    sys.stdout.write(exhibit.svg + exhibit.html)
"""


def test_same_bytes_in_two_processes() -> None:
    root = Path(__file__).parents[2]
    written = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
        ran = subprocess.run(
            [sys.executable, "-c", _PROGRAM, str(root / "data")],
            capture_output=True,
            check=True,
            cwd=root,
            env=environment,
        )
        written.append(ran.stdout)
    assert written[0] == written[1]
    assert b"<svg" in written[0]
