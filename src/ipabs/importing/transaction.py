"""Several files of a ledger, replaced together or not at all; one import at a time.

New files are written beside the ledger and synced, the old ones linked, then a journal names both, and only
then are files renamed. Removing the journal is what makes the import hold. A process that ends before that leaves a
journal; whoever opens the ledger next puts the old files back.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ipabs.errors import IpabsError

__all__ = ["alone", "replace_together", "settle", "unsettled"]

_STAGE = ".import"
_JOURNAL = "journal.json"
_PATIENCE = 20.0  # seconds that a reader waits for an import that is just renaming


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Keep a second import of the same ledger out, and undo one that was cut off.

    The lock is the folder itself, so that it leaves no file; it ends with the process that holds it.

    Raises
    ------
    IpabsError
        If another import is running, or what a cut-off one left can't be undone.
    """
    with _lock(root) as held:
        if not held:
            raise IpabsError(f"Another import into {root} is running: wait until it has ended.")
        _roll_back(root)
        yield


def unsettled(root: Path) -> bool:
    """Tell whether an import is running or was cut off."""
    return (root / _STAGE).is_dir()


def settle(root: Path) -> None:
    """Put back the old ledger if an import was cut off; wait for one that is renaming files.

    Raises
    ------
    IpabsError
        If what was left can't be undone, or an import does not come to its end.
    """
    until = time.monotonic() + _PATIENCE
    while unsettled(root):
        with _lock(root) as held:
            if held:
                _roll_back(root)
                return
        if not (root / _STAGE / _JOURNAL).exists():
            return  # still writing beside the ledger, which is whole
        if time.monotonic() > until:
            raise IpabsError(f"An import into {root} has not ended: wait for it, or end it and try again.")
        time.sleep(0.05)


def replace_together(root: Path, files: Mapping[str, bytes]) -> None:
    """Replace files below `root`, all or none. The caller holds the lock (`alone`).

    Parameters
    ----------
    root : Path
        The ledger's folder.
    files : mapping of str to bytes
        New content by address below `root`.
    """
    try:
        _replace(root, files)
    except BaseException:  # a full disk, Ctrl-C: the old ledger at once, not at the next start
        _roll_back(root)
        raise
    shutil.rmtree(root / _STAGE, ignore_errors=True)


def _replace(root: Path, files: Mapping[str, bytes]) -> None:
    stage = root / _STAGE
    entries = []
    for address, data in files.items():
        new, kept = stage / "new" / address, stage / "old" / address
        for folder in (new.parent, kept.parent, (root / address).parent):
            folder.mkdir(parents=True, exist_ok=True)
        _write(new, data)
        old = _digest(root / address)
        if old is not None:
            shutil.copymode(root / address, new)
            _link(root / address, kept)
        entries.append({"path": address, "old": old, "new": hashlib.sha256(data).hexdigest()})
    _sync_below(stage)
    _write(stage / "journal.part", json.dumps({"files": entries}, ensure_ascii=False).encode())
    (stage / "journal.part").replace(stage / _JOURNAL)
    _sync(stage)
    for entry in entries:
        (stage / "new" / str(entry["path"])).replace(root / str(entry["path"]))
    for folder in {(root / address).parent for address in files}:
        _sync(folder)
    (stage / _JOURNAL).unlink()
    _sync(stage)


def _roll_back(root: Path) -> None:
    stage = root / _STAGE
    if not stage.is_dir():
        return
    try:
        entries = json.loads((stage / _JOURNAL).read_text("utf-8"))["files"]
    except FileNotFoundError:
        entries = []
    except (OSError, ValueError, KeyError) as error:
        raise IpabsError(
            f"{stage / _JOURNAL} can't be read ({error}): compare the ledger with {stage / 'old'}, then remove {stage}."
        ) from None
    for entry in entries:
        # Somebody may have edited a file since.
        if _digest(root / entry["path"]) not in (entry["old"], entry["new"]):
            raise IpabsError(
                f"{root / entry['path']} was changed after an import was cut off: its earlier content is "
                f"{stage / 'old' / entry['path']}. Choose one of them, then remove {stage}."
            )
    for entry in entries:
        path, kept = root / entry["path"], stage / "old" / entry["path"]
        if entry["old"] is None:
            path.unlink(missing_ok=True)
        elif _digest(path) != entry["old"]:
            again = stage / "again"
            _link(kept, again)
            again.replace(path)
        _sync(path.parent)
    (stage / _JOURNAL).unlink(missing_ok=True)
    _sync(stage)
    shutil.rmtree(stage)
    folder = root / "import"
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


@contextmanager
def _lock(root: Path) -> Iterator[bool]:
    try:
        import fcntl
    except ImportError:  # Windows, where a folder can't be opened
        with _lock_file(root) as held:
            yield held
        return
    handle = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True
    finally:
        os.close(handle)


@contextmanager
def _lock_file(root: Path) -> Iterator[bool]:
    path = root / ".import.lock"
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_TEMPORARY", 0))
    except OSError:
        yield False
        return
    try:
        yield True
    finally:
        os.close(handle)
        path.unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _link(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copy2(source, target)


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def _sync_below(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            _sync(path)


def _sync(folder: Path) -> None:
    """Have a folder's entries reach the disk, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
