"""The committed report passes; wrong text is told with file, line, column and remedy, by the command and by a build."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ipabs.errors import IpabsError
from ipabs.prose import lint_report, refuse_typed_numbers

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of two files of text."""
    (tmp_path / "report").mkdir()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "_quarto.yml").write_text("project:\n  render: [report/index.qmd]\n", encoding="utf-8")
    (tmp_path / "report" / "index.qmd").write_text(
        "---\ntitle: 甲\n---\n\n{{< include _b.qmd >}}\n\n{{< include _a.qmd >}}\n", encoding="utf-8"
    )
    (tmp_path / "report" / "_a.qmd").write_text("SPV 发行证券。\n", encoding="utf-8")
    (tmp_path / "report" / "_b.qmd").write_text("特殊目的载体（SPV）。\n", encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ipabs", *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8"}, timeout=120,
    )  # fmt: skip


def test_the_report_passes() -> None:
    assert [str(finding) for finding in lint_report(ROOT)] == []
    refuse_typed_numbers(ROOT)


def test_definitions_hold_in_the_order_of_reading(project: Path) -> None:
    assert lint_report(project) == []
    (project / "report" / "_b.qmd").write_text("载体。\n", encoding="utf-8")
    assert [(each.file, each.piece) for each in lint_report(project)] == [("report/_a.qmd", "SPV")]


def test_a_file_that_is_included_nowhere_is_read_too(project: Path) -> None:
    (project / "report" / "_c.qmd").write_text("据 wind 统计。\n", encoding="utf-8")
    assert [(each.file, each.line, each.column) for each in lint_report(project)] == [("report/_c.qmd", 1, 3)]


def test_the_command_names_file_line_column_and_remedy(project: Path) -> None:
    passed = run(project, "lint")
    assert (passed.returncode, passed.stdout, passed.stderr) == (0, "No problem found.\n", "")
    (project / "report" / "_a.qmd").write_text("# 节\n\n据 wind 统计,{{< var a.b >}}。\n", encoding="utf-8")
    failed = run(project, "lint")
    assert failed.returncode == 1
    assert failed.stdout.splitlines() == [
        "report/_a.qmd:3:3: the name of the data provider: “wind”; write Wind",
        "report/_a.qmd:3:10: half-width punctuation in Chinese: “,”; write ，；：！？ or 。",
    ]
    records = json.loads(run(project, "lint", "--json").stdout)
    assert records[0] == {
        "file": "report/_a.qmd", "line": 3, "column": 3, "rule": "wind",
        "message": "the name of the data provider", "piece": "wind", "remedy": "write Wind",
    }  # fmt: skip


def test_a_text_that_is_not_utf_8_is_named(project: Path) -> None:
    (project / "report" / "_a.qmd").write_bytes("甲".encode("gb18030"))
    with pytest.raises(IpabsError, match=r"_a\.qmd is not UTF-8"):
        lint_report(project)


def test_a_project_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IpabsError, match="There is no text in"):
        lint_report(tmp_path)


def test_typed_numbers_are_refused_all_at_once(project: Path) -> None:
    (project / "report" / "_a.qmd").write_text("发行47单。\n\n占79.67%。\n", encoding="utf-8")
    with pytest.raises(IpabsError) as caught:
        refuse_typed_numbers(project)
    first, second = str(caught.value).splitlines()
    assert first.startswith("report/_a.qmd:1:3: a number typed into the text: “47”; print a variable")
    assert second.startswith("report/_a.qmd:3:2: a number typed into the text: “79.67%”; ")
