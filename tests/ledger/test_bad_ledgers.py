"""Bad ledgers through the command: each is told with table, row, column, rule and remedy, exit status 1, nothing written.

`test_broken_ledgers` holds the same checks against the library; here is what a person at a terminal sees.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ipabs.cli import main

from .small import HEADERS, Tables, small_ledger

ROOT = Path(__file__).resolve().parents[2]
FORMULA = "=cmd|' /C calc'!A0"
Change = Callable[[Tables], object]
Spoil = Callable[[Path], object]


def cell(table: str, row: int, column: str, value: str) -> Change:
    return lambda tables: tables[table][row].update({column: value})


def together(*changes: Change) -> Change:
    return lambda tables: [change(tables) for change in changes]


def added(table: str, line: str) -> Change:
    row = dict(zip(HEADERS[table].split(","), line.split(","), strict=True))
    return lambda tables: tables.setdefault(table, []).append(row)


# What is wrong → the change, the place (line of the file), words of the rule and of the remedy.
CELLS: dict[str, tuple[Change, str, int | None, str, str, str]] = {
    "slashes in a date": (cell("deals", 0, "issued_on", "2023/3/1"), "deals", 2, "issued_on", "YYYY-MM-DD", "write 2023-03-01"),
    "Chinese date": (cell("deals", 0, "issued_on", "2023年3月1日"), "deals", 2, "issued_on", "YYYY-MM-DD", "write 2023-03-01"),
    "full-width date": (cell("deals", 0, "issued_on", "２０２３－０３－０１"), "deals", 2, "issued_on", "YYYY-MM-DD", "write 2023-03-01"),
    "serial date": (cell("deals", 1, "issued_on", "45054"), "deals", 3, "issued_on", "YYYY-MM-DD", "serial number, write 2023-05-08"),
    "no such day": (cell("deals", 0, "issued_on", "2023-02-30"), "deals", 2, "issued_on", "YYYY-MM-DD", "write the date as"),
    "year of two digits": (cell("tranches", 0, "value_date", "23-03-02"), "tranches", 2, "value_date", "YYYY-MM-DD", "write the date as"),
    "another century": (cell("deals", 0, "issued_on", "0203-02-03"), "deals", 2, "issued_on", "between 1980 and 2200", "write the date"),
    "no date": (cell("deals", 3, "issued_on", ""), "deals", 5, "issued_on", "required", "fill in"),
    "exponent": (cell("deals", 2, "size_yuan", "7e7"), "deals", 4, "size_yuan", "whole number", "write 70000000"),
    "separators": (cell("deals", 2, "size_yuan", "70,000,000"), "deals", 4, "size_yuan", "whole number", "write 70000000"),
    "unit in the cell": (cell("deals", 0, "size_yuan", "1亿元"), "deals", 2, "size_yuan", "whole number", "write 100000000"),
    "full-width digits": (cell("tranches", 3, "size_yuan", "７０００００００万"), "tranches", 5, "size_yuan", "whole number", "write 700000000000"),
    "amounts in 万元": (
        together(cell("deals", 2, "size_yuan", "7000"), cell("tranches", 3, "size_yuan", "7000")),
        "deals", 4, "size_yuan", "between 1000000 and 100000000000 元", "if it is in 万元, write 70000000",
    ),
    "amounts multiplied twice": (
        together(cell("deals", 2, "size_yuan", "700000000000"), cell("tranches", 3, "size_yuan", "700000000000")),
        "deals", 4, "size_yuan", "between 1000000 and 100000000000 元", "correct the amount",
    ),
    "nothing issued": (cell("deals", 0, "size_yuan", "0"), "deals", 2, "size_yuan", "at least 1 元", "unit"),
    "negative": (cell("tranches", 0, "size_yuan", "-5"), "tranches", 2, "size_yuan", "at least 1 元", "unit"),
    "forty digits": (cell("deals", 0, "size_yuan", "9" * 40), "deals", 2, "size_yuan", "whole number", "write the whole number"),
    "yes in Chinese": (cell("deals", 0, "wind_ip", "是"), "deals", 2, "wind_ip", "true or false", "write true"),
    "name for a code": (cell("deals", 0, "mode", "贷款"), "deals", 2, "mode", "code of the domain mode", "write loan"),
    "misspelt code": (cell("deals", 0, "mode", "lone"), "deals", 2, "mode", "code of the domain mode", "write loan, or add a row"),
    "formula for a code": (cell("deals", 0, "mode", FORMULA), "deals", 2, "mode", "code of the domain mode", "add a row to codes.csv"),
    "HTML for a code": (cell("deals", 0, "venue", "<script>alert(1)</script>"), "deals", 2, "venue", "domain venue", "add a row"),
    "path for a code": (cell("deals", 0, "product", "../../etc/passwd"), "deals", 2, "product", "domain product", "add a row"),
    "path for an id": (cell("deals", 3, "deal_id", "../../x"), "deals", 5, "deal_id", "an id has no spaces", "use letters, digits"),
    "formula for an id": (cell("deals", 3, "deal_id", FORMULA), "deals", 5, "deal_id", "an id has no spaces", "use letters"),
    "HTML for an id": (cell("tranches", 0, "tranche_id", "<b>A</b>"), "tranches", 2, "tranche_id", "an id has no", "use letters"),
    "id like a sum": (cell("tranches", 0, "tranche_id", "+D1"), "tranches", 2, "tranche_id", "does not begin with + - @", "use letters"),
    "two lines in an id": (cell("tranches", 0, "tranche_id", "D1\nA"), "tranches", 2, "tranche_id", "an id has no", "use letters"),
    "bell in a name": (cell("deals", 1, "name", "乙\x07号"), "deals", 3, "name", "control characters", "retype"),
    "rating without sf": (cell("tranches", 0, "rating", "AAA"), "tranches", 2, "rating", "domain rating", "write AAAsf"),
    "rating of another scale": (cell("tranches", 0, "rating", "Baa1"), "tranches", 2, "rating", "domain rating", "add a row"),
    "percent sign": (cell("tranches", 0, "coupon_pct", "3.25%"), "tranches", 2, "coupon_pct", "without %", "write 3.25"),
    "coupon as a fraction": (cell("tranches", 0, "coupon_pct", "0.0325"), "tranches", 2, "coupon_pct", "in percent", "write 3.25"),
    "coupon in basis points": (cell("tranches", 0, "coupon_pct", "325"), "tranches", 2, "coupon_pct", "at most 24 %", "unit"),
    "two dashes for unknown": (cell("tranches", 1, "coupon_pct", "--"), "tranches", 3, "coupon_pct", "plain decimal", "leave the cell empty"),
    "comma for a point": (cell("tranches", 0, "coupon_pct", "3,25"), "tranches", 2, "coupon_pct", "plain decimal", "with a point for decimals"),
    "matures before it begins": (
        cell("tranches", 0, "expected_maturity", "2023-03-02"), "tranches", 2, "expected_maturity", "after the value date", "correct one",
    ),
    "tranche of no deal": (cell("tranches", 0, "deal_id", "D9"), "tranches", 2, "deal_id", "occurs in deals.deal_id", "add the row to deals"),
    "sizes do not sum": (cell("tranches", 1, "size_yuan", "5000001"), "deals", 2, "size_yuan", "sum of its tranches, 100000001 元", "correct"),
    "the same key twice": (
        added("tranches", "D1-A,D1,优先级,senior,95000000,3.25,AAAsf,某评级,2023-03-02,2024-03-01,published"),
        "tranches", 7, "tranche_id", "stands in row 2 already", "remove one",
    ),
    "no originator": (cell("parties", 5, "role", "servicer"), "deals", 5, "deal_id", "at least one originator", "role originator"),
    "role in Chinese": (cell("parties", 0, "role", "原始权益人"), "parties", 2, "role", "domain role", "write originator"),
    "enhancer in Chinese": (
        cell("enhancements", 0, "provider_kind", "担保公司"), "enhancements", 2, "provider_kind", "domain", "write guarantee_company",
    ),
    "rating event before the issue": (cell("rating_events", 0, "date", "2024-01-31"), "rating_events", 2, "date", "follows the issue", "correct"),
    "credit event before the issue": (cell("credit_events", 0, "date", "2022-03-06"), "credit_events", 2, "date", "follows the issue", "correct"),
    "event of no kind": (cell("credit_events", 0, "kind", "flood"), "credit_events", 2, "kind", "domain event", "add a row"),
    "event of no tranche": (cell("rating_events", 0, "tranche_id", "X"), "rating_events", 2, "tranche_id", "occurs in", "correct it"),
    "decision without a reason": (added("universe", "D4,include,,样本编辑,2024-04-01"), "universe", 2, "reason", "required", "fill in"),
    "decision by nobody": (added("universe", "D4,include,复核,,2024-04-01"), "universe", 2, "decided_by", "required", "fill in"),
    "decision without a day": (added("universe", "D4,include,复核,样本编辑,"), "universe", 2, "decided_on", "required", "fill in"),
    "no verdict": (added("universe", "D4,maybe,复核,样本编辑,2024-04-01"), "universe", 2, "verdict", "domain verdict", "codes.csv"),
    "decision on no deal": (added("universe", "D9,include,复核,样本编辑,2024-04-01"), "universe", 2, "deal_id", "occurs in", "correct it"),
    "two decisions": (
        together(added("universe", "D4,include,复核,甲,2024-04-01"), added("universe", "D4,exclude,复核,乙,2024-04-02")),
        "universe", 3, "deal_id", "stands in row 2 already", "remove one",
    ),
    "rule on no column": (
        added("universe_rule", "wind,wind_class,,甲,A,甲,A,甲,"), "universe_rule", 2, "column", "true or false in deals", "name one of wind_ip",
    ),
    "stale correction": (
        added("corrections", "C1,policies,《某通知》,issued,2020-03,2020-05,落款,公报,applied,2020-03"),
        "corrections", 2, "expect", "now says '2020-04'", "the source has changed",
    ),
    "correction of no table": (
        added("corrections", "C1,polices,x,issued,2020-03,2020-05,落款,公报,applied,2020-03"), "corrections", 2, "table", "names a table", "correct the name",
    ),
    "quarter of no year": (cell("market_totals", 1, "quarter", "2024Q5"), "market_totals", 3, "quarter", "matches", "write a quarter such as"),
    "market in 亿元": (cell("market_totals", 0, "size_yuan", "3000"), "market_totals", 2, "size_yuan", "at least 100000000 元", "in 亿元, write 300000000000"),
    "month in Chinese": (cell("policies", 0, "issued", "2020年4月"), "policies", 2, "issued", "matches", "write a month such as 2024-03"),
    "part of a patent": (cell("ip_stock", 0, "stock", "401.5"), "ip_stock", 2, "stock", "whole number", "write the whole number"),
}  # fmt: skip


def appended(name: str, data: bytes) -> Spoil:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes() + data)


def written(name: str, data: bytes) -> Spoil:
    return lambda folder: (folder / name).write_bytes(data)


def rewritten(name: str, change: Callable[[bytes], bytes]) -> Spoil:
    return lambda folder: (folder / name).write_bytes(change((folder / name).read_bytes()))


def _as_a_folder(folder: Path) -> None:
    (folder / "ip_stock.csv").unlink()
    (folder / "ip_stock.csv").mkdir()


def _package(text: str) -> Spoil:
    return written("datapackage.json", text.encode())


FILES: dict[str, tuple[Spoil, str, int | None, str, str, str]] = {
    "empty file": (written("deals.csv", b""), "deals", None, "", "has a header", "restore the file"),
    "blank file": (written("deals.csv", b" \n\n"), "deals", None, "", "has a header", "restore the file"),
    "GB18030": (rewritten("parties.csv", lambda b: b.decode().encode("gb18030")), "parties", 2, "", "is UTF-8", "save the file as UTF-8"),
    "one line in GB18030": (appended("parties.csv", "D4,servicer,丁公司,\n".encode("gb18030")), "parties", 8, "", "is UTF-8", "save the file"),
    "UTF-16": (rewritten("deals.csv", lambda b: b.decode().encode("utf-16")), "deals", 1, "", "NUL", "save the file as UTF-8 CSV"),
    "a workbook": (written("tranches.csv", b"PK\x03\x04\x14\0\x06\0"), "tranches", 1, "", "NUL", "save the file as UTF-8 CSV"),
    "a NUL byte": (appended("policies.csv", b"national,2020-05,\0,,x,,y,z\n"), "policies", 3, "", "NUL", "save the file"),
    "cut short": (rewritten("tranches.csv", lambda b: b[:-30]), "tranches", 6, "", "as many cells as the header", "fill in what is missing"),
    "cells too many": (appended("ip_stock.csv", b"2022,trademark,5,x,y\n"), "ip_stock", 3, "", "as many cells", "quote cells that contain commas"),
    "a quote left open": (appended("ip_stock.csv", b'2022,trademark,5,"x\n'), "ip_stock", 3, "", "well-formed CSV", "check the quotes"),
    "ten megabytes in a cell": (
        appended("ip_stock.csv", b"2022,trademark,5," + b"x" * 10_000_000 + b"\n"), "ip_stock", 3, "", "well-formed CSV", "check the quotes",
    ),
    "a column twice": (rewritten("deals.csv", lambda b: b.replace(b",region,", b",mode,")), "deals", 1, "", "occurs once", "rename or remove"),
    "no such column": (rewritten("tranches.csv", lambda b: b.replace(b"coupon_pct", b"coupon")), "tranches", 1, "coupon_pct", "has this column", "add the column"),
    "semicolons": (rewritten("ip_stock.csv", lambda b: b.replace(b",", b";")), "ip_stock", 1, "year", "has this column", "add the column"),
    "a title above the header": (rewritten("ip_stock.csv", lambda b: "知识产权存量,,,\n".encode() + b), "ip_stock", 1, "", "every column has a name", "remove titles above the header"),
    "no table": (lambda folder: (folder / "parties.csv").unlink(), "parties", None, "", "parties.csv", "add the file"),
    "a folder for a table": (_as_a_folder, "ip_stock", None, "", "can be read", "check its type"),
    "broken package": (_package("{"), "datapackage.json", None, "", "Frictionless", "mend or remove"),
    "package that leads away": (
        _package('{"resources": [{"name": "deals", "path": "../../etc/passwd"}]}'), "datapackage.json", None, "", "inside the ledger's folder", "correct the path",
    ),
    "a rule without rows": (
        written("universe_rule.csv", HEADERS["universe_rule"].encode() + b"\n"), "universe_rule", None, "", "at least one row", "remove the file",
    ),
}  # fmt: skip


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def checked(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *more: str
) -> tuple[int, str, str]:
    """Run ``ipabs check`` and return its exit status, what it printed, and its errors."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setattr(sys, "argv", ["ipabs", "check", "--data", str(folder), *more])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def told(
    folder: Path,
    place: tuple[str, int | None, str],
    words: tuple[str, str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = digests(folder)
    status, out, err = checked(folder, capsys, monkeypatch)
    table, row, column = place
    located = f"table {table}" + (f", row {row}" if row else "") + (f", column {column}" if column else "")
    lines = [line for line in out.splitlines() if line.startswith("error: ") and located in line]
    assert any(words[0] in line and words[1] in line for line in lines), out
    assert status == 1 and err == "" and "Traceback" not in out and "\x07" not in out
    assert max(map(len, out.splitlines())) < 500

    status, out, err = checked(folder, capsys, monkeypatch, "--json")
    records = json.loads(out)
    assert status == 1 and len(out) < 50_000
    assert any(
        (record["table"], record["row"], record["column"]) == place
        and words[0] in record["rule"]
        and words[1] in record["remedy"]
        for record in records
    ), records
    assert digests(folder) == before


@pytest.mark.parametrize("case", CELLS)
def test_a_bad_cell(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    change, table, row, column, rule, remedy = CELLS[case]
    told(small_ledger(tmp_path, change), (table, row, column), (rule, remedy), capsys, monkeypatch)


@pytest.mark.parametrize("case", FILES)
def test_a_bad_file(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil, table, row, column, rule, remedy = FILES[case]
    folder = small_ledger(tmp_path)
    spoil(folder)
    told(folder, (table, row, column), (rule, remedy), capsys, monkeypatch)


BUILT = [
    "formula for an id",
    "amounts in 万元",
    "coupon as a fraction",
    "rating event before the issue",
    "rule on no column",
]


@pytest.mark.parametrize("case", BUILT)
def test_a_build_refuses_it_too(case: str, tmp_path: Path) -> None:
    change, table, row, column, rule, remedy = CELLS[case]
    folder = small_ledger(tmp_path / "data", change)
    site = tmp_path / "site"
    ended = subprocess.run(
        [sys.executable, "-m", "ipabs", "build", "2024Q1", "--data", str(folder), "--site", str(site)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert ended.returncode == 1 and "Traceback" not in ended.stderr
    assert f"table {table}, row {row}, column {column}" in ended.stderr
    assert rule in ended.stderr and remedy in ended.stderr
    assert not [path for path in site.rglob("*") if path.is_file()]


GOOD: dict[str, Spoil] = {
    "a byte order mark": rewritten("deals.csv", lambda b: b"\xef\xbb\xbf" + b),
    "line ends of Windows": rewritten("tranches.csv", lambda b: b.replace(b"\n", b"\r\n")),
    "no line end at the end": rewritten("parties.csv", lambda b: b.rstrip(b"\n")),
    "quotes around every cell": rewritten(
        "ip_stock.csv",
        lambda b: b"\n".join(b'"' + line.replace(b",", b'","') + b'"' for line in b.splitlines()) + b"\n",
    ),
    "blanks around cells": rewritten("deals.csv", lambda b: b.replace(b",loan,", b", loan ,")),
}


@pytest.mark.parametrize("case", GOOD)
def test_what_other_programs_write_is_no_error(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small_ledger(tmp_path)
    GOOD[case](folder)
    status, out, _ = checked(folder, capsys, monkeypatch)
    assert status == 0 and "errors: 0" in out


def test_there_are_many() -> None:
    assert len(CELLS) + len(FILES) >= 40


def test_problems_come_worst_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Errors before warnings before notices; then by the order of the tables, then by row; the count ends it."""
    change = together(
        cell("parties", 1, "kind", "boutique"),
        cell("tranches", 4, "rating", "AAA"),
        cell("tranches", 0, "coupon_pct", "0.03"),
        cell("deals", 3, "mode", "lone"),
        cell("deals", 1, "issued_on", "8.5.2023"),
        cell("ip_stock", 0, "stock", "many"),
        cell("tranches", 3, "coupon_pct", "23"),
    )
    status, out, _ = checked(small_ledger(tmp_path, change), capsys, monkeypatch)
    shown = [line.split(" ", 6)[:5] for line in out.splitlines()]
    assert [(words[0], words[2].rstrip(","), words[4].rstrip(",")) for words in shown[:9]] == [
        ("error:", "deals", "3"),
        ("error:", "deals", "5"),
        ("error:", "tranches", "2"),
        ("error:", "tranches", "6"),
        ("error:", "ip_stock", "2"),
        ("warning:", "tranches", "5"),
        ("warning:", "parties", "3"),
        ("warning:", "market_totals", "quarter"),
        ("warning:", "market_totals", "quarter"),
    ]
    assert status == 1 and out.splitlines()[-1].startswith("errors: 5, warnings: 5, notices: 1")
