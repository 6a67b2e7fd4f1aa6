"""Kernels of several notebooks are forked from a process that has imported what all of them import."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ipabs.build.execution import stem_code
from ipabs.execution.job import STEM_VARIABLE
from ipabs.execution.processes import Stem
from ipabs.execution.run import Job, Workers, execute

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only"),
]

ROOT = Path(__file__).parents[2]

LOOK = (
    "import json, os, sys\n"
    "loaded = 'measured' in sys.modules\n"
    "import measured\n"
    "print(json.dumps([loaded, measured.VALUE, os.getppid()]))"
)


@contextmanager
def stem(workers: Workers, code: str, place: Path) -> Iterator[Stem]:
    begun = workers.stem(f"import sys; sys.path.insert(0, {str(place)!r})\n{code}", {}, place)
    assert begun is not None
    try:
        yield begun
    finally:
        begun.close()


def looked(write: Any, workers: Workers, folder: Path, begun: Stem) -> tuple[bool, int, int, str]:
    """Return what a notebook sees: loaded beforehand, the value, its parent; and all that it printed."""
    job = Job(write("n.ipynb", LOOK), folder / "o.ipynb", {}, environment={STEM_VARIABLE: str(begun.address)})
    execute([job], workers, lambda done: None)
    cells = json.loads(job.target.read_text(encoding="utf-8"))["cells"]
    text = "".join("".join(output.get("text", "")) for output in cells[-1]["outputs"])
    loaded, value, parent = json.loads(text.splitlines()[-1])
    return loaded, value, parent, text


def command(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text(encoding="ascii").strip()


def test_a_kernel_finds_what_its_stem_has_imported(write: Any, workers: Workers, tmp_path: Path) -> None:
    (tmp_path / "measured.py").write_text("VALUE = 7\n")
    with stem(workers, "import measured", tmp_path) as begun:
        loaded, value, parent, _ = looked(write, workers, tmp_path, begun)
        assert (loaded, value, command(parent)) == (True, 7, "ipabs-stem")


def test_the_next_stem_reads_an_edited_module_afresh(write: Any, workers: Workers, tmp_path: Path) -> None:
    parents = set()
    for value in (1, 22):
        (tmp_path / "measured.py").write_text(f"VALUE = {value}\n")
        with stem(workers, "import measured", tmp_path) as begun:
            loaded, seen, parent, _ = looked(write, workers, tmp_path, begun)
        assert (loaded, seen) == (True, value)
        parents.add(parent)
    assert len(parents) == 2


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("print('seen')\nVALUE = 7\n", "import measured"),
        ("VALUE = 7\n", "raise RuntimeError('no')"),
        ("VALUE = 7\n", "import signal\nsignal.alarm(1)\nwhile True: pass"),
        ("VALUE = 7\n", "import os\nos._exit(3)"),
        ("VALUE = 7\n", "import threading, time\nthreading.Thread(target=time.sleep, args=(9,), daemon=True).start()"),
    ],
    ids=["prints", "fails", "never returns", "ends", "starts a thread"],
)  # fmt: skip
def test_without_a_fit_stem_a_notebook_imports_for_itself(
    write: Any, workers: Workers, tmp_path: Path, module: str, code: str
) -> None:
    (tmp_path / "measured.py").write_text(module)
    with stem(workers, code, tmp_path) as begun:
        loaded, value, parent, text = looked(write, workers, tmp_path, begun)
    assert (loaded, value, command(parent)) == (False, 7, "python")
    assert text.startswith("seen\n") == module.startswith("print")


def test_its_record_holds_what_the_stem_has_read(write: Any, workers: Workers, tmp_path: Path) -> None:
    (tmp_path / "measured.py").write_text(
        "from pathlib import Path\nVALUE = len(Path('table.csv').read_text())\n"
    )
    (tmp_path / "table.csv").write_text("1234567")
    recording = "__import__('ipabs.recording', fromlist=['recording'])"
    with stem(workers, f"{recording}.start()\nimport measured", tmp_path) as begun:
        job = Job(
            write("n.ipynb", LOOK),
            tmp_path / "o.ipynb",
            {},
            before=f"{recording}.start()",
            after=f"{recording}.finish({str(tmp_path / 'reads.json')!r})",
            environment={STEM_VARIABLE: str(begun.address)},
        )
        execute([job], workers, lambda done: None)
    reads = json.loads((tmp_path / "reads.json").read_text(encoding="utf-8"))
    assert str((tmp_path / "table.csv").resolve()) in reads["files"]
    assert str((tmp_path / "measured.py").resolve()) in reads["modules"]
    assert not reads["outside"]


def test_it_ends_with_its_build_and_leaves_nothing(write: Any, workers: Workers, tmp_path: Path) -> None:
    (tmp_path / "measured.py").write_text("VALUE = 7\n")
    with stem(workers, "import measured", tmp_path) as begun:
        parent = looked(write, workers, tmp_path, begun)[2]
    until = time.monotonic() + 10
    while _lives(parent) and time.monotonic() < until:
        time.sleep(0.01)
    assert not _lives(parent)
    assert not begun.address.exists()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return the committed project in a folder of its own."""
    for name in ("notebooks", "report", "_extensions", "data", "_quarto.yml", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def built(project: Path, periods: str) -> list[dict[str, Any]]:
    """Build editions; return what the command tells of each."""
    done = subprocess.run(
        [sys.executable, "-m", "ipabs", "build", periods, "--to", "html", "--json"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def reads(project: Path, period: str) -> dict[str, dict[str, Any]]:
    """Return what was recorded of each notebook of an edition."""
    logs = project / "_build" / period / "logs"
    return {path.name: json.loads(path.read_text()) for path in logs.glob("*.reads.json")}


def test_a_build_of_all_notebooks_has_one_and_a_build_of_one_has_none(project: Path) -> None:
    """What is recorded is the same either way."""
    assert len(built(project, "2024Q1")[0]["executed"]) == len(list((ROOT / "notebooks").glob("*.ipynb")))
    first = reads(project, "2024Q1")
    # One whose kept result is gone runs again by itself, from the preloaded process.
    for path in (project / "_build" / ".cache" / "traces").glob("09-trends-*.json"):
        path.unlink()
    assert list(built(project, "2024Q1")[0]["executed"]) == ["09-trends"]
    assert reads(project, "2024Q1")["09-trends.reads.json"] == first["09-trends.reads.json"]


@pytest.mark.parametrize("several", [False, True])
def test_what_a_build_runs_first_can_be_forked(
    write: Any, workers: Workers, project: Path, several: bool
) -> None:
    """A thread, of Arrow say, or a line that is printed would leave each notebook to itself."""
    built(project, "2024Q1")
    (snapshot,) = (project / "_build" / ".cache" / "ledger").iterdir()
    (project / "measured.py").write_text("VALUE = 7\n")
    with stem(workers, stem_code(snapshot, several), project) as begun:
        *_, parent, _ = looked(write, workers, project, begun)
        assert command(parent) == "ipabs-stem"


def test_a_build_of_several_editions_records_what_a_build_of_one_does(project: Path) -> None:
    """There, the modules of all topics have run in the stem."""
    several = built(project, "2023Q4..2024Q1")
    together, record = reads(project, "2024Q1"), several[1]
    shutil.rmtree(project / "_build")
    alone = built(project, "2024Q1")[0]
    assert len(together) == len(alone["executed"]) == len(record["executed"])
    assert together == reads(project, "2024Q1")
