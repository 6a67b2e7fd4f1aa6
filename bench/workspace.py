"""Temporary copies of the project: nothing is ever built, edited or removed in the user's own tree."""

from __future__ import annotations

import compileall
import os
import shutil
from collections.abc import Callable
from pathlib import Path

PARTS = ("_quarto.yml", "_extensions", "data", "notebooks", "report", "src")
"""What a copy of the project holds."""

MARK = "IPABS_BENCH"
"""Environment variable of every measured process: by it those that are left over are found."""


class Workspace:
    """One copy of the project.

    Parameters
    ----------
    source
        The project.
    root
        Folder of the copy, which must not exist yet.
    """

    def __init__(self, source: Path, root: Path) -> None:
        self.root = root
        self.built = False
        """Whether the copy holds a complete build of what is in it."""
        self._originals: dict[Path, tuple[bytes, int]] = {}
        root.mkdir(parents=True)
        for part in PARTS:
            if (source / part).is_dir():
                shutil.copytree(
                    source / part, root / part, ignore=shutil.ignore_patterns("__pycache__", ".*")
                )
            else:
                shutil.copy2(source / part, root / part)
        # Every way starts with compiled modules, as an installed package has them.
        compileall.compile_dir(root / "src", quiet=2)

    @property
    def notebooks(self) -> list[Path]:
        """The notebooks in the order of their names."""
        return sorted((self.root / "notebooks").glob("*.ipynb"))

    @property
    def environment(self) -> dict[str, str]:
        """Environment of commands that work on this copy, with the copy's own library."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("IPABS_")}
        # The package `bench` itself is found beside the project.
        places = (str(self.root / "src"), str(Path(__file__).parents[1]))
        return {**kept, "PYTHONPATH": os.pathsep.join(places), MARK: str(self.root)}

    def edition(self, period: str) -> Path:
        """Return the folder where an edition is published."""
        return self.root / "_site" / "editions" / period

    def edit(self, address: str, change: Callable[[str], str]) -> None:
        """Replace the text of a file until the next :meth:`reset`."""
        self.remember(address)
        path = self.root / address
        content = path.read_bytes()
        changed = change(content.decode("utf-8")).encode("utf-8")
        assert changed != content, f"{address}: nothing was edited"
        path.write_bytes(changed)
        self.built = False

    def remember(self, address: str) -> None:
        """Have the next :meth:`reset` put a file back, which something else edits."""
        path = self.root / address
        self._originals.setdefault(path, (path.read_bytes(), path.stat().st_mtime_ns))

    def reset(self) -> None:
        """Undo edits and remove everything that was built."""
        for path, (content, changed) in self._originals.items():
            path.write_bytes(content)
            os.utime(path, ns=(changed, changed))
        self._originals.clear()
        for folder in ("_build", "_site"):
            shutil.rmtree(self.root / folder, ignore_errors=True)
        self.built = False
