"""Starts the processes that run notebooks and functions: forked where that can be, afresh elsewhere."""

from __future__ import annotations

import contextlib
import itertools
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

from ipabs.interruption import name_of

PATIENCE = 10.0
"""Seconds after which processes that do not end are killed."""

_WORKER = "ipabs.execution.kernels.worker"
_CALLER = "ipabs.execution.kernels.calling"
_PRELOAD = Path(__file__).parent / "kernels" / "preload.py"

_RUNTIME = "IPABS_RUNTIME"

_SETTINGS = {
    # Equal hashes in every run.
    "PYTHONHASHSEED": "0",
    # One process a notebook keeps the cores busy; a pool of threads cannot be forked.
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "JUPYTER_PLATFORM_DIRS": "1",
}


def environment(folder: Path) -> dict[str, str]:
    """Return what all processes get: nothing of the user's settings, nothing written at the user's home."""
    matplotlib = find_spec("matplotlib")
    return {
        **_SETTINGS,
        "MATPLOTLIBRC": str(Path((matplotlib and matplotlib.origin) or "").parent / "mpl-data/matplotlibrc"),
        _RUNTIME: str(folder),
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),
        "JUPYTER_DATA_DIR": str(folder / "jupyter"),
        "JUPYTER_RUNTIME_DIR": str(folder),
    }


class Process:
    """A process that answers; it ends when this end lets go of it.

    Parameters
    ----------
    requests, answers
        The ends of its channel.
    handle
        Waits for its end: a ``Popen`` or what does the same.
    start
        What has started it.
    """

    def __init__(self, requests: BinaryIO, answers: BinaryIO, handle: Any, start: Forking | Spawning) -> None:
        self._requests, self._answers, self._handle = requests, answers, handle
        self.start = start

    def ask(self, *request: Any) -> Any:
        pickle.dump(request, self._requests)
        self._requests.flush()
        return pickle.load(self._answers)

    def wait(self) -> int | None:
        """Return how it ended, negative for a signal; None if it does not end."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            status: int = self._handle.wait(PATIENCE)
            return status
        return None

    @property
    def abandoned(self) -> bool:
        """Whether it ended because what it was forked from did."""
        return bool(getattr(self._handle, "abandoned", False))

    def close(self) -> None:
        for end in (self._requests, self._answers, self._handle):
            with contextlib.suppress(OSError, AttributeError):  # a `Popen` has nothing to close
                end.close()


_numbers = itertools.count()


class Stem:
    """A process that imports what several notebooks import and forks their kernels, until this end lets go of it.

    Nothing is waited for: whoever asks at `address` before it is there waits, or is refused if it can't be had.
    """

    def __init__(self, folder: Path, environment: dict[str, str], code: str, place: Path) -> None:
        self.address = folder / f"stem-{next(_numbers)}"
        self._folder = folder
        self._request = {"run": "stem", "code": code, "env": environment, "cwd": str(place)}
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(self.address))
        self._listener.listen(128)
        self._lock, self._closed = threading.Lock(), False
        self._process: Any = None
        threading.Thread(target=self._start, name="stem", daemon=True).start()

    def close(self) -> None:
        """End it."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.close()
        self.address.unlink(missing_ok=True)

    def _start(self) -> None:
        from ipabs.execution.kernels.forked import Forked

        # Where it fails, its kernels are forked from the preloaded process.
        with contextlib.suppress(OSError), self._listener, (self._folder / "log").open("ab") as log:
            ends = [log.fileno(), self._listener.fileno()]
            process = Forked(self._folder / "kernels", self._request, ends)
            with self._lock:
                self._process = process
                if self._closed:
                    process.close()


class Forking:
    """Processes forked from the preloaded ones."""

    answered = False
    """Whether a process of it has answered."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self._environment = environment | {"IPABS_PRELOADED": str(folder / "kernels")}
        listeners = []
        for name in ("kernels", "calls", "workers"):
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            (folder / name).unlink(missing_ok=True)  # its predecessor's
            listener.bind(str(folder / name))
            listener.listen(128)
            listeners.append(listener)
        numbers = [listener.fileno() for listener in listeners]
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(_PRELOAD), str(folder), *map(str, numbers)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=folder,
                env=environment,
                pass_fds=numbers,
                # Ctrl-C reaches the command alone, which then ends the rest in order.
                start_new_session=True,
            )
        for listener in listeners:
            listener.close()

    def worker(self) -> Process:
        return self._fork("workers", _WORKER)

    def caller(self) -> Process:
        # One that is killed leaves its temporary files; here they are removed with all else.
        return self._fork("calls", _CALLER, {"TMPDIR": str(self._folder)})

    def stem(self, code: str, environment: Mapping[str, str], place: Path) -> Stem:
        return Stem(self._folder, {**self._environment, **environment}, code, place)

    def _fork(self, server: str, module: str, added: Mapping[str, str] | None = None) -> Process:
        from ipabs.execution.kernels.forked import Forked

        ours, theirs = socket.socketpair()
        request = {
            "run": f"{module}:serve",
            "env": {**self._environment, **(added or {})},
            "cwd": str(Path.cwd()),
        }
        try:
            with theirs, (self._folder / "log").open("ab") as log:
                process = Forked(self._folder / server, request, [log.fileno(), theirs.fileno()])
        except OSError:
            ours.close()
            raise
        with ours:
            return Process(ours.makefile("wb"), ours.makefile("rb"), process, self)

    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def how_it_ended(self) -> str:
        """Return what ended the preloaded process; it may just be ending."""
        try:
            status = self._process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            return "a server that it had forked is gone"
        return name_of(-status) if status < 0 else f"status {status}"

    def complaint(self) -> str:
        """Return the last that the preloaded process and what it has forked said."""
        with contextlib.suppress(OSError):
            text = (self._folder / "log").read_text(encoding="utf-8", errors="replace")
            return "\n" + "\n".join(text.splitlines()[-5:])
        return ""

    def end(self) -> None:
        """End everything; the preloaded process does it when its standard input closes."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        # While it still imports it does not look; there is nothing to end in order then.
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=PATIENCE)

    def kill(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self._process.returncode not in (0, -signal.SIGTERM):
            # It has not ended what its processes had started.
            _kill_all_of(self._folder)


class Spawning:
    """Processes that start afresh, where nothing can be forked."""

    answered = False

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self._environment = environment
        self._processes: list[subprocess.Popen[bytes]] = []

    def worker(self) -> Process:
        with (self._folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", _WORKER],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=self._environment,
                start_new_session=True,
            )
        self._processes.append(process)
        assert process.stdin is not None and process.stdout is not None
        return Process(process.stdin, process.stdout, process, self)  # type: ignore[arg-type]

    caller = worker

    def stem(self, code: str, environment: Mapping[str, str], place: Path) -> None:
        return None

    def end(self) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.terminate()
        for process in self._processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=PATIENCE)

    def kill(self) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.kill()
                process.wait()


def _kill_all_of(folder: Path) -> None:
    """Kill the processes that have `folder` in their environment, and return when none of them runs any more."""
    mark = f"{_RUNTIME}={folder}".encode()
    deadline = time.monotonic() + PATIENCE
    while _found_and_killed(mark) and time.monotonic() < deadline:
        time.sleep(0.001)


def _found_and_killed(mark: bytes) -> bool:
    found = False
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            # Its number may become another's meanwhile, its descriptor never.
            process = os.pidfd_open(int(entry.name))
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    signal.pidfd_send_signal(process, signal.SIGKILL)
                    found = True
            finally:
                os.close(process)
    return found
