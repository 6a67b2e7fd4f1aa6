"""SHA-256 of files, remembered as long as a file's size, times and inode stay the same."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

MISSING = ""
"""Digest of a file that is not there."""

FRESH = 2_000_000_000
"""Nanoseconds within which a file may change twice without its time telling (a coarse clock)."""

_Inode: TypeAlias = tuple[int, int, int, int]

_linked: dict[_Inode, str] = {}
"""Device, inode, size and time → digest of files with several names: editions share fonts and what is staged for all."""


class FileDigests:
    """Digests of files, kept in an index between builds.

    Parameters
    ----------
    index
        File that holds the index. A damaged one counts as empty.
    fresh
        Read every file anew, whatever the index says.
    """

    def __init__(self, index: Path, *, fresh: bool = False) -> None:
        self._index = index
        self._known: dict[str, list[int | str]] = {}
        self._linked: dict[_Inode, str] = {} if fresh else _linked
        self._changed = False
        if fresh:
            return
        try:
            read = json.loads(index.read_text(encoding="utf-8"))
            self._known = {path: entry for path, entry in read.items() if len(entry) == 5}
        except (OSError, ValueError, AttributeError, TypeError):
            self._known = {}

    def of(self, path: Path | str) -> str:
        """Return the digest of a file, or :data:`MISSING`."""
        name = os.fspath(path)
        try:
            state = os.stat(name)
        except OSError:
            return MISSING
        # A program may set a file's time of change back, but not that of its inode, which a new link moves too.
        inode_time = state.st_ctime_ns if state.st_nlink == 1 else 0
        stamp = [state.st_size, state.st_mtime_ns, state.st_ino, inode_time]
        entry = self._known.get(name)
        if entry is not None and entry[:4] == stamp:
            if state.st_nlink > 1:
                self._linked[state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns] = str(entry[4])
            return str(entry[4])
        # One file under several names is read once: each edition holds links to 70 MB of fonts.
        inode = (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns)
        try:
            found = self._linked.get(inode, "") if state.st_nlink > 1 else ""
            if not found:
                with open(name, "rb") as handle:
                    found = hashlib.file_digest(handle, "sha256").hexdigest()
        except OSError:
            return MISSING
        if time.time_ns() - max(state.st_mtime_ns, inode_time) > FRESH:
            self._known[name] = [*stamp, found]
            if state.st_nlink > 1:
                self._linked[inode] = found
            self._changed = True
        return found

    def below(self, folder: Path, suffixes: tuple[str, ...] = ()) -> dict[str, str]:
        """Return address below `folder` → digest of its files: no caches, nothing hidden."""
        found: dict[str, str] = {}
        pending = [os.fspath(folder)]
        start = len(os.path.join(pending[0], ""))
        while pending:
            here = pending.pop()
            try:
                entries = list(os.scandir(here))
            except OSError:
                continue
            for entry in entries:
                if entry.name.startswith(".") or entry.name == "__pycache__":
                    continue
                if entry.is_dir():
                    pending.append(entry.path)
                elif not suffixes or entry.name.endswith(suffixes):
                    found[entry.path[start:].replace(os.sep, "/")] = self.of(entry.path)
        return dict(sorted(found.items()))

    def save(self) -> None:
        """Write the index, whole or not at all."""
        if not self._changed:
            return
        self._index.parent.mkdir(parents=True, exist_ok=True)
        aside = self._index.with_name(f".{self._index.name}.{os.getpid()}")
        aside.write_text(json.dumps(self._known, separators=(",", ":")), encoding="utf-8")
        aside.replace(self._index)
        self._changed = False


def combined(parts: Mapping[str, str] | Iterable[str]) -> str:
    """Return one digest of several, named or in order."""
    text = json.dumps(dict(sorted(parts.items())) if isinstance(parts, Mapping) else list(parts))
    return hashlib.sha256(text.encode()).hexdigest()


def listing(folder: Path | str) -> str:
    """Return a digest of the names in a folder, or :data:`MISSING`."""
    try:
        names = sorted(name for name in os.listdir(folder) if name != "__pycache__")
    except OSError:
        return MISSING
    return combined(names)
