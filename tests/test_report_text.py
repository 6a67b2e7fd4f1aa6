"""The text of the report: every variable and reference resolves. Its sentences are linted in `tests/prose`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ipabs.assembly.reading import embedded_labels, expanded, used_variables
from ipabs.edition import open_edition
from ipabs.facts import all_facts
from ipabs.facts.variables import variables
from ipabs.facts.words import period_words

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "report"
SOURCES = sorted(REPORT.glob("*.qmd"))

EXHIBITS = [
    "tbl-policies-national",
    "tbl-policies-local",
    "fig-structure-loan",
    "fig-structure-relicense",
    "fig-issuance-deals",
    "fig-issuance-size",
    "fig-modes",
    "tbl-originators",
    "tbl-tenor",
    "tbl-coupon",
    "fig-enhancement",
    "list-events",
    "fig-trend-rolling",
    "fig-trend-concentration",
    "fig-trend-tenor-coupon",
    "fig-trend-region",
    "fig-trend-stock",
    "list-basis",
    "list-universe",
]

_FENCE = re.compile(r"^:{3,}.*$")
_YTD = re.compile(
    r'^::: \{\.content-visible when-meta="edition\.has-ytd"\}\n(.*?)^:::$', re.MULTILINE | re.DOTALL
)


def body(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)


@cache
def names(period: str) -> frozenset[str]:
    edition = open_edition(period, ROOT / "data")
    tree = variables(all_facts(edition), period_words(edition.calendar))
    return frozenset(_leaves(tree))


def _leaves(tree: Any, path: tuple[str, ...] = ()) -> list[str]:
    if not isinstance(tree, dict):
        return [".".join(path)]
    return [leaf for name, below in tree.items() for leaf in _leaves(below, (*path, str(name)))]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_one_paragraph_a_line(path: Path) -> None:
    before = ""
    for number, line in enumerate(body(path).splitlines(), start=1):
        if re.match(r"- ", line) or _FENCE.match(line) or _FENCE.match(before):
            before = line
            continue
        assert not (line.strip() and before.strip()), f"{path.name}:{number}: a paragraph goes on one line"
        before = line


def test_variables_exist() -> None:
    text = expanded(REPORT / "index.qmd")
    assert [name for name in used_variables(text) if name not in names("2024Q1")] == []


@pytest.mark.parametrize("period", ["2019Q1", "2019Q4", "2022Q2", "2023Q4", "2024Q1"])
def test_variables_outside_year_to_date_exist_in_every_edition(period: str) -> None:
    text = expanded(REPORT / "index.qmd")
    if period.endswith("Q4"):
        text = _YTD.sub("", text)
    assert [name for name in used_variables(text) if name not in names(period)] == []


def test_exhibits_come_in_order() -> None:
    assert embedded_labels(expanded(REPORT / "index.qmd")) == EXHIBITS


def test_exhibits_are_referred_to_before_they_come() -> None:
    text = expanded(REPORT / "index.qmd")
    for label in EXHIBITS:
        if label.startswith("list-"):
            continue
        embed = re.search(rf"embed \S+#{label} ", text)
        assert embed, label
        assert f"@{label}]" in text[: embed.start()], f"{label} is shown before the text speaks of it"


def test_references_resolve() -> None:
    text = expanded(REPORT / "index.qmd")
    known = set(re.findall(r"\{#([\w-]+)", text)) | set(EXHIBITS) | {"sec-provenance"}
    keys = set(re.findall(r"^@\w+\{([\w-]+),", (REPORT / "references.bib").read_text("utf-8"), re.MULTILINE))
    cited = set(re.findall(r"(?<=[\[ ;])@([\w-]+)", text))
    assert cited - known - keys == set()
    assert keys <= cited, "every reference is cited"
    assert not [key for key in keys if key.startswith(("fig-", "tbl-", "sec-", "list-"))]


def test_footnotes_are_called_and_defined_once() -> None:
    text = expanded(REPORT / "index.qmd")
    defined = re.findall(r"^\[\^([\w-]+)\]:", text, re.MULTILINE)
    called = re.findall(r"\[\^([\w-]+)\](?!:)", text)
    assert sorted(defined) == sorted(called)


def test_at_most_two_headlines_a_section() -> None:
    text = expanded(REPORT / "index.qmd")
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        assert section.count("{.headline}") <= 2, section.splitlines()[0]
