"""Corrections: guards, application, errata."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ipabs.errors import LedgerError
from ipabs.ledger import check_ledger, errata, read_ledger

from .small import Tables, small_ledger

DATA = Path(__file__).resolve().parents[2] / "data"


def correcting(**changes: str) -> Callable[[Tables], None]:
    row = {
        "correction_id": "C1", "table": "policies", "key": "《某通知》", "column": "issued",
        "printed": "2020-04", "corrected": "2020-05",
        "reason": "落款为5月", "source": "公报", "status": "printed_kept",
        "expect": "2020-04",
    }  # fmt: skip

    def change(tables: Tables) -> None:
        tables["corrections"] = [{**row, **changes}]

    return change


def test_the_printed_value_is_kept(tmp_path: Path) -> None:
    ledger = read_ledger(small_ledger(tmp_path, correcting()))
    assert ledger.policies["issued"].tolist() == ["2020-04"]
    assert errata(ledger)[["printed", "corrected"]].values.tolist() == [["2020-04", "2020-05"]]


def test_an_applied_correction_changes_the_frame(tmp_path: Path) -> None:
    ledger = read_ledger(small_ledger(tmp_path, correcting(status="applied")))
    assert ledger.policies["issued"].tolist() == ["2020-05"]


def test_an_applied_correction_is_checked_like_any_cell(tmp_path: Path) -> None:
    problems = check_ledger(small_ledger(tmp_path, correcting(status="applied", corrected="五月")))
    assert [(p.table, p.row, p.column) for p in problems] == [("policies", 2, "issued")]


def test_a_withdrawn_correction_is_neither_checked_nor_listed(tmp_path: Path) -> None:
    ledger = read_ledger(small_ledger(tmp_path, correcting(status="withdrawn", key="gone")))
    assert errata(ledger).empty


def test_a_mended_source_fails_loudly(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="review the correction") as caught:
        read_ledger(small_ledger(tmp_path, correcting(expect="2020-03")))
    (problem,) = caught.value.problems
    assert (problem.table, problem.row, problem.column) == ("corrections", 2, "expect")
    assert "2020-04" in problem.rule


def test_a_source_that_has_been_mended_retires_its_correction(tmp_path: Path) -> None:
    """The cell says today what the correction would put there: the editor is told to withdraw it."""

    def mend(tables: Tables) -> None:
        correcting(status="applied")(tables)
        tables["policies"][0]["issued"] = "2020-05"

    (problem,) = check_ledger(small_ledger(tmp_path, mend))
    assert (problem.column, problem.value) == ("expect", "2020-04")
    assert problem.remedy == "the source has been mended: set the status to withdrawn"


def test_a_correction_that_changes_nothing_is_an_error(tmp_path: Path) -> None:
    (problem,) = check_ledger(small_ledger(tmp_path, correcting(status="applied", corrected="2020-04")))
    assert (problem.severity, problem.row, problem.column) == ("error", 2, "corrected")


def test_a_printed_edition_is_never_corrected_in_silence(shipped: Path) -> None:
    path = shipped / "corrections.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("printed_kept,6.72%", "applied,6.72%"), encoding="utf-8")
    (problem,) = check_ledger(shipped)
    assert (problem.row, problem.column, problem.remedy) == (5, "status", "set the status to printed_kept")


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"table": "polices"}, "table"),
        ({"column": "date"}, "column"),
        ({"key": "《另一通知》"}, "key"),
        ({"status": "pending"}, "status"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_correction_that_names_nothing_is_located(
    tmp_path: Path, change: dict[str, str], column: str
) -> None:
    problems = check_ledger(small_ledger(tmp_path, correcting(**change)))
    assert [(p.table, p.row, p.column) for p in problems] == [("corrections", 2, column)]


def test_a_key_of_two_columns(tmp_path: Path) -> None:
    changes = {"table": "ip_stock", "key": "2023|invention_patent", "column": "stock", "expect": "4015000"}
    folder = small_ledger(tmp_path, correcting(**changes, corrected="4015001", status="applied"))
    assert read_ledger(folder).ip_stock["stock"].tolist() == [4_015_001]


def test_a_correction_sees_those_before_it(tmp_path: Path) -> None:
    def change(tables: Tables) -> None:
        row = {"table": "parties", "printed": "", "reason": "核", "source": "公报", "status": "applied"}
        steps = [
            ("D1|plan_manager|某证券", "name", "某|证券", "某证券"),
            ("D1|plan_manager|某|证券", "kind", "trust_company", "securities_company"),
            ("D1|plan_manager|某|证券", "kind", "", "trust_company"),
        ]
        tables["corrections"] = [
            {"correction_id": f"C{n}", **row, "key": key, "column": column, "corrected": text, "expect": now}
            for n, (key, column, text, now) in enumerate(steps)
        ]

    parties = read_ledger(small_ledger(tmp_path, change)).parties
    assert parties["name"].tolist()[1] == "某|证券" and parties["kind"].isna().tolist()[1]


def test_a_key_that_is_corrected_away_is_gone(tmp_path: Path) -> None:
    changes = {"table": "deals", "key": "D4", "column": "deal_id", "expect": "D4", "corrected": "D5"}
    problems = check_ledger(small_ledger(tmp_path, correcting(**changes, status="applied")))
    assert {(p.table, p.row, p.value) for p in problems if "occurs in" in p.rule} == {
        ("tranches", 6, "D4"),
        ("parties", 7, "D4"),
    }


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    return shutil.copytree(DATA, tmp_path / "data")


def test_the_shipped_errata_are_five() -> None:
    found = errata(read_ledger(DATA))
    assert found["correction_id"].tolist() == ["C001", "C002", "C003", "C004", "C005"]
    assert set(found["status"]) == {"printed_kept"}


def test_a_guard_on_the_printed_edition(shipped: Path) -> None:
    path = shipped / "published" / "2024Q1.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('"6.72%"', '"6.73%"'), encoding="utf-8")
    assert [(p.table, p.row, p.column) for p in check_ledger(shipped)] == [("corrections", 5, "expect")]


@pytest.mark.parametrize("text", ["[]", "x: [", "senior_tranches: 1", "\x00"])
def test_a_broken_printed_edition_is_named(shipped: Path, text: str) -> None:
    (shipped / "published" / "2024Q1.yaml").write_text(text, encoding="utf-8")
    assert {(p.table, p.severity) for p in check_ledger(shipped)} == {("corrections", "error")}


def test_a_ledger_without_the_printed_edition_still_reads(shipped: Path) -> None:
    shutil.rmtree(shipped / "published")
    ledger = read_ledger(shipped)
    assert {(p.table, p.severity, p.row) for p in ledger.problems} == {
        ("corrections", "warning", 5),
        ("corrections", "warning", 6),
    }
