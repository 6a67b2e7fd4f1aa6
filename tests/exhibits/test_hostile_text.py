"""Whatever stands in a name or a title comes out as that text: no markup on screen or in print, no formula in a CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pypandoc
import pytest
from lxml import html

from ipabs.edition import Edition, open_edition
from ipabs.exhibits import enhancement, modes, originators, policies, surveillance, trends
from ipabs.exhibits.charts.screen import dumps
from ipabs.exhibits.csv_text import csv_text
from ipabs.exhibits.exhibit import EXHIBIT_MIME
from ipabs.facts import all_facts

from .conftest import DEALS, ENHANCEMENTS, PARTIES, POLICIES, ROOT, write
from .every import EXHIBITS

HOSTILE = (
    "<b>x</b>&lt;<img src=q onerror=e><!--*y*_z_`q`$a^2$[l](http://e.x){{< var k >}}#set-- "
    "</script>\\n@k ~s~ 'p' <t> ![i](j) [^1] :::"
)
FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("hostile")
    write(folder, DEALS.replace("乙1期,乙1,", f"乙{HOSTILE},{FORMULA},").replace("江苏", f"苏{HOSTILE}"))
    parties = PARTIES.replace("甲公司", f"甲{HOSTILE}").replace("戊公司", f"戊{HOSTILE}")
    (folder / "parties.csv").write_text(parties, encoding="utf-8")
    (folder / "enhancements.csv").write_text(ENHANCEMENTS.replace("某担保", FORMULA), encoding="utf-8")
    lines = POLICIES.replace("《通知[一]》", f"《{HOSTILE}》").replace("某部", FORMULA)
    (folder / "policies.csv").write_text(lines, encoding="utf-8")
    event = f"tranche_id,date,from_rating,to_rating,agency,basis,source\nB1-A,2023-06-01,AAAsf,AA+sf,{FORMULA},published,公告\n"
    (folder / "rating_events.csv").write_text(event, encoding="utf-8")
    codes = (ROOT / "data" / "codes.csv").read_text(encoding="utf-8")
    codes = codes.replace("loan,贷款,", f"loan,贷{HOSTILE},").replace("bank,商业银行,", f"bank,行{HOSTILE},")
    (folder / "codes.csv").write_text(codes, encoding="utf-8")
    return open_edition("2024Q1", folder)


MAKERS = {
    "tbl-policies-national": (policies.national, f"《{HOSTILE}》"),
    "tbl-originators": (originators.top_five, f"甲{HOSTILE}"),
    "fig-modes": (modes.distribution, f"贷{HOSTILE}"),
    "fig-enhancement": (enhancement.distribution, f"行{HOSTILE}"),
    "fig-trend-region": (trends.region, f"苏{HOSTILE}"),
    "list-events": (surveillance.events, f"乙{HOSTILE}"),
}


def shown(text: str) -> str:
    """Put blanks as a page shows them; a name may be broken into lines in a drawing."""
    return re.sub(r"\s+", "", text)


def nodes(document: Any) -> set[str]:
    """Return the kinds of inlines and blocks in a pandoc document."""
    found: set[str] = set()
    if isinstance(document, dict):
        found |= {document["t"]} if "t" in document else set()
        found |= {kind for value in document.values() for kind in nodes(value)}
    elif isinstance(document, list):
        found |= {kind for value in document for kind in nodes(value)}
    return found


def read(markdown: str, form: str = "markdown") -> Any:
    return json.loads(pypandoc.convert_text(markdown, "json", format=form))


@pytest.mark.parametrize("label", MAKERS)
def test_on_screen_it_is_text(hostile: Edition, label: str) -> None:
    make, name = MAKERS[label]
    exhibit = make(hostile)
    tree = html.fromstring(exhibit.html)
    assert not tree.xpath("//b | //img | //t | //a | //comment()")
    assert shown(name) in shown("".join(tree.xpath("//table")[0].itertext()))
    for script in tree.xpath("//script"):
        assert script.get("type") == "application/json" and isinstance(json.loads(script.text), dict)


@pytest.mark.parametrize("label", [label for label in MAKERS if not label.startswith("fig-")])
def test_in_print_it_is_text(hostile: Edition, label: str) -> None:
    """The table's Markdown, read by pandoc, holds words only."""
    make, name = MAKERS[label]
    markdown = make(hostile).markdown or ""
    assert nodes(read(markdown)["blocks"]) <= {
        "Div", "Table", "Plain", "Str", "Space", "SoftBreak", "ColWidthDefault", "ColWidth", "AlignLeft", "AlignRight",
        "AlignCenter", "AlignDefault",
    }  # fmt: skip
    plain = pypandoc.convert_text(markdown, "html", format="markdown", extra_args=["--wrap=none"])
    assert name in html.fromstring(plain).text_content()
    typeset = pypandoc.convert_text(markdown, "typst", format="markdown", extra_args=["--wrap=none"])
    again = pypandoc.convert_text(typeset, "html", format="typst", extra_args=["--wrap=none"])
    assert shown(name) in shown(html.fromstring(again).text_content())


