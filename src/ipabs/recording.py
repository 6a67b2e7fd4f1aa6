"""What a notebook reads while it runs: files, folders, ledger columns, the project's modules.

A kernel calls :func:`start` before the first cell and :func:`finish` after the last one. In between an
audit hook (PEP 578) sees every file that Python opens, and stored ledger tables tell which of their columns
were taken. What Python itself and installed packages read is left out: their versions stand for it.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SNAPSHOT = "IPABS_SNAPSHOT"
"""Environment variable: where a build has stored the checked ledger for its notebooks."""

SNAPSHOT_OF = "IPABS_SNAPSHOT_OF"
"""Environment variable: the folder of the ledger that is stored there."""

_SYSTEM = ("/proc/", "/sys/", "/dev/", "/etc/", "/usr/share/zoneinfo/")
_OUTSIDE = {
    "socket.connect": "opened a network connection",
    "subprocess.Popen": "started another program",
    "os.system": "started another program",
    "os.posix_spawn": "started another program",
}
_HEARD = frozenset({"open", "os.listdir", "os.scandir", *_OUTSIDE})


@dataclass
class Notes:
    """What was read: each a set that keeps the order."""

    files: dict[str, None] = field(default_factory=dict)
    folders: dict[str, None] = field(default_factory=dict)
    written: dict[str, None] = field(default_factory=dict)
    outside: dict[str, None] = field(default_factory=dict)
    columns: dict[str, dict[str, None]] = field(default_factory=dict)


class Recorder:
    """Collects what this process reads.

    Parameters
    ----------
    ignored : iterable of str
        Files and folders that do not count (the store of ledger columns, which tells by itself).
    """

    def __init__(self, ignored: Iterable[str] = ()) -> None:
        paths = sysconfig.get_paths()
        installed = {os.path.realpath(paths[key]) for key in ("stdlib", "platstdlib", "purelib", "platlib")}
        # Environments may nest (a virtual environment that sees another one's packages).
        installed |= {os.path.realpath(part) for part in sys.path if part.endswith("site-packages")}
        caches = [os.environ.get(name, "") for name in ("IPYTHONDIR", "MPLCONFIGDIR", "JUPYTER_RUNTIME_DIR")]
        self._skipped = (*_SYSTEM, *(f"{path}{os.sep}" for path in installed))
        self._ignored = tuple(os.path.realpath(path) for path in (*ignored, *caches) if path)
        self._notes = Notes()
        # Looking at each of a thousand modules would copy the memory they share with the process that forks.
        self._known = {name for name in sys.modules if not name.startswith("ipabs")}

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note one audit event."""
        # There are thousands that tell nothing.
        if event not in _HEARD:
            return
        if event == "open":
            self._open(*arguments)
        elif event in _OUTSIDE:
            self._notes.outside[_OUTSIDE[event]] = None
        else:
            # The import system lists folders too; modules are recorded by themselves.
            caller = sys._getframe(1).f_globals.get("__name__", "")
            if isinstance(arguments[0], str) and not caller.startswith("importlib"):
                self._notes.folders[os.path.abspath(arguments[0])] = None

    def _open(self, path: object, mode: object, flags: object) -> None:
        if not isinstance(path, str) or path.endswith(".pyc"):
            return
        absolute = os.path.abspath(path)
        writes = (
            any(letter in mode for letter in "wax+")
            if isinstance(mode, str)
            else isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))
        )
        if writes:
            self._notes.written[absolute] = None
        elif absolute not in self._notes.written:
            self._notes.files[absolute] = None

    def columns(self, table: str, names: Iterable[str]) -> None:
        """Note that `names` of `table` were read."""
        self._notes.columns.setdefault(table, {}).update(dict.fromkeys(names))

    @contextlib.contextmanager
    def aside(self) -> Iterator[Notes]:
        """Note what is read in the context apart, and give those notes."""
        held, self._notes = self._notes, Notes()
        try:
            yield self._notes
        finally:
            self._notes = held

    def add(self, notes: Notes) -> None:
        """Note what such notes tell."""
        for name, read in vars(notes).items():
            if name != "columns":
                getattr(self._notes, name).update(read)
        for table, names in notes.columns.items():
            self.columns(table, names)

    def report(self) -> dict[str, Any]:
        """Return ``files``, ``folders``, ``modules`` (source files), ``tables`` and ``outside``."""
        files = {path for path in self._notes.files if self._counts(path)}
        modules = set()
        for name in [name for name in sys.modules if name not in self._known]:
            file = getattr(sys.modules[name], "__file__", None)
            ours = name == "ipabs" or name.startswith("ipabs.")
            if file and file.endswith(".py") and (ours or self._counts(file)):
                modules.add(_real(file))
        return {
            "files": sorted({_real(path) for path in files} - modules),
            "folders": sorted(os.path.realpath(path) for path in self._notes.folders if self._counts(path)),
            "modules": sorted(modules),
            "tables": {table: sorted(names) for table, names in sorted(self._notes.columns.items())},
            "outside": sorted(self._notes.outside),
        }

    def _counts(self, path: str) -> bool:
        if path.startswith(self._skipped):
            return False
        real = _real(path)
        if real.startswith(self._skipped) or not os.path.exists(real):
            return False
        return not any(real == place or real.startswith(place + os.sep) for place in self._ignored)


_folder = functools.cache(os.path.realpath)


@functools.cache
def _real(path: str) -> str:
    """Return `path` without links: what :func:`os.path.realpath` returns, each folder looked at once."""
    if os.path.islink(path):
        return os.path.realpath(path)
    folder, name = os.path.split(os.path.abspath(path))
    return os.path.join(_folder(folder), name) if name else _folder(folder)


_recorder: Recorder | None = None


def start(ignored: Iterable[str] = ()) -> None:
    """Record from now on until this process ends; one forked from a process that records goes on with its record."""
    global _recorder
    if _recorder is not None:
        return
    _recorder = Recorder(ignored)
    sys.addaudithook(_recorder.hook)


def recorder() -> Recorder:
    """Return what records in this process; :func:`start` must have been called."""
    assert _recorder is not None, "recording was not started"
    return _recorder


def foresee(files: Iterable[str]) -> None:
    """Look now where files really are, for all processes that are forked from this one."""
    recorder().report()
    for path in files:
        _real(path)


def columns(table: str, names: Iterable[str]) -> None:
    """Note that columns of a ledger table were read; nothing happens where nothing is recorded."""
    if _recorder is not None:
        _recorder.columns(table, names)


def finish(target: str) -> None:
    """Write what was read to `target` as JSON."""
    Path(target).write_text(json.dumps(recorder().report(), ensure_ascii=False), encoding="utf-8")
