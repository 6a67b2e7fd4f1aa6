"""Runs commands in fresh processes and says how long they took, in what memory, with which children."""

from __future__ import annotations

import itertools
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil  # type: ignore[import-untyped,unused-ignore]

from bench.workspace import MARK

_GONE = (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess, FileNotFoundError)
_PATIENCE = 2.0
"""Seconds within which what a command started must have ended after it."""


class WrongResult(Exception):
    """A case did not do what it should: its time says nothing."""


@dataclass(frozen=True)
class Command:
    """What to start, where, with what environment."""

    arguments: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str]


@dataclass
class Watched:
    """What was seen while commands ran.

    Parameters
    ----------
    tree_bytes
        Highest sum of the proportional set sizes of all processes alive at a time (shared pages count
        once); of resident set sizes where the system does not tell proportional ones.
    process_bytes
        Highest resident set size of a single process.
    children
        Command lines of the processes that the command itself started, by process id.
    """

    tree_bytes: int = 0
    process_bytes: int = 0
    children: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """How commands went.

    Parameters
    ----------
    seconds
        Wall time from the start of the first to the end of the last.
    processor_seconds
        User and system time of all processes that were waited for.
    load
        The machine's load average before: how busy it was with other things.
    output
        Standard output of the last command.
    each
        Wall time of every command.
    """

    seconds: float
    processor_seconds: float
    load: float
    output: str
    watched: Watched = field(default_factory=Watched)
    each: tuple[float, ...] = ()


def run(commands: Sequence[Command], *, every: float = 0.0, memory: bool = False) -> Outcome:
    """Run `commands` one after the other.

    Parameters
    ----------
    every
        Seconds between two looks at the processes; 0: they are not looked at.
    memory
        Measure memory at each look, which takes time of its own.

    Raises
    ------
    WrongResult
        If a command fails, or leaves a process running.
    """
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    watched = Watched()
    output = ""
    before = os.times()
    times = [time.perf_counter()]
    for command in commands:
        output = _run(command, watched, every, memory)
        times.append(time.perf_counter())
    seconds = times[-1] - times[0]
    after = os.times()
    processor = sum(after[2:4]) - sum(before[2:4])
    _refuse_leftovers(commands[-1])
    each = tuple(end - start for start, end in itertools.pairwise(times))
    return Outcome(seconds, processor, load, output, watched, each)


def _run(command: Command, watched: Watched, every: float, memory: bool) -> str:
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command.arguments,
            cwd=command.folder,
            env=dict(command.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
        )
        ended = threading.Event()
        watch = None
        if every:
            watch = threading.Thread(target=_watch, args=(process.pid, watched, every, memory, ended))
            watch.start()
        try:
            status = process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
        finally:
            ended.set()
            if watch:
                watch.join()
        output.seek(0)
        errors.seek(0)
        if status:
            told = errors.read().decode("utf-8", "replace").strip().splitlines()[-12:]
            raise WrongResult(f"exit status {status} of {' '.join(command.arguments)}\n" + "\n".join(told))
        return output.read().decode("utf-8", "replace")


def _watch(pid: int, watched: Watched, every: float, memory: bool, ended: threading.Event) -> None:
    try:
        root = psutil.Process(pid)
    except _GONE:
        return
    seen: set[int] = set()
    while not ended.wait(every):
        try:
            family = [root, *root.children(recursive=True)]
        except _GONE:
            return
        for process in family[1:]:
            with suppress(*_GONE):
                # At the first look it may be a fork that is about to become another program.
                if process.pid in seen:
                    watched.children[process.pid] = " ".join(process.cmdline())
                seen.add(process.pid)
        if memory:
            _weigh(family, watched)


def _weigh(family: Sequence[psutil.Process], watched: Watched) -> None:
    whole = 0
    for process in family:
        with suppress(*_GONE):
            full = process.memory_full_info()
            whole += getattr(full, "pss", full.rss)
            watched.process_bytes = max(watched.process_bytes, full.rss)
    watched.tree_bytes = max(watched.tree_bytes, whole)


def _refuse_leftovers(command: Command) -> None:
    patience = time.monotonic() + _PATIENCE
    while left := _marked(command.environment.get(MARK, "")):
        if time.monotonic() > patience:
            told = "; ".join(" ".join(process.cmdline()) for process in left)
            for process in left:
                with suppress(*_GONE):
                    process.kill()
            raise WrongResult(f"still running after the command had ended: {told}")
        time.sleep(0.05)


def _marked(mark: str) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with suppress(*_GONE, OSError):
            if mark and process.pid != os.getpid() and process.environ().get(MARK) == mark:
                found.append(process)
    return found
