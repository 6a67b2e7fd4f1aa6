"""Files and folders written only where they differ, each in one step: what is unchanged keeps its time."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from ipabs.cache.digests import FRESH


def write(target: Path | str, content: bytes | str) -> bool:
    """Make `target` hold `content`, and return whether it did not before.

    It is written aside and renamed, so that a reader sees the old file or the new one, and a hard link to
    the old one keeps what it had.
    """
    wanted = content.encode("utf-8") if isinstance(content, str) else content
    if _holds(target, wanted):
        return False
    folder, name = os.path.split(target)
    aside = os.path.join(folder, f".{name}.{os.getpid()}-{threading.get_ident()}.new")
    try:
        try:
            _put(aside, wanted)
        except FileNotFoundError:
            os.makedirs(folder, exist_ok=True)
            _put(aside, wanted)
        try:
            os.replace(aside, target)
        except OSError:
            if not os.path.isdir(target) or os.path.islink(target):
                raise
            shutil.rmtree(target)
            os.replace(aside, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(aside)
        raise
    return True


def _put(file: str, content: bytes) -> None:
    with open(file, "wb") as handle:
        handle.write(content)


def _holds(target: Path | str, wanted: bytes) -> bool:
    try:
        if os.stat(target).st_size != len(wanted):
            return False
        with open(target, "rb") as handle:
            return handle.read() == wanted
    except OSError:
        return False


def copy(source: Path | str, target: Path | str, *, linked: bool = False) -> bool:
    """Make `target` a copy of `source`, and return whether it was not before.

    Parameters
    ----------
    linked
        Whether it may be a hard link to an earlier such copy of this process: for files that nobody writes in place. Where
        many editions are staged, making the same hundred files again takes longer than staging what differs.
    """
    if linked and link(source, target):
        return True
    with open(source, "rb") as handle:
        stamp = stamp_of(os.fstat(handle.fileno()))
        content = handle.read()
    written = write(target, content)
    if linked:
        keep(source, stamp, target)
    return written


Stamp: TypeAlias = tuple[int, int, int, int]
"""Size, time, inode and device of a file."""

_copies: dict[str, tuple[Stamp, str, Stamp]] = {}
"""Source → what it was when it was copied last, its copy, and what that was."""


def keep(source: Path | str, stamp: Stamp, target: Path | str) -> None:
    """Remember that `target` is what `source` with `stamp` becomes, for :func:`link`."""
    if time.time_ns() - stamp[1] > FRESH:
        _copies[os.fspath(source)] = (stamp, os.fspath(target), stamp_of(os.stat(target)))


def link(source: Path | str, target: Path | str) -> bool:
    """Make `target`, if it is not there, a link to what was kept of `source` and still is; return whether it is now."""
    known = _copies.get(os.fspath(source))
    if known is None:
        return False
    stamp, made, made_stamp = known
    try:
        if stamp_of(os.stat(source)) != stamp or stamp_of(os.stat(made)) != made_stamp:
            return False
        os.link(made, target)
    except OSError:
        # It is there already, its folder is not, or the file system knows no links.
        return False
    return True


def stamp_of(state: os.stat_result) -> Stamp:
    """Return what tells a file from the one that it was."""
    return state.st_size, state.st_mtime_ns, state.st_ino, state.st_dev


def mirror(source: Path, target: Path, others: Collection[str] = (), *, linked: bool = False) -> None:
    """Make `target` hold the files below `source` and no more; hidden files and caches don't count.

    Parameters
    ----------
    others
        Names in `target` itself that somebody else writes: they stay as they are.
    linked
        As for :func:`copy`.
    """
    wanted = {name for name in below(source) if name not in others}
    target.mkdir(parents=True, exist_ok=True)
    _prune(target, "", wanted, frozenset(others))
    if linked:
        for folder in {name.rpartition("/")[0] for name in wanted}:
            (target / folder).mkdir(parents=True, exist_ok=True)
    for name in wanted:
        copy(f"{source}/{name}", f"{target}/{name}", linked=linked)


def keep_only(folder: Path, names: Collection[str]) -> None:
    """Remove from `folder` whatever is not named."""
    folder.mkdir(parents=True, exist_ok=True)
    _prune(folder, "", set(names), frozenset())


def below(folder: Path, inside: str = "") -> Iterator[str]:
    """Yield the addresses of the files below `folder`: no caches, nothing hidden."""
    with os.scandir(folder / inside) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name == "__pycache__":
                continue
            if entry.is_dir():
                yield from below(folder, f"{inside}{entry.name}/")
            elif entry.is_file():
                yield f"{inside}{entry.name}"


def _prune(folder: Path, inside: str, wanted: set[str], others: frozenset[str]) -> None:
    with os.scandir(folder / inside) as entries:
        for entry in list(entries):
            name = f"{inside}{entry.name}"
            if name in wanted or name in others:
                continue
            if not entry.is_dir(follow_symlinks=False):
                Path(entry.path).unlink()
            elif any(each.startswith(f"{name}/") for each in wanted):
                _prune(folder, f"{name}/", wanted, frozenset())
            else:
                shutil.rmtree(entry.path)
