"""What `ipabs build` says at its end: where the editions lie, of one in full, of several below the site."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

import ipabs.build
from ipabs.build import Built
from ipabs.cli.application import application

Run = Callable[..., list[str]]


def made(site: Path, period: str) -> Built:
    folder = site / "editions" / period
    folder.mkdir(parents=True)
    (folder / "edition.json").write_text("{}", "utf-8")
    return Built(period, folder, folder / "index.html", folder / f"ipabs-{period}.pdf", "embedded")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Build editions without building them, in a locale."""
    monkeypatch.chdir(Path(__file__).parents[2])
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)

    def told(periods: Sequence[str], locale: str, *more: str) -> list[str]:
        monkeypatch.setenv("LANG", locale)
        monkeypatch.setattr(
            ipabs.build, "build", lambda *given: [made(tmp_path, period) for period in periods]
        )
        done = CliRunner().invoke(
            application("build"),
            ["build", *periods, "--site", str(tmp_path), "--assembler", "embedded", *more],
        )
        assert done.exit_code == 0, done.output
        return done.stdout.splitlines()

    return told


@pytest.mark.parametrize(
    ("locale", "files", "site"), [("C.UTF-8", "files", "site"), ("zh_CN.UTF-8", "文件", "网站")]
)
def test_of_several_editions_each_has_a_line(
    run: Run, tmp_path: Path, locale: str, files: str, site: str
) -> None:
    said = [line.split() for line in run(["2023Q4", "2024Q1"], locale)]
    assert [files, "editions/2023Q4/", "index.html", "ipabs-2023Q4.pdf"] in said
    assert [files, "editions/2024Q1/", "index.html", "ipabs-2024Q1.pdf"] in said
    assert said[-2] == [site, str(tmp_path / "index.html")]
    assert all((tmp_path / line[1] / line[2]).parent.is_dir() for line in said if line[0] == files)


def test_of_one_edition_each_file_has_a_line(run: Run, tmp_path: Path) -> None:
    said = [line.split() for line in run(["2024Q1"], "C.UTF-8")]
    folder = tmp_path / "editions/2024Q1"
    assert ["HTML", str(folder / "index.html")] in said and ["PDF", str(folder / "ipabs-2024Q1.pdf")] in said
    assert not [line for line in said if line[0] == "files"]


def test_as_json_paths_are_whole(run: Run, tmp_path: Path) -> None:
    found = json.loads("\n".join(run(["2023Q4", "2024Q1"], "C.UTF-8", "--json")))
    assert [entry["pdf"] for entry in found] == [
        str(tmp_path / f"editions/{period}/ipabs-{period}.pdf") for period in ("2023Q4", "2024Q1")
    ]


def test_the_help_names_what_is_taken_where_nothing_is_given() -> None:
    done = CliRunner().invoke(application("build"), ["build", "--help"])
    said = " ".join(done.stdout.split())
    for default in (
        "[the ledger's last complete one]",
        "[data/]",
        "[_site/]",
        "[processors]",
        "[default: 120.0;",
    ):
        assert default in said
