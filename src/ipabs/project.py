"""Where the project's folders are."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ipabs.errors import IpabsError, UsageError


@dataclass(frozen=True)
class Project:
    """A folder with ``_quarto.yml``, ``notebooks/`` and ``report/``."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Project:
        """Return the project that holds `start` (the current folder by default).

        Raises
        ------
        UsageError
            If no folder above it is one.
        """
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / "_quarto.yml").is_file() and (folder / "notebooks").is_dir():
                return cls(folder)
        raise UsageError(
            f"{here} is not inside an ipabs project (no folder above it has _quarto.yml and notebooks/): "
            "change to the repository first."
        )

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def site(self) -> Path:
        return self.root / "_site"

    @property
    def extension(self) -> Path:
        return self.root / "_extensions" / "ipabs"

    @property
    def theme(self) -> dict[str, Any]:
        """The entries of the extension's ``theme.yml``; see :func:`ipabs.imprint.imprint`.

        Raises
        ------
        IpabsError
            If it is missing, or its colours, its logo or its editors can't be used.
        """
        from ipabs.imprint import imprint

        file = self.extension / "theme.yml"
        try:
            text = file.read_text(encoding="utf-8")
        except OSError as error:
            raise IpabsError(f"There is no theme at {file} ({error.strerror}).") from None
        return imprint(deepcopy(_entries(text, str(file))), file)

    def build(self, period: str) -> Path:
        """Return the folder where the edition `period` is staged."""
        return self.root / "_build" / period


@lru_cache(maxsize=4)
def _entries(text: str, where: str) -> dict[str, Any]:
    """Return what a theme's file says; an edition asks for it half a dozen times."""
    from ipabs.theme import theme_entries

    return theme_entries(text, where)
