"""Whether a ledger's files were saved while they were read: then what was read may be neither state of it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from ipabs.errors import IpabsError

TABLES = (".csv", ".json", ".yaml", ".yml")
"""Endings of a ledger's files."""

Stamps = Mapping[str, Sequence[int]]
"""File → size, times of content and of state in nanoseconds, inode: a file that is saved as it was differs too."""


def stamps(folder: Path | str) -> Stamps:
    """Return the stamps of a ledger's files; none of a folder that is not there."""
    try:
        entries = [entry for entry in os.scandir(folder) if entry.name.endswith(TABLES)]
        states = {entry.name: entry.stat() for entry in entries}
    except OSError:
        return {}
    return {
        name: [state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino]
        for name, state in states.items()
    }


def moved(folder: Path | str) -> IpabsError:
    """Return what is to be said where a ledger changed under a build."""
    return IpabsError(
        f"{folder} changed while the build was running (a table was saved, or the code that reads it): what was "
        "published stays; run the build again."
    )
