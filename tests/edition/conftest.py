"""Two editions, built by the command as a user would: from the shipped ledger, and from another one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pdfplumber
import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class BuiltEdition:
    """A published edition and the ledger that it was built from."""

    folder: Path
    data: Path

    @cached_property
    def facts(self) -> Mapping[str, Mapping[str, Any]]:
        record = json.loads((self.folder / "facts.json").read_text(encoding="utf-8"))
        return {fact["id"]: fact for fact in record["facts"]}

    @cached_property
    def html(self) -> str:
        return (self.folder / "index.html").read_text(encoding="utf-8")

    @cached_property
    def pdf(self) -> str:
        """Text of the PDF without spaces and line ends."""
        with pdfplumber.open(self.folder / f"ipabs-{self.folder.name}.pdf") as pages:
            return "".join("".join((page.extract_text() or "").split()) for page in pages.pages)

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.folder / "data" / f"{name}.csv", dtype=str, keep_default_na=False)


def run_build(data: Path, site: Path) -> BuiltEdition:
    ended = subprocess.run(
        [sys.executable, "-m", "ipabs", "build", "2024Q1", "--data", data, "--site", site,
         "--assembler", "embedded", "--json"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=900,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)[0]["html"] == str(site / "editions/2024Q1/index.html")
    return BuiltEdition(site / "editions" / "2024Q1", data)


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> BuiltEdition:
    """The shipped ledger's edition."""
    return run_build(ROOT / "data", tmp_path_factory.mktemp("shipped"))


OTHER_SIZE = 7_654_321_000


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> BuiltEdition:
    """Another ledger: one deal of 76.54321 亿元 by a new originator, and a larger one outside the universe."""
    folder = tmp_path_factory.mktemp("other")
    data = Path(shutil.copytree(ROOT / "data", folder / "data"))
    deals = pd.read_csv(data / "deals.csv", dtype=str, keep_default_na=False)
    model = deals[deals["issued_on"].str.startswith("2023")].iloc[0].to_dict()
    inside = {**model, "deal_id": "X-1", "name": "测试第1期知识产权资产支持专项计划", "short_name": "测试1",
              "size_yuan": str(OTHER_SIZE), "issued_on": "2023-05-11", "region": "四川"}  # fmt: skip
    outside = {**inside, "deal_id": "X-2", "name": "测试第2期资产支持专项计划", "short_name": "测试2",
               "size_yuan": str(9 * OTHER_SIZE), "wind_ip": "false", "internal": "false"}  # fmt: skip
    pd.concat([deals, pd.DataFrame([inside, outside])]).to_csv(data / "deals.csv", index=False)
    for table, key in (("tranches", "tranche_id"), ("parties", ""), ("enhancements", "")):
        frame = pd.read_csv(data / f"{table}.csv", dtype=str, keep_default_na=False)
        rows = []
        for deal in (inside, outside):
            copied = frame[frame["deal_id"] == model["deal_id"]].copy()
            if table == "tranches":
                copied = copied.head(1).assign(
                    size_yuan=deal["size_yuan"], seniority="senior", rating="AAAsf", coupon_pct="5.10",
                    value_date="2023-05-11", expected_maturity="2025-05-10",
                )  # fmt: skip
            if table == "parties":
                copied.loc[copied["role"] == "originator", "name"] = "测试融资租赁有限公司"
            if key:
                copied[key] = [f"{deal['deal_id']}-{n}" for n in range(len(copied))]
            rows.append(copied.assign(deal_id=deal["deal_id"]))
        pd.concat([frame, *rows]).to_csv(data / f"{table}.csv", index=False)
    return run_build(data, folder / "site")
