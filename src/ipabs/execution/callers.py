"""Processes that are asked again and again."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

from ipabs.execution.processes import Process


class Callers:
    """Processes that are called again and again, and keep between calls what they have imported and made ready.

    Parameters
    ----------
    count
        Calls that run at the same time.
    calls
        Calls after which a process is not used again: what it keeps grows.
    """

    def __init__(self, count: int, calls: int = 8) -> None:
        self._free = threading.Semaphore(count)
        self._calls = calls
        self._idle: list[tuple[Process, int]] = []

    @contextlib.contextmanager
    def one(self, start: Callable[[], Process]) -> Iterator[Process]:
        """Lend a process; one that failed is not lent again."""
        with self._free:
            process, calls = self._idle.pop() if self._idle else (start(), 0)
            try:
                yield process
            except BaseException:
                process.close()
                raise
            if calls + 1 < self._calls:
                self._idle.append((process, calls + 1))
            else:
                process.close()

    def close(self) -> None:
        """End those that are idle."""
        while self._idle:
            self._idle.pop()[0].close()
