"""Reads attribute lists as Markdown writes them: ``{#id .class key="value"}``."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from functools import lru_cache

BLOCK = re.compile(r"\{((?:[^{}\"'\n]|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')*)\}")
_PART = re.compile(
    r"#(?P<id>[^\s}]+)"
    r"|\.(?P<class>[^\s}]+)"
    r"|(?P<dash>-)(?=\s|$)"
    r"|(?P<key>[\w:.-]+)=(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^'\\]|\\.)*)'|(?P<bare>[^\s}]+))"
)

_QUOTED = re.compile(r"(?:[^'\\]|\\.)*", re.DOTALL)
_ESCAPED = re.compile(r"\\([\W_])|&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")


@dataclass
class Attributes:
    """Identifier, classes and named values of one element."""

    identifier: str = ""
    classes: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)


@lru_cache(maxsize=4096)
def parse(inside: str) -> Attributes:
    """Read what stands between the braces; what is returned is not to be changed.

    A page is looked through for them once a check and once a format.
    """
    found = Attributes()
    for part in _PART.finditer(inside):
        if part["id"]:
            found.identifier = part["id"]
        elif part["class"]:
            found.classes.append(part["class"])
        elif part["dash"]:
            found.classes.append("unnumbered")
        else:
            value = part["double"] if part["double"] is not None else part["single"]
            found.values[part["key"]] = value if value is not None else part["bare"]
    return found


def of_fence(rest: str) -> Attributes:
    """Read what follows the colons that open a div: a class, an attribute list, or both."""
    braces = BLOCK.search(rest)
    found = parse(braces[1]) if braces else Attributes()
    word = (rest[: braces.start()] if braces else rest).strip().rstrip(":").strip()
    return Attributes(found.identifier, [word, *found.classes], found.values) if word else found


def of_cell(value: str) -> str | None:
    """Return how an option of a notebook's cell arrives as an attribute.

    Quarto puts it between apostrophes, and a backslash before each inside; pandoc reads that, escapes and entities
    undone. None if the attribute would end before its value does.
    """
    quoted = value.replace("'", "\\'")
    if not _QUOTED.fullmatch(quoted):
        return None
    return _ESCAPED.sub(lambda found: found[1] or html.unescape(found[0]), quoted)
