"""Shows what a build is doing: a live line in a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from ipabs.cli.words import say

if TYPE_CHECKING:
    from rich.progress import Progress

_STEPS = {
    "ledger": "Checking the ledger",
    "assemble": "Assembling with {}",
    "publish": "Published ({})",
    "restarted": "The process that kernels are forked from ended ({}): started again",
    "spawning": "The process that kernels are forked from ended ({}): going on without it",
    "repeated": "{}: its process was killed; run again",
}

_SHOWN = 3
"""Editions whose notebooks are listed one by one; of more, only failures are."""


class BuildProgress:
    """Receives what a build tells and shows it on the error stream."""

    def __init__(self) -> None:
        self._live: Progress | None = None
        self._waiting = 0
        self._editions = 0
        self._held: dict[tuple[str, str], str] = {}  # reasons that will be told more exactly

    def __enter__(self) -> BuildProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def step(self, period: str, what: str, detail: str = "") -> None:
        """Show the beginning of a step."""
        text = say(_STEPS[what], detail)
        self._line(f"{period}  {text}" if period else text)

    def plan(
        self, period: str, reasons: Mapping[str, str], reused: int, looked_up: Sequence[str] = ()
    ) -> None:
        """Show which notebooks will run, and why."""
        self._editions += 1
        self._waiting += len(reasons)
        # One reason for all (not run before, forced) needs no list.
        bare = {reason.rpartition(": ")[2] for reason in reasons.values()}
        if len(bare) == 1 and len(reasons) > 2:
            self._line(say("{}  {} notebooks to run: {}", period, len(reasons), bare.pop()))
        else:
            for name, reason in reasons.items():
                if name in looked_up:
                    self._held[period, name] = reason
                else:
                    self._line(f"{period}  {name}  {reason}")
        self._draw()

    def moved(self, period: str, name: str, reason: str) -> None:
        """Show why a notebook runs, row by row."""
        self._held.pop((period, name), None)
        self._line(f"{period}  {name}  {reason}")

    def notebook(self, period: str, name: str, seconds: float, failed: bool) -> None:
        """Show that a notebook has ended."""
        if reason := self._held.pop((period, name), ""):
            self._line(f"{period}  {name}  {reason}")
        if self._live:
            self._live.advance(self._task)
        if failed or self._editions <= _SHOWN:
            mark = f"  {say('failed')}" if failed else ""
            self._line(f"{period}  {name}  {seconds:.1f} s{mark}")

    def _draw(self) -> None:
        if not sys.stderr.isatty():
            return
        if self._live is None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

            console = Console(stderr=True, highlight=False, soft_wrap=True)
            self._live = Progress(BarColumn(20), MofNCompleteColumn(), TimeElapsedColumn(), console=console)
            self._task = self._live.add_task("", total=self._waiting)
            self._live.start()
        self._live.update(self._task, total=self._waiting)

    def _line(self, text: str) -> None:
        if self._live:
            self._live.console.print(text, markup=False)
        else:
            print(text, file=sys.stderr, flush=True)
