"""A small ledger in LEDGER.md's own columns, to be broken in one place."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

Rows = list[dict[str, str]]
Tables = dict[str, Rows]

HEADERS = {
    "deals": "deal_id,name,short_name,product,venue,issued_on,size_yuan,mode,underlying,region,wind_ip,"
    "internal,basis,source",
    "tranches": "tranche_id,deal_id,name,seniority,size_yuan,coupon_pct,rating,agency,value_date,"
    "expected_maturity,basis",
    "parties": "deal_id,role,name,kind",
    "enhancements": "deal_id,level,form,provider,provider_kind",
    "rating_events": "tranche_id,date,from_rating,to_rating,agency",
    "credit_events": "deal_id,date,kind,note",
    "market_totals": "quarter,deals,size_yuan,basis,source",
    "policies": "level,issued,issuer,region,title,document_no,content,source",
    "ip_stock": "year,kind,stock,source",
    "universe_rule": "part,column,word,zh,en,reason_zh,reason_en,scope_zh,source",
    "universe": "deal_id,verdict,reason,decided_by,decided_on",
    "codes": "domain,code,zh,en,since",
    "corrections": "correction_id,table,key,column,printed,corrected,reason,source,status,expect",
}
LINES = {
    "deals": [
        "D1,甲1号,甲1,exchange_abs,szse,2023-03-01,100000000,loan,micro_loan,广东,true,false,published,Wind",
        "D2,乙知识产权2号,乙2,abn,interbank,2023-05-08,50000000,factoring,,江苏,false,0,reconstructed,",
        "D3,丙3号,,exchange_abs,sse,2024-02-01,70000000,patent_relicense,licence_fee,北京,FALSE,1,published,",
        "D4,丁4号,,exchange_abs,sse,2024-02-02,30000000,loan,,北京,false,false,published,",
    ],
    "tranches": [
        "D1-A,D1,优先级,senior,95000000,3.25,AAAsf,某评级,2023-03-02,2024-03-01,published",
        "D1-S,D1,次级,subordinated,5000000,,,,2023-03-02,2024-03-01,published",
        "D2-A,D2,优先级,senior,50000000,4,,,2023-05-09,2024-05-09,reconstructed",
        "D3-A,D3,优先级,senior,70000000,3.0,AA+sf,某评级,2024-02-02,2026-02-02,published",
        "D4-A,D4,优先级,senior,30000000,3.0,AAAsf,某评级,2024-02-05,2025-02-05,published",
    ],
    "parties": [
        "D1,originator,甲公司,micro_lender",
        "D1,plan_manager,某证券,securities_company",
        "D2,originator,乙公司,factoring_company",
        "D2,originator,乙二公司,factoring_company",
        "D3,originator,丙公司,leasing_company",
        "D4,originator,丁公司,",
    ],
    "enhancements": ["D1,underlying,guarantee,某担保,guarantee_company", "D2,,,,undisclosed"],
    "rating_events": ["D3-A,2024-03-05,AA+sf,AAAsf,某评级"],
    "credit_events": ["D2,2024-03-06,extension,展期半年"],
    "market_totals": ["2023Q1,400,300000000000,published,Wind", "2024Q1,390,310000000000,illustrative,"],
    "policies": ["national,2020-04,某部,,《某通知》,,内容,某公报"],
    "ip_stock": ["2023,invention_patent,4015000,公报"],
}


def small_tables() -> Tables:
    """Return the tables as rows of text, by column."""
    return {
        name: [dict(zip(HEADERS[name].split(","), line.split(","), strict=True)) for line in lines]
        for name, lines in LINES.items()
    }


def write_tables(folder: Path, tables: Tables) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row)) or HEADERS[name].split(",")
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def small_ledger(folder: Path, change: Callable[[Tables], object] | None = None) -> Path:
    """Write the small ledger, changed by `change`, to `folder`."""
    tables = small_tables()
    if change is not None:
        change(tables)
    return write_tables(folder, tables)
