"""The site's search index: what of a page can be found, and pagefind, which indexes it.

Pagefind's program comes in a package and runs by itself. It indexes small pages made from the published ones: their
sections and exhibits under headings with the published anchors, each Han character a word of its own, as the page's
script cuts what a reader asks for (decision 11).
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser
from importlib import util
from pathlib import Path
from typing import Final

from ipabs.assembly import tree
from ipabs.errors import IpabsError

PACKAGE: Final = "pagefind-bin"
SERVED: Final = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
"""What of pagefind's own files a page loads, beside the index; the rest are interfaces that are not used."""

_INDEX: Final = ("wasm.*", "*.pf_meta", "fragment/*", "index/*", "filter/*")

_DRAWN = re.compile(r"<(svg|script)\b.*?</\1>", re.DOTALL)
_SPACE = re.compile(r"\s+")
_ALONE = "[\u2010-\u2027\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef~/+]"
"""Han characters and the marks between them."""
_BESIDE = re.compile(f"(?={_ALONE})|(?<={_ALONE})")
_SECTION = re.compile(r"<(/?)section\b(?:[^>]*?\sid=\"([^\"]*)\")?[^>]*>")

_VOID: Final = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "wbr"})
_BLOCKS: Final = frozenset(
    {"article", "aside", "caption", "dd", "div", "dt", "figcaption", "figure", "li", "p", "section", "table", "td",
     "th", "tr", "ul"}
)  # fmt: skip
_HEADINGS: Final = {"h1": "h2", "h2": "h3", "h3": "h4"}
_UNREAD: Final = frozenset(
    {"exhibit-tools", "ipabs-chart-table", "hint", "neighbours", "note-back", "sample-tag"}
)
"""Classes of what a reader does not search for: buttons, the table that repeats a chart, tags."""

_UNREAD_SECTIONS: Final = frozenset({"sec-provenance", "sec-references", "sec-disclaimer"})
"""Sections that repeat the numbers of the others, or are the same in every edition."""


def searched(page: str, name: str, title: str) -> str:
    """Return what can be found of an edition's page, as a page of its own.

    Parameters
    ----------
    page
        The edition's HTML.
    name, title
        ``2024Q1``, ``2024年第一季度``.
    """
    reader = _Reader()
    reader.feed(_read(_DRAWN.sub("", page)))
    reader.close()
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head><meta charset="utf-8"><title>{escape(title)}</title></head>\n'
        f'<body data-pagefind-body>\n<h1 data-pagefind-sort="period:{escape(name)}">{_cut(title)}</h1>\n'
        f"{reader.text}\n</body>\n</html>\n"
    )


def _read(page: str) -> str:
    """Return a page without the sections that nobody searches, which are most of it."""
    kept, at, depth = [], 0, 0
    for mark in _SECTION.finditer(page):
        closing, anchor = mark.groups()
        if depth:
            depth += -1 if closing else 1
            at = mark.end()
        elif anchor in _UNREAD_SECTIONS:
            kept.append(page[at : mark.start()])
            depth = 1
    return "".join(kept) + page[at:]


class _Reader(HTMLParser):
    """Keeps the words of a page's article, and puts each anchor on the heading or caption that it belongs to."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._open: list[tuple[str, str, bool]] = []  # element, anchor, whether it is left out
        self._unread = 0
        self._inside = 0

    @property
    def text(self) -> str:
        lines = (_SPACE.sub(" ", line).strip() for line in "".join(self._parts).split("\n"))
        return "\n".join(_ended(line) for line in lines if line not in ("", "<p>"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        given = dict(attrs)
        anchor = given.get("id") or ""
        classes = set((given.get("class") or "").split())
        unread = bool(classes & _UNREAD)
        self._open.append((tag, anchor, unread))
        self._unread += unread
        self._inside += tag == "article"
        if tag in _HEADINGS:
            self._write(f'\n<{_HEADINGS[tag]} id="{escape(self._anchor("section"))}">')
        elif tag == "figcaption":
            self._write(f'\n<h4 id="{escape(self._anchor("figure"))}">')
        elif tag in _BLOCKS:
            self._write("\n<p>")
        elif "exhibit-title" in classes:
            self._write("：")  # or the number would run into the title

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        while self._open:
            opened, _, unread = self._open.pop()
            if opened == tag:
                ending = {**{key: f"</{name}>\n" for key, name in _HEADINGS.items()}, "figcaption": "</h4>\n"}
                self._write(ending.get(tag, "\n" if tag in _BLOCKS else ""))
            self._unread -= unread
            self._inside -= opened == "article"
            if opened == tag:
                return

    def handle_data(self, data: str) -> None:
        self._write(_cut(data.replace("\n", " ")))

    def _write(self, text: str) -> None:
        if self._inside and not self._unread:
            self._parts.append(text)

    def _anchor(self, element: str) -> str:
        """Return the anchor of the nearest `element` around."""
        return next((anchor for tag, anchor, _ in reversed(self._open) if tag == element and anchor), "")


def _ended(line: str) -> str:
    """Mark the end of what stands apart (a label, a cell), or an excerpt would run it into what follows."""
    return line if line[-1] in "。！？：；>" else f"{line} ·"


def _cut(text: str) -> str:
    """Return text in which pagefind finds any run of characters."""
    return escape(_BESIDE.sub(" ", text.replace("\u2060", "")), quote=False)


def start(pages: Path, target: Path) -> subprocess.Popen[bytes]:
    """Begin to index the pages below `pages` into `target`; the caller waits for the process.

    Raises
    ------
    IpabsError
        If pagefind is not installed.
    """
    tree.keep_only(target, set())
    return subprocess.Popen(
        [str(_program()), "--site", str(pages), "--output-path", str(target), "--keep-index-url", "--silent"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def finish(process: subprocess.Popen[bytes], target: Path) -> Path:
    """Wait for an index, and remove from it what pages do not load.

    Raises
    ------
    IpabsError
        If pagefind failed, with what it said.
    """
    said, _ = process.communicate()
    if process.returncode or not (target / SERVED[0]).is_file():
        text = said.decode("utf-8", "replace").strip()
        raise IpabsError(
            f"The search index could not be written (pagefind ended with {process.returncode}): {text}"
        )
    kept = {path.relative_to(target).as_posix() for pattern in _INDEX for path in target.glob(pattern)}
    tree.keep_only(target, kept | set(SERVED))
    return target


def write_pages(folder: Path, texts: Mapping[str, str]) -> None:
    """Make `folder` hold just these pages: edition → text of :func:`searched`."""
    addresses = {name: f"editions/{name}/index.html" for name in texts}
    tree.keep_only(folder, set(addresses.values()))
    for name, text in texts.items():
        tree.write(folder / addresses[name], text)


def _program() -> Path:
    # find_spec does not run the package.
    spec = util.find_spec(PACKAGE.replace("-", "_"))
    folders = list(spec.submodule_search_locations or []) if spec else []
    for folder in folders:
        for name in ("pagefind", "pagefind.exe"):
            program = Path(folder) / name
            if program.is_file():
                return program
    raise IpabsError(f"The site's search needs the package {PACKAGE}, which is not installed: install it.")
