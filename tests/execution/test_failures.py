"""However a notebook ends: it is said where, what ran is kept, the others are kept, nothing runs on."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from ipabs.execution.run import Done, Job, NotebookError, Workers, execute

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]

ENDINGS = {
    "raises": ("raise ValueError('no deals')", "ValueError: no deals"),
    "segfault": ("import ctypes; ctypes.string_at(0)", "DeadKernelError: the kernel was ended by SIGSEGV"),
    "exit": ("import os; os._exit(3)", "DeadKernelError: the kernel ended itself with status 3"),
    "killed": (
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "the kernel was ended by SIGKILL (by hand, or by the system because memory ran out)",
    ),
    "memory": (
        "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**32, 2**32))\nb'x' * 2**36",
        "MemoryError",
    ),
    "time-out": ("while True: pass", "TimeoutError: the notebook took longer than 1 s"),
}


def cells(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text(encoding="utf-8"))["cells"]  # type: ignore[no-any-return]


def wait_for(condition: Callable[[], object], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def assert_stopped_at(target: Path, source: str) -> None:
    """The cell with `source` is marked, the one before it has its output, the one after it never ran."""
    kept = cells(target)
    texts = ["".join(cell["source"]) for cell in kept]
    place = texts.index(source)
    assert "papermill-error-cell" in texts[0] and "papermill-error-cell" in texts[place - 1]
    assert kept[place]["outputs"][-1]["output_type"] == "error"
    assert "before" in json.dumps(kept[place - 2]["outputs"])
    assert kept[place + 1]["outputs"] == [] and kept[place + 1]["execution_count"] is None


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_failing_cell_is_named_and_what_ran_and_the_others_are_kept(
    ending: str, write: Any, workers: Workers, tmp_path: Path, processes: Any
) -> None:
    source, why = ENDINGS[ending]
    bad = Job(
        write("bad.ipynb", "'before'", source, "'after'"),
        tmp_path / "out" / "bad.ipynb",
        {"period": "2024Q1"},
        deadline=1 if ending == "time-out" else 60,
    )
    good = Job(write("good.ipynb", "21 * 2"), tmp_path / "out" / "good.ipynb", {"period": "2024Q1"})
    ended: list[Done] = []
    with pytest.raises(NotebookError) as error:
        execute([bad, good], workers, ended.append)
    said = str(error.value)
    # The parameters are cell 1; papermill's own cell after them counts as an execution only.
    assert said.startswith("bad.ipynb, cell 3 (In [4]): ") and why in said and str(bad.target) in said
    assert_stopped_at(bad.target, source)
    assert "42" in json.dumps(cells(good.target)[-1]["outputs"])
    assert {done.name: bool(done.error) for done in ended} == {"bad": True, "good": False}
    # Three servers and two workers stay, no kernel.
    assert wait_for(lambda: len(processes(workers.folder)) <= 5)


@pytest.mark.parametrize("step", ["before", "after"])
def test_a_notebook_is_complete_only_with_what_runs_around_it(
    step: str, write: Any, workers: Workers, tmp_path: Path
) -> None:
    code = "print('noise')\nraise OSError('disk full')"
    job = Job(write("n.ipynb", "6 * 7"), tmp_path / "o.ipynb", {"period": "2024Q1"}, **{step: code})  # type: ignore[arg-type]
    with pytest.raises(
        NotebookError, match=r"n\.ipynb, (before its first|after its last) cell: OSError: disk full"
    ):
        execute([job], workers, lambda done: None)
    kept = cells(job.target)
    assert "disk full" in "".join(kept[0]["source"])
    assert bool(kept[-1]["outputs"]) == (step == "after")
    assert "noise" not in json.dumps(kept)


def test_what_a_cell_started_ends_with_its_notebook(write: Any, workers: Workers, tmp_path: Path) -> None:
    source = """
        import subprocess, threading, time
        from pathlib import Path
        threading.Thread(target=time.sleep, args=(600,)).start()
        inside = subprocess.Popen(["sleep", "600"])
        outside = subprocess.Popen(["sleep", "600"], start_new_session=True)
        daemon = subprocess.run(["sh", "-c", "setsid sleep 600 >/dev/null 2>&1 & echo $!"], capture_output=True).stdout
        print(inside.pid, outside.pid, int(daemon))
    """
    lines = "\n".join(line.strip() for line in source.strip().splitlines())
    job = Job(write("n.ipynb", lines), tmp_path / "o.ipynb", {"period": "2024Q1"})
    execute([job], workers, lambda done: None)
    started = [int(pid) for pid in "".join(cells(job.target)[-1]["outputs"][0]["text"]).split()]
    assert len(started) == 3
    assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]


def test_a_notebook_whose_worker_dies_again_costs_no_other(write: Any, tmp_path: Path) -> None:
    lost = write(
        "lost.ipynb",
        "import os, signal, pathlib\npathlib.Path('started').touch()\nimport time; time.sleep(600)",
    )
    jobs = [Job(lost, tmp_path / "1.ipynb", {}), Job(write("next.ipynb", "1 + 1"), tmp_path / "2.ipynb", {})]
    with Workers(1) as one:
        futures = [one.submit(job) for job in jobs]
        for _ in range(2):
            assert wait_for((tmp_path / "started").exists)
            (tmp_path / "started").unlink()
            os.kill(worker_of(one), signal.SIGKILL)
        assert "lost.ipynb: the process that ran it ended" in futures[0].result(30).error
        assert futures[1].result(30).error == ""


def worker_of(workers: Workers) -> int:
    """Return the process id of the only worker: what the second server has forked."""

    def children(pid: int) -> list[int]:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    folder = bytes(workers.folder)
    preloaded = next(
        pid for pid in children(os.getpid()) if folder in Path(f"/proc/{pid}/cmdline").read_bytes()
    )
    server = next(pid for pid in children(preloaded) if os.getpgid(pid) == os.getpgid(preloaded))
    return children(server)[0]


SCRIPT = """
import signal, sys
# A test run in the background inherits that Ctrl-C is ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
from pathlib import Path
from ipabs.execution.run import Job, Workers, execute
quick, slow, out = map(Path, sys.argv[1:])
with Workers(2) as workers:
    print(workers.folder, flush=True)
    execute([Job(quick, out / "quick.ipynb", {}), Job(slow, out / "slow.ipynb", {})], workers, lambda done: print(done.name, flush=True))
