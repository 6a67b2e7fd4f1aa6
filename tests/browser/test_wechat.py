"""The page for a WeChat public account as a phone and the editor show it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ipabs.exhibits.charts.sheet import NARROW, TICK

from .conftest import ROOT, Reader


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("wechat").resolve()
    for name in ("notebooks", "report", "_extensions", "data"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "_quarto.yml", root)
    subprocess.run(
        [sys.executable, "-m", "ipabs", "build", "2024Q1", "--to", "wechat"],
        cwd=root, env=dict(os.environ), check=True, timeout=600,
    )  # fmt: skip
    return root / "_site/editions/2024Q1/ipabs-2024Q1-wechat.html"


@pytest.mark.parametrize("width", [360, 390, 677])
def test_it_fits_the_phone_and_the_editor(reader: Reader, built: Path, width: int) -> None:
    visit = reader.open(built.as_uri(), width=width, scripts=False)
    wide = visit.page.evaluate(
        """() => [...document.querySelectorAll('table, img, p, section')]
            .map(each => [each.getBoundingClientRect().right, each.textContent.slice(0, 20)])
            .filter(([right]) => right > document.documentElement.clientWidth)"""
    )
    assert wide == []
    assert visit.page.evaluate("document.documentElement.scrollWidth") == width


def test_letters_in_figures_are_legible_on_a_phone(reader: Reader, built: Path) -> None:
    """Drawn 234 points wide with letters of 7.5 points and more: as wide as a phone shows them, 11 pixels."""
    page = reader.open(built.as_uri(), width=375, scripts=False).page
    widths = page.evaluate("[...document.images].map(each => each.getBoundingClientRect().width)")
    assert len(widths) == 11 and min(widths) / NARROW * TICK >= 10.9


def test_numbers_keep_to_one_line_in_tables(reader: Reader, built: Path) -> None:
    page = reader.open(built.as_uri(), width=360, scripts=False).page
    broken = page.evaluate(
        """() => [...document.querySelectorAll('td')].filter(cell => /^[\\d.,%()[\\]-]+$/.test(cell.textContent))
            .filter(cell => { const range = document.createRange(); range.selectNodeContents(cell);
                return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1; })
            .map(cell => cell.textContent)"""
    )
    assert broken == []


def test_it_asks_for_nothing_and_shows_every_picture(reader: Reader, built: Path) -> None:
    visit = reader.open(built.as_uri(), width=390)
    assert [address for address in visit.requests if not address.startswith("data:")] == [built.as_uri()]
    shown = visit.page.evaluate("[...document.images].map(each => [each.complete, each.naturalWidth])")
    assert len(shown) == 11 and all(complete and wide in (1079, 1080) for complete, wide in shown)
    assert visit.complaints == []
