"""What is killed from outside, as the system does when memory runs out, costs time and no result."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ipabs.errors import IpabsError
from ipabs.execution import processes as started_processes
from ipabs.execution.job import STEM_VARIABLE
from ipabs.execution.run import Done, Job, Workers, execute
from ipabs.execution.supervisor import RESTARTS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only"),
]

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
"""Seconds after which something that should have happened will not: a guard, not an expectation."""

SLOW = """
import pathlib, subprocess, time
with open('began', 'a') as began:
    print(subprocess.Popen(['sleep', '6000'], start_new_session=True).pid, file=began)
while not pathlib.Path('go').exists():
    time.sleep(0.02)
print('went')
"""
"""Notes each time that it begins, with the number of a process that it starts, and ends when it may."""

CALLED = """
import os, tempfile, time
def slow(folder):
    tempfile.mkdtemp(prefix="ipabs-left-by-a-call-")
    with open(f'{folder}/began', 'a') as began:
        print(os.getpid(), file=began)
    while not os.path.exists(f'{folder}/go'):
        time.sleep(0.02)
    return 'went'
"""


def until(true: Callable[[], Any], what: str) -> Any:
    """Wait for something that is sure to come."""
    end = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < end, f"{what} did not come"
        time.sleep(0.02)
    return found


class Told(list[tuple[str, str]]):
    """What was told of killed processes."""

    def __call__(self, what: str, detail: str) -> None:
        self.append((what, detail))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def some(told: Told, tmp_path: Path, processes: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workers]:
    """Two workers of one test, which leave nothing."""
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{ROOT / 'src'}")
    (tmp_path / "called.py").write_text(CALLED)
    with Workers(2) as begun:
        begun.renew(told)
        yield begun
    assert not begun.folder.exists()
    until(lambda: not processes(begun.folder), "the end of all processes")
    until(lambda: not any(map(lives, began(tmp_path))), "the end of what they had started")


@pytest.fixture
def find(processes: Any) -> Callable[[Path, str], int]:
    """Return a function that finds a process of a folder by its name; the preloaded one has the interpreter's."""

    def find(folder: Path, name: str) -> int:
        def found() -> int | None:
            family = processes(folder)
            for pid in family:
                fields = status(pid)
                parent = family.get(int(fields.get("PPid", 0)), "")
                first = "preload.py" in family[pid] and "preload.py" not in parent
                if lives(pid) and (first if name == "preloaded" else fields.get("Name") == name):
                    return int(pid)
            return None

        return int(until(found, name))

    return find


def status(pid: int) -> dict[str, str]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return {}
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


def lives(pid: int) -> bool:
    """Tell whether a process runs; of one that has ended something may stay until it is asked for."""
    return status(pid).get("State", "X")[0] not in "ZX"


def began(folder: Path) -> list[int]:
    try:
        return [int(line) for line in (folder / "began").read_text().split()]
    except FileNotFoundError:
        return []


def go_at(folder: Path, times: int) -> None:
    """Let what waits go on once it has begun so many times."""
    until(lambda: len(began(folder)) == times, "a repetition")
    (folder / "go").touch()


