"""Reading a ledger: types, defaults, and the folder's own additions."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipabs.errors import IpabsError, LedgerError
from ipabs.ledger import check_ledger, read_ledger
from ipabs.ledger.tables import since_quarter

from .small import Tables, small_ledger

DATA = Path(__file__).resolve().parents[2] / "data"


def test_the_shipped_ledger_reads_without_a_remark() -> None:
    ledger = read_ledger(DATA)
    assert ledger.problems == () and ledger.root == DATA
    assert (len(ledger.deals), len(ledger.tranches), len(ledger.policies)) == (155, 379, 19)
    assert (ledger.policies["level"] == "national").sum() == 11


def test_types(tmp_path: Path) -> None:
    ledger = read_ledger(small_ledger(tmp_path))
    deals, tranches = ledger.deals, ledger.tranches
    assert {name: str(kind) for name, kind in deals.dtypes.items()} == {
        "deal_id": "string", "name": "string", "short_name": "string", "product": "string", "venue": "string",
        "issued_on": "datetime64[ns]", "size_yuan": "int64", "mode": "string", "underlying": "string",
        "region": "string", "wind_ip": "bool", "internal": "bool", "basis": "string", "source": "string",
        "remark": "string",
    }  # fmt: skip
    assert str(tranches["coupon_pct"].dtype) == "float64" and pd.isna(tranches["coupon_pct"][1])
    assert str(tranches["value_date"].dtype) == "datetime64[ns]"
    assert deals["wind_ip"].tolist() == [True, False, False, False]
    assert deals["internal"].tolist() == [False, False, True, False]
    assert pd.isna(deals["short_name"][2]) and deals["size_yuan"].sum() == 250_000_000
    assert isinstance(deals.index, pd.RangeIndex)


def test_a_ledger_with_only_the_obligatory_tables_and_columns(tmp_path: Path) -> None:
    ledger = read_ledger(small_ledger(tmp_path))
    assert ledger.parties["basis"].tolist() == ["published"] * 2 + ["reconstructed"] * 2 + ["published"] * 2
    assert ledger.enhancements["basis"].tolist() == ["published", "reconstructed"]
    assert ledger.rating_events["basis"].tolist() == ["published"]
    assert ledger.credit_events["basis"].tolist() == ["reconstructed"]
    assert ledger.policies["basis"].tolist() == ["published"] == ledger.ip_stock["basis"].tolist()
    assert ledger.universe.empty and "verdict" in ledger.universe
    assert ledger.corrections.empty and "expect" in ledger.corrections
    assert ledger.zh("mode", "loan") == "贷款"


def test_events_may_be_absent(tmp_path: Path) -> None:
    def drop(tables: Tables) -> None:
        del tables["rating_events"], tables["credit_events"]

    ledger = read_ledger(small_ledger(tmp_path, drop))
    assert ledger.rating_events.empty and str(ledger.rating_events["date"].dtype) == "datetime64[ns]"
    assert list(ledger.credit_events.columns[:4]) == ["deal_id", "date", "kind", "note"]


def test_extra_columns_are_kept_as_text(tmp_path: Path) -> None:
    def add(tables: Tables) -> None:
        for row in tables["deals"]:
            row["备注"] = "0012"

    assert read_ledger(small_ledger(tmp_path, add)).deals["备注"].tolist() == ["0012"] * 4


def test_columns_may_stand_in_any_order_and_cells_have_blanks(tmp_path: Path) -> None:
    def turn(tables: Tables) -> None:
        tables["deals"] = [{k: f" {v} " for k, v in reversed(row.items())} for row in tables["deals"]]

    deals = read_ledger(small_ledger(tmp_path, turn)).deals
    assert deals.columns[0] == "deal_id" and deals["name"].tolist()[0] == "甲1号"


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = small_ledger(tmp_path) / "deals.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_ledger(tmp_path).deals["deal_id"].tolist() == ["D1", "D2", "D3", "D4"]


def test_a_new_code_is_a_row(tmp_path: Path) -> None:
    def pledge(tables: Tables) -> None:
        tables["deals"][0]["mode"] = "trust_beneficiary"

    with pytest.raises(LedgerError, match=r"add a row to codes\.csv \(mode, code, zh, en, since\)"):
        read_ledger(small_ledger(tmp_path / "without", pledge))

    def named(tables: Tables) -> None:
        pledge(tables)
        tables["codes"] = [
            {"domain": "mode", "code": "trust_beneficiary", "zh": "信托受益权", "en": "", "since": "2024Q2"}
        ]

    ledger = read_ledger(small_ledger(tmp_path / "with", named))
    assert ledger.zh("mode", "trust_beneficiary") == "信托受益权"
    assert ledger.zh("mode", "loan") == "贷款"
    assert ledger.codes_of("mode")["code"].tolist() == [
        "trust_beneficiary",
        "loan",
        "factoring",
        "patent_relicense",
    ]


def test_a_rename_holds_from_its_quarter_on(tmp_path: Path) -> None:
    def rename(tables: Tables) -> None:
        tables["codes"] = [
            {"domain": "mode", "code": "loan", "zh": "知识产权质押", "en": "Pledge", "since": "2024-05"}
        ]

    ledger = read_ledger(small_ledger(tmp_path, rename))
    assert ledger.zh("mode", "loan") == "知识产权质押" == ledger.zh("mode", "loan", "2024Q2")
    assert ledger.zh("mode", "loan", "2024Q1") == "贷款"


def test_a_code_without_a_name_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IpabsError, match="nonesuch"):
        read_ledger(small_ledger(tmp_path)).zh("mode", "nonesuch")


def test_the_package_may_place_a_table_elsewhere_and_type_a_column(tmp_path: Path) -> None:
    def add(tables: Tables) -> None:
        for row in tables["deals"]:
            row["pool_size"] = "12"

    small_ledger(tmp_path, add)
    (tmp_path / "tables").mkdir()
    (tmp_path / "deals.csv").rename(tmp_path / "tables" / "项目.csv")
    resource = {
        "name": "deals",
        "path": "tables/项目.csv",
        "schema": {"fields": [{"name": "pool_size", "type": "integer"}]},
    }
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    assert read_ledger(tmp_path).deals["pool_size"].sum() == 48


OWN_RULES: list[tuple[dict[str, object], list[int | None]]] = [
    ({"type": "integer", "constraints": {"enum": [1, 12]}}, []),
    ({"type": "integer", "constraints": {"enum": [1, 2]}}, [2, 3, 4, 5]),
    ({"type": "integer", "constraints": {"minimum": "3"}}, [None]),
    ({"type": "string", "constraints": {"pattern": "("}}, [None]),
    ({"type": "string", "constraints": {"pattern": "1"}}, [2, 3, 4, 5]),
    ({"type": "string", "constraints": {"pattern": "1|12"}}, []),
]


@pytest.mark.parametrize(("rule", "rows"), OWN_RULES)
def test_the_package_may_limit_a_column_of_its_own(
    tmp_path: Path, rule: dict[str, object], rows: list[int | None]
) -> None:
    def add(tables: Tables) -> None:
        for row in tables["deals"]:
            row["pool"] = "12"

    small_ledger(tmp_path, add)
    resource = {"name": "deals", "schema": {"fields": [{"name": "pool", **rule}]}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    assert [(p.row, p.column) for p in check_ledger(tmp_path)] == [(row, "pool") for row in rows]


@pytest.mark.parametrize("path", ["../deals.csv", "/etc/passwd", "https://example.org/deals.csv", 7, ""])
def test_the_package_can_t_point_outside_the_folder(tmp_path: Path, path: object) -> None:
    small_ledger(tmp_path)
    package = {"resources": [{"name": "deals", "path": path}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    (problem,) = check_ledger(tmp_path)
    assert (problem.table, problem.severity) == ("datapackage.json", "error")


def test_a_contradiction_can_be_lived_with(tmp_path: Path) -> None:
    def grow(tables: Tables) -> None:
        tables["deals"][0]["size_yuan"] = "102000000"

    folder = small_ledger(tmp_path, grow)
    with pytest.raises(LedgerError, match="sum of its tranches, 100000000"):
        read_ledger(folder)
    ledger = read_ledger(folder, strict=False)
    assert ledger.deals["size_yuan"][0] == 102_000_000
    assert [(p.table, p.row, p.column) for p in ledger.problems] == [("deals", 2, "size_yuan")]


@given(year=st.integers(1990, 2199), month=st.integers(1, 12), day=st.integers(1, 28))
def test_a_names_beginning_is_read_in_every_spelling(year: int, month: int, day: int) -> None:
    quarter = f"{year}Q{(month + 2) // 3}"
    assert since_quarter(f"{year}-{month:02d}-{day:02d}") == since_quarter(f"{year}-{month:02d}") == quarter
    assert since_quarter(quarter) == quarter and since_quarter(str(year)) == f"{year}Q1"
    assert since_quarter(pd.NA) < quarter
