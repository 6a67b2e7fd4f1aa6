"""Reads the report's text: which exhibits it shows and which variables it prints, in what order."""

from __future__ import annotations

import re
from pathlib import Path

from ipabs.errors import IpabsError

_INCLUDE = re.compile(r"^\s*\{\{<\s*include\s+(\S+)\s*>\}\}\s*$", re.MULTILINE)
_EMBED = re.compile(r"\{\{<\s*embed\s+\S+?\.ipynb#(\S+)\s*>\}\}")
_OWN = re.compile(r"(?<![{\w])\{(?:[^{}\n]*\s)?#((?:fig|tbl)-[\w-]+)[^{}\n]*\}")
_VAR = re.compile(r"\{\{<\s*var\s+(\S+)\s*>\}\}")

GENERATED = {"_provenance.qmd": ("sec-provenance",)}
"""Files that staging writes, absent from the committed text → labels of sections that they define."""


def expanded(page: Path, seen: tuple[Path, ...] = ()) -> str:
    """Return the text of `page` with its includes put in; generated files count as empty.

    Raises
    ------
    IpabsError
        If an included file is missing or includes itself.
    """
    if page in seen:
        raise IpabsError(f"{page.name} includes itself: {' → '.join(p.name for p in (*seen, page))}.")
    try:
        text = page.read_text(encoding="utf-8")
    except OSError:
        where = f", included by {seen[-1].name}" if seen else ""
        raise IpabsError(f"The report's text lacks {page.name}{where}.") from None

    def put_in(match: re.Match[str]) -> str:
        if match[1] in GENERATED:
            return ""
        return expanded((page.parent / match[1]).resolve(), (*seen, page))

    return _INCLUDE.sub(put_in, text)


def embedded_labels(text: str) -> list[str]:
    """Return the labels of embedded cells in the order of the text, each once."""
    return list(dict.fromkeys(_EMBED.findall(text)))


def shown_labels(text: str) -> list[str]:
    """Return the labels of embedded cells and of the text's own figures and tables in the order of the text, each once."""
    found = [(match.start(), match[1]) for match in _EMBED.finditer(text)]
    if _OWN.search(text):
        from ipabs.assembly.embedded.masking import mask

        found += [(match.start(), match[1]) for match in _OWN.finditer(mask(text.split("\n")).text)]
    return list(dict.fromkeys(label for _, label in sorted(found)))


def used_variables(text: str) -> list[str]:
    """Return the variables that `text` prints, in order, each once."""
    return list(dict.fromkeys(_VAR.findall(text)))


def numbered(labels: list[str]) -> dict[str, tuple[str, int]]:
    """Return label → (``figure`` or ``table``, number) as the page will number them."""
    counts = {"fig": 0, "tbl": 0}
    numbers: dict[str, tuple[str, int]] = {}
    for label in labels:
        prefix = label.partition("-")[0]
        if prefix in counts:
            counts[prefix] += 1
            numbers[label] = ("figure" if prefix == "fig" else "table", counts[prefix])
    return numbers
