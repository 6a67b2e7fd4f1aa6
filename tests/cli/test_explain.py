"""``ipabs explain`` on numbers that rest on more rows than a fact lists."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MORE = 1100


def explained(*arguments: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-m", "ipabs", "explain", *arguments],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True,
    )  # fmt: skip
    return ended.stdout


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a ledger whose deals of 2023 are more than a fact lists: copies of one of them."""
    folder = tmp_path_factory.mktemp("ledger") / "data"
    shutil.copytree(ROOT / "data", folder)
    with (folder / "deals.csv").open(encoding="utf-8", newline="") as file:
        copied = next(row for row in csv.DictReader(file) if row["issued_on"].startswith("2023"))["deal_id"]
    for table in ("deals", "tranches", "parties", "enhancements"):
        path = folder / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = [row for row in reader if row["deal_id"] == copied]
            columns = list(reader.fieldnames or ())
        with path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            for at in range(MORE):
                for row in rows:
                    new = {**row, "deal_id": f"X{at:05}"}
                    if "tranche_id" in row:
                        new["tranche_id"] = f"X{at:05}-{row['tranche_id']}"
                    if table == "deals":
                        new["name"] = f"样本知识产权X{at:05}"
                    writer.writerow(new)
    return folder


def test_further_rows_are_counted_and_listed_if_asked(crowded: Path) -> None:
    which = ("issuance.deals.2023", "--period", "2024Q1", "--data", str(crowded))
    few, all_of_them = explained(*which), explained(*which, "--all")
    assert few.rstrip().endswith(f"……另有{47 + MORE - 1000}行（--all 列出全部）")
    assert f"deals（{47 + MORE}）" in few and f"deals（{47 + MORE}）" in all_of_them
    assert f"X{MORE - 1:05}" in all_of_them and f"X{MORE - 1:05}" not in few
