"""The checks of cells agree with pandera's, whatever stands in the cells."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipabs.ledger import check_ledger, read_ledger
from ipabs.ledger.schema import shipped

from .contract import failures
from .small import HEADERS, LINES, small_ledger, small_tables

DATA = Path(__file__).resolve().parents[2] / "data"
# What a person may have typed that pandas can take over as it stands: no types are broken here.
WORDS = {
    "string": ["", "x", "D1", "D2", "D3-A", "loan", "广东", "2024Q5", "2023-13", "published", "AAAsf", "a|b"],
    "date": ["", "2023-03-02", "2024-12-31"],
    "integer": ["", "0", "-5", "1", "2101", "100000000"],
    "number": ["", "0", "-0.5", "24", "24.01"],
    "boolean": ["", "true", "false"],
}
TABLES = [name for name in LINES if name not in ("deals", "tranches")]


@st.composite
def edits(draw: st.DrawFn) -> list[tuple[str, int, str, str]]:
    found = []
    for _ in range(draw(st.integers(1, 6))):
        name = draw(st.sampled_from(TABLES))
        column = draw(st.sampled_from(HEADERS[name].split(",")))
        field = shipped()[name].field(column)
        assert field is not None
        row = draw(st.integers(0, len(LINES[name]) - 1))
        found.append((name, row, column, draw(st.sampled_from(WORDS[field.type]))))
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=edits())
def test_the_same_cells_break_the_same_rules(
    tmp_path: Path, changes: list[tuple[str, int, str, str]]
) -> None:
    tables = small_tables()
    for name, row, column, text in changes:
        tables[name][row][column] = text
    folder = small_ledger(tmp_path, lambda fresh: fresh.update(tables))
    rules = ("is at", "matches", "is a code", "occurs in", "is one of", "a value is required")
    found = {(p.table, p.row, p.column, p.rule) for p in check_ledger(folder) if p.rule.startswith(rules)}
    assert found == _expected(tables)


def _expected(tables: dict[str, list[dict[str, str]]]) -> set[tuple[str, int | None, str, str]]:
    codes = pd.read_csv(DATA / "codes.csv", dtype=str)
    domains = {str(name): rows["code"].tolist() for name, rows in codes.groupby("domain")}
    keys = {
        ("deals", "deal_id"): [row["deal_id"] for row in tables["deals"]],
        ("tranches", "tranche_id"): [row["tranche_id"] for row in tables["tranches"]],
    }
    kinds = {"integer": "Int64", "number": "float64", "date": "datetime64[ns]"}
    expected = set()
    for name, rows in tables.items():
        table = shipped()[name]
        frame = pd.DataFrame(rows, dtype="string").replace("", pd.NA)
        types = {f.name: kinds[f.type] for f in table.fields if f.type in kinds and f.name in frame}
        frame = frame.astype({column: "Float64" for column, kind in types.items() if kind == "float64"})
        frame = frame.astype(types)
        expected |= {(name, place + 2, *rest) for place, *rest in failures(table, frame, domains, keys)}
    return expected  # type: ignore[return-value]


def test_what_is_read_keeps_the_contract() -> None:
    ledger = read_ledger(DATA)
    domains = {str(name): rows["code"].tolist() for name, rows in ledger.codes.groupby("domain")}
    keys = {
        ("deals", "deal_id"): ledger.deals["deal_id"].tolist(),
        ("tranches", "tranche_id"): ledger.tranches["tranche_id"].tolist(),
    }
    assert {
        name: failures(table, getattr(ledger, name), domains, keys) for name, table in shipped().items()
    } == {name: set() for name in shipped()}
