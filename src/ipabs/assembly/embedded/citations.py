"""Keys that a page cites and keys that its bibliography has."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from .references import CITATION, KINDS, OTHER_KINDS
from .source import Locator, Trouble, shown

_ENTRY = re.compile(
    r"^[ \t]*@(?!comment|string|preamble)\w+\s*[{(]\s*([^\s,{}()]+)\s*,", re.IGNORECASE | re.MULTILINE
)
_ADDRESS = re.compile(r"\]\([^()\n]*\)|<[^<>\s]+>|\{[^{}\n]*\}|\w+://\S+")
_IDS = re.compile(r"^\s*ids\s*=\s*[{\"]([^}\"]*)", re.IGNORECASE | re.MULTILINE)


def keys(files: Sequence[Path]) -> frozenset[str] | None:
    """Return the keys of BibTeX files, or None if one is of another kind or can't be read."""
    found: set[str] = set()
    for file in files:
        if file.suffix != ".bib":
            return None
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        found.update(_ENTRY.findall(text))
        found.update(name.strip() for names in _IDS.findall(text) for name in names.split(","))
    return frozenset(found)


def undefined(
    text: str, known: Collection[str], files: Sequence[Path], places: Locator, root: Path
) -> Iterator[Trouble]:
    """Yield the citations of a masked text whose key no bibliography has."""
    prose = _ADDRESS.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    for match in CITATION.finditer(prose):
        key = match[1]
        kind = key.partition("-")[0].lower()
        if key in known or ("-" in key and kind in (*KINDS, *OTHER_KINDS)):
            continue
        from difflib import get_close_matches

        close = get_close_matches(key, known, 1)
        hint = f" Is it @{close[0]}?" if close else " Add the entry, or mend the key."
        names = ", ".join(shown(file, root) for file in files)
        yield Trouble(places.at(match.start()), f"@{key} is not in {names}.{hint}")
