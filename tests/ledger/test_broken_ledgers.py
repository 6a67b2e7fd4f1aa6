"""Every error is located, collected with the others, and says what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipabs.errors import IpabsError, LedgerError, Problem
from ipabs.ledger import check_ledger, read_ledger

from .small import Tables, small_ledger

Change = Callable[[Tables], object]


def setting(table: str, row: int, column: str, value: str) -> Change:
    return lambda tables: tables[table][row].update({column: value})


def place(problem: Problem) -> tuple[str, int | None, str]:
    return problem.table, problem.row, problem.column


CELLS = [
    ("deals", 0, "issued_on", "2023/03/01", "YYYY-MM-DD"),
    ("deals", 0, "issued_on", "2023-02-30", "YYYY-MM-DD"),
    ("deals", 0, "issued_on", "0203-02-03", "between"),
    ("deals", 1, "issued_on", "", "required"),
    ("deals", 1, "name", "", "required"),
    ("deals", 1, "name", "乙\x07号", "control characters"),
    ("deals", 2, "wind_ip", "是", "true or false"),
    ("deals", 2, "size_yuan", "1.2e8", "whole number"),
    ("deals", 2, "size_yuan", "7,000", "whole number"),
    ("deals", 2, "size_yuan", "0", "at least 1 元"),
    ("deals", 2, "size_yuan", "9" * 40, "whole number"),
    ("deals", 3, "mode", "pledge", "code of the domain mode"),
    ("deals", 3, "venue", "NYSE", "code of the domain venue"),
    ("deals", 3, "basis", "guess", "code of the domain basis"),
    ("tranches", 0, "deal_id", "D9", "occurs in deals.deal_id"),
    ("tranches", 0, "coupon_pct", "3.25%", "plain decimal"),
    ("tranches", 0, "coupon_pct", "325", "at most 24 %"),
    ("tranches", 0, "coupon_pct", "-1", "at least 0 %"),
    ("tranches", 0, "coupon_pct", "nan", "plain decimal"),
    ("tranches", 0, "rating", "AAA+sf", "code of the domain rating"),
    ("tranches", 0, "expected_maturity", "2023-03-02", "after the value date"),
    ("parties", 0, "kind", "lender", "code of the domain kind"),
    ("parties", 1, "role", "manager", "code of the domain role"),
    ("enhancements", 0, "provider_kind", "insurer", "code of the domain provider_kind"),
    ("rating_events", 0, "tranche_id", "X", "occurs in tranches.tranche_id"),
    ("credit_events", 0, "kind", "flood", "code of the domain event"),
    ("market_totals", 1, "quarter", "2024Q5", "matches"),
    ("market_totals", 1, "quarter", "2024Q1x", "matches"),
    ("market_totals", 1, "deals", "-3", "at least 0"),
    ("policies", 0, "issued", "2020年4月", "matches"),
    ("ip_stock", 0, "stock", "401.5", "whole number"),
]


@pytest.mark.parametrize(("table", "row", "column", "value", "rule"), CELLS)
def test_a_bad_cell_is_located(
    tmp_path: Path, table: str, row: int, column: str, value: str, rule: str
) -> None:
    problems = check_ledger(small_ledger(tmp_path, setting(table, row, column, value)))
    found = next(p for p in problems if place(p) == (table, row + 2, column))
    assert rule in found.rule and found.value == value and found.severity == "error" and found.remedy
    with pytest.raises(LedgerError, match=f"table {table}, row {row + 2}, column {column}"):
        read_ledger(tmp_path)


def test_one_bad_cell_is_one_problem(tmp_path: Path) -> None:
    folder = small_ledger(tmp_path, setting("deals", 0, "issued_on", "soon"))
    assert [place(p) for p in check_ledger(folder)] == [("deals", 2, "issued_on")]


@pytest.mark.parametrize(
    "table",
    ["deals", "tranches", "parties", "enhancements", "market_totals", "policies", "ip_stock"],
)
def test_a_missing_table_is_named(tmp_path: Path, table: str) -> None:
    (small_ledger(tmp_path) / f"{table}.csv").unlink()
    with pytest.raises(LedgerError, match=f"{table}.csv"):
        read_ledger(tmp_path)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    def drop(tables: Tables) -> None:
        for row in tables["tranches"]:
            del row["coupon_pct"]

    assert [place(p) for p in check_ledger(small_ledger(tmp_path, drop))] == [("tranches", 1, "coupon_pct")]


FILES: list[tuple[bytes, int | None, str]] = [
    (b"", None, "has a header"),
    (b" \n\n", None, "has a header"),
    ("year,kind,stock,source\n2023,invention_patent,1,公报\n".encode("gb18030"), 2, "UTF-8"),
    ("year,kind,stock,source\n".encode("utf-16"), 1, "NUL"),
    (b"year,kind,stock,source\n2023,invention_patent,1,a\n2022,\0,1,a\n", 3, "NUL"),
    (b"year,kind,stock,source\n2023,invention_patent,1\n", 2, "as many cells"),
    (b"year,kind,stock,source\n2023,invention_patent,1,a,b\n", 2, "as many cells"),
    (b'year,kind,stock,source\n2023,invention_patent,1,"a\n', 2, "well-formed"),
    (b'year,kind,stock,source\n2023,"invention"x,1,a\n', 2, "well-formed"),
    (b"year,kind,stock,source\n2023,invention_patent,1," + b"x" * 10_000_000 + b"\n", 2, "well-formed"),
    (b"year,kind,stock,stock\n2023,invention_patent,1,2\n", 1, "once"),
]


@pytest.mark.parametrize(("content", "row", "rule"), FILES, ids=[f"{i}-{f[2]}" for i, f in enumerate(FILES)])
def test_a_broken_file_is_located(tmp_path: Path, content: bytes, row: int | None, rule: str) -> None:
    (small_ledger(tmp_path) / "ip_stock.csv").write_bytes(content)
    problems = check_ledger(tmp_path)
    assert ("ip_stock", row) in [(p.table, p.row) for p in problems if rule in p.rule], problems
    assert len(str(problems[0])) < 400


def test_lines_are_those_of_the_file_behind_a_cell_of_two_lines(tmp_path: Path) -> None:
    def split(tables: Tables) -> None:
        tables["deals"][0]["source"] = "第一行\n第二行"
        tables["deals"][1]["issued_on"] = "x"

    assert [place(p) for p in check_ledger(small_ledger(tmp_path, split))] == [("deals", 4, "issued_on")]


def test_a_table_may_not_be_a_folder(tmp_path: Path) -> None:
    path = small_ledger(tmp_path) / "ip_stock.csv"
    path.unlink()
    path.mkdir()
    assert [p.table for p in check_ledger(tmp_path)] == ["ip_stock"]


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="nowhere"):
        read_ledger(tmp_path / "nowhere")


@pytest.mark.parametrize("text", ["{", "[]", '{"resources": 3}', '{"resources": [1]}', "\x00"])
def test_a_broken_package_is_named(tmp_path: Path, text: str) -> None:
    (small_ledger(tmp_path) / "datapackage.json").write_text(text, encoding="utf-8")
    assert [p.table for p in check_ledger(tmp_path)] == ["datapackage.json"]


def test_a_key_stands_once(tmp_path: Path) -> None:
    def twice(tables: Tables) -> None:
        tables["tranches"].append(dict(tables["tranches"][2]))
        tables["ip_stock"].append(dict(tables["ip_stock"][0]))

    problems = [p for p in check_ledger(small_ledger(tmp_path, twice)) if "unique" in p.rule]
    assert [place(p) for p in problems] == [("tranches", 7, "tranche_id"), ("ip_stock", 3, "year+kind")]
    assert "row 4" in problems[0].rule


def test_sizes_sum(tmp_path: Path) -> None:
    folder = small_ledger(tmp_path, setting("tranches", 1, "size_yuan", "5000001"))
    (problem,) = check_ledger(folder)
    assert place(problem) == ("deals", 2, "size_yuan") and "100000001" in problem.rule


def test_a_deal_has_an_originator_and_should_have_tranches(tmp_path: Path) -> None:
    def strip(tables: Tables) -> None:
        tables["parties"] = [row for row in tables["parties"] if row["deal_id"] != "D4"]
        tables["tranches"] = [row for row in tables["tranches"] if row["deal_id"] != "D4"]

    found = {(p.severity, p.rule) for p in check_ledger(small_ledger(tmp_path, strip))}
    assert found == {("error", "a deal has at least one originator"), ("warning", "a deal has tranches")}


def test_an_unknown_kind_of_a_manager_is_a_warning(tmp_path: Path) -> None:
    folder = small_ledger(tmp_path, setting("parties", 1, "kind", "boutique"))
    (problem,) = read_ledger(folder).problems
    assert (problem.severity, *place(problem)) == ("warning", "parties", 3, "kind")


def test_everything_is_said_at_once_and_errors_first(tmp_path: Path) -> None:
    def spoil(tables: Tables) -> None:
        tables["parties"][1]["kind"] = "boutique"
        tables["deals"][0]["mode"] = "pledge"
        tables["tranches"][0]["value_date"] = "tomorrow"
        del tables["policies"]

    with pytest.raises(LedgerError) as caught:
        read_ledger(small_ledger(tmp_path, spoil))
    problems = caught.value.problems
    assert {p.table for p in problems} == {"parties", "deals", "tranches", "policies"}
    assert [p.severity for p in problems] == ["error"] * 3 + ["warning"]
    assert "has 3 errors" in str(caught.value) and caught.value.exit_code == 1


def test_a_hostile_value_stays_short_and_harmless_in_the_message() -> None:
    text = str(Problem("error", "deals", 2, "name", "\x1b[2J" + "x" * 10_000, "rule", "remedy"))
    assert "\x1b" not in text and len(text) < 250


def test_a_long_list_is_cut() -> None:
    error = LedgerError([Problem("error", "deals", n, "name", "", "rule", "") for n in range(1000)])
    assert "has 1000 errors" in str(error) and "and 800 more" in str(error)
    assert isinstance(error, IpabsError)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=300), table=st.sampled_from(["deals", "codes", "corrections", "datapackage.json"])
)
def test_no_bytes_whatever_end_in_a_traceback(tmp_path: Path, data: bytes, table: str) -> None:
    folder = small_ledger(tmp_path)
    (folder / "datapackage.json").unlink(missing_ok=True)
    (folder / (table if "." in table else f"{table}.csv")).write_bytes(data)
    try:
        read_ledger(folder)
    except LedgerError as error:
        assert error.problems
    for name in ("codes", "corrections"):
        (folder / f"{name}.csv").unlink(missing_ok=True)


@pytest.mark.parametrize("since", ["", "2024Q2"])
def test_a_code_that_is_named_twice_from_the_same_time(tmp_path: Path, since: str) -> None:
    folder = small_ledger(tmp_path)
    (folder / "codes.csv").write_text(
        f"domain,code,zh,en,since\nmode,loan,贷款,Loan,{since}\nmode,loan,知识产权质押,IP pledge,{since}\n",
        encoding="utf-8",
    )
    found = [problem for problem in check_ledger(folder) if problem.table == "codes"]
    assert [(problem.severity, problem.row, problem.column) for problem in found] == [
        ("error", 3, "domain+code+since")
    ]
    assert "row 2 already" in found[0].rule
