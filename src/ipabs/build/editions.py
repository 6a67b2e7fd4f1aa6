"""Builds editions: what is unchanged is left, what must run runs on all cores, each is published whole."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipabs.build.execution import Execution
from ipabs.build.lock import locked
from ipabs.build.numbering import exhibit_names
from ipabs.build.plan import Planned, planned, said_of_rows
from ipabs.build.publication import Assembly, Published, is_current, published
from ipabs.build.request import Built, Listener, Request
from ipabs.build.searching import Searching
from ipabs.build.shared import write_shared
from ipabs.build.state import State
from ipabs.cache.traces import Present, TraceStore
from ipabs.errors import IpabsError
from ipabs.execution.notebooks import find
from ipabs.pages.checking import PagesError
from ipabs.period import Quarter, refuse_uncovered

if TYPE_CHECKING:
    from ipabs.execution.job import Done
    from ipabs.execution.workers import Workers


@dataclass
class _Edition:
    """One edition while it is being built."""

    period: str
    plans: list[Planned]
    built: Built
    waiting: set[str] = field(default_factory=set)
    failed: bool = False
    since: float = field(default_factory=time.perf_counter)


def build(request: Request, listener: Listener, workers: Workers | None = None) -> list[Built]:
    """Build and publish editions; what was published stays in place until its successor is complete.

    Parameters
    ----------
    workers
        Processes kept from build to build. After a failure some may still be at work: their owner ends
        them. Without them the build starts its own and ends them.

    Raises
    ------
    NotebookError
        If notebooks failed; editions without a failing one are published all the same.
    IpabsError
        If the ledger, the text or an assembler fails.
    """
    state = State(request.project, request.data, fresh=request.force)
    with ExitStack() as stack:
        execution = stack.enter_context(Execution(request, state, listener, workers))
        periods = _drawn(request, state, execution, listener)
        for period in periods:
            stack.enter_context(_alone(request.project.build(period)))
        store = TraceStore(state.folder)
        editions = [_planned(request, state, store, period) for period in periods]
        made = _Build(request, state, store, execution, listener, alone=len(editions) == 1)
        stack.callback(made.stop)
        made.run(editions)
    state.digests.save()
    return [edition.built for edition in editions]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep a second build of the same edition out; the lock ends with the process that holds it."""
    handle = locked(folder / ".lock", wait=False)
    if handle is None:
        raise IpabsError(
            f"Another build of {folder.name} is running in this project, or a preview of it is building: wait until it has ended."
        )
    with handle:
        yield


def _drawn(request: Request, state: State, execution: Execution, listener: Listener) -> list[str]:
    """Return the editions to build, their rows drawn from the stored ledger."""
    covered = None if request.force else state.covered()
    wanted = [str(period) for period in request.periods]
    if covered is not None:
        first, last = (Quarter.parse(text) for text in covered)
        wanted = wanted or [str(last)]
        for period in wanted:
            refuse_uncovered(Quarter.parse(period), first, last, str(request.data))
        missing = [period for period in wanted if state.tables(period) is None]
        if not missing:
            return wanted
    else:
        missing = wanted
    listener.step(missing[0] if len(missing) == 1 else "", "ledger")
    drawn = execution.prepare(missing, afresh=covered is None)
    return wanted or drawn


def _planned(request: Request, state: State, store: TraceStore, period: str) -> _Edition:
    present = Present(request.project.root, state.environment, state.digests, state.tables(period) or {})
    plans = []
    for source in find(request.project.notebooks):
        # Seen from where the kernel works, which is where a linked folder really is.
        given = {"period": period, "data": os.path.relpath(request.data, source.parent.resolve())}
        plans.append(planned(source, given, present, store, request.force))
    edition = Path(request.site) / "editions" / period
    built = Built(period, edition, None, None, request.assembler)
    built.reused = sum(plan.result is not None for plan in plans)
    return _Edition(period, plans, built, {plan.name for plan in plans if plan.result is None})


