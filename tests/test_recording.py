"""What a notebook reads is recorded, all of it, and nothing that is not its own."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest


def _recorded(folder: Path, code: str) -> dict[str, Any]:
    """Run `code` in a fresh process between start and finish; return what was recorded."""
    target = folder / ".reads.json"
    script = "\n".join(
        [
            "from ipabs import recording",
            f"recording.start([{str(folder / 'snapshot')!r}])",
            textwrap.dedent(code),
            f"recording.finish({str(target)!r})",
        ]
    )
    subprocess.run([sys.executable, "-c", script], cwd=folder, check=True, timeout=60)
    found: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deals.csv").write_text("deal_id\nD1\n", encoding="utf-8")
    return tmp_path.resolve()


def test_a_file_that_is_read_is_recorded(folder: Path) -> None:
    for code in ("open('deals.csv').read()", "import pandas; pandas.read_csv('deals.csv')"):
        assert _recorded(folder, code)["files"] == [str(folder / "deals.csv")]


def test_packages_and_the_system_are_left_out(folder: Path) -> None:
    assert _recorded(folder, "import pandas, yaml; open('/proc/self/stat').read()")["files"] == []


def test_what_the_notebook_wrote_itself_is_no_input(folder: Path) -> None:
    code = "open('out.txt', 'w').write('x'); open('out.txt').read()"
    assert _recorded(folder, code)["files"] == []


def test_the_stored_ledger_tells_by_itself(folder: Path) -> None:
    (folder / "snapshot").mkdir()
    (folder / "snapshot" / "a.json").write_text("{}")
    assert _recorded(folder, "open('snapshot/a.json').read()")["files"] == []


def test_imported_modules_are_recorded_by_their_source(folder: Path) -> None:
    (folder / "own.py").write_text("x = 1\n")
    modules = [Path(path).name for path in _recorded(folder, "import own, ipabs.rounding")["modules"]]
    assert {"own.py", "rounding.py", "recording.py"} <= set(modules)
    assert "senior.py" not in modules


def test_listing_a_folder_is_recorded_but_not_the_search_for_modules(folder: Path) -> None:
    (folder / "structures").mkdir()
    assert _recorded(folder, "import email.mime, wave")["folders"] == []
    found = _recorded(folder, "import pathlib; list(pathlib.Path('structures').glob('*.yml'))")
    assert found["folders"] == [str(folder / "structures")]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import subprocess, sys; subprocess.run([sys.executable, '-c', ''])", "started another program"),
        (
            "import socket\ns = socket.socket()\n"
            "try:\n    s.connect(('127.0.0.1', 9))\nexcept OSError:\n    pass",
            "opened a network connection",
        ),
    ],
)
def test_what_cannot_be_recorded_is_told(folder: Path, code: str, told: str) -> None:
    assert _recorded(folder, code)["outside"] == [told]
    assert _recorded(folder, "1 + 1")["outside"] == []


def test_columns_are_recorded_by_table(folder: Path) -> None:
    code = (
        "recording.columns('deals', ['size_yuan'])\n"
        "recording.columns('deals', ['deal_id'])\nrecording.columns('policies', ())"
    )
    assert _recorded(folder, code)["tables"] == {"deals": ["deal_id", "size_yuan"], "policies": []}
