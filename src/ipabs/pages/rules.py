"""The rules of the printed page, read off the positions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from ipabs.pages.finding import Finding
from ipabs.pages.reading import Line, Page

# The grid: docs/typography.md.
LEFT, RIGHT, TOP, BOTTOM, HANG = 54.0, 541.3, 78.0, 769.9, 88.0
PROSE_SIZE = 10.5
CAPTION_SIZE = 9.0
LONE = "a character stands alone on a line"
HEADINGS = (18.0, 12.5)
# Most that may be empty, as a share of the text's height: of a page, of the one before the last, whose table ends
# where it ends while the last appendices stand together below or on the next page, and of the last one.
EMPTY, EMPTY_BEFORE_LAST, EMPTY_LAST = 0.4, 0.5, 0.65
NOTES_ABOVE = 12.5
SLACK = 1.0

_CLOSING = "。，、；：！？）》〉」』”’】％%‰·…—～~"
_OPENING = "（《〈「『“‘【"
_UNIT = re.compile(r"(?:年|月|日|万|亿|元|单|家|只|个|笔|项|份|条|倍|次|期|号|起|类|种|天|季)")
_TAIL_NUMBER = re.compile(r"[0-9][0-9.,]*[%‰]?$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"\w")
_NUMBER_GOES_ON = re.compile(r"[0-9.,%‰—–~～]")


def check_pages(
    pages: Sequence[Page], *, plain: Sequence[int] = (1,), last: int | None = None
) -> list[Finding]:
    """Return everything that looks wrong, page by page.

    Parameters
    ----------
    pages
        A whole edition, or some of its pages.
    plain
        Pages without the grid: the cover.
    last
        Number of the edition's last page, if that is not among `pages`.
    """
    found: list[Finding] = []
    last = last or max((page.number for page in pages), default=0)
    for page in pages:
        found += _fonts(page)
        found += _overlaps(page)
        contents = _is_contents(page)
        if page.number in plain:
            found += _columns(page)
            continue
        found += _margins(page)
        found += _breaks(page)
        # A short last line of the contents is not short: the page number stands on it.
        found += [each for each in _columns(page) if not (contents and each.rule == LONE)]
        if contents:
            continue
        found += _headings(page)
        found += _emptiness(page, last)
    return found + list(_order(pages))


def _order(pages: Sequence[Page]) -> Iterator[Finding]:
    """Yield exhibits that stand after one of a higher number."""
    highest = {"图": 0, "表": 0}
    for page in pages:
        if _is_contents(page):
            continue
        for line in sorted(page.lines, key=attrgetter("base")):
            # 图 and its number are set apart from the title, which may begin with a year.
            kind, number = line.runs[0], line.runs[1] if len(line.runs) > 1 else line.runs[0]
            bold = kind.font.endswith("Bold") and abs(kind.size - CAPTION_SIZE) < 0.2
            if not bold or kind.text not in highest or not number.text.isdigit():
                continue
            if int(number.text) < highest[kind.text]:
                yield Finding(page.number, "an exhibit stands out of its order", line.text[:30])
            highest[kind.text] = max(highest[kind.text], int(number.text))


def _overlaps(page: Page) -> Iterator[Finding]:
    """Yield lines that run into each other: a label out of its column, a headline figure on a heading."""
    lines = sorted(page.lines, key=attrgetter("top"))
    for at, line in enumerate(lines):
        for other in lines[at + 1 :]:
            if other.top >= line.bottom:
                break
            wide = min(line.right, other.right) - max(line.left, other.left)
            high = min(line.bottom, other.bottom) - other.top
            if wide > 2 and high > 0.4 * min(line.size, other.size):
                yield Finding(
                    page.number, "text runs into other text", f"{line.text[:12]}｜{other.text[:12]}"
                )


def _fonts(page: Page) -> Iterator[Finding]:
    for name, embedded in page.fonts:
        if not embedded:
            yield Finding(page.number, "a font is not embedded", name)
    missing = "".join(run.text for run in page.runs if "\ufffd" in run.text or run.font == "")
    if missing:
        yield Finding(page.number, "characters have no glyph", missing[:20])


def _margins(page: Page) -> Iterator[Finding]:
    for line in page.lines:
        outside = line.left < LEFT - SLACK - 0.5 * line.size or line.right > RIGHT + SLACK + 0.5 * line.size
        # Punctuation at a line's end may hang by half its width, a bracket at its beginning likewise.
        if outside or line.bottom > page.height - 20:
            yield Finding(page.number, "text past the margin", line.text[:40])
    for left, _, right, bottom in page.boxes:
        if left < LEFT - 5 or right > RIGHT + 5 or bottom > page.height - 20:
            yield Finding(page.number, "a drawing past the margin", f"{left:.0f}–{right:.0f} pt")


def _follows(line: Line, after: Line) -> bool:
    """Tell whether `after` continues the paragraph of `line`: the next line down, from the same edge or outdented."""
    drop = after.base - line.base
    if not 0.9 * line.size < drop < 2.0 * line.size or abs(line.size - after.size) > 0.6:
        return False
    full = line.right > RIGHT - 1.5 * line.size
    first = line.left - after.left
    return full and -SLACK <= first < 2.5 * line.size


def _breaks(page: Page) -> Iterator[Finding]:
    for line, after in pairwise(_prose(page)):
        if not _follows(line, after):
            continue
        tail, head = line.text.rstrip(), after.text.lstrip()
        if not tail or not head:
            continue
        where = f"{tail[-12:]}｜{head[:12]}"
        if _TAIL_NUMBER.search(tail) and (_UNIT.match(head) or _NUMBER_GOES_ON.match(head)):
            yield Finding(page.number, "a number is parted from its unit", where)
        elif head[0] in _CLOSING and not tail.endswith("—"):
            yield Finding(page.number, "punctuation opens a line", where)
        if tail[-1] in _OPENING:
            yield Finding(page.number, "an opening bracket ends a line", where)
        if re.search(r"[0-9年月][—–]$", tail) and head[0].isdigit():
            yield Finding(page.number, "a range is broken", where)
        if re.search(r"(?:A{1,3}|B{1,3})[+−-]?$", tail) and head.startswith(("sf", "+sf", "−sf")):
            yield Finding(page.number, "a rating is broken", where)
        if _is_lone(head) and after.right < RIGHT - 3 * after.size:
            yield Finding(page.number, LONE, where)


def _columns(page: Page) -> Iterator[Finding]:
    """Yield breaks in cells, captions, notes and labels, whose columns are not known: two lines, one below the other."""
    sans = [line for line in page.lines if "Sans" in line.font and "Mono" not in line.font]
    for line, after in pairwise(sans):
        drop = after.base - line.base
        below = (
            0.9 * line.size < drop < 2.0 * line.size and after.left < line.right and line.left < after.right
        )
        if not below or abs(line.size - after.size) > 0.3 or line.font != after.font:
            continue
        tail, head = line.text.rstrip(), after.text.lstrip()
        # Labels of an axis are numbers below each other.
        if not tail or not head or not _HAN.search(tail):
            continue
        where = f"{tail[-12:]}｜{head[:12]}"
        if _TAIL_NUMBER.search(tail) and (_UNIT.match(head) or _NUMBER_GOES_ON.match(head)):
            yield Finding(page.number, "a number is parted from its unit", where)
        elif head[0] in _CLOSING:
            yield Finding(page.number, "punctuation opens a line", where)
        elif _is_lone(head):
            yield Finding(page.number, LONE, where)
        if tail[-1] in _OPENING:
            yield Finding(page.number, "an opening bracket ends a line", where)


def _is_lone(text: str) -> bool:
    return len(_WORD.findall(text)) <= 1


def _prose(page: Page) -> list[Line]:
    """Return the lines of the text itself."""
    serif = [line for line in page.lines if "Serif" in line.font]
    return [line for line in serif if line.right - line.left > 0.2 * PROSE_SIZE]


def _in_text(line: Line) -> bool:
    return line.top >= TOP - 2 and line.bottom <= BOTTOM + 4


def _headings(page: Page) -> Iterator[Finding]:
    lines = [line for line in page.lines if _in_text(line)]
    for line in lines:
        if "Serif" in line.font or not any(abs(line.size - size) < 0.2 for size in HEADINGS):
            continue
        below = {
            round(other.base) for other in lines if other.base > line.base + 6 and not _is_footnote(other)
        }
        drawn = any(top > line.bottom and bottom - top > 20 for _, top, _, bottom in page.boxes)
        if len(below) < 2 and not drawn:
            yield Finding(page.number, "a heading stands at the foot", line.text[:30])


def _is_contents(page: Page) -> bool:
    """Tell whether this is a page of the contents, which ends where its lists end."""
    return any(line.size > 20 and line.text.endswith("目录") for line in page.lines)


def _emptiness(page: Page, last: int) -> Iterator[Finding]:
    lines = [line for line in page.lines if _in_text(line)]
    used = [line.bottom for line in lines if not _is_footnote(line)]
    used += [bottom for _, top, _, bottom in page.boxes if top >= TOP - 10 and bottom <= BOTTOM + 4]
    foot = min((line.top - NOTES_ABOVE for line in lines if _is_footnote(line)), default=BOTTOM)
    empty = (foot - max(used, default=TOP)) / (BOTTOM - TOP)
    if page.number == last:
        if empty > EMPTY_LAST:
            yield Finding(page.number, "the last page holds next to nothing", f"{1 - empty:.0%} used")
    elif empty > (EMPTY_BEFORE_LAST if page.number == last - 1 else EMPTY):
        yield Finding(page.number, "too much of the page is empty", f"{empty:.0%} empty")


def _is_footnote(line: Line) -> bool:
    return "Serif" in line.font and line.size <= 8.1
