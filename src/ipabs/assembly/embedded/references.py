"""References of a page and what they refer to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .attributes import BLOCK, parse
from .settings import INSTALL
from .source import Locator, Trouble

KINDS = ("fig", "tbl", "sec")
OTHER_KINDS = (
    "eq", "lst", "thm", "lem", "cor", "prp", "cnj", "def", "exm", "exr", "rem", "sol", "alg",
    "nte", "tip", "wrn", "imp", "cau", "dia", "vid", "supp",
)  # fmt: skip
CITATION = re.compile(r"(?<![\\\w@])@\{?(\w+(?:[:.#$%&\-+?<>~/]\w+)*)")
_GLUED = re.compile(r"[^\W\d_a-zA-Z]@((?:fig|tbl|sec)-[A-Za-z0-9_-]+)")
_SUFFIX = re.compile(r"\[[^\][]*@((?:fig|tbl|sec)-[\w-]+)\s+([^\][;]*[^\][;\s])[^\][;]*[\];]")
_HEADING = re.compile(r"^#{1,6}\s")


def references(text: str, embedded: dict[int, str], places: Locator, bibliography: bool) -> Iterator[Trouble]:
    """Yield references to nothing, labels given twice, and what only looks like a reference."""
    yield from doubled(text, embedded, places)
    yield from unresolved(text, embedded, places, bibliography)


def doubled(text: str, embedded: dict[int, str], places: Locator) -> Iterator[Trouble]:
    """Yield labels given twice."""
    defined: dict[str, int] = {}
    for offset, label in [*_labels(text), *embedded.items()]:
        if label in defined:
            yield Trouble(
                places.at(offset), f"the label {label} is given twice; first in {places.at(defined[label])}."
            )
        defined.setdefault(label, offset)


def unresolved(text: str, embedded: dict[int, str], places: Locator, bibliography: bool) -> Iterator[Trouble]:
    """Yield references to nothing, and what only looks like a reference.

    Parameters
    ----------
    text
        Masked text of the page.
    embedded
        Offset → label of what is defined elsewhere.
    """
    defined = {label for _, label in _labels(text)} | set(embedded.values())
    for match in _GLUED.finditer(text):
        message = f"@{match[1]} after a letter is no reference: write [@{match[1]}]."
        yield Trouble(places.at(match.start(1)), message)
    for match in _SUFFIX.finditer(text):
        message = f"“{match[2]}” after @{match[1]} inside the brackets is dropped: write it after them."
        yield Trouble(places.at(match.start(2)), message)
    for match in CITATION.finditer(text):
        key = match[1]
        kind = key.partition("-")[0].lower()
        label = key[:1].lower() + key[1:]
        where = places.at(match.start())
        if "-" in key and kind in OTHER_KINDS:
            yield Trouble(where, f"@{key}: references of the kind {kind}- need Quarto: {INSTALL}.")
        elif "-" in key and kind in KINDS:
            if label not in defined:
                yield Trouble(where, f"@{key} refers to nothing in this page.{_hint(label, defined, kind)}")
        elif not bibliography:
            yield Trouble(
                where, f"@{key} is a citation, but there is no bibliography; for the sign write \\@."
            )


def _hint(label: str, defined: set[str], kind: str) -> str:
    ascii_part = re.match(r"[A-Za-z0-9_-]+", label)
    if ascii_part and ascii_part[0] != label and ascii_part[0] in defined:
        return f" Write [@{ascii_part[0]}] where letters follow."
    return " A heading that is .unnumbered can't be referred to." if kind == "sec" else ""


def _labels(text: str) -> Iterator[tuple[int, str]]:
    """Yield where the text itself defines a label."""
    for block in BLOCK.finditer(text):
        attributes = parse(block[1])
        kind = attributes.identifier.partition("-")[0]
        if kind not in KINDS or "-" not in attributes.identifier:
            continue
        start = text.rfind("\n", 0, block.start()) + 1
        heading = bool(_HEADING.match(text[start : block.start()]))
        if heading == (kind == "sec") and "unnumbered" not in attributes.classes:
            yield block.start(), attributes.identifier
