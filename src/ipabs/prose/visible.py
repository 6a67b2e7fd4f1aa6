"""What of a page's source a reader will see as text, each character knowing where it stands in the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ipabs.assembly.embedded.attributes import BLOCK, parse
from ipabs.assembly.embedded.masking import SPAN, mask
from ipabs.assembly.embedded.shortcodes import SHORTCODE

VALUE = "\ufffc"
"""Stands for what is put in later: a variable, the number of a figure."""

CODE = "\ufffb"
"""Stands for code, formulas and addresses, which follow rules of their own."""

_FRONT = re.compile(r"\A---[ \t]*\n(?P<inside>.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLES = re.compile(
    r"^(?:title|subtitle|abstract|description):[ \t]*([\"']?)(?P<text>.*?)\1[ \t]*$", re.MULTILINE
)
_DIV = re.compile(r"^[ \t]*:{3,}.*$", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:(?:[-*_][ \t]*){3,}|\|?[ \t:|+-]*-{2,}[ \t:|+-]*\|?)$", re.MULTILINE)
_LINE_START = re.compile(
    r"^[ \t]*(?:(?:>[ \t]?)+|#{1,6}[ \t]+|(?:[-*+]|\(?[0-9a-zA-Z]{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t])?|:[ \t]+)+",
    re.MULTILINE,
)
_NOTE_DEFINITION = re.compile(r"^[ \t]*\[\^[^\]\s]+\]:[ \t]*", re.MULTILINE)
_NOTE_CALL = re.compile(r"\[\^[^\]\s]+\]")
_CITATION = re.compile(
    r"\[[^\[\]\n]*(?<![\w@])-?@[\w][\w:.#$%&+?<>~/-]*[^\[\]\n]*\]|(?<![\w@\\])@[A-Za-z][\w-]*"
)
_REFERENCE = re.compile(r"@(?:fig|tbl|sec|eq|lst)-")
_TAG = re.compile(r"<(?:https?://[^>\s]+|/?[A-Za-z][^>\n]*)>")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_MATH = re.compile(r"\$\$.+?\$\$|\$(?=\S)[^$\n]*?(?<=\S)\$(?!\d)", re.DOTALL)
_ENTITY = re.compile(r"&(?:nbsp|#160|#xa0);")
_SPECIAL = re.compile(r"[\\`<{\[\]!@$&*~_|^]|https?://|(?<=\n)")
_TARGET = re.compile(r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)")
_EMPHASIS = re.compile(r"\*{1,3}|~~|(?<![A-Za-z0-9])_{1,2}(?=\S)|(?<=\S)_{1,2}(?![A-Za-z0-9])")


@dataclass(frozen=True)
class Visible:
    """A stretch of text and where each of its characters comes from.

    Parameters
    ----------
    text
        What a reader sees; lines as in the source, :data:`VALUE` and :data:`CODE` for what is not known yet.
    offsets
        For each character of `text`, its offset in the source.
    """

    text: str
    offsets: tuple[int, ...]


# Each edition of a backfill is made of the same text.
@lru_cache(maxsize=64)
def visible(source: str) -> Visible:
    """Return the visible text of a Markdown page: titles of its front matter and of boxes included."""
    chars: list[str] = []
    offsets: list[int] = []
    start = 0
    front = _FRONT.match(source)
    if front:
        for title in _TITLES.finditer(front["inside"]):
            at = front.start("inside") + title.start("text")
            _add(chars, offsets, title["text"] + "\n", at)
        start = front.end()
    body = _without_fences(source, start)
    for piece, at in _pieces(body, start):
        _add(chars, offsets, piece, at)
    return Visible("".join(chars), tuple(offsets))


def _add(chars: list[str], offsets: list[int], piece: str, at: int) -> None:
    chars.extend(piece)
    offsets.extend(range(at, at + len(piece)))


def _without_fences(source: str, start: int) -> str:
    """Blank code blocks, and all before `start`."""
    lines = source[start:].split("\n")
    masked = mask(lines)
    if not masked.fences:
        return source
    hidden = masked.text.split("\n")
    blanked, inside = [], set()
    opened = {fence.line for fence in masked.fences}
    open_now = False
    for number, (line, seen) in enumerate(zip(lines, hidden, strict=False), 1):
        if number in opened:
            open_now = True
        if open_now and not seen.strip() and (line.strip() or number in opened):
            inside.add(number)
        elif open_now and line.strip():
            open_now = False
        blanked.append(" " * len(line) if number in inside else line)
    return source[:start] + "\n".join(blanked)


def _pieces(source: str, start: int) -> Iterator[tuple[str, int]]:
    """Yield runs of visible text and where they begin."""
    at = start
    closers: list[int] = []  # where brackets that are markup will close
    while at < len(source):
        step = _markup(source, at, closers)
        if step is None:
            special = _SPECIAL.search(source, at + 1)
            end = special.start() if special else len(source)
            yield source[at:end], at
            at = end
            continue
        end, shown, where = step
        if shown:
            yield shown, where
        at = max(end, at + 1)


def _markup(source: str, at: int, closers: list[int]) -> tuple[int, str, int] | None:
    """Return what stands at `at` if it is markup: its end, what shows of it, and where that stands."""
    char = source[at]
    if at == 0 or source[at - 1] == "\n":
        opening = _at_line_start(source, at)
        if opening:
            return opening
    if at in closers:
        closers.remove(at)
        return _closing(source, at)
    if char == "\\" and at + 1 < len(source):
        return (at + 2, source[at + 1], at + 1) if not source[at + 1].isalnum() else None
    if char == "`" or source.startswith("<!--", at):
        span = SPAN.match(source, at)
        if span:
            return _code(source, span.end(), at) if char == "`" else (span.end(), "", at)
    if char == "{":
        shortcode = SHORTCODE.match(source, at)
        if shortcode:
            printed = shortcode["inside"].split(" ")[0] in ("var", "meta")
            return shortcode.end(), VALUE if printed else "\n", at
        block = BLOCK.match(source, at)
        if block and not source[at + 1 : at + 2].isspace():
            return block.end(), "", at
    if char in "[!^":
        return _opening(source, at, closers)
    for pattern, shown in (
        (_CITATION, None), (_TAG, None), (_ADDRESS, CODE), (_MATH, CODE), (_ENTITY, "\u00a0"), (_EMPHASIS, ""),
    ):  # fmt: skip
        found = pattern.match(source, at)
        if found:
            return found.end(), _printed(found[0]) if shown is None else shown, at
    if char == "|" and _in_table(source, at):
        return at + 1, "\n", at
    return None


def _at_line_start(source: str, at: int) -> tuple[int, str, int] | None:
    div = _DIV.match(source, at)
    if div:
        block = BLOCK.search(div[0])
        title = parse(block[1]).values.get("title", "") if block else ""
        where = div[0].find(title)
        # A title with escaped marks in it stands otherwise in the source.
        return (div.end(), title, at + where) if where >= 0 else (div.end(), "", at)
    for pattern in (_RULE, _NOTE_DEFINITION, _LINE_START):
        found = pattern.match(source, at)
        if found and found.end() > at:
            return found.end(), "", at
    return None


def _code(source: str, end: int, at: int) -> tuple[int, str, int]:
    block = BLOCK.match(source, end)
    if block or source.startswith("{=", end):
        closing = source.find("}", end) + 1
        raw = source.startswith("{=", end)
        return closing, "" if raw else CODE, at
    return end, CODE, at


def _printed(markup: str) -> str:
    if markup.startswith("<"):
        return CODE if markup.startswith("<http") else ""
    return VALUE if _REFERENCE.search(markup) else ""


def _opening(source: str, at: int, closers: list[int]) -> tuple[int, str, int] | None:
    """Return a bracket that opens a link, a picture, a span, a footnote or its call, or a citation."""
    char = source[at]
    call = _NOTE_CALL.match(source, at)
    if call:
        return call.end(), "", at
    citation = _CITATION.match(source, at)
    if citation:
        return citation.end(), _printed(citation[0]), at
    first = at + 1 if source.startswith(("![", "^["), at) else at
    if source[first] != "[":
        return None
    closing = _partner(source, first)
    linked = closing is not None and source[closing + 1 : closing + 2] in ("(", "{", "[")
    if closing is None or not (linked or char == "^"):
        return None
    closers.append(closing)
    return first + 1, "", at


def _closing(source: str, at: int) -> tuple[int, str, int]:
    target = _TARGET.match(source, at)
    if target:
        return target.end(), "", at
    block = BLOCK.match(source, at + 1)
    if block:
        return block.end(), "", at
    label = re.compile(r"\[[^\[\]\n]*\]").match(source, at + 1)
    return (label.end() if label else at + 1), "", at


def _partner(source: str, opening: int) -> int | None:
    """Return where the bracket at `opening` closes, within its paragraph."""
    depth, at = 0, opening
    while at < len(source) and not source.startswith("\n\n", at):
        if source[at] == "\\":
            at += 1
        elif source[at] == "[":
            depth += 1
        elif source[at] == "]":
            depth -= 1
            if depth == 0:
                return at
        at += 1
    return None


def _in_table(source: str, at: int) -> bool:
    start = source.rfind("\n", 0, at) + 1
    return source[start:at].strip() == "" or source[start:].lstrip().startswith("|")
