"""Runs the notebooks of editions and keeps what they read and made."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from ipabs.build.plan import Planned
from ipabs.build.publication import Assembly
from ipabs.build.request import Listener, Request
from ipabs.build.state import State
from ipabs.cache.digests import listing
from ipabs.cache.traces import Trace, TraceStore
from ipabs.execution.job import STEM_VARIABLE
from ipabs.ledger.moved import moved
from ipabs.recording import SNAPSHOT, SNAPSHOT_OF

if TYPE_CHECKING:
    from ipabs.execution import run
    from ipabs.execution.processes import Stem

_SEVERAL = 3
"""Notebooks from which on it pays to import once what all of them import."""

_MANY = 20
"""Notebooks from which on it pays to run once the modules that some of them import."""

_TOPICS = ("ipabs.measures", "ipabs.facts", "ipabs.exhibits")
"""Packages of such modules."""

_IMPORTS = re.compile(r'(?:"|\\n)(?:from|import) ipabs\.notebook\b')
"""What a notebook's file has where a line of a cell imports what notebooks call."""

_STORED_LEDGERS = 6
"""Stored ledgers that are kept at most: to say which rows have changed since an earlier build."""


def stem_code(snapshot: Path, several: bool, large: bool = False) -> str:
    """Return what a stem runs before it forks kernels; see :mod:`ipabs.execution.kernels.stem`.

    Parameters
    ----------
    snapshot
        The stored ledger.
    several
        Whether so many notebooks will run that it pays to run once what only some of them import.
    large
        Whether its notebooks need much memory. Of others the collector need not look for garbage so often.
    """
    return f"""
import gc
if not {large}: gc.set_threshold(20_000)
from pathlib import Path
from ipabs import recording
recording.start([{str(snapshot)!r}])
import ipabs.notebook
from ipabs.ledger.stored import hold
hold(Path({str(snapshot)!r}))
shelf = Shelf(recording.recorder())
shelf.fill({_TOPICS if several else ()!r})
recording.foresee(shelf.files())
"""


