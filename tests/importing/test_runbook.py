"""The runbook, followed literally on a copy of the repository with a made-up quarter, ends in a new edition."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from . import quarter
from .base import ROOT, rows

BLOCK = re.compile(r"^```(sh|csv)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".nox", "_build", "_site", "_bench", "__pycache__", "tests", ".venv"
)


def ipabs(project: Path, arguments: list[str]) -> str:
    """Run a command of the runbook in the copy, which must not fail, and return what it said."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    ended = subprocess.run(
        [sys.executable, "-m", "ipabs", *arguments],
        cwd=project, capture_output=True, text=True, encoding="utf-8", timeout=600, env=environment,
    )  # fmt: skip
    assert ended.returncode == 0, (arguments, ended.stdout[-3000:], ended.stderr[-3000:])
    return ended.stdout


def decide(project: Path) -> None:
    """Keep what the ledger says: the analyst's word on each conflict."""
    path = project / "data/import/conflicts.csv"
    queue = rows(project, "data/import/conflicts.csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(queue[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "decision": "keep", "note": "样本：以台账为准"} for row in queue)


def exported(path: Path) -> tuple[int, Decimal]:
    """Return how many deals of an export the universe counts, and their size in 亿元, by the cells alone."""
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    sizes = [
        Decimal(str(cells[5]))
        for cells in sheet.iter_rows(min_row=3, values_only=True)
        if cells[5] is not None and ("知识产权" in str(cells[0]) or "专利" in str(cells[0]))
    ]
    return len(sizes), sum(sizes, Decimal(0))


@pytest.mark.slow
def test_the_runbook_ends_in_a_new_edition(tmp_path: Path) -> None:
    project = tmp_path / "copy"
    shutil.copytree(ROOT, project, ignore=LEFT_OUT)
    deals, _ = quarter.export(project / "exports")
    said: dict[str, list[str]] = {}
    for kind, name, text in BLOCK.findall((ROOT / "docs/runbook.md").read_text(encoding="utf-8")):
        if kind == "csv":
            with (project / "data" / name).open("a", encoding="utf-8") as file:
                file.write(text)
            continue
        for line in text.splitlines():
            program, *arguments = line.split()
            assert program == "ipabs", line
            imported = said.get("import", [])
            if arguments[0] == "import" and len(imported) == 2:
                decide(project)
            said.setdefault(arguments[0], []).append(ipabs(project, arguments))
    _imports(said["import"], project)
    # Notices may stand; nothing else does.
    assert "errors: 0, warnings: 0" in said["check"][0]
    assert "errors: 0, " in said["check"][-1]
    _edition(project, deals, said)


def _imports(said: list[str], project: Path) -> None:
    tried, done, again = said
    rows_ = "2024Q2-deals.xlsx [Sheet]: 40 rows = 40 accepted + 0 unchanged + 0 rejected"
    assert rows_ in tried and "Dry run:" in tried and "conflict: tranches D2024-009-" in tried
    assert (
        rows_ in done
        and "2024Q2-tranches.xlsx [Sheet]: 81 rows = 80 accepted + 1 unchanged + 0 rejected" in done
    )
    assert "conflicts wait" in done
    assert "conflicts wait" not in again and "0 accepted" in again
    new = [row for row in rows(project, "data/deals.csv") if row["basis"] == "published"]
    assert [row["deal_id"] for row in new] == [f"D2024-{number:03}" for number in range(10, 50)]
    assert {row["source"] for row in new} == {"2024Q2-deals.xlsx（Wind）"}


def _edition(project: Path, deals: Path, said: dict[str, list[str]]) -> None:
    count, size = exported(deals)
    assert (count, size) == (38, sum(quarter.size(n) for n in range(1, 41) if n not in quarter.OUTSIDE))
    before = [row for row in rows(project, "data/deals.csv") if "2024-01" <= row["issued_on"] < "2024-04"]
    deals_to_june = count + len(before)
    size_to_june = size + sum(Decimal(row["size_yuan"]) for row in before) / 10**8
    edition = project / "_site/editions/2024Q2"
    facts = {fact["id"]: fact for fact in json.loads((edition / "facts.json").read_text("utf-8"))["facts"]}
    assert facts["issuance.deals.2024Q1-Q2"]["display"] == f"{deals_to_june}单"
    assert facts["issuance.size.2024Q1-Q2"]["display"] == f"{size_to_june:.2f}亿元"
    page = (edition / "index.html").read_text(encoding="utf-8")
    assert "2024年上半年" in page and f"{size_to_june:.2f}" in page and f"{deals_to_june}单" in page
    # The headline figure atop the page is the half year's size.
    assert any(
        f"{size_to_june:.2f}" in part
        for part in re.findall(r'class="[^"]*headline[^"]*".*?</section>', page, re.DOTALL)
    )
    assert (
        f"issuance.size.2024Q1 | issuance.size.2024Q1-Q2  13.18亿元 → {size_to_june:.2f}亿元"
        in said["diff"][0]
    )
    assert "D2024-010" in said["explain"][0] and "D2024-016" not in said["explain"][0]
    assert (edition / "ipabs-2024Q2.pdf").is_file()
    assert "The manifest holds" in said["verify"][0]
