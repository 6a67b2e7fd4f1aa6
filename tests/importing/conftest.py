from __future__ import annotations

from pathlib import Path

import pytest

from .base import ROOT, Command, ledger


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The small ledger, in a folder of its own."""
    return ledger(tmp_path / "data")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project beside the ledger, so that reports of refused imports stay out of the repository."""
    root = tmp_path / "project"
    (root / "notebooks").mkdir(parents=True)
    (root / "_quarto.yml").write_bytes((ROOT / "_quarto.yml").read_bytes())
    monkeypatch.setenv("IPABS_TEST_PROJECT", str(root))
    return root


@pytest.fixture
def ipabs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], project: Path) -> Command:
    """The command, run in this process."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return Command(monkeypatch, capsys)
