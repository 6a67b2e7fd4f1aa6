"""Puts an assembled edition into the site, whole or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ipabs.assembly import tree
from ipabs.errors import IpabsError
from ipabs.interruption import uninterrupted


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
    try:
        _fill(fresh, files, folders)
        seal(fresh)
    except BaseException:
        # Nothing half-written may lie in a folder that is published as it is.
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    final = editions / name
    with uninterrupted():
        if final.exists():
            final.rename(old)
        fresh.rename(final)
        if old.exists():
            shutil.rmtree(old)
    return final


def _fill(fresh: Path, files: Mapping[str, Path], folders: Mapping[str, Path]) -> None:
    sources = dict(files)
    for address, folder in folders.items():
        sources |= {f"{address}/{name}": folder / name for name in tree.below(folder)}
    parents = {(fresh / address).parent for address in sources} | {fresh / address for address in folders}
    for parent in {fresh, *parents}:
        parent.mkdir(parents=True, exist_ok=True)
    for address, source in sources.items():
        # Copies, not links: whoever edits a published file must not edit what the next build compares with.
        (fresh / address).write_bytes(source.read_bytes())


def published_editions(site: Path) -> list[dict[str, Any]]:
    """Return the records of the editions in `site`, newest first.

    Raises
    ------
    IpabsError
        If one cannot be read: the archive must not lose an edition in silence.
    """
    records = []
    for path in sorted((site / "editions").glob("[0-9]*/edition.json")):
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            record["name"], record["quarters"], record["headline"]
        except (ValueError, KeyError, TypeError):
            name = path.parent.name
            raise IpabsError(
                f"{path} is damaged, so the archive page cannot be written: "
                f"build {name} again (ipabs build {name} --force), or remove its folder."
            ) from None
        records.append(record)
    return sorted(records, key=lambda record: str(record["name"]), reverse=True)
