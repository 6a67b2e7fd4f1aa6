"""A ledger that is saved while a build reads it, or before the build is done, gets into nothing that is published."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ipabs.errors import IpabsError, LedgerError
from ipabs.ledger.moved import stamps
from ipabs.preparing import prepare

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "ipabs", "build", "2024Q1", "--to", "html", "--assembler", "embedded")
NAME, OTHER = ",样本2024-001,", ",改名2024-001,"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("moved").resolve()
    for name in ("notebooks", "report", "_extensions", "data"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "_quarto.yml", root)
    assert build(root)[0] == 0
    return root


def build(root: Path, mark: str = "", delay: float = 0.0) -> tuple[int, str]:
    """Build; `delay` seconds after a line with `mark` another name is saved. Return the exit status and what was said."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "LANG": "", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        COMMAND, cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if mark and mark in line:
                time.sleep(delay)
                save(root, NAME, OTHER)
                mark = ""
    return process.returncode, "".join(said)


def save(root: Path, old: str, new: str) -> None:
    path = root / "data" / "deals.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def published(root: Path) -> dict[str, bytes]:
    folder = root / "_site" / "editions" / "2024Q1"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("delay", [0.0, 0.3, 1.0])
def test_a_ledger_saved_while_it_is_read_is_told_and_never_published(project: Path, delay: float) -> None:
    before = published(project)
    assert not any("改名2024-001".encode() in content for content in before.values())
    shutil.rmtree(project / "_build" / ".cache")
    status, said = build(project, "Checking", delay)
    save(project, OTHER, NAME)
    # Saved at once it is not yet read; later, on a fast machine, it may be, and what is published stands as it was.
    assert status == 1 or delay
    assert not status or (
        "data changed while the build was running" in said and "run the build again" in said
    )
    assert published(project) == before
    # Under the name of the ledger as it is again nothing else may have been stored.
    status, said = build(project)
    assert status == 0, said
    assert published(project) == before


def test_nothing_is_stored_under_the_name_of_what_the_files_were(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    data, stored = str(tmp_path / "data"), tmp_path / "stored"
    files = stamps(data)
    assert prepare(data, str(stored), ["2024Q1"], files) == ["2024Q1"]
    for text in ((tmp_path / "data" / "deals.csv").read_text("utf-8"), "half a"):
        shutil.rmtree(stored)
        files = stamps(data)
        (tmp_path / "data" / "deals.csv").write_text(text, encoding="utf-8")
        with pytest.raises(IpabsError, match="data changed while the build was running"):
            prepare(data, str(stored), ["2024Q1"], files)
        assert not stored.exists() and not list(tmp_path.glob(".stored*"))
        stored.mkdir()
    # A table that breaks a rule and was not saved meanwhile is told as what it is.
    with pytest.raises(LedgerError):
        prepare(data, str(stored), ["2024Q1"], stamps(data))


def test_a_ledger_saved_while_notebooks_run_is_told_and_not_mixed_with_their_results(project: Path) -> None:
    before = published(project)
    shutil.rmtree(project / "_build" / ".cache")
    # Else what is published is found to be what these notebooks make, which were begun before.
    text = project / "report" / "_trends.qmd"
    words = text.read_text(encoding="utf-8")
    text.write_text(words + "\n再读一遍。\n", encoding="utf-8")
    status, said = build(project, "to run", 0.0)
    save(project, OTHER, NAME)
    text.write_text(words, encoding="utf-8")
    assert status == 1
    assert "data changed while the build was running" in said
    assert published(project) == before
    assert build(project)[0] == 0
    assert published(project) == before


def test_a_forced_build_takes_nothing_from_an_earlier_one(project: Path) -> None:
    before = published(project)
    staged = project / "_build" / "2024Q1"
    for name in ("rows.html", "rows.js", "card.png"):
        assert (staged / name).exists()
        (staged / name).write_bytes(b"earlier")
    # As an earlier build would have noted them.
    for record, names in (("rows.json", ("rows.html", "rows.js")), ("card.json", ("card.png",))):
        noted = json.loads((staged / record).read_text("utf-8"))
        digests = [hashlib.sha256((staged / name).read_bytes()).hexdigest() for name in names]
        noted["is"] = digests if isinstance(noted["is"], list) else digests[0]
        (staged / record).write_text(json.dumps(noted), "utf-8")
    done = subprocess.run([*COMMAND, "--force"], cwd=project, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert published(project) == before