class _Build:
    """Runs what must run of all editions and finishes each as soon as its notebooks have ended."""

    def __init__(
        self,
        request: Request,
        state: State,
        store: TraceStore,
        execution: Execution,
        listener: Listener,
        alone: bool,
    ) -> None:
        self._request, self._state, self._store = request, state, store
        self._execution, self._listener = execution, listener
        self._notebooks: dict[Future[Any], tuple[_Edition, Planned]] = {}
        self._finishing: dict[Future[Any], _Edition] = {}
        self._accounts: dict[Future[Any], list[tuple[_Edition, Planned]]] = {}
        self._failures: list[str] = []
        self._several, self._published = 0, 0
        self._bad_pages: list[str] = []
        self._search = Searching(state, request.site)
        # Of several editions the last page counts: the index is made once, at the end.
        self._searches_early = alone and request.search

    def run(self, editions: list[_Edition]) -> None:
        """Build `editions`.

        Raises
        ------
        NotebookError, IpabsError
            After all that can be finished is: a notebook's failure and a page that looks wrong concern one edition.
        """
        stirring = [edition for edition in editions if edition.waiting]
        self._several = len(editions) if len(editions) > 1 else 0
        apart = len(editions) > 1 and bool(stirring)
        if stirring:
            # An error in the text or the theme is told now, not after the notebooks have run.
            from ipabs.assembly.preflight import preflight_text
            from ipabs.prose import refuse_typed_numbers

            _ = self._request.project.theme
            preflight_text(self._request.project.root, self._request.formats)
            refuse_typed_numbers(self._request.project.root)
            self._submit(stirring)
        for edition in editions:
            if not edition.waiting:
                self._finish(edition, apart)
        while self._notebooks or self._finishing:
            done, _ = wait([*self._notebooks, *self._finishing, *self._accounts], return_when=FIRST_COMPLETED)
            for future in done:
                self._ended(future, apart)
        try:
            write_shared(self._state, self._request.site, self._request.force)
            if self._request.search:
                self._search.settle(self._request.force)
        except IpabsError as error:
            if not self._failures and not self._bad_pages:
                raise
            # What went wrong first is told first, and not instead.
            self._failures.append(str(error))
        if stirring or self._execution.stored:
            self._execution.prune(self._store)
        if self._failures:
            from ipabs.execution.run import NotebookError

            raise NotebookError("\n".join([*sorted(self._failures), *sorted(self._bad_pages)]))
        if self._bad_pages:
            raise PagesError("\n".join(sorted(self._bad_pages)))

    def stop(self) -> None:
        """End what would outlive the build."""
        self._search.stop()

    def _submit(self, stirring: list[_Edition]) -> None:
        titles = exhibit_names(self._request.project)
        self._execution.begin([plan for edition in stirring for plan in edition.plans if plan.result is None])
        for edition in stirring:
            reasons = {}
            for plan in edition.plans:
                if plan.result is not None:
                    continue
                title = titles.get(plan.name, "")
                reasons[plan.name] = f"{title}: {plan.reason}" if title else plan.reason
                self._notebooks[self._execution.submit(edition.period, plan)] = (edition, plan)
            edition.built.reasons = reasons
            looked_up = self._look_up(edition)
            self._listener.plan(edition.period, reasons, edition.built.reused, looked_up)
        self._titles = titles
        # The assembler's libraries load while the first notebooks run.
        threading.Thread(target=_load_assembler, args=(self._request.assembler,), daemon=True).start()

    def _look_up(self, edition: _Edition) -> list[str]:
        """Ask which rows have changed since notebooks ran, and return of which notebooks that will be told."""
        asked: dict[str, list[Planned]] = {}
        for plan in edition.plans:
            if plan.result is None and plan.moved:
                asked.setdefault(repr((plan.since, plan.moved)), []).append(plan)
        told = []
        for plans in asked.values():
            account = self._execution.changes(plans[0].since, edition.period, plans[0].moved)
            if account is not None:
                self._accounts[account] = [(edition, plan) for plan in plans]
                told += [plan.name for plan in plans]
        return told

    def _ended(self, future: Future[Any], apart: bool) -> None:
        if future in self._accounts:
            for edition, plan in self._accounts.pop(future):
                if future.exception() is None and (text := said_of_rows(future.result())):
                    title = self._titles.get(plan.name, "")
                    edition.built.reasons[plan.name] = f"{title}: {text}" if title else text
                    self._listener.moved(edition.period, plan.name, edition.built.reasons[plan.name])
            return
        if future in self._finishing:
            edition = self._finishing.pop(future)
            try:
                self._finished(edition, Published(**future.result()))
            except PagesError as error:
                # One edition's pages say nothing of the others.
                self._bad_pages.append(str(error))
            return
        edition, plan = self._notebooks.pop(future)
        done: Done = future.result()
        self._listener.notebook(edition.period, plan.name, done.seconds, bool(done.error))
        edition.built.executed[plan.name] = done.seconds
        edition.waiting.discard(plan.name)
        if done.error:
            self._failures.append(done.error)
            edition.failed = True
        else:
            self._execution.keep(self._store, edition.period, plan, done.seconds)
        if not edition.waiting:
            edition.built.seconds["notebooks"] = time.perf_counter() - edition.since
            if not edition.failed:
                self._finish(edition, apart)

    def _finish(self, edition: _Edition, apart: bool) -> None:
        assembly = self._assembly(edition)
        if not self._request.force and is_current(self._state, assembly):
            edition.built.unchanged = True
            self._finished(edition, published(assembly))
            return
        self._execution.lay_out(edition.period, edition.plans)
        self._listener.step(edition.period, "assemble", self._request.assembler)
        if apart:
            future = self._execution.finish(assembly)
            self._finishing[future] = edition
            return
        from ipabs.build.finishing import finish

        started = time.perf_counter()
        self._state.digests.save()
        result = finish(assembly, self._search.assembled if self._searches_early else None)
        edition.built.seconds["assemble"] = time.perf_counter() - started
        self._finished(edition, result)

    def _finished(self, edition: _Edition, result: Published) -> None:
        built = edition.built
        for kind, path in result.files.items():
            setattr(built, kind, Path(path))
        built.assembled = tuple(result.assembled)
        built.because, built.dropped = result.because, tuple(result.dropped)
        self._published += 1
        if self._several and not built.unchanged:
            self._listener.step(edition.period, "publish", f"{self._published}/{self._several}")
        built.older = tuple(result.older)
        built.seconds["total"] = time.perf_counter() - edition.since

    def _assembly(self, edition: _Edition) -> Assembly:
        request = self._request
        return Assembly(
            str(request.project.root), str(request.data), str(request.site), edition.period, request.formats,
            request.assembler, request.force,
            {plan.source.name: plan.trace.result for plan in edition.plans if plan.trace is not None},
            request.check_pages,
            request.search,
            self._state.ledger,
        )  # fmt: skip


def _load_assembler(name: str) -> None:
    import ipabs.build.finishing

    if name == "embedded":
        import ipabs.assembly.embedded  # noqa: F401
