"""Files that a page's text shows or links to, read from its Markdown."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .attributes import BLOCK, parse
from .conditions import Div
from .masking import Masked

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_TARGET = re.compile(r"\]\(")
_TITLE = re.compile(r"\s+(?:\"[^\"]*\"|'[^']*')$")
_DEFINITION = re.compile(
    r"^ {0,3}\[(?P<label>(?!\^)[^\[\]\n]+)\]:[ \t]*\n?[ \t]*(?:<(?P<angle>[^<>\n]*)>|(?P<bare>[^\s<]\S*))",
    re.MULTILINE,
)
_SHOWN = re.compile(r"!\[([^\[\]]*)\](?:\[([^\[\]\n]*)\])?(?!\()")
_TAG = re.compile(
    r"<(?P<tag>img|source|video|audio|embed|iframe|a)\b[^<>]*?\s(?P<key>src|href)\s*=\s*"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'<>]+))[^<>]*>",
    re.IGNORECASE,
)
_ALT = re.compile(r"\salt\s*=\s*(?:\"[^\"]|'[^']|[^\s\"'>])", re.IGNORECASE)
_RAW = re.compile(r"^=html\b|^\{=html\}")
_RAW_SPAN_END = re.compile(r"(?<!`)(`+)\{=html\}")
_ESCAPED = re.compile(r"\\([^A-Za-z0-9\s])")


@dataclass(frozen=True)
class Resource:
    """An address in the text that is not a heading of the page.

    Parameters
    ----------
    kind
        ``image``, ``media`` (what other tags show) or ``link``.
    address
        As it stands there, escapes undone.
    offset
        Where it stands in the text.
    described
        Whether it says in words what it shows; links do.
    tag
        The HTML tag that names it, empty for Markdown.
    raw
        Whether it stands in HTML that is marked as such: other formats are not meant to show it.
    """

    kind: Literal["image", "media", "link"]
    address: str
    offset: int
    described: bool = True
    tag: str = ""
    raw: bool = False

    @property
    def remote(self) -> bool:
        """Whether it is not a file beside the page."""
        return bool(_SCHEME.match(self.address))

    @property
    def name(self) -> str:
        """The file's name as the page sees it, without what is asked of it."""
        address = self.address if self.kind == "image" else re.split("[?#]", self.address, maxsplit=1)[0]
        if "%" not in address:
            return address
        from urllib.parse import unquote

        return unquote(address)


def resources(text: str, masked: Masked, inside: list[tuple[Div, ...]]) -> list[Resource]:
    """Return what a page shows and links to, in the order of the text.

    An address that a shortcode makes is not known before the text is filled in, and left out.

    Parameters
    ----------
    text
        The page.
    masked
        The same, masked.
    inside
        For each line of it, the divs it stands in.
    """
    found: list[Resource] = []
    if "](" in masked.text:
        found += _inline(text, masked.text, inside)
    if "]:" in masked.text:
        found += _defined(text, masked.text)
    if "<" in masked.text:
        found += _tags(masked.text, 0, raw=False)
    found += _raw_html(masked)
    return sorted(
        (
            each
            for each in found
            if each.address and not each.address.startswith("#") and "{{<" not in each.address
        ),
        key=lambda each: each.offset,
    )


def shown_resources(found: Iterable[Resource], shown: str) -> list[Resource]:
    """Return those that stand in what a format shows of the page; `shown` as of `conditions.shown_text`."""
    return [each for each in found if each.raw or shown[each.offset] != " "]


def files(found: Iterable[Resource], page: Path) -> list[Path]:
    """Return the files beside the page that are named, those that are there, each once."""
    named = dict.fromkeys(page.parent / each.name for each in found if not each.remote)
    return [path for path in named if path.is_file()]


def _inline(text: str, masked: str, inside: list[tuple[Div, ...]]) -> Iterator[Resource]:
    for target in _TARGET.finditer(masked):
        opening, end = _opening(masked, target.start()), _end(masked, target.end())
        if opening < 0 or end < 0:
            continue
        address = _address(text[target.end() : end])
        if masked[opening - 1 : opening] != "!":
            yield Resource("link", address, opening)
            continue
        block = BLOCK.match(masked, end + 1)
        values = parse(block[1]).values if block else {}
        words = text[opening + 1 : target.start()].strip() or values.get("fig-alt") or values.get("alt")
        # A figure that is a div has its caption below what it shows.
        around = inside[masked.count("\n", 0, opening)]
        told = bool(words) or any(div.attributes.identifier.startswith("fig-") for div in around)
        yield Resource("image", address, opening - 1, told)


def _opening(masked: str, close: int) -> int:
    """Return where the bracket that closes at `close` opens in the same paragraph, -1 if nowhere."""
    depth = 0
    for position in range(close, -1, -1):
        depth += {"]": 1, "[": -1}.get(masked[position], 0)
        if depth == 0:
            return position
        if masked.startswith("\n\n", position):
            break
    return -1


def _end(masked: str, start: int) -> int:
    """Return where the parenthesis that opened before `start` closes in the same paragraph, -1 if nowhere."""
    depth = 1
    for position in range(start, len(masked)):
        depth += {"(": 1, ")": -1}.get(masked[position], 0)
        if depth == 0:
            return position
        if masked.startswith("\n\n", position):
            break
    return -1


def _address(inside: str) -> str:
    """Return the address out of what stands between parentheses: a title may follow it."""
    given = inside.strip()
    given = given[1:].partition(">")[0] if given.startswith("<") else _TITLE.sub("", given)
    return html.unescape(_ESCAPED.sub(r"\1", given))


def _defined(text: str, masked: str) -> Iterator[Resource]:
    """Yield the addresses that are given apart from where they are used: ``[label]: address``."""
    pictured = {_label(called or own) for own, called in _SHOWN.findall(text)}
    for found in _DEFINITION.finditer(masked):
        group = "angle" if found["angle"] is not None else "bare"
        address = _address(text[found.start(group) : found.end(group)])
        image = _label(text[found.start("label") : found.end("label")]) in pictured
        yield Resource("image" if image else "link", address, found.start("label"))


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


def _tags(text: str, start: int, *, raw: bool) -> Iterator[Resource]:
    for found in _TAG.finditer(text):
        tag = found["tag"].lower()
        if (tag == "a") != (found["key"].lower() == "href"):
            continue
        address = html.unescape(
            next(found[key] for key in ("double", "single", "bare") if found[key] is not None)
        )
        offset = start + found.start()
        if tag == "img":
            yield Resource("image", address, offset, bool(_ALT.search(found[0])), tag, raw)
        else:
            yield Resource("link" if tag == "a" else "media", address, offset, True, tag, raw)


def _raw_html(masked: Masked) -> Iterator[Resource]:
    """Yield what stands in HTML that is marked as such, which is hidden as code is."""
    if "=html" not in masked.uncommented:
        return
    text = masked.uncommented
    lines, hidden = text.split("\n"), masked.text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for fence in masked.fences:
        if _RAW.match(fence.info):
            end = fence.line
            while (
                end < len(lines)
                and not hidden[end].strip()
                and not lines[end].lstrip().startswith(("```", "~~~"))
            ):
                end += 1
            yield from _tags("\n".join(lines[fence.line : end]), starts[fence.line], raw=True)
    for closing in _RAW_SPAN_END.finditer(text):
        start = text.rfind(closing[1], 0, closing.start()) + len(closing[1])
        yield from _tags(text[start : closing.start()], start, raw=True)
