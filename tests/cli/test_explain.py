"""``ipabs explain`` on numbers that rest on more rows than a fact lists."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MORE = 1100


def explained(*arguments: str, **environment: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-m", "ipabs", "explain", *arguments],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True,
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
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


def test_a_deal_s_verdict_with_each_part_of_the_rule(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    row = "D2022-X01,include,底层为专利许可费,样本编辑,2024-04-02\n"
    with (folder / "universe.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    lines = explained("D2022-X01", "--data", str(folder)).splitlines()
    assert lines[0].split() == ["deal", "D2022-X01", "样本产品2022-X01"]
    assert [line.split(maxsplit=1) for line in lines[2:4]] == [
        ["verdict", "include"],
        ["reason", "底层为专利许可费"],
    ]
    assert lines[4].split(maxsplit=2) == ["by", "hand", "样本编辑 on 2024-04-02: 底层为专利许可费"]
    assert [" ".join(line.split()) for line in lines[5:]] == [
        "rule no Wind's class", "no a keyword in the name", "no internal files",
    ]  # fmt: skip


def test_the_reason_is_in_the_user_s_language() -> None:
    english, chinese = explained("D2018-001"), explained("D2018-001", LC_ALL="zh_CN.UTF-8")
    assert "reason    Wind classes it as IP ABS" in english
    assert "理由      Wind归类为知识产权ABS" in chinese and "人工裁定" not in chinese


def test_a_verdict_for_other_programs() -> None:
    told = json.loads(explained("D2023-X03", "--json"))
    assert (told["verdict"], told["rule"], told["decision"]) == ("exclude", "none", None)
    assert [part["answer"] for part in told["parts"]] == [False, False, False]
    assert told["reason"].endswith("均不适用") and told["reason_en"].startswith("none of these applies")
