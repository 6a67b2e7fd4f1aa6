"""Versions of installed packages, without loading the machinery that knows all else about them."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

_SUFFIX = ".dist-info"


def versions(names: Sequence[str]) -> dict[str, str]:
    """Return package → version, as its metadata states it.

    Raises
    ------
    importlib.metadata.PackageNotFoundError
        If one is not installed.
    """
    folders = _folders(tuple(sys.path))
    return {name: _stated(folders.get(_normal(name))) or _looked_up(name) for name in names}


@cache
def _folders(places: tuple[str, ...]) -> dict[str, str]:
    """Return normalised name → folder of metadata; as in an import, the first place wins."""
    found: dict[str, str] = {}
    for place in places:
        try:
            with os.scandir(place or ".") as listed:
                entries = sorted(entry.name for entry in listed if entry.name.endswith(_SUFFIX))
        except OSError:
            continue
        for entry in entries:
            name = entry.removesuffix(_SUFFIX).partition("-")[0]
            found.setdefault(_normal(name), f"{place or '.'}/{entry}")
    return found


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _stated(folder: str | None) -> str:
    if folder is None:
        return ""
    try:
        with (Path(folder) / "METADATA").open(encoding="utf-8") as lines:
            for line in lines:
                if not line.strip():
                    break
                if line.startswith("Version:"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return ""


def _looked_up(name: str) -> str:
    from importlib import metadata

    return metadata.version(name)
