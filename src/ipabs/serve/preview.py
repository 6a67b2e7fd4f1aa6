"""``ipabs serve``: server, watch and builder together, until they are told to end."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ipabs.project import Project
from ipabs.serve.board import Board
from ipabs.serve.builder import Builder
from ipabs.serve.rebuilding import Rebuilding, Report
from ipabs.serve.watching import Sources
from ipabs.serve.web import Server


class Screen(Report, Protocol):
    """Shows in the terminal what the preview does."""

    def listening(self, address: str) -> None:
        """Hear the site's address, before anything is built."""

    def heard(self, name: str, values: list[Any]) -> None:
        """Hear what a build tells: the name of a :class:`ipabs.build.Listener` method, its arguments."""


@dataclass(frozen=True)
class Order:
    """What is previewed.

    Parameters
    ----------
    periods
        The edition's quarter; empty: the ledger's last complete one.
    port
        Where to listen; None: the first port that is free.
    jobs
        How many notebooks run at a time.
    """

    project: Project
    data: Path
    periods: tuple[str, ...]
    port: int | None
    jobs: int


async def preview(order: Order, screen: Screen) -> None:
    """Serve and rebuild until a signal tells to end.

    Raises
    ------
    IpabsError
        If the port is taken.
    """
    stop = asyncio.Event()
    board = Board()
    site = order.project.site
    (site / "editions").mkdir(parents=True, exist_ok=True)
    built = {
        "root": order.project.root, "data": order.data, "site": site, "periods": order.periods,
        "jobs": order.jobs,
    }  # fmt: skip
    builder = Builder(built, screen.heard)
    _on_signals(stop, builder.kill)
    server = Server(site, board, order.port)
    screen.listening(server.address)
    sources = Sources(order.project, order.data)
    rebuilding = Rebuilding(sources, builder, board, site, screen)
    tasks = [asyncio.create_task(part) for part in (sources.watch(), rebuilding.run(), stop.wait())]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(server.end(), builder.end())


def _on_signals(stop: asyncio.Event, kill: Callable[[], None]) -> None:
    """End in order at the first signal, at once at the second."""
    loop = asyncio.get_running_loop()

    def told() -> None:
        if stop.is_set():
            kill()
        stop.set()

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            try:
                loop.add_signal_handler(getattr(signal, name), told)
            except NotImplementedError:  # on Windows Ctrl-C ends the loop by itself
                return