@pytest.mark.parametrize("label", MAKERS)
def test_a_drawing_holds_it_as_text(hostile: Edition, label: str) -> None:
    drawing = MAKERS[label][0](hostile).svg
    if drawing is None:
        assert not label.startswith("fig-")
    else:
        assert "<b>" not in drawing and "<img" not in drawing and "<!--*" not in drawing


def test_words_around_an_exhibit_are_text(hostile: Edition) -> None:
    """A note names the other originators: as a cell option it is Markdown, which Quarto and pandoc read."""
    exhibit = originators.top_five(hostile)
    assert HOSTILE in exhibit.note
    note = exhibit.bundle()[EXHIBIT_MIME]["note"]
    document = read(note, "markdown-smart-subscript")
    assert nodes(document["blocks"]) <= {"Para", "Str", "Space"}
    assert shown(HOSTILE) in shown(
        pypandoc.convert_text(note, "plain", format="markdown-smart-subscript", extra_args=["--wrap=none"])
    )


def test_facts_print_it_as_text(hostile: Edition) -> None:
    found = [fact for fact in all_facts(hostile) if HOSTILE in fact.display]
    assert len(found) > 5
    for fact in found:
        document = read(fact.markdown, "markdown-smart")
        assert nodes(document["blocks"]) <= {"Para", "Str", "Space", "SoftBreak", "Span"}, fact.id
        plain = pypandoc.convert_text(
            fact.markdown, "plain", format="markdown-smart", extra_args=["--wrap=none"]
        )
        assert shown(plain) == shown(fact.display), fact.id


def test_no_cell_of_an_exported_table_runs_as_a_formula(hostile: Edition) -> None:
    seen = 0
    for label, make in EXHIBITS.items():
        for row in csv.reader(io.StringIO(make(hostile).csv)):
            for cell in row:
                seen += FORMULA in cell
                assert not re.match(r"\s*[=+@\t\r]", cell), (label, cell)
                assert not cell.startswith("-") or re.fullmatch(r"--|-[\d.,e-]+%?", cell), (label, cell)
    assert seen


@pytest.mark.parametrize(
    ("cell", "exported"),
    [
        (FORMULA, f"'{FORMULA}"),
        ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("\t=1+1", "'\t=1+1"),
        ("-0.50%", "-0.50%"),
        ("-1,234.5", "-1,234.5"),
        ("+3", "+3"),
        ("--", "--"),
        ("甲=乙", "甲=乙"),
    ],
)
def test_which_cells_are_marked_as_text(cell: str, exported: str) -> None:
    rows = list(csv.reader(io.StringIO(csv_text(pd.DataFrame({"name": [cell]})))))
    assert rows == [["name"], [exported]]


def test_numbers_stay_numbers() -> None:
    frame = pd.DataFrame(
        {
            "deals": [-3],
            "share": [-0.25],
            "day": pd.to_datetime(["2024-03-31"]),
            "kind": pd.array([pd.NA], "string"),
        }
    )
    assert csv_text(frame) == "deals,share,day,kind\n-3,-0.25,2024-03-31,\n"


def test_a_chart_s_option_cannot_end_its_script() -> None:
    option = {"name": "<!--<script></script>"}
    assert "<" not in dumps(option) and json.loads(dumps(option)) == option


def test_the_published_tables_export_as_they_are() -> None:
    """Nothing in the shipped ledger begins like a formula, so nothing gets an apostrophe."""
    edition = open_edition("2024Q1", Path(ROOT) / "data")
    assert not any("'" in make(edition).csv for make in EXHIBITS.values())


def test_other_values_are_written_as_pandas_writes_them() -> None:
    frame = pd.DataFrame(
        {
            "count": [1, 20_000, -3],
            "share": [0.1 + 0.2, float("nan"), 1e16],
            "day": pd.to_datetime(["2024-03-31", None, "2023-12-31"]),
            "moment": pd.to_datetime(["2024-03-31 09:30:00", None, "2023-12-31 00:00:00"]),
            "known": pd.array([1, None, 3], dtype="Int64"),
            "text": ["一, 二", None, 'says "three"'],
            "yes": [True, False, True],
            "mixed": [1.5, "a", None],
        }
    )
    assert csv_text(frame) == frame.to_csv(index=False, lineterminator="\n")
    assert csv_text(frame.iloc[:0]) == frame.iloc[:0].to_csv(index=False, lineterminator="\n")
