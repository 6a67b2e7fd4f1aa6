"""Each shape of export, cell by cell in the ledger it makes, and again: nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ipabs.ledger import check_ledger

from . import samples
from .base import Command, added, content, rows

WIND = {
    "deals": [
        "D2024-002,样本知识产权1期资产支持专项计划,样本1期,exchange_abs,szse,2024-04-03,211000000,loan,micro_loan,广东,true,false,published,wind-deals.xlsx（Wind）",
        "D2024-003,样本知识产权2期资产支持专项计划,样本2期,exchange_abs,sse,2024-04-20,150000000,factoring,factoring_claim,江苏,false,false,published,wind-deals.xlsx（Wind）",
    ],
    "tranches": [
        "D2024-002-A1,D2024-002,优先A1,senior,120000000,3.20,AAAsf,样本评级机构01,2024-04-04,2025-04-04,published",
        "D2024-002-A2,D2024-002,优先A2,senior,80000000,3.45,AAAsf,样本评级机构01,2024-04-04,2026-04-04,published",
        "D2024-002-S,D2024-002,次级,subordinated,11000000,,,,2024-04-04,2026-04-04,published",
        "D2024-003-A,D2024-003,优先级,senior,140000000,3.60,AA+sf,样本评级机构02,2024-04-22,2025-04-22,published",
        "D2024-003-S,D2024-003,次级,subordinated,10000000,,,,2024-04-22,2025-04-22,published",
    ],
    "parties": [
        "D2024-002,originator,样本小额贷款公司01,micro_lender,published",
        "D2024-002,plan_manager,样本管理人01,securities_company,published",
        "D2024-002,custodian,样本托管银行01,commercial_bank,published",
        # The ledger's spelling of the first, its province with it.
        "D2024-003,originator,样本商业保理（深圳）有限公司,factoring_company,published",
        "D2024-003,originator,样本融资租赁公司02,leasing_company,published",
        "D2024-003,plan_manager,样本管理人02,securities_company,published",
    ],
    "enhancements": [
        "D2024-002,plan,shortfall_undertaking,样本国有企业01,soe,published",
        "D2024-002,plan,guarantee,样本融资担保公司01,guarantee_company,published",
        "D2024-003,,,,undisclosed,published",
    ],
}
CNABS = {
    "deals": [
        "D2024-002,样本知识产权3期资产支持专项计划,,exchange_abs,szse,2024-05-06,300000000,patent_relicense,licence_fee,北京,false,false,published,cnabs-dates.xlsx（CNABS）",
    ],
    "tranches": [
        "D2024-002-A1,D2024-002,优先A1,senior,180000000,3.05,AAAsf,,2024-05-08,2026-05-08,published",
        "D2024-002-A2,D2024-002,优先A2,senior,100000000,3.25,AA+sf,,2024-05-08,2026-05-08,published",
        "D2024-002-S,D2024-002,次级,subordinated,20000000,,,,2024-05-08,2026-05-08,published",
    ],
    "parties": ["D2024-002,originator,样本融资租赁公司03,leasing_company,published"],
    "enhancements": [],
}
IFIND = {
    "deals": [
        "D2024-002,样本知识产权4期资产支持专项计划,,exchange_abs,szse,2024-06-01,200000000,loan,micro_loan,广东,false,false,published,ifind-{}.csv（iFinD）",
    ],
    "tranches": [
        "D2024-002-A,D2024-002,优先级,senior,190000000,2.98,AAAsf,样本评级机构03,2024-06-01,2025-06-01,published",
        "D2024-002-S,D2024-002,次级,subordinated,10000000,,,,2024-06-01,2025-06-01,published",
    ],
    "parties": [
        "D2024-002,originator,样本小额贷款公司04,micro_lender,published",
        "D2024-002,originator,样本小额贷款公司05,micro_lender,published",
        "D2024-002,plan_manager,样本管理人04,securities_company,published",
    ],
    "enhancements": ["D2024-002,plan,guarantee,样本融资担保公司04,guarantee_company,published"],
}
XLS = {
    "deals": [
        "D2024-002,样本专利许可5期资产支持专项计划,,exchange_abs,szse,2024-06-18,100000000,patent_relicense,licence_fee,广东,false,false,published,wind.xls（Wind）",
    ],
    "tranches": [
        "D2024-002-A,D2024-002,优先级,senior,92000000,3.31,AAsf,,2024-06-18,2025-06-18,published",
        "D2024-002-M,D2024-002,中间级,mezzanine,5000000,4.10,AA-sf,,2024-06-18,2025-06-18,published",
        "D2024-002-S,D2024-002,次级,subordinated,3000000,,,,2024-06-18,2025-06-18,published",
    ],
    "parties": ["D2024-002,originator,深圳样本科技有限公司,,published"],
    "enhancements": [],
}
ENTITIES = "name,alias,kind,provider_kind,region\n样本小额贷款公司04,,,,广东\n"


def ifind_in(encoding: str) -> tuple[list[Callable[[Path], Path]], dict[str, list[str]]]:
    def sample(folder: Path) -> Path:
        return samples.ifind(folder, encoding)

    return [sample], {name: [line.format(encoding) for line in lines] for name, lines in IFIND.items()}


CASES: dict[str, tuple[list[Callable[[Path], Path]], dict[str, list[str]]]] = {
    "Wind": ([samples.wind_deals, samples.wind_tranches], WIND),
    "Wind, tranches first": ([samples.wind_tranches, samples.wind_deals], WIND),
    "CNABS, messy": ([samples.cnabs, samples.cnabs_dates], CNABS),
    "iFinD, GB18030": ifind_in("gb18030"),
    "iFinD, UTF-8": ifind_in("utf-8"),
    "iFinD, UTF-8 with BOM": ifind_in("utf-8-sig"),
    "Wind, .xls": ([samples.wind_xls], XLS),
}


@pytest.mark.parametrize(("makers", "expected"), CASES.values(), ids=CASES)
def test_a_sample_becomes_the_ledger_cell_by_cell(
    ipabs: Command,
    data: Path,
    tmp_path: Path,
    makers: list[Callable[[Path], Path]],
    expected: dict[str, list[str]],
) -> None:
    (data / "import").mkdir()
    (data / "import/entities.csv").write_text(ENTITIES, encoding="utf-8")
    files = [make(tmp_path) for make in makers]
    status, out, err = ipabs("import", *files, "--data", data)
    assert status == 0, out + err
    assert {name: added(data, name) for name in expected} == expected
    assert not [problem for problem in check_ledger(data) if problem.severity == "error"]
    # Once more, and in the other order: the same bytes.
    before = content(data)
    for order in (files, files[::-1]):
        status, out, _ = ipabs("import", *order, "--data", data)
        assert status == 0 and "Nothing has changed." in out and "0 accepted" in out and "0 rejected" in out
        assert content(data) == before


def test_rows_are_all_accounted_for(ipabs: Command, data: Path, tmp_path: Path) -> None:
    status, out, _ = ipabs(
        "import", samples.wind_deals(tmp_path), samples.wind_tranches(tmp_path), "--data", data
    )
    assert status == 0
    assert "wind-deals.xlsx [Sheet]: 2 rows = 2 accepted + 0 unchanged + 0 rejected" in out
    assert "wind-tranches.xlsx [Sheet]: 5 rows = 5 accepted + 0 unchanged + 0 rejected" in out
    assert "all: 7 rows = 7 accepted + 0 unchanged + 0 rejected" in out
    # What is no row of data is named as well.
    assert "wind-deals.xlsx [Sheet] row 5 is a footer: '数据来源:Wind'" in out


def test_the_rows_around_the_table_are_named(ipabs: Command, data: Path, tmp_path: Path) -> None:
    status, out, _ = ipabs("import", samples.cnabs(tmp_path), samples.cnabs_dates(tmp_path), "--data", data)
    assert status == 0
    for words in (
        "row 1 is a title: '知识产权资产支持证券发行明细'",
        "row 5 states units",
        "row 9 is a total: '合计 30,000 30,000'",
        "row 11 is a footer: '注:以上为样本数据'",
        "cnabs-dates.xlsx [Sheet]: columns that are not read: 来源",
    ):
        assert words in out


def test_each_cell_keeps_where_it_came_from(ipabs: Command, data: Path, tmp_path: Path) -> None:
    ipabs("import", samples.wind_deals(tmp_path), samples.wind_tranches(tmp_path), "--data", data)
    cells = {(c["table"], c["key"], c["column"]): c for c in rows(data, "import/cells.csv")}
    size = cells["deals", "D2024-002", "size_yuan"]
    assert (size["value"], size["export"], size["file"]) == ("211000000", "Wind", "wind-deals.xlsx")
    assert (size["sheet"], size["row"], size["header"], size["text"]) == (
        "Sheet",
        "2",
        "发行总额(亿元)",
        "2.11",
    )
    coupon = cells["tranches", "D2024-003-A", "coupon_pct"]
    assert (coupon["value"], coupon["file"], coupon["row"]) == ("3.60", "wind-tranches.xlsx", "5")
    second = cells["parties", "D2024-003|originator|样本融资租赁公司02", "name"]
    assert (second["row"], second["header"]) == ("3", "原始权益人")
    # Every cell that the import wrote has an origin that says the same.
    for table in ("deals", "tranches", "parties", "enhancements"):
        header = (data / f"{table}.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
        for line in added(data, table):
            for column, value in zip(header, line.split(","), strict=True):
                known = [
                    c for (t, k, n), c in cells.items() if t == table and n == column and c["value"] == value
                ]
                assert known or not value, (table, column, value)


def test_codes_and_names_are_kept_for_later_exports(ipabs: Command, data: Path, tmp_path: Path) -> None:
    tranches = samples.wind_tranches(tmp_path)
    ipabs("import", samples.wind_deals(tmp_path), tranches, "--data", data)
    known = {(row["table"], row["identifier"]): row["key"] for row in rows(data, "import/identifiers.csv")}
    assert known["tranches", "130002.SZ"] == "D2024-002-A2"
    # A later list that has nothing but the code and a rating.
    later = samples.xlsx(
        tmp_path / "later.xlsx",
        [["证券代码", "债项评级", "起息日"], ["180001.SH", "AAA", None], ["数据来源：Wind", None, None]],
    )
    status, out, _ = ipabs("import", later, "--data", data)
    assert status == 0 and "rating: AA+sf → AAAsf  ← later.xlsx [Sheet] row 2, 债项评级" in out
    assert any(line.startswith("D2024-003-A,") and ",AAAsf," in line for line in added(data, "tranches"))
    # The older file again does not undo it.
    before = content(data)
    status, out, _ = ipabs("import", tranches, "--data", data)
    assert status == 0 and "0 accepted" in out
    assert content(data)["tranches.csv"] == before["tranches.csv"]


def test_a_dry_run_shows_everything_and_writes_nothing(
    ipabs: Command, data: Path, tmp_path: Path, project: Path
) -> None:
    files = samples.wind_deals(tmp_path), samples.wind_tranches(tmp_path)
    before, around = content(data), content(project)
    status, out, _ = ipabs("import", *files, "--data", data, "--dry-run")
    assert status == 0 and content(data) == before and content(project) == around
    assert "size_yuan: (empty) → 211000000  ← wind-deals.xlsx [Sheet] row 2, 发行总额(亿元)" in out
    assert "Dry run:" in out


def test_untouched_rows_keep_their_bytes(ipabs: Command, data: Path, tmp_path: Path) -> None:
    """Quotes, CRLF and a BOM of a hand-made table stay as they are."""
    path = data / "deals.csv"
    text = path.read_text(encoding="utf-8").replace(",样本\n", ',"样本，""手工"""\n').replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    status, out, err = ipabs(
        "import", samples.wind_deals(tmp_path), samples.wind_tranches(tmp_path), "--data", data
    )
    assert status == 0, out + err
    after = path.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf" + text.encode()) and after.count(b"\r\n") == 5 == after.count(
        b"\n"
    )
