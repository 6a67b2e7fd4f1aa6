"""The building process, seen from the preview: asked for builds, replaced when the library's code changed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_PATIENCE = 5.0
"""Seconds that a process has to end in order before it is killed."""

_REPLACED = 3
"""Times that the process is replaced for one build, should the library keep changing meanwhile."""

_LINE = 64 * 1024 * 1024
"""Bytes of one answer at most: a message may list hundreds of problems."""


@dataclass(frozen=True)
class Result:
    """How a build ended.

    Parameters
    ----------
    editions
        The fields of :class:`ipabs.build.Built` of each edition; empty when it failed.
    failure
        What the command would say of the failure; empty when there is none.
    said
        What of that stands in the terminal already, at its end.
    """

    editions: tuple[Mapping[str, Any], ...] = ()
    failure: str = ""
    said: str = ""


class Builder:
    """Builds in a process that is started when needed.

    The process holds modules of the library, the preloaded process that kernels are forked from, and Typst's
    compiler. It says so itself when a module that it holds has changed, and gives way to a fresh one; modules
    that only notebooks import are loaded afresh by every notebook, and leave it as it is.

    Parameters
    ----------
    order
        What the process builds: ``root``, ``data``, ``site``, ``periods``, ``jobs``.
    hear
        Called with the name of a :class:`ipabs.build.Listener` method and its arguments.
    """

    def __init__(self, order: Mapping[str, Any], hear: Callable[[str, list[Any]], None]) -> None:
        self._order = json.dumps(order, default=str)
        self._hear = hear
        self._process: asyncio.subprocess.Process | None = None
        self._processes: set[asyncio.subprocess.Process] = set()
        self._complaints: deque[str] = deque(maxlen=40)
        self._relaying: asyncio.Task[None] | None = None
        self._retired: set[asyncio.Task[None]] = set()

    async def build(self) -> Result:
        """Build once; whatever goes wrong is in the result."""
        for _ in range(_REPLACED):
            result = await self._asked("build")
            if result is not None:
                return result
        # A clock that is ahead where the files lie would have it replaced for ever.
        return await self._asked("anyway") or Result(failure="The installed packages keep changing.")

    async def _asked(self, request: str) -> Result | None:
        """Return what comes of a build; None if the process holds code that is no longer there."""
        if self._process is not None and self._process.returncode is not None:
            self._retire()
        process = self._process or await self._start()
        assert process.stdin is not None
        with contextlib.suppress(OSError):
            process.stdin.write(f"{request}\n".encode())
            await process.stdin.drain()
        while answer := await _answer(process):
            what = answer["what"]
            if what == "heard":
                self._hear(answer["name"], answer["values"])
            elif what == "built":
                return Result(editions=tuple(answer["editions"]))
            elif what == "failed":
                if not answer["expected"]:
                    # What it holds of the library may be half loaded.
                    self._retire()
                return Result(failure=answer["text"])
            elif what == "outdated":
                self._retire()
                return None
        return await self._died(process)

    async def end(self) -> None:
        """End the process and all that it started."""
        self._retire()
        if self._retired:
            await asyncio.wait(self._retired)

    def kill(self) -> None:
        """End them at once."""
        for process in self._processes:
            _kill(process)

    def _retire(self) -> None:
        """Let the process end by itself, while the next may already build."""
        process, self._process = self._process, None
        if process is not None:
            task = asyncio.create_task(self._ended(process))
            self._retired.add(task)
            task.add_done_callback(self._retired.discard)

    async def _ended(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.close()
        try:
            # Its last answers must not fill the pipe that it writes to.
            await asyncio.wait_for(asyncio.gather(process.stdout.read(), process.wait()), _PATIENCE)
        except TimeoutError:
            pass
        finally:
            _kill(process)
            await process.wait()
            self._processes.discard(process)

    async def _start(self) -> asyncio.subprocess.Process:
        self._complaints.clear()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "ipabs.serve.process", self._order, str(time.time()),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            limit=_LINE,
            # Ctrl-C reaches the command alone, which then ends the rest in order.
            start_new_session=True,
        )  # fmt: skip
        self._process = process
        self._processes.add(process)
        self._relaying = asyncio.create_task(self._relay(process))
        return process

    async def _died(self, process: asyncio.subprocess.Process) -> Result:
        status = await process.wait()
        if self._relaying is not None:
            await asyncio.wait([self._relaying], timeout=0.5)
        self._retire()
        said = "\n".join(self._complaints)
        return Result(failure=f"The building process ended (status {status}).\n{said}".strip(), said=said)

    async def _relay(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        while line := await process.stderr.readline():
            text = line.decode("utf-8", "replace").rstrip()
            self._complaints.append(text)
            print(text, file=sys.stderr, flush=True)


async def _answer(process: asyncio.subprocess.Process) -> dict[str, Any] | None:
    """Return what a process says next; None when it has ended."""
    assert process.stdout is not None
    line = await process.stdout.readline()
    if not line.endswith(b"\n"):
        return None
    answer: dict[str, Any] = json.loads(line)
    return answer


def _kill(process: asyncio.subprocess.Process) -> None:
    """End a process and its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        elif process.returncode is None:
            process.kill()
