"""Figures for a phone: large enough to read, nothing past the edge, nothing on anything else, over several editions."""

from __future__ import annotations

import json
import re
from itertools import combinations
from typing import Any

import pytest
from lxml import etree

from ipabs.edition import open_edition
from ipabs.exhibits.charts.sheet import BOLD, NARROW
from ipabs.exhibits.narrow import narrow_svg
from ipabs.fonts import text_width
from ipabs.theme import read_theme

from .every import EXHIBITS

COLUMN, LEAST = 343, 10.9
"""Pixels: what a phone 375 px wide leaves between WeChat's margins, and the smallest letters there."""

SVG = "{http://www.w3.org/2000/svg}"
FIGURES = [label for label in EXHIBITS if label.startswith("fig-")]


def drawn(label: str, period: str) -> tuple[Any, Any]:
    """Return the figure of print and the narrow one, from what a notebook's record holds."""
    exhibit = EXHIBITS[label](open_edition(period, "data"))
    (record,) = [value for key, value in exhibit.bundle().items() if key.endswith("exhibit+json")]
    narrow = narrow_svg(json.loads(json.dumps(record["drawing"])), label, read_theme())
    return etree.fromstring(str(exhibit.svg)), etree.fromstring(narrow)


def texts(svg: Any) -> list[tuple[str, float, tuple[float, float, float, float]]]:
    """Return each text with its size and its box; that of digits and Han reaches 0.8 em above its line."""
    found = []
    for element in svg.iter(f"{SVG}text"):
        size = float(re.sub("px$", "", element.get("font-size")))
        x, y = (float(element.get(name)) for name in ("x", "y"))
        width = text_width(element.text, size, BOLD if element.get("font-weight") else 400)
        left = x - {"middle": width / 2, "end": width}.get(element.get("text-anchor"), 0)
        found.append((element.text, size, (left, y - 0.8 * size, left + width, y + 0.05 * size)))
    return found


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("period", ["2019Q1", "2021Q3", "2024Q1"])
@pytest.mark.parametrize("label", FIGURES)
def test_a_phone_shows_it_legibly(label: str, period: str) -> None:
    wide, narrow = drawn(label, period)
    assert float(narrow.get("viewBox").split()[2]) == NARROW
    shown = texts(narrow)
    assert [text for text, size, _ in shown if size * COLUMN / NARROW < LEAST] == []
    assert [text for text, _, box in shown if box[0] < -0.1 or box[2] > NARROW + 0.1] == []
    pairs = combinations(shown, 2)
    assert [(one[0], other[0]) for one, other in pairs if overlap(one[2], other[2])] == []
    numbers = [sorted(text for text, _, _ in texts(svg) if "." in text) for svg in (wide, narrow)]
    assert set(numbers[1]) <= set(numbers[0]) and bool(numbers[1]) == bool(numbers[0])
