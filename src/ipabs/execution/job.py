"""What is to be run, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

STEM_VARIABLE = "IPABS_STEM"
"""Environment variable: the socket where a job's kernel is asked for first; see :meth:`Workers.stem`.

The stem's code has to do what the job's `before` does.
"""


DEADLINE = 120.0
"""Seconds that a notebook may take where nothing else is asked for."""


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
        Seconds that the whole notebook may take once its kernel is ready.
    before, after
        Code run in the kernel before the first and after the last cell. It is no part of the notebook
        and what it prints is dropped; where it fails, the notebook has failed. What runs before has been done by
        a stem for all its kernels.
    environment
        Added to the kernel's environment.
    """

    source: Path
    target: Path
    parameters: Mapping[str, Any]
    deadline: float = DEADLINE
    before: str = ""
    after: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """How one notebook ended: `error` is empty when it ran to its end.

    Parameters
    ----------
    lost
        What ended and took the notebook's kernel along, ``stem`` or ``preloaded``, or ``asked``: its worker was asked to
        end. It can be run again.
    """

    name: str
    seconds: float
    error: str = ""
    job: Job | None = None
    lost: str = ""
