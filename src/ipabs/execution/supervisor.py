"""Asks processes, and starts anew what they are forked from where it was killed: a build goes on."""

from __future__ import annotations

import contextlib
import pickle
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from ipabs.errors import IpabsError
from ipabs.execution.callers import Callers
from ipabs.execution.kernels.forked import NotForked
from ipabs.execution.processes import Forking, Process, Spawning, Stem

RESTARTS = 3
"""Times that the preloaded process is started anew for one build."""

Tell = Callable[[str, str], None]
"""Hears what happened (``restarted``, ``spawning``, ``repeated``), and how or to whom; in whatever thread."""


class Supervisor:
    """Starts processes from the preloaded one, and that one anew where it, or a server that it has forked, ended.

    Nothing is watched: all that was forked ends with what it was forked from, and whoever waits for its answer learns of it.

    Parameters
    ----------
    folder
        Private folder for sockets.
    environment
        What all processes get.
    forks
        Whether they are forked; without it each starts afresh.
    """

    def __init__(self, folder: Path, environment: dict[str, str], *, forks: bool) -> None:
        self._folder, self._environment = folder, environment
        self._lock = threading.Lock()
        self._closed = False
        self._start: Forking | Spawning = (Forking if forks else Spawning)(folder, environment)
        self.renew(lambda *_: None)

    def renew(self, tell: Tell) -> None:
        """Allow as many restarts as at first, and let `tell` hear of them: another build begins."""
        self._restarts, self._failure, self._tell = 0, "", tell

    def ask(self, kind: Literal["worker", "caller"], lent: Callers, what: str, *request: Any) -> Any:
        """Return the answer to `request`; it is asked again where something was killed that had no part in it.

        Parameters
        ----------
        kind, lent
            What runs it, and where such processes are kept from request to request.
        what
            The notebook or function.

        Raises
        ------
        IpabsError
            If what processes are forked from ends again and again.
        OSError, EOFError, pickle.UnpicklingError
            If the process ended before it answered, or the system starts none.
        """
        repeated = False
        while True:
            try:
                with lent.one(lambda: self._started(kind)) as process:
                    return self._answer(process, repeated, what, request)
            except _Again:
                repeated = True

    def stem(self, code: str, environment: Mapping[str, str], place: Path) -> Stem | None:
        """Return a process that imports and then forks kernels; see :class:`Stem`."""
        start = self._start
        if isinstance(start, Forking) and start.has_ended():
            self._replace(start)
        return self._start.stem(code, environment, place)

    def end(self) -> None:
        """Start nothing any more, and end everything in order."""
        with self._lock:
            self._closed = True
        self._start.end()

    def kill(self) -> None:
        """End at once what is left."""
        self._start.kill()

    def _answer(self, process: Process, repeated: bool, what: str, request: tuple[Any, ...]) -> Any:
        try:
            answer = process.ask(*request)
        except (OSError, EOFError, pickle.UnpicklingError):
            if self._is_to_be_repeated(process, repeated, what):
                raise _Again from None
            raise
        lost = getattr(answer, "lost", "")
        if lost == "preloaded" and self._replace(process.start):
            raise _Again
        if lost in ("stem", "asked") and not repeated and not self._closed:
            self._tell("repeated", what)
            raise _Again
        process.start.answered = process.start.answered or not lost
        return answer

    def _is_to_be_repeated(self, process: Process, repeated: bool, what: str) -> bool:
        """Tell whether what `process` did not answer is to be asked of another.

        So it is where what `process` was forked from ended, or, once, where a signal has ended it alone. Where it has
        ended itself, it would again.
        """
        if self._closed:
            return False
        status = process.wait()
        if process.abandoned or process.start is not self._start:
            return self._replace(process.start)
        if repeated or status is None or status >= 0:
            return False
        self._tell("repeated", what)
        return True

    def _started(self, kind: Literal["worker", "caller"]) -> Process:
        while True:
            start = self._start
            try:
                return start.worker() if kind == "worker" else start.caller()
            except OSError as error:
                forks = not isinstance(error, NotForked)
                if isinstance(start, Spawning) or not self._replace(start, forks):
                    raise

    def _replace(self, old: Forking | Spawning, forks: bool = True) -> bool:
        """Start anew what processes are forked from, unless that was done meanwhile; tell whether there is one.

        All that `old` has forked is ended first: two processes that do the same would be in each other's way.
        """
        with self._lock:
            if self._closed:
                return False
            if old is not self._start or isinstance(old, Spawning):
                return True
            if self._failure:
                raise IpabsError(self._failure)
            how = old.how_it_ended() if forks else "it does not fork"
            old.kill()
            if self._restarts == RESTARTS and not old.answered:
                self._failure = (
                    f"The process that kernels are forked from ended {RESTARTS + 1} times ({how}), the last time before "
                    f"anything had run: nothing can be run.{old.complaint()}"
                )
                raise IpabsError(self._failure)
            if forks and self._restarts < RESTARTS:
                # A system that has no room for such a process may have some for smaller ones.
                with contextlib.suppress(OSError):
                    self._start = Forking(self._folder, self._environment)
            if self._start is old:
                self._start = Spawning(self._folder, self._environment)
            self._restarts += 1
            told = "restarted" if isinstance(self._start, Forking) else "spawning"
        self._tell(told, how)
        return True


class _Again(Exception):
    """The request is to be made of another process."""
