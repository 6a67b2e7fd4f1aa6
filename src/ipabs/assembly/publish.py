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

_OWN = frozenset(
    [
        *("index.html", "rows.html", "rows.js", "facts.json", "facts.js", "edition.json", "manifest.json"),
        *("card.png", "data", "index_files"),
    ]
)
_OUTPUTS = (".html", ".wechat.html", ".pdf", ".docx", ".typ")


def is_own(address: str) -> bool:
    """Tell whether `address` in an edition's folder is one that every edition has."""
    first = address.removeprefix("./").partition("/")[0]
    return first in _OWN or first.startswith("ipabs-")


def resources(page: Path) -> dict[str, Path]:
    """Return what an assembler put beside the HTML it wrote: address as seen from there → file."""
    outputs = {page.stem + suffix for suffix in _OUTPUTS}
    return {name: page.parent / name for name in tree.below(page.parent) if name not in outputs}


def published_resources(edition: Path) -> dict[str, Path]:
    """Return what the page of a published edition shows and links to, without what every edition has."""
    folder = "index_files/"
    return {
        name: edition / name for name in tree.below(edition) if not is_own(name) or name.startswith(folder)
    }


def restore(name: str, site: Path) -> None:
    """Put an edition back that a process was killed just while replacing: between two renames it has no place."""
    final, old = site / "editions" / name, site / "editions" / f".{name}.old"
    if old.exists() and not final.exists():
        old.rename(final)


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
