"""Files and folders written only where they differ, each in one step: what is unchanged keeps its time."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path


def write(target: Path, content: bytes | str) -> bool:
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
            if not target.is_dir() or target.is_symlink():
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


def _holds(target: Path, wanted: bytes) -> bool:
    try:
        if os.stat(target).st_size != len(wanted):
            return False
        with open(target, "rb") as handle:
            return handle.read() == wanted
    except OSError:
        return False


def copy(source: Path, target: Path) -> bool:
    """Make `target` a copy of `source`, and return whether it was not before."""
    with open(source, "rb") as handle:
        return write(target, handle.read())


def mirror(source: Path, target: Path, others: Collection[str] = ()) -> None:
    """Make `target` hold the files below `source` and no more; hidden files and caches don't count.

    Parameters
    ----------
    others
        Names in `target` itself that somebody else writes: they stay as they are.
    """
    wanted = {name for name in below(source) if name not in others}
    target.mkdir(parents=True, exist_ok=True)
    _prune(target, "", wanted, frozenset(others))
    for name in wanted:
        copy(source / name, target / name)


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
