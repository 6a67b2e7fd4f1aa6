"""What the preview shows at the moment, and who waits to hear of it."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True)
class Shown:
    """The state of the preview.

    Parameters
    ----------
    state
        ``building``, ``ok`` or ``failed``.
    version
        Digest of the published files; a page of another version reloads itself. Empty before the first.
    failure
        Why the last build failed; kept while the next one runs.
    """

    state: Literal["building", "ok", "failed"] = "building"
    version: str = ""
    failure: str = ""


class Board:
    """Holds the newest state; whoever is behind gets that and none in between."""

    def __init__(self) -> None:
        self.now = Shown()
        self.closed = False
        self._changed = asyncio.Event()

    def post(self, **fields: str) -> None:
        """Replace fields of what is shown."""
        self.now = replace(self.now, **fields)  # type: ignore[arg-type]
        self._changed.set()
        self._changed = asyncio.Event()

    def close(self) -> None:
        """Let nobody wait any longer."""
        self.closed = True
        self._changed.set()

    async def after(self, seen: Shown | None, patience: float) -> Shown:
        """Return what is shown as soon as it is not `seen`, and after `patience` seconds in any case."""
        if self.now == seen and not self.closed:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), patience)
        return self.now
