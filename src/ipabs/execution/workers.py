"""The processes that run notebooks and functions, seen from the command: it imports none of what they need."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import shutil
import sys
import tempfile
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any

from ipabs.errors import IpabsError
from ipabs.execution import parameters
from ipabs.execution.callers import Callers
from ipabs.execution.job import Done, Job
from ipabs.execution.processes import PATIENCE, Stem, environment
from ipabs.execution.supervisor import Supervisor, Tell

FORKS = sys.platform == "linux"
"""Whether processes can be forked safely from one that has libraries loaded; else each starts afresh."""

_LONGEST = 60  # characters of a folder's name that leave room for a socket's


class Workers:
    """`count` worker processes and, where it can be, a process that they fork their kernels from.

    Used as a context manager; on leaving, everything ends: at once where nothing runs, else as soon as
    the notebooks that are running are saved as far as they ran. Nothing is waited for at the start.

    Parameters
    ----------
    count
        Notebooks that run at the same time.
    forks
        Whether kernels are forked; without it each imports for itself.
    bytecode
        Folder in which forked processes keep compiled modules of the project; see
        :mod:`ipabs.execution.kernels.bytecode`.
    """

    def __init__(self, count: int, *, forks: bool = FORKS, bytecode: Path | None = None) -> None:
        self.folder = _private_folder()
        self._ending = False
        self._jobs: queue.SimpleQueue[tuple[Job, Future[Done], bool] | None] = queue.SimpleQueue()
        self._alone = threading.Lock()
        self._calls: list[threading.Thread] = []
        given = {**os.environ, **environment(self.folder)}
        if bytecode is not None:
            given["IPABS_BYTECODE"] = str(bytecode)
        self._processes = Supervisor(self.folder, given, forks=forks)
        self._threads = [
            threading.Thread(target=self._work, name=f"worker-{number}", daemon=True)
            for number in range(max(1, count))
        ]
        for thread in self._threads:
            thread.start()

    def renew(self, tell: Tell) -> None:
        """Serve another build: what was killed is started anew as often as at first, and `tell` hears of it."""
        self._processes.renew(tell)

    def submit(self, job: Job, *, alone: bool = False) -> Future[Done]:
        """Run a notebook when a worker is free; a failure is told in the result, not raised.

        If its worker, or what that and its kernel are forked from, is killed meanwhile, it is run again. Where no
        process is to be had at all, the future's ``result`` raises an `IpabsError`.

        Parameters
        ----------
        alone
            Whether it runs only while no other such notebook does: one that needs much memory.

        Raises
        ------
        IpabsError
            At once, if a parameter is not one that the notebook declares.
        """
        parameters.check(job.source, job.parameters)
        future: Future[Done] = Future()
        self._jobs.put((job, future, alone))
        return future

    def stem(self, code: str, environment: Mapping[str, str], place: Path) -> Stem | None:
        """Begin to run `code` in a process that forks the kernels of jobs with :data:`STEM_VARIABLE` in their environment.

        Parameters
        ----------
        code
            Imports what all those notebooks import.
        environment
            Added to the process's environment.
        place
            Its working directory.

        Returns
        -------
        Stem or None
            The caller closes it. None where nothing is forked.
        """
        return self._processes.stem(code, environment, place)

    def submit_call(self, function: str, *arguments: Any, among: Callers | None = None) -> Future[Any]:
        """Call ``module:function`` at once, in a process of its own that has pandas loaded.

        If that is killed meanwhile, it is called again: the function must do no harm when it begins anew. An `IpabsError` raised there is raised by the future's ``result``.

        Parameters
        ----------
        among
            Processes to call in, one call at a time in each, as soon as one of them is free.
        """
        future: Future[Any] = Future()
        once = among or Callers(1)
        thread = threading.Thread(
            target=self._call,
            args=(function, list(arguments), future, once, among is None),
            name=function,
            daemon=True,
        )
        self._calls = [one for one in self._calls if one.is_alive()] + [thread]
        thread.start()
        return future

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all processes and remove the temporary folder; what has not begun is cancelled."""
        self._ending = True
        with contextlib.suppress(queue.Empty):
            while entry := self._jobs.get_nowait():
                entry[1].cancel()
        for _ in self._threads:
            self._jobs.put(None)
        try:
            self._processes.end()
            for thread in [*self._threads, *self._calls]:
                thread.join(timeout=PATIENCE)
        finally:
            self._processes.kill()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _work(self) -> None:
        """Hand notebooks to one worker process, a new one when it died."""
        own = Callers(1, calls=sys.maxsize)
        while (entry := self._jobs.get()) is not None and not self._ending:
            job, future, alone = entry
            if not future.set_running_or_notify_cancel():
                continue
            try:
                with self._alone if alone else contextlib.nullcontext():
                    done: Done = self._processes.ask("worker", own, job.source.stem, job)
            except IpabsError as failed:
                future.set_exception(failed)
                continue
            except (OSError, EOFError, pickle.UnpicklingError) as failed:
                why = f"{job.source.name}: the process that ran it ended ({failed})."
                done = Done(job.source.stem, 0.0, why, job)
            future.set_result(done)
        own.close()

    def _call(
        self, function: str, arguments: list[Any], future: Future[Any], callers: Callers, once: bool
    ) -> None:
        future.set_running_or_notify_cancel()
        try:
            kind, value = self._processes.ask("caller", callers, function, function, arguments)
        except IpabsError as failed:
            future.set_exception(failed)
            return
        except Exception as failed:
            future.set_exception(IpabsError(f"The process for {function} ended ({failed})."))
            return
        finally:
            if once:
                callers.close()
        if kind == "value":
            future.set_result(value)
        elif kind == "refused":
            error = value[0].__new__(value[0], *value[1])
            error.args = value[1]
            error.__dict__.update(value[2])
            future.set_exception(error)
        else:
            future.set_exception(RuntimeError(f"{function} failed:\n{value}"))


def _private_folder() -> Path:
    """Make a folder that only this user can enter, with a name short enough for sockets inside it."""
    folder = tempfile.mkdtemp(prefix="ipabs-")
    if len(folder) > _LONGEST and os.access("/tmp", os.W_OK):
        Path(folder).rmdir()
        folder = tempfile.mkdtemp(prefix="ipabs-", dir="/tmp")
    return Path(folder)
