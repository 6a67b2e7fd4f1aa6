"""Whether the library's code that a process holds is still what lies on the disk. Imports none of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

_LIBRARY = Path(os.path.realpath(__file__)).parents[1]
_COARSE = 0.01
"""Seconds by which a file's time may lag behind the clock."""

_Stamp = tuple[int, int, int]


class HeldCode:
    """The library's files that this process and its workers have loaded, as they were then.

    Modules that only notebooks import are not among them: every notebook loads those afresh.
    """

    def __init__(self) -> None:
        self._then: dict[str, _Stamp | None] = {}

    def is_outgrown(self, since: float) -> bool:
        """Tell whether a held file is no longer what was loaded.

        Parameters
        ----------
        since
            A time (seconds since the epoch) before anything was loaded that was not held when last asked.
            A file that is new here and was changed later may have been loaded before the change or after.
        """
        for file in _held():
            if file not in self._then:
                stamp = _stamp(file)
                fresh = stamp is not None and stamp[0] < (since - _COARSE) * 1e9
                self._then[file] = stamp if fresh else None
        return any(stamp is None or _stamp(file) != stamp for file, stamp in self._then.items())


def _held() -> Iterator[str]:
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and name.partition(".")[0] in ("ipabs", "__main__"):
            yield os.path.realpath(file)
    for folder, folders, names in os.walk(_LIBRARY):
        folders[:] = [name for name in folders if name != "__pycache__" and not name.startswith(".")]
        inside = Path(folder).relative_to(_LIBRARY).parts[:1]
        if inside == ("serve",):
            folders.clear()
            continue
        for name in names:
            # Worker processes hold the code that runs notebooks; any module may have read a data file.
            if not name.startswith(".") and (inside == ("execution",) or not name.endswith(".py")):
                yield os.path.join(folder, name)  # noqa: PTH118


def _stamp(file: str) -> _Stamp | None:
    try:
        state = Path(file).stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino
