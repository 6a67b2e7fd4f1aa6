"""A user's mistake is one clear sentence and an exit status; an earlier edition stays as it was."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def ipabs(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command in the repository and return what it said."""
    return subprocess.run(
        [sys.executable, "-m", "ipabs", *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=300,
    )  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site that already holds an edition."""
    edition = tmp_path / "site" / "editions" / "2024Q1"
    edition.mkdir(parents=True)
    (edition / "index.html").write_text("earlier", encoding="utf-8")
    return tmp_path / "site"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A copy of the shipped ledger."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


def refused(site: Path, status: int, *says: str, arguments: tuple[str | Path, ...]) -> None:
    """Assert that a build is refused with one message that says these words, and touches nothing."""
    ended = ipabs("build", *arguments, "--site", site)
    assert ended.returncode == status, ended.stderr
    for words in says:
        assert words in ended.stderr
    assert "Traceback" not in ended.stderr
    assert [path.name for path in site.rglob("*") if path.is_file()] == ["index.html"]
    assert (site / "editions/2024Q1/index.html").read_text(encoding="utf-8") == "earlier"


@pytest.mark.parametrize("period", ["2024Q5", "2024", "Q1", "二〇二四", "2024Q1; rm"])
def test_what_is_no_quarter(site: Path, period: str) -> None:
    refused(site, 2, f"“{period}” is not a period: write a quarter such as 2024Q1.", arguments=(period,))


def test_a_quarter_that_the_ledger_does_not_reach(site: Path) -> None:
    refused(site, 1, "covers 2019Q1 to 2024Q1; it has nothing for 2031Q2", arguments=("2031Q2",))


def test_an_unknown_format(site: Path) -> None:
    refused(
        site,
        2,
        "--to epub: unknown format; choose from html, pdf, docx, wechat.",
        arguments=("2024Q1", "--to", "html,epub"),
    )


def test_an_unknown_assembler(site: Path) -> None:
    refused(
        site, 2, "--assembler latex: unknown; choose auto, quarto or embedded.",
        arguments=("2024Q1", "--assembler", "latex"),
    )  # fmt: skip


def test_a_folder_that_is_not_there(site: Path, tmp_path: Path) -> None:
    refused(site, 2, "there is no such folder", arguments=("2024Q1", "--data", tmp_path / "nowhere"))


def test_a_missing_table(site: Path, ledger: Path) -> None:
    (ledger / "tranches.csv").unlink()
    refused(site, 1, "tranches", "missing", arguments=("2024Q1", "--data", ledger))


def test_a_broken_csv(site: Path, ledger: Path) -> None:
    lines = (ledger / "deals.csv").read_text(encoding="utf-8").splitlines()
    lines[7] = lines[7] + ",one,too,many"
    (ledger / "deals.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    # The eighth line of the file, its header counted.
    refused(site, 1, "deals", "8", arguments=("2024Q1", "--data", ledger))


def test_a_table_that_is_not_utf8(site: Path, ledger: Path) -> None:
    text = (ledger / "parties.csv").read_text(encoding="utf-8")
    (ledger / "parties.csv").write_bytes(text.encode("gb18030"))
    refused(site, 1, "parties", "UTF-8", arguments=("2024Q1", "--data", ledger))


def test_outside_a_project(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "ipabs", "build", "2024Q1"],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert ended.returncode == 2
    assert "is not inside an ipabs project" in ended.stderr


def test_an_unknown_fact_names_its_neighbours() -> None:
    ended = ipabs("explain", "issuance.sizes.2023", "--period", "2024Q1")
    assert ended.returncode == 1
    assert "issuance.size.2023" in ended.stderr


def test_check_lists_problems_as_json(ledger: Path) -> None:
    text = (ledger / "deals.csv").read_text(encoding="utf-8")
    (ledger / "deals.csv").write_text(text.replace(",loan,", ",lone,", 1), encoding="utf-8")
    ended = ipabs("check", "--data", ledger, "--json")
    assert ended.returncode == 1
    assert '"column": "mode"' in ended.stdout and '"value": "lone"' in ended.stdout


def test_a_second_build_of_the_same_edition_waits_its_turn(site: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    folder = ROOT / "_build" / "2019Q3"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        refused(site, 1, "Another build of 2019Q3 is running in this project", arguments=("2019Q3",))
