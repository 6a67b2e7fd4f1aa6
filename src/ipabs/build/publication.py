"""What an edition is published from, and whether what is published still rests on just that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ipabs.build.state import State
from ipabs.cache.digests import combined


@dataclass(frozen=True)
class Assembly:
    """What is to be assembled and published.

    Parameters
    ----------
    results
        Notebook (file name) → digest of its executed copy, in the order of the report.
    check_pages
        Whether a printed page that looks wrong stops it.
    search
        Whether the site has a search.
    ledger
        Name of the stored ledger that the results rest on; empty: whatever lies there.
    """

    root: str
    data: str
    site: str
    period: str
    formats: tuple[str, ...]
    assembler: str
    force: bool
    results: Mapping[str, str]
    check_pages: bool = True
    search: bool = True
    ledger: str = ""


@dataclass(frozen=True)
class Published:
    """What was published.

    Parameters
    ----------
    files
        Format → file.
    assembled
        Formats that were assembled anew.
    older
        Formats not asked for that stay as they were published, with the same numbers and another text or look.
    because
        Why formats were assembled, or what changed that none of them shows; empty where a file had been harmed.
    dropped
        Formats not asked for that were taken away: their numbers were others.
    """

    files: Mapping[str, str]
    assembled: tuple[str, ...]
    older: tuple[str, ...] = ()
    because: str = ""
    dropped: tuple[str, ...] = ()


def key_of(state: State, assembly: Assembly) -> str:
    """Return a digest of everything that a published edition rests on."""
    return combined(
        [
            combined(state.text), combined(state.library), combined(state.inputs), state.environment,
            combined(notebooks_of(state)), json.dumps(dict(assembly.results)), assembly.period,
            assembly.assembler, version_of(assembly.assembler), *assembly.formats,
        ]
    )  # fmt: skip


def notebooks_of(state: State) -> dict[str, str]:
    """Return the committed notebooks' digests."""
    return state.digests.below(state.project.notebooks, (".ipynb",))


def version_of(assembler: str) -> str:
    if assembler != "quarto":
        return ""
    from ipabs.assembly import quarto

    return quarto.version() or ""


def is_current(state: State, assembly: Assembly) -> bool:
    """Tell whether what is published is what this assembly would publish, untouched since."""
    folder = state.project.build(assembly.period)
    edition = Path(assembly.site) / "editions" / assembly.period
    record = last_record(folder)
    if assembly.check_pages and "pdf" in assembly.formats and not record.get("pages_checked"):
        return False
    if record.get("key") != key_of(state, assembly) or record.get("site") != assembly.site:
        return False
    if state.digests.of(edition / "manifest.json") != record.get("manifest"):
        return False
    try:
        outputs = json.loads((edition / "manifest.json").read_text("utf-8"))["outputs"]
    except (OSError, ValueError, KeyError):
        return False
    found = state.digests.below(edition)
    found.pop("manifest.json", None)
    return bool(found == outputs)


def published(assembly: Assembly) -> Published:
    """Return what lies in the site, nothing assembled."""
    edition = Path(assembly.site) / "editions" / assembly.period
    names = published_names(assembly.period)
    paths = {kind: edition / names[kind] for kind in assembly.formats}
    older = last_record(Path(assembly.root) / "_build" / assembly.period).get("older", ())
    return Published({kind: str(path) for kind, path in paths.items() if path.exists()}, (), tuple(older))


def published_names(period: str) -> dict[str, str]:
    """Return format → name of its file in the edition's folder."""
    return {
        "html": "index.html",
        "pdf": f"ipabs-{period}.pdf",
        "docx": f"ipabs-{period}.docx",
        "wechat": f"ipabs-{period}-wechat.html",
    }


def last_record(folder: Path) -> dict[str, Any]:
    """Return what the last build of an edition noted; empty if it noted nothing that can be read."""
    try:
        record: dict[str, Any] = json.loads((folder / "state.json").read_text("utf-8"))
        sound = all(isinstance(entry, dict) for entry in dict(record.get("formats", {})).values())
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    return record if sound else {}


def forget(root: Path, since: float) -> None:
    """Have editions that were published after `since` (seconds since the epoch) assembled anew next time."""
    for path in [*(root / "_build").glob("*/state.json"), root / "_build" / ".cache" / "site.json"]:
        if path.exists() and path.stat().st_mtime >= since:
            path.unlink()
