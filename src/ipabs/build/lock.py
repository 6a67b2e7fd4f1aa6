"""Locks between builds: each ends with the process that holds it."""

from __future__ import annotations

from pathlib import Path
from typing import IO


def locked(path: Path, *, wait: bool) -> IO[str] | None:
    """Lock a file, which is made if need be; closing what is returned gives it free.

    Parameters
    ----------
    wait
        Whether to wait for another process that holds it.

    Returns
    -------
    file or None
        None if another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = path.open("w", encoding="utf-8")
    try:
        import fcntl
    except ImportError:  # not on Windows
        return handle
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        handle.close()
        return None
    return handle
