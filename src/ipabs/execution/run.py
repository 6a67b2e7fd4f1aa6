"""Runs notebooks through papermill, each in a kernel process of its own."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ipabs.errors import IpabsError
from ipabs.execution import parameters


@dataclass(frozen=True)
class Job:
    """One notebook to run.

    Parameters
    ----------
    source, target
        The committed notebook and where its executed copy goes.
    parameters
        Values for its parameters cell.
    deadline
        Seconds that one cell may take.
    """

    source: Path
    target: Path
    parameters: Mapping[str, Any]
    deadline: int = 120


@dataclass(frozen=True)
class Done:
    """How one notebook ended: `error` is empty when it ran to its end."""

    name: str
    seconds: float
    error: str = ""


class NotebookError(IpabsError):
    """A notebook failed; its partial copy is kept."""


def find(folder: Path) -> list[Path]:
    """Return the notebooks of `folder` in the order of their names.

    Raises
    ------
    IpabsError
        If there is none.
    """
    found = sorted(folder.glob("*.ipynb"))
    if not found:
        raise IpabsError(f"No notebook in {folder}: the report's sections live there.")
    return found


def execute(jobs: Iterable[Job], workers: int, on_done: Callable[[Done], None]) -> None:
    """Run `jobs`, `workers` at a time, and report each as it ends.

    Raises
    ------
    NotebookError
        After all have ended, if any failed: which cell, and where the partial notebook lies.
    """
    jobs = list(jobs)
    for job in jobs:
        parameters.check(job.source, job.parameters)
    failures: list[str] = []
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=max(1, min(workers, len(jobs))), mp_context=context) as pool:
        waiting = [pool.submit(_run, job) for job in jobs]
        try:
            for future in as_completed(waiting):
                done = future.result()
                if done.error:
                    failures.append(done.error)
                on_done(done)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    if failures:
        raise NotebookError("\n".join(sorted(failures)))


def _run(job: Job) -> Done:
    """Run one notebook in this worker process."""
    started = time.perf_counter()
    job.target.parent.mkdir(parents=True, exist_ok=True)
    # What kernels say of themselves belongs in a log, not between the lines of the build.
    log = os.open(job.target.with_suffix(".log"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(log, 2)
    os.close(log)
    # A kernel inherits these: equal hashes in every run, no font or configuration taken from the user.
    os.environ["PYTHONHASHSEED"] = "0"
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    os.environ.setdefault("JUPYTER_PLATFORM_DIRS", "1")
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    error = ""
    try:
        papermill.execute_notebook(
            str(job.source),
            str(job.target),
            parameters=dict(job.parameters),
            kernel_name="python3",
            cwd=str(job.source.parent),
            progress_bar=False,
            log_output=False,
            execution_timeout=job.deadline,
        )
    except PapermillExecutionError as failed:
        error = (
            f"{job.source.name}, cell {failed.cell_index}: {failed.ename}: {failed.evalue}\n"
            f"  The notebook as far as it ran: {job.target}"
        )
    except CellTimeoutError:
        error = f"{job.source.name}: a cell took longer than {job.deadline} s. As far as it ran: {job.target}"
    except DeadKernelError:
        error = f"{job.source.name}: its kernel died. The notebook as far as it ran: {job.target}"
    return Done(job.source.stem, time.perf_counter() - started, error)
