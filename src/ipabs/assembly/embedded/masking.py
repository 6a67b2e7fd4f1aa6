"""Hides what Markdown does not read as prose: code, raw text, comments, escaped characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_OPEN = re.compile(r"^(\s*(?:>\s*)*)(`{3,}|~{3,})([^`]*)$")
SPAN = re.compile(
    r"<!--.*?-->"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)"
    r"|\\[^\w\s]",
    re.DOTALL,
)


@dataclass(frozen=True)
class Fence:
    """The opening of a code block: the number of its line and what follows the ticks."""

    line: int
    info: str


@dataclass(frozen=True)
class Masked:
    """A text of the same length as the source, all but prose blanked.

    Parameters
    ----------
    text
        Prose and markup; code, comments and escaped characters are spaces.
    uncommented
        The source with comments alone blanked: shortcodes hold inside code too.
    fences
        The code blocks.
    """

    text: str
    uncommented: str
    fences: tuple[Fence, ...]


def mask(lines: list[str]) -> Masked:
    """Return the masked text of a page."""
    fences: list[Fence] = []
    outside: list[str] = []
    closing = ""
    commented = False
    for number, line in enumerate(lines, 1):
        found = None if commented else _OPEN.match(line)
        if not closing:
            commented = _comment_open(line, commented)
        if closing:
            if found and found[2].startswith(closing) and not found[3].strip():
                closing = ""
            outside.append(" " * len(line))
        elif found:
            closing = found[2]
            fences.append(Fence(number, found[3].strip()))
            outside.append(" " * len(line))
        else:
            outside.append(line)
    prose = "".join(f"{line}\n" for line in outside)
    whole = list("".join(f"{line}\n" for line in lines))
    for comment in _comments(prose):
        whole[comment.start() : comment.end()] = _blank(comment[0])
    return Masked(SPAN.sub(lambda found: _blank(found[0]), prose), "".join(whole), tuple(fences))


def _comment_open(line: str, before: bool) -> bool:
    """Return whether a comment is still open at the end of `line`."""
    if line.rfind("<!--") == line.rfind("-->"):
        return before
    return line.rfind("<!--") > line.rfind("-->")


def _comments(prose: str) -> Iterator[re.Match[str]]:
    return (found for found in SPAN.finditer(prose) if found[0].startswith("<!--"))


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
