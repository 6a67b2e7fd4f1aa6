"""An import that is killed at any moment leaves the old ledger or makes the whole new one."""

from __future__ import annotations

import bisect
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ipabs.errors import IpabsError
from ipabs.importing import Options, import_files
from ipabs.importing.transaction import settle

from . import samples
from .base import Command, content, ledger

pytest.importorskip("fcntl")
KILLER = Path(__file__).parent / "killing.py"


class Killer:
    """A process that forks imports and has them killed."""

    def __init__(self, data: Path, files: list[Path]) -> None:
        arguments = [sys.executable, str(KILLER), str(data), *map(str, files)]
        self._process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ.copy()
        )

    def at(self, change: int) -> tuple[bool, int]:
        """Import, killed before that change; return whether it was, and how many changes it made."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{change}\n")
        self._process.stdin.flush()
        status, count = self._process.stdout.readline().split()
        assert int(status) in (0, signal.SIGKILL), status
        return int(status) == signal.SIGKILL, int(count)

    def fails_at(self, change: int) -> bool:
        """Import on a disk that is full at that change; return whether the import failed."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"-{change}\n")
        self._process.stdin.flush()
        status = int(self._process.stdout.readline().split()[0])
        assert status in (0, 3 << 8), status
        return status != 0

    def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=20)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return [samples.wind_deals(tmp_path), samples.wind_tranches(tmp_path)]


@pytest.fixture
def killer(data: Path, files: list[Path]) -> Iterator[Killer]:
    made = Killer(data, files)
    yield made
    made.end()


def restored(data: Path, files: dict[str, bytes]) -> None:
    shutil.rmtree(data)
    for name, bytes_ in files.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(bytes_)


def half_renamed(data: Path, old: dict[str, bytes], killer: Killer) -> None:
    """Kill an import right after the change that puts the new deals in the place of the old ones."""

    def renamed(change: int) -> bool:
        restored(data, old)
        assert killer.at(change)[0]
        return content(data)["deals.csv"] != old["deals.csv"]

    # Nothing gives the old table back, so the place can be found by halves.
    _, changes = killer.at(10_000)
    assert renamed(bisect.bisect_left(range(changes), True, key=renamed))


def test_killed_at_every_change_of_a_file(data: Path, files: list[Path], killer: Killer) -> None:
    old = content(data)
    killed, changes = killer.at(10_000)
    assert not killed and changes > 30
    new = content(data)
    assert new["deals.csv"] != old["deals.csv"] and not any(name.startswith(".import") for name in new)
    torn = 0
    for change in range(changes):
        restored(data, old)
        killed, _ = killer.at(change)
        assert killed
        left = content(data)
        tables = {name: bytes_ for name, bytes_ in left.items() if not name.startswith(".import")}
        if ".import/journal.json" in left:
            # Files were being renamed: whoever opens the ledger next finds the old one again.
            torn += tables not in (old, new)
        else:
            assert tables in (old, new), change
        settle(data)
        after = content(data)
        # Before the journal the old ledger stands; once the journal is gone, the new one.
        assert after == (new if tables == new and ".import/journal.json" not in left else old), change
        # The same import, once more, makes the whole new ledger.
        assert killer.at(10_000)[0] is False
        assert content(data) == new, change
    assert torn > 3  # the loop did pass through half-renamed ledgers


def test_the_next_command_finds_the_old_ledger(
    ipabs: Command, data: Path, files: list[Path], killer: Killer
) -> None:
    old = content(data)
    half_renamed(data, old, killer)
    assert content(data)["tranches.csv"] == old["tranches.csv"]
    status, out, _ = ipabs("check", "--data", data)
    assert status == 0 and content(data) == old, out


def test_an_edit_after_a_cut_off_import_is_not_overwritten(
    data: Path, files: list[Path], killer: Killer
) -> None:
    old = content(data)
    half_renamed(data, old, killer)
    (data / "deals.csv").write_bytes(old["deals.csv"] + b"\n")
    with pytest.raises(IpabsError, match="was changed after an import was cut off"):
        settle(data)
    assert (data / "deals.csv").read_bytes() == old["deals.csv"] + b"\n"


def test_one_import_at_a_time(ipabs: Command, data: Path, files: list[Path]) -> None:
    import fcntl

    before = content(data)
    handle = os.open(data, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        status, _, err = ipabs("import", *files, "--data", data)
        assert status == 1 and "Another import into" in err and "wait until it has ended" in err
        assert content(data) == before
        # Looking is allowed.
        assert ipabs("import", *files, "--data", data, "--dry-run")[0] == 0
    finally:
        os.close(handle)
    assert ipabs("import", *files, "--data", data)[0] == 0


def test_a_full_disk_leaves_the_old_ledger_at_once(data: Path, killer: Killer) -> None:
    old = content(data)
    _, changes = killer.at(10_000)
    new = content(data)
    failed = 0
    for change in range(1, changes + 1):
        restored(data, old)
        ended = killer.fails_at(change)
        failed += ended
        left = {name: bytes_ for name, bytes_ in content(data).items() if not name.startswith(".import")}
        # Where it did not fail, only the tidying up did.
        assert left == (old if ended else new), change
        settle(data)
        assert content(data) == left
    assert failed > 30


def test_two_imports_one_after_the_other_are_the_same_as_both_at_once(
    tmp_path: Path, files: list[Path]
) -> None:
    once, apart = ledger(tmp_path / "once"), ledger(tmp_path / "apart")
    import_files(files, once, Options())
    for file in files:
        import_files([file], apart, Options())
    tables = ("deals", "tranches", "parties", "enhancements")
    assert [(once / f"{name}.csv").read_bytes() for name in tables] == [
        (apart / f"{name}.csv").read_bytes() for name in tables
    ]
