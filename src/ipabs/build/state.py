"""The state of a project that a build compares with earlier ones: code, packages, fonts, the ledger's files."""

from __future__ import annotations

import json
import os
import platform
import sys
from functools import cached_property
from pathlib import Path
from typing import Any

from ipabs.cache.digests import FileDigests, combined
from ipabs.fonts import font_files
from ipabs.ledger.largeness import LARGE
from ipabs.ledger.moved import TABLES, Stamps, stamps
from ipabs.project import Project

LIBRARY = Path(__file__).parents[1]

_READS_LEDGER = ("ledger/", "edition.py", "period.py", "preparing.py", "rounding.py", "errors.py")
"""Modules that turn the ledger's files into tables."""


class State:
    """Digests of everything that editions of one project rest on.

    Parameters
    ----------
    project
        The project.
    data
        Folder of the ledger.
    fresh
        Read every file anew: nothing that an earlier build noted counts.
    """

    def __init__(self, project: Project, data: Path, *, fresh: bool = False) -> None:
        self.project = project
        self.data = data
        self.folder = project.root / "_build" / ".cache"
        self.fresh = fresh
        self.digests = FileDigests(self.folder / "digests.json", fresh=fresh)

    @cached_property
    def packages(self) -> list[str]:
        """Installed distributions with their versions, as their folders are named."""
        found = set()
        for place in {os.path.realpath(part) for part in sys.path if part.endswith("-packages")}:
            if os.path.isdir(place):
                found |= {name for name in os.listdir(place) if name.endswith(".dist-info")}
        return sorted(name for name in found if not name.startswith("ipabs-"))

    @cached_property
    def environment(self) -> str:
        """Digest of Python, installed packages and fonts."""
        fonts = {path.name: self.digests.of(path) for path in font_files().values()}
        return combined([platform.python_version(), sys.platform, *self.packages, json.dumps(fonts)])

    @cached_property
    def library(self) -> dict[str, str]:
        """Module or data file of the library → digest."""
        return self.digests.below(LIBRARY)

    @cached_property
    def stamps(self) -> Stamps:
        """Stamps of the ledger's files, taken before their digests."""
        return stamps(self.data)

    @cached_property
    def inputs(self) -> dict[str, str]:
        """File of the ledger → digest."""
        _ = self.stamps
        return self.digests.below(self.data, TABLES)

    def ledger_moved(self) -> bool:
        """Tell whether a file of the ledger, or the code that reads it, is not what this state has found it to be.

        A file that was changed and put back counts as moved: something may have read it meanwhile.
        """
        files, library = self.inputs, self.library
        return (
            self.stamps != stamps(self.data)
            or files != self.digests.below(self.data, TABLES)
            or any(
                self.digests.of(LIBRARY / name) != digest
                for name, digest in library.items()
                if name.startswith(_READS_LEDGER)
            )
        )

    @cached_property
    def text(self) -> dict[str, str]:
        """File of the report's text and look → digest."""
        root = self.project.root
        found = {
            f"{folder}/{name}": digest
            for folder in ("report", "_extensions")
            for name, digest in self.digests.below(root / folder).items()
        }
        return {**found, "_quarto.yml": self.digests.of(root / "_quarto.yml")}

    def seen(self, path: Path | str) -> str:
        """Return the digest of a file; of the library, the text and the ledger as this state has found it."""
        return self._seen.get(os.fspath(path)) or self.digests.of(path)

    @cached_property
    def _seen(self) -> dict[str, str]:
        places = ((LIBRARY, self.library), (self.project.root, self.text), (self.data, self.inputs))
        return {f"{place}/{name}": digest for place, found in places for name, digest in found.items()}

    @cached_property
    def ledger(self) -> str:
        """Name of the stored ledger: its files, and the code and packages that read them."""
        tables = {name: digest for name, digest in self.inputs.items() if "/" not in name}
        code = {name: digest for name, digest in self.library.items() if name.startswith(_READS_LEDGER)}
        place = os.path.realpath(self.data)
        return combined([combined(tables), combined(code), self.environment, place])[:24]

    @property
    def snapshot(self) -> Path:
        """Folder of the stored ledger, there or not."""
        return self.folder / "ledger" / self.ledger

    def covered(self) -> tuple[str, str] | None:
        """Return the first and last quarter of the stored ledger; None if it is not there, whole."""
        try:
            record = json.loads((self.snapshot / "ledger.json").read_text("utf-8"))
            first, last = record["covered"]
            files = record["files"]
        except (OSError, ValueError, KeyError):
            return None
        if any(self.digests.of(self.snapshot / "tables" / name) != digest for name, digest in files.items()):
            return None
        return str(first), str(last)

    @property
    def large(self) -> bool:
        """Whether the stored ledger is so large that one notebook at a time fills the memory set aside for it."""
        try:
            record = json.loads((self.snapshot / "ledger.json").read_text("utf-8"))
            return int(record["rows"]["deals"]) > LARGE
        except (OSError, ValueError, KeyError):
            return False

    def tables(self, period: str) -> dict[str, Any] | None:
        """Return table → ``rows`` and ``columns`` (digests) as the edition `period` sees them.

        Tables are named as reads of them are recorded: ``deals``, and ``whole.deals`` before the universe
        was drawn. ``None``: the edition was not drawn from this ledger yet, or what is stored is damaged.
        """
        try:
            record = json.loads((self.snapshot / f"{period}.json").read_text("utf-8"))
            views, check = record["views"], record["rows"]
        except (OSError, ValueError, KeyError):
            return None
        if self.digests.of(self.snapshot / f"{period}.rows") != check:
            return None
        return {
            name if view == "ledger" else f"{view}.{name}": {
                "rows": entry["rows"],
                "columns": entry["columns"],
            }
            for view, tables in views.items()
            for name, entry in tables.items()
        }
