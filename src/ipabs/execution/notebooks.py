"""The notebooks of a project: which there are, and what their cells say."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from ipabs.errors import IpabsError


def find(folder: Path) -> list[Path]:
    """Return the notebooks of `folder` in the order of their names.

    Raises
    ------
    IpabsError
        If there is none.
    """
    found = sorted(folder.glob("*.ipynb"))
    if not found:
        raise IpabsError(f"No notebook in {folder}: the report's sections live there.")
    return found


def source_digest(notebook: Path) -> str:
    """Return a digest of what a notebook's cells say; outputs, counts and ids do not matter."""
    read = json.loads(notebook.read_text(encoding="utf-8"))
    cells = [
        [cell["cell_type"], "".join(cell["source"]), sorted(cell.get("metadata", {}).get("tags", []))]
        for cell in read["cells"]
    ]
    said = [cells, read.get("metadata", {}).get("kernelspec", {}).get("name", "")]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
