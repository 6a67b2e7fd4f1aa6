"""Tells which of an edition's sources changed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from watchfiles import Change, awatch

from ipabs.build.state import LIBRARY
from ipabs.cache.digests import FileDigests
from ipabs.project import Project

_QUIET = 25
"""Milliseconds without an event after which a save counts as done; seen up to twice as late."""

_LONGEST = 500
"""Milliseconds after which a stream of events is looked at all the same."""

_EMPTIED = 0.5
"""Seconds for which a file that has just become empty is waited for: most programs save by emptying a file first."""

_LEFT_BY_EDITORS = ("~", ".swp", ".swx", ".swo", ".tmp", ".bak", ".orig", "___jb_tmp___", "___jb_old___", "#")


class Sources:
    """The files that an edition is made from: ledger, notebooks, text, look, theme and the library itself.

    Events only say when to look; what changed is found by comparing the files' digests. So nothing is
    missed that happens while a build runs or a folder is replaced, and a file saved as it was counts as
    unchanged.

    Parameters
    ----------
    project
        The project.
    data
        Folder of the ledger.
    """

    def __init__(self, project: Project, data: Path) -> None:
        root = project.root
        self._root = root
        self._folders = [project.notebooks, root / "report", root / "_extensions", data, LIBRARY]
        self._single = root / "_quarto.yml"
        # Read for a quick start, never written: the builds keep it.
        self._digests = FileDigests(root / "_build" / ".cache" / "digests.json")
        self._stirred = asyncio.Event()
        self._before = self._now()

    async def watch(self) -> None:
        """Wait for events until cancelled."""
        while True:
            folders = [folder for folder in self._folders if folder.is_dir()]
            watching = asyncio.create_task(self._hear(folders))
            try:
                # A watched folder that is replaced is no longer heard: it is seen from above.
                async for changes in awatch(
                    self._root, recursive=False, watch_filter=self._concerns, step=_QUIET, debounce=_LONGEST
                ):
                    self._stirred.set()
                    if any(Path(path) != self._single for _, path in changes):
                        break
            finally:
                watching.cancel()
                await asyncio.wait([watching])

    async def _hear(self, folders: Iterable[Path]) -> None:
        async for _ in awatch(*folders, watch_filter=self._concerns, step=_QUIET, debounce=_LONGEST):
            self._stirred.set()

    async def changes(self) -> AsyncIterator[set[Path]]:
        """Yield the files that changed, came or went; together those that did while nobody asked."""
        while True:
            await self._stirred.wait()
            now, changed = await self._look()
            if any(_empty(path) for path in changed):
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stirred.wait(), _EMPTIED)
                now, changed = await self._look()
            self._before = now
            if changed:
                yield changed

    async def _look(self) -> tuple[dict[str, str], set[Path]]:
        self._stirred.clear()
        now = await asyncio.to_thread(self._now)
        names = now.keys() | self._before.keys()
        return now, {Path(name) for name in names if now.get(name) != self._before.get(name)}

    def _now(self) -> dict[str, str]:
        found = {
            str(folder / name): digest
            for folder in self._folders
            for name, digest in self._digests.below(folder).items()
            if _is_source(name)
        }
        return {**found, str(self._single): self._digests.of(self._single)}

    def _concerns(self, change: Change, path: str) -> bool:
        here = Path(path)
        if here == self._single or here in self._folders:
            return True
        return any(
            here.is_relative_to(folder) and _is_source(here.relative_to(folder).as_posix())
            for folder in self._folders
        )


def _empty(path: Path) -> bool:
    try:
        return path.stat().st_size == 0
    except OSError:
        return False  # gone: that is a change of its own


def _is_source(name: str) -> bool:
    """Tell whether a file (its address below a watched folder) is a source, not what a program left."""
    parts = name.split("/")
    if any(part.startswith(".") or part == "__pycache__" for part in parts):
        return False
    # vim tries with a file named 4913 whether it may write.
    return not parts[-1].endswith(_LEFT_BY_EDITORS) and parts[-1] != "4913"
