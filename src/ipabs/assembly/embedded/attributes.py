"""Reads attribute lists as Markdown writes them: ``{#id .class key="value"}``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

BLOCK = re.compile(r"\{((?:[^{}\"'\n]|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')*)\}")
_PART = re.compile(
    r"#(?P<id>[^\s}]+)"
    r"|\.(?P<class>[^\s}]+)"
    r"|(?P<dash>-)(?=\s|$)"
    r"|(?P<key>[\w:.-]+)=(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^'\\]|\\.)*)'|(?P<bare>[^\s}]+))"
)


@dataclass
class Attributes:
    """Identifier, classes and named values of one element."""

    identifier: str = ""
    classes: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)


def parse(inside: str) -> Attributes:
    """Read what stands between the braces."""
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
    if word:
        found.classes.insert(0, word)
    return found
