"""A command that is ended from outside says so, leaves nothing behind, and what was published stays."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ipabs.assembly.publish import publish
from ipabs.interruption import uninterrupted

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "ipabs", "build", "2024Q1", "--assembler", "embedded")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has no such signals")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("stopped").resolve()
    for name in ("notebooks", "report", "_extensions", "data"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "_quarto.yml", root)
    (root / "tmp").mkdir()
    assert subprocess.run(COMMAND, cwd=root, env=environment(root), capture_output=True).returncode == 0
    return root


def environment(root: Path) -> dict[str, str]:
    return {
        **os.environ,
        "LC_ALL": "C.UTF-8",
        "LANG": "",
        "PYTHONUNBUFFERED": "1",
        "TMPDIR": str(root / "tmp"),
    }


def published(root: Path) -> dict[str, bytes]:
    folder = root / "_site"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mark", "name", "times"),
    [
        ("Checking", "SIGTERM", 1),
        ("to run", "SIGINT", 1),
        ("to run", "SIGHUP", 1),
        ("Assembling", "SIGTERM", 1),
        ("Assembling", "SIGINT", 1),
        # By somebody impatient.
        ("to run", "SIGINT", 8),
        ("Assembling", "SIGINT", 8),
    ],
)
def test_a_stopped_build_says_so_and_leaves_nothing(project: Path, mark: str, name: str, times: int) -> None:
    before, number = published(project), getattr(signal, name)
    with subprocess.Popen(
        [*COMMAND, "--force"], cwd=project, env=environment(project), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if mark in line:
                for _ in range(times):
                    process.send_signal(number)
                    time.sleep(0.01)
                mark = "nothing more"
    assert process.returncode == 128 + number
    assert said[-1] == "ipabs: stopped.\n"
    assert not any("Traceback" in line for line in said)
    assert list((project / "tmp").iterdir()) == []
    assert published(project) == before


def test_a_command_stopped_while_it_starts_says_so() -> None:
    code = """
import signal, sys
from ipabs.cli import main
class Stops:
    def find_spec(self, name, path=None, target=None):
        if name == "ipabs.cli.application":
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Stops())
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "LC_ALL": "zh_CN.UTF-8"}, capture_output=True, text=True,
        encoding="utf-8",
    )  # fmt: skip
    assert (done.returncode, done.stderr, done.stdout) == (130, "ipabs: 已停止。\n", "")


def test_what_a_signal_was_told_to_do_is_done_after_the_block() -> None:
    done: list[str] = []

    @uninterrupted()
    def block() -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        done.append("whole")

    with pytest.raises(KeyboardInterrupt):
        block()
    assert done == ["whole"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.fixture
def stopping(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Send Ctrl-C each time that a folder gets another name."""
    renamed: list[str] = []
    rename = Path.rename

    def renames(self: Path, target: Path) -> Path:
        made = rename(self, target)
        renamed.append(target.name)
        signal.raise_signal(signal.SIGINT)
        return made

    monkeypatch.setattr(Path, "rename", renames)
    yield renamed


def test_an_edition_gives_way_to_its_successor_whole(tmp_path: Path, stopping: list[str]) -> None:
    page = tmp_path / "page.html"
    for text in ("first", "second"):
        page.write_text(text, encoding="utf-8")
        with pytest.raises(KeyboardInterrupt):
            publish("2024Q1", {"index.html": page}, {}, tmp_path / "site", lambda _: None)
    assert stopping == ["2024Q1", ".2024Q1.old", "2024Q1"]
    editions = tmp_path / "site" / "editions"
    assert [path.name for path in editions.iterdir()] == ["2024Q1"]
    assert (editions / "2024Q1" / "index.html").read_text(encoding="utf-8") == "second"
