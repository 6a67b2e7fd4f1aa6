"""Editions to draw: the shipped ledger, and a small one whose numbers can be added up by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipabs.edition import Edition, open_edition
from ipabs.theme import Theme, read_theme

ROOT = Path(__file__).parents[2]

DEALS = """deal_id,name,short_name,product,venue,issued_on,size_yuan,mode,underlying,region,wind_ip,internal,basis,source
A1,甲1期,甲1,exchange_abs,szse,2022-05-10,200000000,loan,micro_loan,广东,true,false,published,公告
B1,乙1期,乙1,exchange_abs,szse,2023-02-10,300000000,loan,micro_loan,广东,true,false,published,公告
B2,乙2期,乙2,exchange_abs,szse,2023-06-10,100000000,loan,micro_loan,广东,true,false,reconstructed,重构
B3,丙1期,丙1,abn,interbank,2023-09-10,200000000,patent_relicense,licence_fee,北京,true,false,published,公告
C1,丁1期,丁1,exchange_abs,sse,2024-01-10,150000000,loan,micro_loan,江苏,true,false,published,公告
"""
TRANCHES = """tranche_id,deal_id,name,seniority,size_yuan,coupon_pct,rating,agency,value_date,expected_maturity,basis
A1-A,A1,优先,senior,190000000,4.1,AAAsf,,2022-05-11,2023-05-11,published
B1-A,B1,优先,senior,280000000,2.9,AAAsf,,2023-02-11,2024-02-11,published
B2-A,B2,优先,senior,90000000,3.4,AAAsf,,2023-06-11,2024-06-11,reconstructed
B3-A,B3,优先,senior,180000000,3.7,AA+sf,,2023-09-11,2025-09-11,published
C1-A,C1,优先,senior,140000000,3.8,AAAsf,,2024-01-11,2026-01-11,published
A1-S,A1,次级,subordinated,10000000,,,,2022-05-11,2023-05-11,published
B1-S,B1,次级,subordinated,20000000,,,,2023-02-11,2024-02-11,published
B2-S,B2,次级,subordinated,10000000,,,,2023-06-11,2024-06-11,reconstructed
B3-S,B3,次级,subordinated,20000000,,,,2023-09-11,2025-09-11,published
C1-S,C1,次级,subordinated,10000000,,,,2024-01-11,2026-01-11,published
"""
PARTIES = """deal_id,role,name,kind,basis
A1,originator,甲公司,micro_lender,published
B1,originator,甲公司,micro_lender,published
B2,originator,乙公司,factoring_company,reconstructed
B2,originator,戊公司,leasing_company,reconstructed
B3,originator,丙公司,leasing_company,published
C1,originator,丁公司,leasing_company,published
"""
ENHANCEMENTS = """deal_id,level,form,provider,provider_kind,basis
B1,plan,guarantee,某担保,guarantee_company,published
B1,underlying,bank_guarantee_letter,某行,bank,published
B2,plan,guarantee,某担保,guarantee_company,reconstructed
C1,plan,guarantee,某担保,guarantee_company,published
"""
MARKET = (
    "quarter,deals,size_yuan,basis,source\n"
    + "".join(
        f"{year}Q{quarter},100,10000000000,illustrative,示意\n"
        for year in (2021, 2022, 2023)
        for quarter in (1, 2, 3, 4)
    )
    + "2024Q1,100,10000000000,illustrative,示意\n"
)
POLICIES = """level,issued,issuer,region,title,document_no,content,source,basis
national,2022-12,某部,,《通知[一]》,,支持 a|b 与 *c* -- 等,公报,published
local,2023-10,,某省,,,补贴50%,公报,published
"""
STOCK = """year,kind,stock,source,basis
2022,invention_patent,3280000,推算,reconstructed
2023,invention_patent,4015000,公报,published
2022,trademark,40642000,推算,reconstructed
2023,trademark,44047000,公报,published
"""
EMPTY = {
    "rating_events": "tranche_id,date,from_rating,to_rating,agency,basis,source\n",
    "credit_events": "deal_id,date,kind,note,basis,source\n",
    "universe": "deal_id,verdict,reason,decided_by,decided_on\n",
}


@pytest.fixture(scope="session")
def edition() -> Edition:
    """The shipped ledger's 2024Q1."""
    return open_edition("2024Q1", ROOT / "data")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """Five deals."""
    return open_edition("2024Q1", write(tmp_path_factory.mktemp("small"), DEALS))


@pytest.fixture(scope="session")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """A market without a single IP deal."""
    return open_edition("2024Q1", write(tmp_path_factory.mktemp("nothing"), DEALS.splitlines()[0] + "\n"))


@pytest.fixture(scope="session")
def theme() -> Theme:
    return read_theme(ROOT)


def write(folder: Path, deals: str) -> Path:
    """Write the small ledger's tables to `folder`, with these deals."""
    rows = deals.count("\n") > 1
    texts = {"deals": deals, "market_totals": MARKET, "policies": POLICIES, "ip_stock": STOCK, **EMPTY}
    for name, text in (("tranches", TRANCHES), ("parties", PARTIES), ("enhancements", ENHANCEMENTS)):
        texts[name] = text if rows else text.splitlines()[0] + "\n"
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "codes.csv").write_text((ROOT / "data" / "codes.csv").read_text("utf-8"), encoding="utf-8")
    return folder
