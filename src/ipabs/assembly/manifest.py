"""What went into an edition and what came out: SHA-256 of each, and a check that it still holds."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ipabs.assembly import tree
from ipabs.assembly.installed import versions
from ipabs.assembly.json_text import indented

TOOLS = (
    "papermill", "jupyter_client", "ipykernel", "nbclient", "pandas", "numpy", "pyarrow", "matplotlib",
    "pyecharts", "instaui-echarts", "pypandoc_binary", "typst", "mpl-font", "pylopdf-fonts-zh-cn",
)  # fmt: skip


Digest = Callable[[Path | str], str]
"""Returns the SHA-256 of a file."""


def digest(path: Path | str) -> str:
    """Return the SHA-256 of a file."""
    with open(path, "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def digests(root: Path, names: Iterable[str], of: Digest = digest) -> dict[str, str]:
    """Return address below `root` → SHA-256, sorted."""
    return {name: of(f"{root}/{name}") for name in sorted(names)}


def files_below(folder: Path) -> Iterator[str]:
    """Return the addresses of the files below `folder` that count: no caches, nothing hidden."""
    return tree.below(folder) if folder.is_dir() else iter(())


def write(edition: Path, name: str, data: Path, root: Path, assembler: str, of: Digest = digest) -> Path:
    """Write ``manifest.json`` for the published folder `edition`.

    Inputs are the ledger's files in `data`; code is the project's own notebooks, text, look and
    library; outputs are everything in the folder but the manifest itself.

    Parameters
    ----------
    of
        One that remembers spares reading what was read before: inputs and code are the same for every edition.
    """
    code = [
        f"{folder}/{each}"
        for folder in ("notebooks", "report", "_extensions")
        for each in files_below(root / folder)
    ]
    library = Path(__file__).parents[1]
    record: dict[str, Any] = {
        "edition": name,
        "assembler": assembler,
        "inputs": digests(data, (p for p in files_below(data) if p.endswith((".csv", ".json", ".yaml"))), of),
        "code": digests(root, [*code, "_quarto.yml"], of)
        | {f"ipabs/{each}": found for each, found in digests(library, files_below(library), of).items()},
        "tools": {"python": platform.python_version()} | versions(TOOLS),
        "outputs": digests(edition, _outputs(edition), of),
    }
    target = edition / "manifest.json"
    tree.write(target, indented(_sorted(record)))
    return target


def _outputs(edition: Path) -> Iterator[str]:
    return (name for name in files_below(edition) if name.rpartition("/")[2] != "manifest.json")


def _sorted(record: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _sorted(value) if isinstance(value, dict) else value for key, value in sorted(record.items())
    }


def verify(edition: Path) -> list[str]:
    """Return what no longer agrees with the manifest of a published folder, a sentence each."""
    try:
        record = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
        expected: dict[str, str] = dict(record["outputs"])
    except (ValueError, KeyError, TypeError):
        return ["manifest.json is damaged: it names no outputs. Build the edition again."]
    found = digests(edition, _outputs(edition))
    return (
        [f"{name} is missing." for name in sorted(expected.keys() - found.keys())]
        + [f"{name} is not in the manifest." for name in sorted(found.keys() - expected.keys())]
        + [
            f"{name} was changed after it was published."
            for name in sorted(expected.keys() & found.keys())
            if expected[name] != found[name]
        ]
    )
