"""Shows what a build is doing: a live line in a terminal, plain lines elsewhere."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from ipabs.cli.words import say

_STEPS = {
    "ledger": "Checking the ledger",
    "notebooks": "Running {} notebooks",
    "stage": "Staging the project",
    "assemble": "Assembling with {}",
    "publish": "Publishing",
}


class BuildProgress:
    """Receives what a build tells and shows it on the error stream."""

    def __init__(self, period: str) -> None:
        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._period = period
        self._live: Progress | None = None
        if self._console.is_terminal:
            self._live = Progress(
                TextColumn("{task.description}"), BarColumn(20), TimeElapsedColumn(), console=self._console
            )
            self._task = self._live.add_task(period, total=None)

    def __enter__(self) -> BuildProgress:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def __call__(self, what: str, detail: str) -> None:
        if what == "notebook":
            self._console.print(f"  {self._period}  {detail}")
            if self._live:
                self._live.advance(self._task)
            return
        line = f"{self._period}  {say(_STEPS[what], detail)}"
        if self._live:
            total = int(detail) if what == "notebooks" else None
            self._live.reset(self._task, total=total, description=line)
        else:
            self._console.print(line)
