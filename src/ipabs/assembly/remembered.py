"""What this process parsed or made itself, so that it need not parse the same file again."""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache
from pathlib import Path
from typing import Any

_PROJECTS = 2
"""Staged projects that are remembered: a backfill must not gather all of them."""

_known: OrderedDict[Path, dict[str, tuple[bytes, Any]]] = OrderedDict()


def keep(project: Path, address: str, content: bytes, value: Any) -> None:
    """Remember that the file `address` of `project` with `content` means `value`.

    Nobody may change `value` from now on.
    """
    folder = _resolved(project)
    _known.setdefault(folder, {})[address] = (content, value)
    _known.move_to_end(folder)
    while len(_known) > _PROJECTS:
        _known.popitem(last=False)


def recall(project: Path, address: str) -> Any | None:
    """Return what a file means if its content still is what was remembered, else None.

    Parameters
    ----------
    project
        Its path without links, as :meth:`pathlib.Path.resolve` returns it.
    """
    entry = _known.get(project, {}).get(address)
    if entry is None:
        return None
    try:
        return entry[1] if (project / address).read_bytes() == entry[0] else None
    except OSError:
        return None


@lru_cache(maxsize=_PROJECTS)
def _resolved(project: Path) -> Path:
    # A dozen files of a project are kept, and each part of its path may be a link.
    return project.resolve()