class Execution:
    """The worker processes of one build; they start when the first is needed.

    Parameters
    ----------
    request
        What the user asked for.
    state
        What the notebooks' results will rest on.
    listener
        Hears of processes that were started anew.
    workers
        Processes that outlive this build; without them it has its own.
    """

    def __init__(
        self, request: Request, state: State, listener: Listener, workers: run.Workers | None = None
    ) -> None:
        self._request = request
        self._state = state
        self._listener = listener
        self._submitted: dict[tuple[str, str], float] = {}
        self._lent = workers
        self._assemblers: run.Callers | None = None
        self._stem: Stem | None = None
        self._began = 0.0
        self.stored = False
        """Whether the ledger was stored anew."""

    def __enter__(self) -> Execution:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._assemblers is not None:
            self._assemblers.close()
        if self._stem is not None:
            self._stem.close()
        if self._lent is None and "_workers" in self.__dict__:
            self._workers.__exit__(kind, error, trace)

    @cached_property
    def _workers(self) -> run.Workers:
        workers = self._lent
        if workers is None:
            from ipabs.execution import run

            workers = run.Workers(self._request.jobs, bytecode=self._state.folder / "bytecode").__enter__()
        workers.renew(lambda what, detail: self._listener.step("", what, detail))
        return workers

    @cached_property
    def _large(self) -> bool:
        return self._state.large

    def prepare(self, periods: Sequence[str], afresh: bool) -> list[str]:
        """Store the ledger and draw `periods` from it; see :func:`ipabs.preparing.prepare`.

        Raises
        ------
        IpabsError
            If the ledger changed meanwhile: what was stored may be neither what it was nor what it is.
        """
        self.stored = True
        drawn: list[str] = []
        again = False
        try:
            while not drawn:
                drawn = self._workers.submit_call(
                    "ipabs.preparing:prepare",
                    str(self._request.data),
                    str(self._state.snapshot),
                    list(periods),
                    # Of the files that the name of the stored ledger stands for.
                    dict(self._state.stamps) if afresh else None,
                    afresh and not again,
                ).result()
                again = True
        finally:
            # It may have been stored before drawing from it failed; and the code that reads it may have changed.
            if changed := afresh and self._state.ledger_moved():
                # Without this file it counts as damaged; another build may still be reading the others.
                (self._state.snapshot / "ledger.json").unlink(missing_ok=True)
        if changed:
            raise moved(self._request.data)
        return drawn

    def changes(
        self, since: str, period: str, moved: Mapping[str, Sequence[str]]
    ) -> Future[dict[str, Any]] | None:
        """Ask which rows have changed since an earlier stored ledger; None if that is gone."""
        old = self._state.folder / "ledger" / since
        if not since or not (old / f"{period}.json").exists():
            return None
        return self._workers.submit_call(
            "ipabs.preparing:changes", str(old), str(self._state.snapshot), period, dict(moved)
        )

    def finish(self, assembly: Assembly) -> Future[dict[str, Any]]:
        """Assemble and publish an edition beside others: a process for each processor, used again and again."""
        from ipabs.execution import run

        if self._assemblers is None:
            self._assemblers = run.Callers(self._request.jobs)
        return self._workers.submit_call(
            "ipabs.build.finishing:finish_json", asdict(assembly), among=self._assemblers
        )

    def begin(self, plans: Sequence[Planned]) -> None:
        """Import once what all notebooks that will run import, if they are several."""
        sources = {plan.source for plan in plans}
        if len(plans) < _SEVERAL or not all(_IMPORTS.search(path.read_text("utf-8")) for path in sources):
            return
        # Modules are read from now on.
        self._began = time.time()
        code = stem_code(self._state.snapshot, several=len(plans) >= _MANY, large=self._large)
        self._stem = self._workers.stem(code, self._environment, plans[0].source.parent.resolve())

    @cached_property
    def _environment(self) -> dict[str, str]:
        return {SNAPSHOT: str(self._state.snapshot), SNAPSHOT_OF: os.path.realpath(self._request.data)}

    _recording = "__import__('ipabs.recording', fromlist=['recording'])"

    def submit(self, period: str, plan: Planned) -> Future[run.Done]:
        """Run one notebook."""
        from ipabs.execution import parameters, run

        parameters.check(plan.source, plan.parameters)
        target = self._target(period, plan)
        reads = self._reads(period, plan)
        reads.parent.mkdir(parents=True, exist_ok=True)
        reads.unlink(missing_ok=True)
        snapshot = str(self._state.snapshot)
        self._submitted[period, plan.name] = self._began or time.time()
        stem = {STEM_VARIABLE: str(self._stem.address)} if self._stem is not None else {}
        return self._workers.submit(
            run.Job(
                plan.source,
                target,
                plan.parameters,
                before=f"{self._recording}.start([{snapshot!r}])",
                after=f"{self._recording}.finish({str(reads)!r})",
                environment={**self._environment, **stem},
                deadline=self._request.deadline,
            ),
            alone=self._large,
        )

    def keep(self, store: TraceStore, period: str, plan: Planned, seconds: float) -> None:
        """Store what a notebook made and what that rests on."""
        target = self._target(period, plan)
        result = target.read_bytes()
        reads = json.loads(self._reads(period, plan).read_text(encoding="utf-8"))
        plan.result = result
        plan.trace = self._trace(period, plan, reads, hashlib.sha256(result).hexdigest(), seconds)
        if self._repeatable(period, plan, reads):
            store.add(plan.name, plan.parameters, plan.trace, result)

    def _repeatable(self, period: str, plan: Planned, reads: Mapping[str, Any]) -> bool:
        """Tell whether what was recorded is all that the result rests on, and did not change meanwhile."""
        if reads["outside"]:
            plan.reason = f"it {' and '.join(reads['outside'])}, which cannot be recorded"
            return False
        started = self._submitted[period, plan.name]
        paths = [plan.source, *(Path(path) for path in (*reads["files"], *reads["modules"]))]
        return all(path.exists() and path.stat().st_mtime < started for path in paths)

    def _trace(
        self, period: str, plan: Planned, reads: Mapping[str, Any], result: str, seconds: float
    ) -> Trace:
        tables = self._state.tables(period) or {}
        read = {
            table: {
                "rows": tables[table]["rows"],
                "columns": {name: tables[table]["columns"][name] for name in names},
            }
            for table, names in reads["tables"].items()
        }
        return Trace(
            notebook=plan.digest,
            environment=self._state.environment,
            files={
                self._short(path): self._state.digests.of(path)
                for path in (*reads["modules"], *reads["files"])
            },
            folders={self._short(path): listing(path) for path in reads["folders"]},
            tables=read,
            ledger=self._state.ledger,
            result=result,
            seconds=round(seconds, 3),
        )

    def _short(self, path: str) -> str:
        root = self._root
        return path.removeprefix(root).replace(os.sep, "/") if path.startswith(root) else path

    @cached_property
    def _root(self) -> str:
        return f"{os.path.realpath(self._request.project.root)}{os.sep}"

    def lay_out(self, period: str, plans: Sequence[Planned]) -> None:
        """Put the executed notebooks of an edition into its build folder, and nothing else."""
        folder = self._request.project.build(period) / "executed"
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            if path.name not in {plan.source.name for plan in plans}:
                path.unlink()
        for plan in plans:
            target = folder / plan.source.name
            assert plan.result is not None and plan.trace is not None
            if self._state.digests.of(target) != plan.trace.result:
                target.write_bytes(plan.result)

    def prune(self, store: TraceStore) -> None:
        """Remove results and stored ledgers that no later build would use."""
        store.prune()
        folder = self._state.folder / "ledger"
        if not folder.is_dir():
            return
        named = store.ledgers() | {self._state.ledger}
        ledgers = sorted(
            (path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime
        )
        useful = [path for path in ledgers if path.name in named][-_STORED_LEDGERS:]
        for path in ledgers:
            if path not in useful and time.time() - path.stat().st_mtime > 3_600:
                shutil.rmtree(path, ignore_errors=True)

    def _target(self, period: str, plan: Planned) -> Path:
        return self._request.project.build(period) / "executed" / plan.source.name

    def _reads(self, period: str, plan: Planned) -> Path:
        return self._request.project.build(period) / "logs" / f"{plan.name}.reads.json"
