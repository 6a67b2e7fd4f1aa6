"""A worker process: runs notebooks and functions that arrive at its channel, one after the other."""

from __future__ import annotations

import json
import os
import pickle
import signal
import socket
import sys
import time
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import papermill
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.execute import ERROR_MARKER_TAG, ERROR_STYLE

from ipabs.execution.executed import canonical
from ipabs.execution.job import Done, Job
from ipabs.execution.kernels import client
from ipabs.execution.kernels.calling import call
from ipabs.execution.kernels.engine import NAME, PromptEngine
from ipabs.execution.kernels.stops import KernelLost, StepError

RUNTIME_VARIABLE = "IPABS_RUNTIME"
"""Environment variable: the folder for sockets, which the command removes."""

# Looked up once, for all workers that are forked from this process.
KernelProvisionerFactory.instance()


class Signalled:
    """Remembers that this process was asked to end; ends it at once while it has nothing to do."""

    def __init__(self) -> None:
        self.busy = False
        self.asked = False
        reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        self._reader = reader
        client.interrupted = lambda: self.asked
        client.wake_descriptor = reader.fileno()
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, self._on_signal)

    def _on_signal(self, *_: object) -> None:
        self.asked = True
        if not self.busy:
            os._exit(0)


def serve(channel: int) -> NoReturn:
    """Work for the socket `channel` until it closes."""
    end = socket.socket(fileno=channel)
    work(end.makefile("rb"), end.makefile("wb"))


def work(requests: BinaryIO, answers: BinaryIO) -> NoReturn:
    """Answer each request: ``(Job,)`` with how it ended, ``(name, arguments)`` with the value or the error."""
    signalled = Signalled()
    while not signalled.asked:
        try:
            request = pickle.load(requests)
        except (EOFError, OSError):
            break
        signalled.busy = True
        answer = _run(request[0]) if isinstance(request[0], Job) else call(*request)
        if signalled.asked and isinstance(answer, Done) and answer.error:
            answer = replace(answer, lost="asked")
        try:
            pickle.dump(answer, answers)
            answers.flush()
        except OSError:
            break
        signalled.busy = False
    os._exit(0)


def _run(job: Job) -> Done:
    started = time.perf_counter()
    error = lost = ""
    try:
        job.target.parent.mkdir(parents=True, exist_ok=True)
        if job.target.resolve() != job.source.resolve():
            # What an earlier run left must not pass for this one's.
            job.target.unlink(missing_ok=True)
        papermill.execute_notebook(
            str(job.source),
            None,
            parameters=dict(job.parameters),
            engine_name=NAME,
            kernel_name="python3",
            # Nothing is written on the way: the whole once, at the end, however it ends.
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            progress_bar=False,
            settings=_settings(job),
        )
        _write(PromptEngine.notebook, job.target)
    except PapermillExecutionError as failed:
        _write(PromptEngine.notebook, job.target)
        place = _place(job.target, failed.cell_index)
        error = f"cell {place} (In [{failed.exec_count}]): {failed.ename}: {failed.evalue}"
    except StepError as failed:
        error = f"{_STEPS[failed.step]}: {failed}"
        _keep(failed.notebook, job.target, error)
    except KernelLost as failed:
        error, lost = str(failed), "stem" if failed.of_stem else "preloaded"
    except Exception as failed:
        traceback.print_exc()
        error = f"{type(failed).__name__}: {failed}"
    if error:
        kept = f"\n  The notebook as far as it ran: {job.target}" if job.target.exists() else ""
        error = f"{job.source.name}, {error}{kept}"
    return Done(job.source.stem, time.perf_counter() - started, error, job, lost)


_STEPS = {
    "start": "when its kernel started",
    "before": "before its first cell",
    "after": "after its last cell",
}


def _settings(job: Job) -> client.Settings:
    return client.Settings(
        folder=job.source.parent.resolve(),
        runtime=Path(os.environ[RUNTIME_VARIABLE]),
        deadline=job.deadline,
        before=job.before,
        after=job.after,
        environment=job.environment,
        log=job.target.with_suffix(".log"),
    )


def _place(target: Path, index: int) -> int:
    """Return the number of a cell as its author counts: from 1, without what papermill put in."""
    cells = json.loads(target.read_text(encoding="utf-8"))["cells"]
    tags = [cell["metadata"].get("tags", []) for cell in cells]
    ran = [names for names in tags if ERROR_MARKER_TAG not in names]
    return index + 1 - sum("injected-parameters" in names for names in ran[:index])


def _keep(notebook: Any, target: Path, why: str) -> None:
    """Write a notebook that stopped between cells, with a mark at its top."""
    if notebook is None:
        return
    text = f"<span {ERROR_STYLE}>Execution stopped {why}</span>"
    cell = {"cell_type": "markdown", "metadata": {"tags": [ERROR_MARKER_TAG]}, "source": text}
    if (notebook.nbformat, notebook.nbformat_minor) >= (4, 5):
        cell["id"] = "stopped"
    notebook.cells.insert(0, NotebookNode(cell))  # type: ignore[no-untyped-call]
    _write(notebook, target)


def _write(notebook: Any, target: Path) -> None:
    aside = target.with_name(f".{target.name}")
    aside.write_bytes(canonical(notebook))
    aside.replace(target)


if __name__ == "__main__":
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    work(sys.stdin.buffer, replies)
