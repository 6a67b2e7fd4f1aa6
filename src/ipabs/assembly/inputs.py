"""Which files of a staged project an output format is made from."""

from __future__ import annotations

from pathlib import Path

from ipabs.assembly import manifest, tree
from ipabs.assembly.stage import ASSEMBLED

_FILES = ("_quarto.yml", "_variables.yml")
_FOLDERS = {
    "html": ("report", "notebooks", "_extensions"),
    "pdf": ("report", "notebooks", "_extensions", "data", "fonts"),
    "docx": ("report", "notebooks", "_extensions", "pictures/docx"),
    "wechat": ("report", "notebooks", "_extensions", "pictures/wechat"),
}
"""Folders that a format reads: exhibits are attached to the PDF, which is set in the project's fonts."""

_MORE_FILES = {"docx": ("reference.docx",)}

_DIRECTORIES = {"html": "html", "pdf": "typst", "docx": "docx", "wechat": "wechat"}
"""Folder of a format in an extension, which other formats leave alone, or an extension of its own."""

_NOT_READ = ("assets", "theme.yml")
"""Names in an extension that no format reads: assets lie beside pages, the theme is in their metadata."""


def format_inputs(build: Path, kind: str, digest: manifest.Digest = manifest.digest) -> dict[str, str]:
    """Return the files that the output `kind` depends on, sorted.

    Equal inputs give an equal output, byte for byte; packages and the assembler's own code are not counted.

    Parameters
    ----------
    build
        A staged project.
    kind
        ``html``, ``pdf``, ``docx`` or ``wechat``.
    digest
        Returns the SHA-256 of a file; one that remembers spares reading 70 MB of fonts.

    Returns
    -------
    dict
        Address below `build` → SHA-256.
    """
    found = [name for name in (*_FILES, *_MORE_FILES.get(kind, ())) if (build / name).is_file()]
    for folder in _FOLDERS[kind]:
        if (build / folder).is_dir():
            found += [
                f"{folder}/{name}" for name in tree.below(build / folder) if _counts(folder, name, kind)
            ]
    return {name: digest(f"{build}/{name}") for name in sorted(found)}


def _counts(folder: str, name: str, kind: str) -> bool:
    if folder == "report":
        return name.partition("/")[0] not in ASSEMBLED
    if folder == "_extensions":
        extension, _, inside = name.partition("/")
        first = inside.partition("/")[0]
        others = [folder for each, folder in _DIRECTORIES.items() if each != kind]
        return extension not in others and first not in (*others, *_NOT_READ)
    return True
