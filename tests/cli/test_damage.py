"""Damaged or unwritable files each end in one sentence that says what to do."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ipabs.errors import refused_by_system

ROOT = Path(__file__).parents[2]


def run(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "LANG": "", "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(
        [sys.executable, "-m", "ipabs", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def told(done: subprocess.CompletedProcess[str]) -> str:
    text = done.stdout + done.stderr
    assert done.returncode == 1, text
    assert "Traceback" not in text
    return text


@pytest.mark.parametrize("damage", ["{}", "[1", '{"outputs": 3}'])
def test_a_damaged_manifest_is_found(tmp_path: Path, damage: str) -> None:
    (tmp_path / "manifest.json").write_text(damage)
    assert "manifest.json is damaged" in told(run("verify", str(tmp_path)))


@pytest.mark.parametrize("damage", ["{", "[]", '{"facts": [{}]}'])
def test_damaged_facts_are_named(tmp_path: Path, damage: str) -> None:
    for name, text in (("old", '{"facts": []}'), ("new", damage)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "facts.json").write_text(text)
    text = told(run("diff", str(tmp_path / "old"), str(tmp_path / "new")))
    assert str(tmp_path / "new" / "facts.json") in text and "build the edition again" in text


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose parts are those of this one."""
    for name in ("notebooks", "report", "_extensions", "data", "_quarto.yml"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def test_a_file_in_the_place_of_the_cache(project: Path) -> None:
    (project / "_build").mkdir()
    (project / "_build" / ".cache").write_text("x")
    text = told(run("build", "2024Q1", "--to", "html", folder=project))
    assert str(project / "_build" / ".cache") in text and "may be removed" in text


def test_a_damaged_edition_of_the_site_is_named_and_what_was_built_is_published(project: Path) -> None:
    other = project / "_site" / "editions" / "2023Q4"
    other.mkdir(parents=True)
    (other / "edition.json").write_text("[1")
    text = told(run("build", "2024Q1", "--to", "html", folder=project))
    assert str(other / "edition.json") in text and "ipabs build 2023Q4 --force" in text
    record = json.loads((project / "_site/editions/2024Q1/edition.json").read_text("utf-8"))
    assert record["name"] == "2024Q1"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_of_a_full_disk_it_is_said_where_room_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with (
        Path("/dev/full").open("wb", buffering=0) as full,
        pytest.raises(OSError, match="No space left") as caught,
    ):
        full.write(b"something")
    said = refused_by_system(caught.value)
    assert said.startswith("No space left on device: make room where the project lies")
    assert str(tmp_path) in said


def test_of_a_disk_that_can_only_be_read_nothing_is_advised_to_be_removed() -> None:
    refused = OSError(errno.EROFS, "Read-only file system", str(ROOT / "_build" / "2024Q1" / "state.json"))
    assert refused_by_system(refused).endswith("state.json")
    assert "may be removed" in refused_by_system(OSError(errno.EISDIR, "Is a directory", refused.filename))
