"""Pipe tables that are read without pandoc's Markdown reader, against the same tables read by it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from ipabs.assembly.embedded import preflight
from ipabs.assembly.embedded.pandoc import convert

DIV = '::: {{.ipabs-table align="lr"}}\n{}\n:::\n'
READ_HERE = {
    "words": "| 名 | 值 |\n|:--|--:|\n| 甲 | 1. x |\n| 乙 丙 | - y |",
    "code": "| 名 | 值 |\n|---|:-:|\n| `a_b.c d` | (0.00,7.00\\] |",
    "facts": '| 名 | 值 |\n|---|---|\n| [发行]{.group} | |\n| 共[47单]{.fact data-fact="a.b"}。 | \\-\\- |',
    "phrases": "| 名 | 值 |\n|---|--:|\n| 甲 | [期限在1年左右]{.phrase} |",
    "escapes": "| 名 | 值 |\n|---|---|\n| \\*x\\* \\~ \\[y\\] | AA\\+sf |",
    "wide": "| 名 | 值 |\n|:---|-----:|\n| " + "长" * 60 + " | 1 |",
    "barely wide": "| 名 | 值 |\n|---|---|\n| " + "x" * 65 + " | b |",
    "not wide": "| 名 | 值 |\n|---|---|\n| " + "x" * 64 + " | b |",
    "value": "| 名 | 值 |\n|---|---|\n| {{< var issuance.year.deals >}} | {{< var issuance.year.plain >}} |",
}


def drawn(page: str) -> str:
    return re.search(r"<table.*</table>", page, re.DOTALL)[0]  # type: ignore[index]


@pytest.mark.parametrize("table", READ_HERE.values(), ids=READ_HERE.keys())
def test_a_plain_table_is_what_pandoc_would_read(sandbox: Any, table: str) -> None:
    page = f"甲\n\n{DIV.format(table)}\n乙"
    sandbox.page(page)
    (read,) = preflight.check(sandbox.root, ["html"])
    read.read_plain()
    assert len(read.tables) == 1
    # With a comment in the page, each table is left to pandoc.
    assert drawn(sandbox.html(page)) == drawn(sandbox.html(f"{page}\n\n<!-- x -->"))
    assert sandbox.typ(page).strip() == sandbox.typ(f"{page}\n\n<!-- x -->").strip()


@pytest.mark.parametrize(
    ("cell", "html"),
    [
        ("**x**", "<td><strong>x</strong></td>"),
        ("_x_", "<td><em>x</em></td>"),
        ("x^2^", "<td>x<sup>2</sup></td>"),
        ("[x](#y)", '<td><a href="#y">x</a></td>'),
        ("`x`{.y}", '<td><code class="y">x</code></td>'),
        ("a &amp; b", "<td>a &amp; b</td>"),
    ],
)
def test_a_cell_with_more_to_it_is_read_as_markdown(sandbox: Any, cell: str, html: str) -> None:
    page = sandbox.html(DIV.format(f"| 名 | 值 |\n|---|---|\n| {cell} | 1 |"))
    assert html in page


def test_a_table_in_a_block_of_code_stays_as_it_is(sandbox: Any) -> None:
    table = DIV.format("| 名 | 值 |\n|---|---|\n| 甲 | 1 |")
    page = sandbox.html(f"````\n\n{table}````\n")
    assert "| 甲 | 1 |" in page
    assert "<table" not in page


def test_an_empty_head_is_none(sandbox: Any) -> None:
    page = sandbox.html(DIV.format("| | |\n|---|---|\n| 甲 | 1 |"))
    assert "<thead>" not in page
    assert "<td>甲</td>" in page


LOOK = Path(__file__).parents[2] / "_extensions" / "ipabs"
HANDED = {
    "grid": ('align="lr"', READ_HERE["facts"]),
    "rating": (
        'align="lr"',
        "| 级别 | AA+sf |\n|---|---|\n| AAAsf 级 | 1 |\n| [AAsf]{.group} | |\n| `senior.sf` | 2 |",
    ),
    "text": ('align="lr" form="text" widths="40,60"', "| 名 | 印出的值 |\n|---|---|\n| 甲 | [长]{.phrase} |"),
    "groups": ('align="lr" groups="2:组"', READ_HERE["words"]),
    "total": ('align="lr" total="1" emphasis="1"', READ_HERE["escapes"]),
    "value": ('align="lr"', READ_HERE["value"]),
    "more than a table's class": ('align="lr" .content-visible', READ_HERE["words"]),
}


@pytest.mark.parametrize(("attributes", "table"), HANDED.values(), ids=HANDED.keys())
def test_the_look_draws_what_is_handed_over_as_it_draws_elements(
    sandbox: Any, attributes: str, table: str
) -> None:
    shutil.copytree(LOOK, sandbox.root / "_extensions" / "ipabs")
    (sandbox.root / "fonts").mkdir()
    settings = (sandbox.root / "_quarto.yml").read_text(encoding="utf-8")
    sandbox.write("_quarto.yml", settings.replace("look-", "ipabs-"))
    page = f"甲\n\n::: {{.ipabs-table {attributes}}}\n{table}\n:::\n\n乙"
    made = []
    # With a fence in the page, each table is left to pandoc.
    for code in ("    x", "```\nx\n```"):
        sandbox.page(f"{page}\n\n{code}\n")
        pages = preflight.check(sandbox.root, ["html", "pdf"])
        made.append([convert(each) for each in pages])
        assert [len(each.tables) for each in pages] == ([0, 0] if "`" in code else [1, 1])
    assert made[0] == made[1]
