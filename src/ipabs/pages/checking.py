"""Checks the pages of an edition; what was found clean before and did not change is not read again."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

from ipabs.errors import IpabsError
from ipabs.pages.finding import Finding
from ipabs.pages.reading import read_pages
from ipabs.pages.rules import check_pages

_PAGE = re.compile(rb"/Type/Page/[^\n]*?/Contents (\d+) 0 R")
_SHOWN = 12


class PagesError(IpabsError):
    """Printed pages look wrong."""


def refuse_bad_pages(pdf: Path, memory: Path, rests_on: str) -> None:
    """Raise if a page of `pdf` looks wrong.

    Reading an edition takes a third of a second, so pages found clean are remembered by what is drawn on them:
    after an edit of the text the pages that moved are read, and no others.

    Parameters
    ----------
    memory
        Where the clean pages are noted.
    rests_on
        A digest of what shows on a page without being drawn by it: figures, fonts, the rules themselves.

    Raises
    ------
    PagesError
        With every finding: page, rule, text, what to do.
    """
    content = pdf.read_bytes()
    digests = list(_digests(content))
    clean = _remembered(memory, rests_on)
    wanted = {number for number, digest in enumerate(digests, 1) if digest not in clean}
    found: list[Finding] = []
    if wanted or not digests:
        found = check_pages(read_pages(content, wanted if digests else None), last=len(digests) or None)
    bad = {finding.page for finding in found}
    good = [digest for number, digest in enumerate(digests, 1) if number not in bad]
    text = json.dumps({"rests_on": rests_on, "clean": good})
    memory.write_text(text + "\n", "utf-8")
    if found:
        lines = [f"  {finding}" for finding in found[:_SHOWN]]
        if len(found) > _SHOWN:
            lines.append(f"  and {len(found) - _SHOWN} more")
        count = f"{len(bad)} page{'s look' if len(bad) > 1 else ' looks'} wrong"
        head = f"{pdf}: {count}, so nothing was published (--no-check-pages publishes all the same):"
        raise PagesError("\n".join([head, *lines]))


def _digests(content: bytes) -> Iterator[str]:
    """Yield a digest of what each page draws; nothing, where the file is not written as Typst writes it.

    Glyphs are numbered in the order in which they first appear, so equal bytes may stand for a Han character that
    is new to the report in the place of one that is gone from it. No rule tells such two apart.
    """
    numbers = _PAGE.findall(content)
    places = {found[1]: found.end() for found in re.finditer(rb"\n(\d+) 0 obj\n", content)}
    if not numbers or any(number not in places for number in numbers):
        return
    for at, number in enumerate(numbers):
        start = places[number]
        end = content.find(b"endstream", start)
        # The last page may be short, and the one before it shorter than others: other rules hold there.
        place = {1: b"last", 2: b"next to last"}.get(len(numbers) - at, b"")
        yield hashlib.sha256(content[start:end] + place).hexdigest()


def _remembered(memory: Path, rests_on: str) -> set[str]:
    try:
        record = json.loads(memory.read_text("utf-8"))
        return set(record["clean"]) if record["rests_on"] == rests_on else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()