def shown(path: Path) -> Any:
    return [cell["outputs"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]


@pytest.mark.parametrize(
    ("victim", "said"),
    [
        ("preloaded", [("restarted", "SIGKILL")]),
        ("ipabs-workers", [("restarted", "a server that it had forked is gone")]),
        ("ipabs-worker", [("repeated", "slow")]),
    ],
)
def test_a_running_notebook_is_run_again_and_all_end_as_if_nothing_was(
    victim: str, said: Any, write: Any, some: Workers, told: Told, tmp_path: Path, find: Any
) -> None:
    slow, quick = write("slow.ipynb", SLOW), write("quick.ipynb", "21 * 2")

    def jobs(folder: str) -> list[Job]:
        names = [slow, *[quick] * 5]
        return [Job(name, tmp_path / folder / f"{n}.ipynb", {}) for n, name in enumerate(names)]

    if victim == "ipabs-worker":  # there is but the one to be found
        running = [some.submit(jobs("killed")[0])]
    else:
        running = [some.submit(job) for job in jobs("killed")]
        until(lambda: sum(future.done() for future in running) >= 2, "a first result")
    until(lambda: began(tmp_path), "the slow notebook")
    os.kill(find(some.folder, victim), signal.SIGKILL)
    if victim == "ipabs-worker":
        running += [some.submit(job) for job in jobs("killed")[1:]]
    go_at(tmp_path, 2)
    assert [future.result(PATIENCE).error for future in running] == [""] * 6
    assert told == said
    execute(jobs("calm"), some, lambda done: None)
    for killed, calm in zip(jobs("killed"), jobs("calm"), strict=True):
        assert killed.target.read_bytes() == calm.target.read_bytes()
        assert shown(killed.target)[-1]


def test_a_worker_that_is_asked_to_end_by_others_costs_no_result(
    write: Any, some: Workers, told: Told, tmp_path: Path, find: Any
) -> None:
    job = Job(write("slow.ipynb", SLOW), tmp_path / "done.ipynb", {})
    running = some.submit(job)
    until(lambda: began(tmp_path), "the notebook")
    os.kill(find(some.folder, "ipabs-worker"), signal.SIGTERM)
    go_at(tmp_path, 2)
    assert running.result(PATIENCE).error == ""
    assert told == [("repeated", "slow")]


@pytest.mark.parametrize("victim", ["preloaded", "ipabs-calls", "ipabs-calling"])
def test_a_call_that_is_under_way_is_made_again(
    victim: str, some: Workers, told: Told, tmp_path: Path, find: Any
) -> None:
    called = some.submit_call("called:slow", str(tmp_path))
    until(lambda: began(tmp_path), "the call")
    os.kill(find(some.folder, victim), signal.SIGKILL)
    go_at(tmp_path, 2)
    assert called.result(PATIENCE) == "went"
    assert not list(Path(tempfile.gettempdir()).glob("ipabs-left-by-a-call-*"))
    assert [what for what, _ in told] == ["repeated" if victim == "ipabs-calling" else "restarted"]


def test_a_call_that_is_killed_again_is_given_up(some: Workers, told: Told, tmp_path: Path) -> None:
    called = some.submit_call("called:slow", str(tmp_path))
    for times in (1, 2):
        os.kill(until(lambda: began(tmp_path)[times - 1 :], "the call")[0], signal.SIGKILL)  # noqa: B023
    with pytest.raises(IpabsError, match="The process for called:slow ended"):
        called.result(PATIENCE)
    assert told == [("repeated", "called:slow")]
    assert some.submit_call("operator:add", 1, 1).result(PATIENCE) == 2


@pytest.mark.parametrize("victim", ["preloaded", "ipabs-workers", "ipabs-calls"])
def test_what_is_killed_while_nothing_runs_is_there_for_what_comes(
    victim: str, write: Any, some: Workers, told: Told, tmp_path: Path, find: Any
) -> None:
    jobs = [Job(write("n.ipynb", "21 * 2"), tmp_path / f"{n}.ipynb", {}) for n in range(4)]
    execute(jobs, some, lambda done: None)
    assert some.submit_call("operator:add", 1, 1).result(PATIENCE) == 2
    os.kill(find(some.folder, victim), signal.SIGKILL)
    assert some.submit_call("operator:add", 1, 1).result(PATIENCE) == 2
    execute(jobs, some, lambda done: None)
    assert [what for what, _ in told] == ["restarted"]


def test_without_the_stem_kernels_are_forked_from_the_preloaded_process(
    write: Any, some: Workers, told: Told, tmp_path: Path, find: Any
) -> None:
    (tmp_path / "go").touch()
    begun = some.stem("import json", {}, tmp_path)
    assert begun is not None
    environment = {STEM_VARIABLE: str(begun.address)}
    slow = Job(write("slow.ipynb", SLOW), tmp_path / "slow-out.ipynb", {}, environment=environment)
    try:
        execute([slow], some, lambda done: None)
        calm = slow.target.read_bytes()
        (tmp_path / "go").unlink()
        running = some.submit(slow)
        until(lambda: len(began(tmp_path)) == 2, "the notebook")
        os.kill(find(some.folder, "ipabs-stem"), signal.SIGKILL)
        go_at(tmp_path, 3)
        assert running.result(PATIENCE).error == ""
        assert slow.target.read_bytes() == calm
        execute([slow], some, lambda done: None)
    finally:
        begun.close()
    assert told == [("repeated", "slow")]


def test_a_stem_is_to_be_had_after_the_preloaded_process_was_killed(
    write: Any, some: Workers, tmp_path: Path, find: Any
) -> None:
    preloaded = find(some.folder, "preloaded")
    os.kill(preloaded, signal.SIGKILL)
    until(lambda: not lives(preloaded), "its end")
    begun = some.stem("import fractions", {}, tmp_path)
    assert begun is not None
    look = "import os; print(open(f'/proc/{os.getppid()}/comm').read())"
    job = Job(
        write("n.ipynb", look), tmp_path / "o.ipynb", {}, environment={STEM_VARIABLE: str(begun.address)}
    )
    try:
        execute([job], some, lambda done: None)
    finally:
        begun.close()
    assert "ipabs-stem" in str(shown(job.target))


def test_without_a_preloaded_process_that_lasts_kernels_are_ordinary_processes(
    write: Any, some: Workers, told: Told, tmp_path: Path, find: Any
) -> None:
    job = Job(write("n.ipynb", "21 * 2"), tmp_path / "o.ipynb", {}, environment={STEM_VARIABLE: "gone"})
    for _ in range(RESTARTS + 1):
        execute([job], some, lambda done: None)
        os.kill(find(some.folder, "preloaded"), signal.SIGKILL)
    execute([job], some, lambda done: None)
    assert "42" in str(shown(job.target))
    assert some.submit_call("operator:add", 1, 1).result(PATIENCE) == 2
    assert [what for what, _ in told] == ["restarted"] * RESTARTS + ["spawning"]


def test_a_system_that_starts_no_other_may_start_ordinary_processes(
    write: Any, some: Workers, told: Told, tmp_path: Path, find: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    popen = subprocess.Popen

    def refused(command: list[str], **given: Any) -> Any:
        if str(started_processes._PRELOAD) in command:
            raise BlockingIOError("Resource temporarily unavailable")
        return popen(command, **given)

    monkeypatch.setattr(subprocess, "Popen", refused)
    os.kill(find(some.folder, "preloaded"), signal.SIGKILL)
    job = Job(write("n.ipynb", "21 * 2"), tmp_path / "o.ipynb", {})
    execute([job], some, lambda done: None)
    assert "42" in str(shown(job.target))
    assert told == [("spawning", "SIGKILL")]


def test_where_servers_do_not_fork_all_goes_on_without_them(
    write: Any, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library that starts a thread when it is imported is enough."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, threading, time\n"
        "start = lambda: threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
        "os.register_at_fork(after_in_child=start)\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{ROOT / 'src'}")
    job = Job(write("n.ipynb", "21 * 2"), tmp_path / "o.ipynb", {})
    with Workers(1) as some:
        some.renew(told)
        execute([job], some, lambda done: None)
    assert "42" in str(shown(job.target))
    assert told == [("spawning", "it does not fork")]


@pytest.mark.parametrize(
    ("code", "how"), [("raise SystemExit('no room')", "status 1"), ("os.kill(os.getpid(), 9)", "SIGKILL")]
)
def test_one_that_dies_always_is_one_clear_failure(
    code: str, how: str, write: Any, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preload = tmp_path / "preload.py"
    preload.write_text(f"import os, sys\nopen({str(tmp_path / 'began')!r}, 'a').write('1 ')\n{code}\n")
    monkeypatch.setattr(started_processes, "_PRELOAD", preload)
    jobs = [Job(write("n.ipynb", "1 + 1"), tmp_path / f"{n}.ipynb", {}) for n in range(6)]
    ended: list[Done] = []
    with Workers(2) as some:
        some.renew(told)
        with pytest.raises(IpabsError) as error:
            execute(jobs, some, ended.append)
        with pytest.raises(IpabsError, match="nothing can be run"):
            some.submit_call("operator:add", 1, 1).result(PATIENCE)
    assert f"ended {RESTARTS + 1} times ({how})" in str(error.value)
    assert ("no room" in str(error.value)) == (how == "status 1")
    assert len(str(error.value).splitlines()) <= 2 and not ended
    assert len(began(tmp_path)) == RESTARTS + 1
    assert told == [("restarted", how)] * RESTARTS
    assert not some.folder.exists()


def test_nothing_is_left_where_it_was_killed_and_nothing_asked_for_it_again(
    write: Any, some: Workers, tmp_path: Path, find: Any
) -> None:
    """The fixture looks what is left: what the notebook started must not outlive the command."""
    (tmp_path / "go").touch()
    execute([Job(write("n.ipynb", "1"), tmp_path / "1.ipynb", {})], some, lambda done: None)
    (tmp_path / "go").unlink()
    some.submit(Job(write("slow.ipynb", SLOW), tmp_path / "2.ipynb", {}))
    until(lambda: began(tmp_path), "the notebook")
    some._processes._closed = True  # as if the command were ending at that moment
    os.kill(find(some.folder, "preloaded"), signal.SIGKILL)


def test_a_build_goes_on_and_says_so_in_one_line(tmp_path: Path, find: Any) -> None:
    for name in ("notebooks", "report", "_extensions", "data", "_quarto.yml", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "tmp").mkdir()

    def build(kill: bool) -> tuple[dict[str, bytes], str]:
        with subprocess.Popen(
            [sys.executable, "-m", "ipabs", "build", "2024Q1", "--to", "html", "--force"],
            cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8", "TMPDIR": str(tmp_path / "tmp")},
        ) as command:  # fmt: skip
            if kill:
                find(tmp_path / "tmp", "ipabs-kernel")
                os.kill(find(tmp_path / "tmp", "preloaded"), signal.SIGKILL)
            said = command.communicate(timeout=PATIENCE)[1]
        assert command.returncode == 0, said
        assert not list((tmp_path / "tmp").iterdir())
        site = tmp_path / "_site"
        return {str(path): path.read_bytes() for path in site.rglob("*") if path.is_file()}, said

    calm, _ = build(kill=False)
    killed, said = build(kill=True)
    assert killed == calm
    told = "The process that kernels are forked from ended (SIGKILL): started again"
    assert said.splitlines().count(told) == 1 and "Traceback" not in said, said
