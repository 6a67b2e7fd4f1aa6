"""Puts an assembled edition into the site, whole or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def publish(
    name: str,
    files: Mapping[str, Path],
    folders: Mapping[str, Path],
    site: Path,
    seal: Callable[[Path], object],
) -> Path:
    """Replace ``site/editions/NAME`` by the given files in one step.

    Parameters
    ----------
    files, folders
        Address inside the edition → file or folder to copy there.
    seal
        Called with the complete folder before it takes its place (it writes the manifest).

    Returns
    -------
    Path
        The edition's folder.
    """
    editions = site / "editions"
    editions.mkdir(parents=True, exist_ok=True)
    fresh = editions / f".{name}.new"
    old = editions / f".{name}.old"
    for leftover in (fresh, old):
        if leftover.exists():
            shutil.rmtree(leftover)
    fresh.mkdir()
    for address, source in folders.items():
        shutil.copytree(source, fresh / address)
    for address, source in files.items():
        target = fresh / address
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    seal(fresh)
    final = editions / name
    if final.exists():
        final.rename(old)
    fresh.rename(final)
    if old.exists():
        shutil.rmtree(old)
    return final


def published_editions(site: Path) -> list[dict[str, Any]]:
    """Return the records of the editions in `site`, newest first."""
    records = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in (site / "editions").glob("[0-9]*/edition.json")
    ]
    return sorted(records, key=lambda record: str(record["name"]), reverse=True)
