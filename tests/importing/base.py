"""A small made-up ledger to import into, and what a test asks of it."""

from __future__ import annotations

import contextlib
import csv
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

TABLES = {
    "deals": [
        "deal_id,name,short_name,product,venue,issued_on,size_yuan,mode,underlying,region,wind_ip,internal,basis,source",
        "D2023-001,样本知识产权旧1号资产支持专项计划,样本旧1,exchange_abs,szse,2023-05-10,100000000,loan,micro_loan,广东,true,false,reconstructed,样本",
        "D2024-001,样本知识产权旧2号资产支持专项计划,样本旧2,exchange_abs,sse,2024-01-10,200000000,factoring,,江苏,false,false,published,手工",
    ],
    "tranches": [
        "tranche_id,deal_id,name,seniority,size_yuan,coupon_pct,rating,agency,value_date,expected_maturity,basis",
        "D2023-001-A,D2023-001,优先级,senior,95000000,3.40,AAAsf,样本评级机构01,2023-05-11,2024-05-10,reconstructed",
        "D2023-001-S,D2023-001,次级,subordinated,5000000,,,,2023-05-11,2024-05-10,reconstructed",
        "D2024-001-A1,D2024-001,优先A1,senior,190000000,3.10,,,2024-01-11,2025-01-10,published",
        "D2024-001-S,D2024-001,次级,subordinated,10000000,,,,2024-01-11,2025-01-10,published",
    ],
    "parties": [
        "deal_id,role,name,kind,basis",
        "D2023-001,originator,样本小额贷款公司01,micro_lender,reconstructed",
        "D2023-001,plan_manager,样本管理人01,securities_company,reconstructed",
        "D2024-001,originator,样本商业保理（深圳）有限公司,factoring_company,published",
    ],
    "enhancements": [
        "deal_id,level,form,provider,provider_kind,basis",
        "D2023-001,plan,shortfall_undertaking,样本国有企业01,soe,reconstructed",
    ],
    "market_totals": [
        "quarter,deals,size_yuan,basis,source",
        "2023Q2,400,300000000000,illustrative,示意",
        "2024Q1,390,310000000000,illustrative,示意",
    ],
    "policies": ["level,issued,issuer,region,title,document_no,content,source"],
    "ip_stock": ["year,kind,stock,source"],
}


def ledger(folder: Path) -> Path:
    """Write the small ledger."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in TABLES.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
    return folder


def added(folder: Path, table: str) -> list[str]:
    """Return the lines that a table has beyond those of the small ledger, which must all still be there."""
    lines = (folder / f"{table}.csv").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line in TABLES[table]] == TABLES[table]
    return [line for line in lines if line not in TABLES[table]]


def rows(folder: Path, address: str) -> list[dict[str, str]]:
    """Return a CSV file below the ledger's folder as rows."""
    with (folder / address).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def content(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, hidden ones too."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class Command:
    """Runs ``ipabs`` in this process, as the installed script does."""

    def __init__(self, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self._patch, self._capture = patch, capture

    def __call__(self, *arguments: str | Path) -> tuple[int, str, str]:
        """Return the exit status and what was said on both streams."""
        from ipabs.cli import main

        self._patch.setattr(sys, "argv", ["ipabs", *map(str, arguments)])
        with contextlib.chdir(os.environ.get("IPABS_TEST_PROJECT", ROOT)):
            try:
                main()
                status: object = 0
            except SystemExit as ended:
                status = ended.code
        captured = self._capture.readouterr()
        return int(str(status or 0)), captured.out, captured.err
