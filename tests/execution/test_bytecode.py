"""Compiled modules are found by what their source says, however Python itself keeps them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

KERNELS = Path(__file__).parents[2] / "src" / "ipabs" / "execution" / "kernels"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "own").mkdir()
    return tmp_path.resolve()


def imported(folder: Path, code: str = "import measure; print(measure.VALUE)") -> str:
    """Return what `code` prints in a fresh process that imports through the store ``folder/store``."""
    script = (
        f"import sys; sys.path[:0] = [{str(KERNELS)!r}, {str(folder / 'own')!r}]\n"
        f"import bytecode; bytecode.use({str(folder / 'store')!r})\n{code}"
    )
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "store").glob("*.pyc"))


def test_a_module_is_compiled_once(folder: Path) -> None:
    (folder / "own" / "measure.py").write_text("VALUE = 1\n")
    assert imported(folder) == "1"
    (first,) = kept(folder)
    before = first.stat().st_mtime_ns
    assert imported(folder) == "1"
    assert [path.stat().st_mtime_ns for path in kept(folder)] == [before]


def test_an_edit_that_leaves_size_and_time_alone_counts(folder: Path) -> None:
    source = folder / "own" / "measure.py"
    source.write_text("VALUE = 1\n")
    stamp = source.stat()
    assert imported(folder) == "1"
    source.write_text("VALUE = 2\n")
    os.utime(source, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert source.stat().st_size == stamp.st_size
    assert imported(folder) == "2"


@pytest.mark.parametrize("damage", [b"", b"\0" * 100, None], ids=["empty", "other bytes", "one bit"])
def test_a_damaged_one_is_compiled_again(folder: Path, damage: bytes | None) -> None:
    (folder / "own" / "measure.py").write_text("VALUE = 'right'\n")
    imported(folder)
    (path,) = kept(folder)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]) if damage is None else damage)
    assert imported(folder) == "right"
    assert kept(folder)[0].read_bytes() == whole


def test_installed_packages_are_left_to_python(folder: Path) -> None:
    imported(folder, "import yaml, colorsys; print('done')")
    assert kept(folder) == []


def test_packages_with_submodules_and_tracebacks_work(folder: Path) -> None:
    package = folder / "own" / "parts"
    package.mkdir()
    (package / "__init__.py").write_text("from parts import one\n")
    (package / "one.py").write_text("def fail():\n    raise ValueError('here')\n")
    code = (
        "import traceback, parts\ntry: parts.one.fail()\nexcept ValueError: print(traceback.format_exc())\n"
    )
    for _ in range(2):
        assert f'"{package / "one.py"}", line 2, in fail' in imported(folder, code)


def test_a_store_that_cannot_be_written_is_done_without(folder: Path) -> None:
    (folder / "own" / "measure.py").write_text("VALUE = 3\n")
    (folder / "store").write_text("a file in its place")
    assert imported(folder) == "3"
