"""``ipabs serve``"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ipabs.cli.options import Data, ledger_folder
from ipabs.cli.progress import BuildProgress
from ipabs.cli.words import say
from ipabs.project import Project

if TYPE_CHECKING:
    from ipabs.serve.builder import Result

_NAMED = 3
"""Changed files that are named; of more, the number is told."""


def command(
    period: Annotated[
        str | None,
        typer.Argument(metavar="[PERIOD]", help="A quarter such as 2024Q1 [the ledger's last complete one]."),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", metavar="N", min=0, max=65535, help="Port on 127.0.0.1 [a free one]."),
    ] = None,
    data: Data = None,
    show: Annotated[bool, typer.Option("--open", help="Open the edition in the browser.")] = False,
) -> None:
    """Preview an edition: build it, serve the site on this machine, and again whenever a source changes."""
    import asyncio

    from ipabs.period import Quarter
    from ipabs.serve.preview import Order, preview

    project = Project.find()
    folder = ledger_folder(project, data)
    periods = (str(Quarter.parse(period)),) if period else ()
    screen = _Screen(project.root, show)
    try:
        asyncio.run(preview(Order(project, folder, periods, port, os.cpu_count() or 1), screen))
    except KeyboardInterrupt:  # where the loop cannot hear signals
        pass
    finally:
        screen.end()


class _Screen:
    """Says in the terminal what the preview does."""

    def __init__(self, root: Path, show: bool) -> None:
        self._root = root
        self._show = show
        self._address = ""
        self._told = ""
        self._progress: BuildProgress | None = None
        self._started = 0.0

    def listening(self, address: str) -> None:
        self._address = address
        typer.echo(say("Preview at {}  (Ctrl-C ends it)", address))

    def begins(self, changed: Collection[Path]) -> None:
        self._started = time.perf_counter()
        if changed:
            typer.echo(f"{time.strftime('%H:%M:%S')}  {self._names(changed)}")
        self._progress = BuildProgress()

    def heard(self, name: str, values: list[Any]) -> None:
        if self._progress is not None:
            getattr(self._progress, name)(*values)

    def ended(self, result: Result) -> None:
        from ipabs.build import Built
        from ipabs.cli.build import summary

        self.end()
        if result.failure:
            failure = result.failure.removesuffix(result.said).rstrip()
            print(f"ipabs: {failure}", file=sys.stderr, flush=True)
        seconds = time.perf_counter() - self._started
        for edition in result.editions:
            built = Built(**edition)
            typer.echo(f"{summary(built)}  {say('{} s', f'{seconds:.1f}')}")
            self._point(f"{self._address}editions/{built.period}/")

    def end(self) -> None:
        """Take the live line away."""
        if self._progress is not None:
            self._progress.__exit__(None, None, None)
            self._progress = None

    def _point(self, address: str) -> None:
        """Say where the edition is, once."""
        if address == self._told:
            return
        typer.echo(f"  {address}")
        if self._show and not self._told:
            import webbrowser

            webbrowser.open(address)
        self._told = address

    def _names(self, changed: Collection[Path]) -> str:
        names = sorted(os.path.relpath(path, self._root) for path in changed)
        if len(names) > _NAMED:
            return say("{} files have changed", len(names))
        return say("{} changed", ", ".join(names))
