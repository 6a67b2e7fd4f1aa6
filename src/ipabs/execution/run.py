"""Runs notebooks through papermill, each in a kernel process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import as_completed

from ipabs.errors import IpabsError
from ipabs.execution import parameters
from ipabs.execution.callers import Callers
from ipabs.execution.job import Done, Job
from ipabs.execution.notebooks import find
from ipabs.execution.workers import Workers

__all__ = ["Callers", "Done", "Job", "NotebookError", "Workers", "execute", "find"]


class NotebookError(IpabsError):
    """A notebook failed; its partial copy is kept."""


def execute(jobs: Iterable[Job], workers: Workers, on_done: Callable[[Done], None]) -> None:
    """Run `jobs`, as many at a time as there are workers, and report each as it ends.

    Raises
    ------
    IpabsError
        Before any has begun, if a parameter is not one that its notebook declares.
    NotebookError
        After all have ended, if any failed: which cell, and where the partial notebook lies.
    """
    jobs = list(jobs)
    for job in jobs:
        parameters.check(job.source, job.parameters)
    failures: list[str] = []
    for future in as_completed([workers.submit(job) for job in jobs]):
        done = future.result()
        if done.error:
            failures.append(done.error)
        on_done(done)
    if failures:
        raise NotebookError("\n".join(sorted(failures)))
