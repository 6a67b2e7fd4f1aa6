"""The process that builds: it stays between builds, so that libraries, workers and Typst's compiler stay warm.

It reads a line for each build and answers in lines of JSON. Its first act imports nothing of the library, so
that an error in the library's own source is told like any other.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any, TextIO

from ipabs.serve.held import HeldCode


def main() -> None:
    """Build as often as asked, until the standard input closes.

    Two arguments: what to build, as JSON, and the time at which the process was started.
    """
    # What a library prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    process = _Process(json.loads(sys.argv[1]), answers, float(sys.argv[2]))
    try:
        process.run()
    except KeyboardInterrupt:
        pass
    finally:
        process.end()


class _Process:
    def __init__(self, order: dict[str, Any], answers: TextIO, started: float) -> None:
        self._order = order
        self._answers = answers
        self._requests: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._busy = False
        self._lock, self._telling = threading.Lock(), threading.Lock()
        self._workers: Any = None
        self._packages: list[str] = []
        self._code = HeldCode()
        self._outgrown = self._code.is_outgrown(started)

    def run(self) -> None:
        threading.Thread(target=self._listen, args=(threading.get_ident(),), daemon=True).start()
        while request := self._requests.get():
            with self._lock:
                self._busy = True
            self._build(anyway=request == "anyway")
            with self._lock:
                self._busy = False

    def end(self) -> None:
        if self._workers is not None:
            self._workers.__exit__(None, None, None)

    def _listen(self, main: int) -> None:
        """Pass requests on; at the end of the input, which is also the end of the command, stop a build."""
        for line in sys.stdin:
            self._requests.put(line.strip())
        self._requests.put("")
        with self._lock:
            if self._busy and hasattr(signal, "pthread_kill"):
                signal.pthread_kill(main, signal.SIGINT)

    def _build(self, anyway: bool) -> None:
        began = time.time()
        editions: list[dict[str, Any]] | None = None
        error: Exception | None = None
        if anyway or not self._is_outgrown(began):
            try:
                editions = self._built()
            except Exception as failed:
                error = failed
            if self._is_outgrown(began):
                # Built with code of which a part is gone: what is noted as up to date may not be.
                self._forget(began)
                editions, error = (editions, error) if anyway else (None, None)
        if error is not None:
            self._failed(error)
        elif editions is None:
            self._tell("outdated")
        else:
            self._tell("built", editions=editions)
            self._load()

    def _is_outgrown(self, since: float) -> bool:
        self._outgrown = self._outgrown or self._code.is_outgrown(since)
        return self._outgrown

    def _forget(self, since: float) -> None:
        from ipabs.build.publication import forget

        forget(Path(self._order["root"]), since)

    def _load(self) -> None:
        """Load what the next build needs while nobody waits."""
        began = time.time()
        try:
            import ipabs.assembly.embedded
            import ipabs.build.finishing  # noqa: F401
        except Exception:  # it will be told by the build that needs it
            self._outgrown = True
        self._is_outgrown(began)

    def _built(self) -> list[dict[str, Any]] | None:
        """Build; None if the packages are not those that this process has loaded."""
        from dataclasses import asdict

        from ipabs.build import Request, build, chosen_assembler, chosen_periods
        from ipabs.build.state import State
        from ipabs.project import Project

        order = self._order
        project, data, jobs = Project(Path(order["root"])), Path(order["data"]), order["jobs"]
        packages = State(project, data).packages
        if packages != self._packages and self._packages:
            return None
        self._packages = packages
        if self._workers is None:
            self._workers = _workers(order)
        request = Request(
            project, chosen_periods(order["periods"]), data, ("html", "pdf"), Path(order["site"]),
            chosen_assembler("auto"), jobs, check_pages=False, search=False,  # a preview shows a page as it is
        )  # fmt: skip
        return [asdict(built) for built in build(request, _Relay(self._tell), self._workers)]

    def _failed(self, error: Exception) -> None:
        expected, text = _words(error)
        self._tell("failed", text=text, expected=expected)
        # They may be what failed, or still be at work for the build that did. Others load while nobody waits.
        if self._workers is not None:
            self._workers.__exit__(None, None, None)
            self._workers = _workers(self._order)

    def _tell(self, what: str, **told: Any) -> None:
        line = json.dumps({"what": what, **told}, ensure_ascii=False, default=str)
        # What is told of killed processes comes from other threads.
        with self._telling:
            self._answers.write(f"{line}\n")
            self._answers.flush()


def _workers(order: dict[str, Any]) -> Any:
    from ipabs.execution import run

    return run.Workers(order["jobs"], bytecode=Path(order["root"]) / "_build/.cache/bytecode").__enter__()


class _Relay:
    """Passes on what a build tells."""

    def __init__(self, tell: Any) -> None:
        self._tell = tell

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *values: self._tell("heard", name=name, values=values)


def _words(error: Exception) -> tuple[bool, str]:
    """Return whether a failure is a user's to mend, and what the command would say of it."""
    try:
        from ipabs.errors import IpabsError
    except Exception:  # an error in that very file
        return False, traceback.format_exc()
    if isinstance(error, IpabsError):
        return True, str(error)
    if isinstance(error, OSError):
        return True, f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")
    # In the library's own source: where it is helps whoever is changing it.
    return False, "".join(traceback.format_exception(error)).strip()


if __name__ == "__main__":
    main()
