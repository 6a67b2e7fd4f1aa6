"""The script is what made the committed files, and it says what they are."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from frictionless import Package

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("ledger")
    script = ROOT / "scripts" / "reconstruct_ledger.py"
    subprocess.run([sys.executable, str(script), "--out", str(out)], check=True, timeout=60)
    return out


def test_the_committed_tables_are_the_scripts_output(written: Path) -> None:
    names = sorted(path.name for path in written.iterdir())
    assert len(names) == 9
    differing = [name for name in names if (written / name).read_bytes() != (DATA / name).read_bytes()]
    assert differing == []


def test_the_package_is_valid_frictionless() -> None:
    report = Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])[:5]
    assert len(report.tasks) == 13


def test_the_shipped_schema_is_the_packages() -> None:
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    shipped = json.loads((ROOT / "src/ipabs/ledger/schema.json").read_text(encoding="utf-8"))
    keys = ("name", "title", "path", "optional", "locate", "schema")
    assert [{key: entry[key] for key in keys} for entry in package["resources"]] == shipped["resources"]
    for name in ("codes.csv", "universe_rule.csv"):
        assert (DATA / name).read_bytes() == (ROOT / "src/ipabs/ledger" / name).read_bytes()


@pytest.mark.parametrize("path", sorted(DATA.glob("*.csv")), ids=lambda path: path.name)
def test_files_are_plain(path: Path) -> None:
    data = path.read_bytes()
    assert b"\r" not in data and not data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\n")
    data.decode("utf-8")


def test_reconstructed_deals_are_plainly_generic() -> None:
    deals = pd.read_csv(DATA / "deals.csv")
    assert set(deals.basis) == {"reconstructed"} and deals.source.notna().all()
    named = deals[~deals.name.str.fullmatch(r"样本产品\d{4}-[0-9X]\d{1,2}")]
    assert sorted(named.name) == [
        "兴业圆融-温州技术产权资产支持专项计划",
        "水电十四局第1期知识产权资产支持专项计划",
        "融信通达（天津）商业保理有限公司2023年度天银-东丽知识产权第一期定向资产支持票据",
    ]


def test_every_named_company_is_one_that_the_publication_prints() -> None:
    printed = (DATA / "published" / "2024Q1.yaml").read_text(encoding="utf-8")
    parties = pd.read_csv(DATA / "parties.csv")
    providers = pd.read_csv(DATA / "enhancements.csv").provider.dropna()
    names = {*parties.name, *providers}
    assert [name for name in sorted(names) if not name.startswith("样本") and name not in printed] == []


def test_a_named_originators_deal_says_that_it_is_a_split() -> None:
    deals = pd.read_csv(DATA / "deals.csv").set_index("deal_id")
    parties = pd.read_csv(DATA / "parties.csv").query("role == 'originator'")
    named = parties[~parties.name.str.startswith("样本")]
    assert len(named) > 50
    assert deals.source[named.deal_id].str.contains("重构").all()
