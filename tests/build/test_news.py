"""A build tells the editor what a quarter brings for the first time, and shows it in the edition."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("notebooks", "report", "_extensions", "src")

DEAL = (
    "D2024-090,某信托受益权第1期知识产权资产支持专项计划,某1期,exchange_abs,bse,2024-03-20,130000000,"
    "trust_beneficiary,trust_right,海南,true,false,illustrative,测试,"
)
TRANCHE = "D2024-090-A,D2024-090,优先A,senior,130000000,9.00,BBB+sf,某机构,2024-03-21,2029-03-21,illustrative"
PARTY = "D2024-090,originator,某信托公司,trust_company,illustrative"
ENHANCEMENT = "D2024-090,plan,credit_insurance,某保险公司,insurer,illustrative"
CODES = (
    "mode,trust_beneficiary,信托受益权,Trust right,,",
    "mode,loan,知识产权质押,IP pledge,2024Q1,",
    "underlying,trust_right,信托受益权,Trust right,,right",
    "form,credit_insurance,信用保险,Credit insurance,,",
    "provider_kind,insurer,保险公司,Insurer,,",
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project whose ledger has a quarter full of news; the rows are made up."""
    root = tmp_path_factory.mktemp("news").resolve()
    for name in PARTS:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "data", root / "data")
    shutil.copy(ROOT / "_quarto.yml", root)
    added = {
        "deals": [DEAL], "tranches": [TRANCHE], "parties": [PARTY], "enhancements": [ENHANCEMENT],
        "codes": CODES,
    }  # fmt: skip
    for table, rows in added.items():
        with (root / "data" / f"{table}.csv").open("a", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{row}\n" for row in rows)
    return root


def build(root: Path, *arguments: str, language: str = "C.UTF-8") -> str:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "ipabs",
            "build",
            "2024Q1",
            "--assembler",
            "embedded",
            "--to",
            "html",
            *arguments,
        ],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src"), "LC_ALL": language, "LANG": ""},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_summary_lists_what_is_new(project: Path) -> None:
    lines = [line.strip() for line in build(project).splitlines()]
    assert [line for line in lines if line.startswith("new in")] == [
        "new in 2024Q1: venue bse 北京证券交易所 (1 deal)",
        "new in 2024Q1: mode trust_beneficiary 信托受益权 (1 deal)",
        "new in 2024Q1: underlying trust_right 信托受益权 (1 deal)",
        "new in 2024Q1: name of mode loan 贷款改称知识产权质押",
        "new in 2024Q1: kind trust_company 信托公司 (1 deal)",
        "new in 2024Q1: region 海南 (1 deal)",
        "new in 2024Q1: rating BBB+sf (1 tranche)",
        "new in 2024Q1: tenor (0.00,7.00] (1 tranche)",
        "new in 2024Q1: provider_kind insurer 保险公司 (1 deal)",
        "new in 2024Q1: form credit_insurance 信用保险 (1 deal)",
    ]


@pytest.mark.slow
def test_it_is_there_again_when_nothing_has_changed_and_in_json(project: Path) -> None:
    build(project)
    (built,) = json.loads(build(project, "--json"))
    assert built["unchanged"]
    assert {
        "what": "mode", "code": "trust_beneficiary", "zh": "信托受益权", "count": 1, "unit": "单"
    } in built["new"]  # fmt: skip
    assert {
        "what": "name of mode", "code": "loan", "zh": "贷款改称知识产权质押", "count": None, "unit": ""
    } in built["new"]  # fmt: skip
    said = build(project, language="zh_CN.UTF-8")
    assert "2024Q1 首次出现：mode trust_beneficiary 信托受益权 (1 单)" in said


@pytest.mark.slow
def test_the_page_shows_it(project: Path) -> None:
    build(project)
    page = (project / "_site" / "editions" / "2024Q1" / "index.html").read_text(encoding="utf-8")
    for words in ("信托受益权模式", "知识产权质押模式", "海南", "保险公司", "新增信托受益权模式", "BBB"):
        assert words in page
    assert "贷款模式" not in page
