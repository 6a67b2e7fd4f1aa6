"""What a notebook reads while it runs: files, folders, ledger columns, the project's modules.

A kernel calls :func:`start` before the first cell and :func:`finish` after the last one. In between an
audit hook (PEP 578) sees every file that Python opens, and stored ledger tables tell which of their columns
were taken. What Python itself and installed packages read is left out: their versions stand for it.
"""

from __future__ import annotations

import functools
import json
import os
import sys
import sysconfig
from collections.abc import Iterable
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
        self._files: dict[str, None] = {}
        self._folders: dict[str, None] = {}
        self._written: set[str] = set()
        self._outside: dict[str, None] = {}
        self._columns: dict[str, dict[str, None]] = {}
        # Looking at each of a thousand modules would copy the memory they share with the process that forks.
        self._known = {name for name in sys.modules if not name.startswith("ipabs")}

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note one audit event."""
        if event == "open":
            self._open(*arguments)
        elif event in ("os.listdir", "os.scandir"):
            # The import system lists folders too; modules are recorded by themselves.
            caller = sys._getframe(1).f_globals.get("__name__", "")
            if isinstance(arguments[0], str) and not caller.startswith("importlib"):
                self._folders[os.path.abspath(arguments[0])] = None
        elif event in _OUTSIDE:
            self._outside[_OUTSIDE[event]] = None

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
            self._written.add(absolute)
        elif absolute not in self._written:
            self._files[absolute] = None

    def columns(self, table: str, names: Iterable[str]) -> None:
        """Note that `names` of `table` were read."""
        self._columns.setdefault(table, {}).update(dict.fromkeys(names))

    def report(self) -> dict[str, Any]:
        """Return ``files``, ``folders``, ``modules`` (source files), ``tables`` and ``outside``."""
        files = {path for path in self._files if self._counts(path)}
        modules = set()
        for name in [name for name in sys.modules if name not in self._known]:
            file = getattr(sys.modules[name], "__file__", None)
            ours = name == "ipabs" or name.startswith("ipabs.")
            if file and file.endswith(".py") and (ours or self._counts(file)):
                modules.add(_real(file))
        return {
            "files": sorted({_real(path) for path in files} - modules),
            "folders": sorted(os.path.realpath(path) for path in self._folders if self._counts(path)),
            "modules": sorted(modules),
            "tables": {table: sorted(names) for table, names in sorted(self._columns.items())},
            "outside": sorted(self._outside),
        }

    def _counts(self, path: str) -> bool:
        if path.startswith(self._skipped):
            return False
        real = _real(path)
        if real.startswith(self._skipped) or not Path(real).exists():
            return False
        return not any(real == place or real.startswith(place + os.sep) for place in self._ignored)


_folder = functools.cache(os.path.realpath)


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


def columns(table: str, names: Iterable[str]) -> None:
    """Note that columns of a ledger table were read; nothing happens where nothing is recorded."""
    if _recorder is not None:
        _recorder.columns(table, names)


def finish(target: str) -> None:
    """Write what was read to `target` as JSON."""
    assert _recorder is not None, "recording was not started"
    Path(target).write_text(json.dumps(_recorder.report(), ensure_ascii=False), encoding="utf-8")