"""


@pytest.mark.parametrize("how", ["Ctrl-C", "kill -TERM", "kill -KILL"])
def test_nothing_runs_on_when_the_command_is_ended(
    how: str, write: Any, tmp_path: Path, processes: Any
) -> None:
    wait = "import pathlib, time\npathlib.Path('started').touch()\ntime.sleep(600)"
    quick, slow = write("quick.ipynb", "21 * 2"), write("slow.ipynb", "'before'", wait, "'after'")
    out = tmp_path / "out"
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, quick, slow, out],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as command:
        assert command.stdout is not None
        folder = Path(command.stdout.readline().strip())
        assert command.stdout.readline().strip() == "quick"
        assert wait_for((tmp_path / "started").exists)
        assert len(processes(folder)) >= 4  # two servers, a worker, a kernel
        if how == "Ctrl-C":
            os.killpg(command.pid, signal.SIGINT)
        else:
            os.kill(command.pid, signal.SIGTERM if how == "kill -TERM" else signal.SIGKILL)
        command.wait(20)
    assert wait_for(lambda: not folder.exists())
    assert wait_for(lambda: not processes(folder)), processes(folder)
    assert_stopped_at(out / "slow.ipynb", wait)
    assert "the run was ended while this cell was running" in (out / "slow.ipynb").read_text()
    assert "42" in json.dumps(cells(out / "quick.ipynb")[-1]["outputs"])


def test_leaving_at_once_leaves_nothing(processes: Any) -> None:
    with Workers(2) as some:
        pass
    assert not some.folder.exists()
    assert not processes(some.folder)


def test_many_notebooks_leave_nothing(write: Any, tmp_path: Path, processes: Any) -> None:
    def open_files(folder: Path) -> int:
        number = 0
        for pid in [*processes(folder), os.getpid()]:
            with suppress(FileNotFoundError):  # it has just ended
                number += len(list(Path(f"/proc/{pid}/fd").iterdir()))
        return number

    def held(folder: Path) -> tuple[int, object, list[Path]]:
        """Return what is held once it stays the same: what has just ended is still being taken down."""
        found, since = None, time.monotonic()
        while found is None or time.monotonic() < since + 0.5:
            now = (open_files(folder), processes(folder), sorted(folder.iterdir()))
            if now != found:
                found, since = now, time.monotonic()
            time.sleep(0.02)
        return found

    source = write("n.ipynb", "1 + 1")
    with Workers(2) as some:
        execute([Job(source, tmp_path / f"{n}.ipynb", {}) for n in range(4)], some, lambda done: None)
        before = held(some.folder)
        execute([Job(source, tmp_path / f"{n}.ipynb", {}) for n in range(50)], some, lambda done: None)
        assert held(some.folder) == before
    assert not some.folder.exists()
    assert not processes(some.folder)
    assert re.fullmatch(r"ipabs-\w+", some.folder.name)
