"""Text of words, code and facts, read here: pandoc's Markdown reader takes three microseconds for a character.

Text is taken only if nothing in it could be read otherwise.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

CHARACTER = r"(?:[0-9A-Za-z%,.;:()/+=?-]|[^\x00-\xa0\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000])"
"""Pattern of a character that means only itself without smart punctuation."""

# Such characters, and ones escaped by a backslash.
_WORD = rf"(?:{CHARACTER}|\\[!-/:-@\[-`{{-~])+"
_FACT = (
    r"\[(?P<shown>" + _WORD + r")\]\{\.(?P<class>fact|group|phrase)(?: data-fact=\"(?P<fact>[\w.-]+)\")?\}"
)
_TOKEN = re.compile(
    rf"(?P<space> )|`(?P<code>[^`\\|\s]+(?: [^`\\|\s]+)*)`(?!\{{)|{_FACT}|(?P<word>{_WORD})", re.ASCII
)
_ESCAPE = re.compile(r"\\(.)")
# What begins a list, a heading, a title of a table or a line across the page.
_BLOCK = re.compile(r"[^0-9A-Za-z%\[\\\x80-\U0010ffff]|\(?[0-9A-Za-z]+[.)](?: |$)", re.ASCII)


def is_plain(reader: str) -> bool:
    """Tell whether `reader` (``markdown-smart``) is one whose cells are known here."""
    base, *extensions = re.split(r"(?=[+-])", reader)
    return base == "markdown" and "-smart" in extensions and set(extensions) <= {"-smart", "-subscript"}


def is_block(line: str) -> bool:
    """Tell whether a line of words may begin another block than a paragraph."""
    return bool(_BLOCK.match(line))


def line(text: str, reader: str) -> str | list[Any] | None:
    """Return the parts of a text that is one line (see `parts`); None if there is more to it."""
    if not is_plain(reader) or text.startswith(" ") or text.endswith(" ") or is_block(text):
        return None
    return parts(text)


def parts(text: str) -> str | list[Any] | None:
    """Return what stands in the middle of a line, as text if it is words only; None if there is more to it."""
    made = tokens(text)
    return "".join(made) if made is not None and all(isinstance(each, str) for each in made) else made


@lru_cache(maxsize=4096)
def tokens(text: str) -> list[Any] | None:
    """Return what stands in the middle of a line: words, spaces, code and marked text; None if there is more to it.

    Each format asks for the same texts: what is returned is shared.
    """
    made: list[Any] = []
    before, position = "", 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if not found or (found.lastgroup == before and before != "class"):
            return None
        made.append(_part(found))
        before, position = str(found.lastgroup), found.end()
    return made


def _part(found: re.Match[str]) -> str | dict[str, str]:
    if found["code"]:
        return {"code": found["code"]}
    if found["shown"]:
        fact = {"fact": found["fact"]} if found["fact"] else {}
        return {"text": _ESCAPE.sub(r"\1", found["shown"]), "class": found["class"], **fact}
    return _ESCAPE.sub(r"\1", found[0])
