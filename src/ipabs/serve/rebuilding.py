"""From a change to the next build: one at a time; what changes meanwhile makes one more."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from pathlib import Path
from typing import Protocol

from ipabs.cache.digests import FileDigests, combined
from ipabs.serve.board import Board
from ipabs.serve.builder import Builder, Result
from ipabs.serve.watching import Sources


class Report(Protocol):
    """Is told what the preview does."""

    def begins(self, changed: Collection[Path]) -> None:
        """Hear that a build begins, and for which files; none: the first."""

    def ended(self, result: Result) -> None:
        """Hear how it ended."""


class Rebuilding:
    """Keeps a site up with its sources.

    Parameters
    ----------
    site
        Folder of the published site.
    """

    def __init__(self, sources: Sources, builder: Builder, board: Board, site: Path, report: Report) -> None:
        self._sources, self._builder, self._board = sources, builder, board
        self._site, self._report = site, report
        self._digests = FileDigests(site / "none")
        self._periods: tuple[str, ...] = ()

    async def run(self) -> None:
        """Build, and again after every change, until cancelled."""
        await self._build(())
        async for changed in self._sources.changes():
            await self._build(changed)

    async def _build(self, changed: Collection[Path]) -> None:
        self._board.post(state="building")
        self._report.begins(changed)
        result = await self._builder.build()
        if result.failure:
            self._board.post(state="failed", failure=result.failure)
        else:
            self._periods = tuple(str(edition["period"]) for edition in result.editions)
            version = await asyncio.to_thread(self._version)
            self._board.post(state="ok", failure="", version=version)
        self._report.ended(result)

    def _version(self) -> str:
        """Return a digest of what a reader of the built editions sees."""
        site = self._site
        folders = [site / "assets", *(site / "editions" / period for period in self._periods)]
        shown = [
            f"{name} {digest}"
            for folder in folders
            for name, digest in self._digests.below(folder).items()
            if name != "manifest.json"  # it names the code as well, which may change and nothing else
        ]
        return combined([*shown, self._digests.of(site / "index.html")])[:16]
