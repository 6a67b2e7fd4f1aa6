"""The page as one text, includes put in, in which every character knows its file and line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ipabs.errors import IpabsError

_INCLUDE = re.compile(r"^\s*\{\{<\s*include\s+(?:\"([^\"]+)\"|'([^']+)'|(\S+))\s*>\}\}\s*$")
_FENCE = re.compile(r"^\s*(?:>\s*)*(`{3,}|~{3,})([^`]*)$")
_FRONT = re.compile(r"^---\s*$")


@dataclass(frozen=True)
class Place:
    """A line of a file, the file named relative to the project."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Trouble:
    """Something that stops a render: where it is, what it is and what to do."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class Refused(IpabsError):
    """The project can't be rendered as it stands.

    Parameters
    ----------
    troubles : list of Trouble
        All that was found, each with its file and line.
    """

    def __init__(self, troubles: list[Trouble]) -> None:
        self.troubles = list(dict.fromkeys(troubles))
        super().__init__("\n".join(str(trouble) for trouble in self.troubles))


@dataclass
class Source:
    """Text whose lines remember where they came from.

    Parameters
    ----------
    lines
        Lines without their ends.
    places
        For each line, its file and line there.
    """

    lines: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def add(self, line: str, place: Place) -> None:
        """Append one line."""
        self.lines.append(line)
        self.places.append(place)

    @property
    def text(self) -> str:
        """All lines, each ended."""
        return "".join(f"{line}\n" for line in self.lines)

    def locator(self) -> Locator:
        """Return what turns offsets of `text` into places."""
        return Locator(self)


class Locator:
    """Turns an offset, or the number of a line, into a place."""

    def __init__(self, source: Source) -> None:
        self._places = source.places
        self._starts: list[int] = []
        position = 0
        for line in source.lines:
            self._starts.append(position)
            position += len(line) + 1

    def at(self, offset: int) -> Place:
        """Return the place of the character at `offset`."""
        return self.line(bisect_right(self._starts, offset))

    def line(self, number: int) -> Place:
        """Return the place of line `number`, the first being 1."""
        return self._places[min(max(number, 1), len(self._places)) - 1]

    def number(self, offset: int) -> int:
        """Return the number of the line that holds `offset`, the first being 1."""
        return bisect_right(self._starts, offset)


def shown(path: Path, root: Path) -> str:
    """Return `path` as messages name it: relative to the project where it lies inside."""
    if ".." not in path.parts and path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return str(path)


def read_page(
    page: Path, root: Path, generated: Collection[str] = (), troubles: list[Trouble] | None = None
) -> tuple[Source, Source]:
    """Return the front matter and the body of `page`, includes put in.

    A path in an include is relative to the page, wherever the include stands, or to the project if it
    begins with a slash.

    Parameters
    ----------
    generated
        Names of included files that count as empty: they are not written yet.
    troubles
        Where to put what is wrong with includes, instead of stopping at the first.

    Raises
    ------
    Refused
        If an included file is missing, includes itself, or is included inside a line or a code block.
    """
    lines = _read(page, root, None)
    front, body = Source(), Source()
    name = shown(page, root)
    start = 0
    if lines and _FRONT.match(lines[0]):
        for end in range(1, len(lines)):
            if lines[end].rstrip() in ("---", "..."):
                for number in range(1, end):
                    front.add(lines[number], Place(name, number + 1))
                start = end + 1
                break
    reader = _Reader(root, page.parent, frozenset(generated), troubles)
    for line, place in reader.expanded(page, lines, start, [page.resolve()]):
        body.add(line, place)
    return front, body


def _read(path: Path, root: Path, place: Place | None) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError:
        raise Refused([Trouble(place or Place(shown(path, root), 1), f"{path.name} is not UTF-8.")]) from None
    except OSError:
        where = place or Place(shown(path, root), 1)
        raise Refused([Trouble(where, f"there is no file {shown(path, root)}.")]) from None


@dataclass(frozen=True)
class _Reader:
    """Puts includes in."""

    root: Path
    base: Path
    generated: frozenset[str]
    troubles: list[Trouble] | None

    def expanded(
        self, path: Path, lines: list[str], start: int, chain: list[Path]
    ) -> Iterator[tuple[str, Place]]:
        name = shown(path, self.root)
        fence = ""
        for number, raw in enumerate(lines[start:], start + 1):
            line = raw.rstrip("\r")
            place = Place(name, number)
            if number == len(lines) and not line:
                break
            opened = _FENCE.match(line)
            if opened and not fence:
                fence = opened[1]
            elif opened and not opened[2].strip() and opened[1].startswith(fence):
                fence = ""
            found = _INCLUDE.match(line)
            if not found:
                yield line, place
                continue
            try:
                target, inner = self._included(found, path, fence, chain, place)
            except Refused as error:
                if self.troubles is None:
                    raise
                self.troubles.extend(error.troubles)
                continue
            yield from self.expanded(target, inner, 0, [*chain, target.resolve()])
            yield "", place

    def _included(
        self, found: re.Match[str], path: Path, fence: str, chain: list[Path], place: Place
    ) -> tuple[Path, list[str]]:
        if fence:
            raise Refused(
                [Trouble(place, "an include inside a code block: put it outside, on a line of its own.")]
            )
        wanted = found[1] or found[2] or found[3]
        target = self.root / wanted.lstrip("/") if wanted.startswith("/") else self.base / wanted
        if target.resolve() in chain:
            cycle = " → ".join(shown(each, self.root) for each in [*chain, target])
            raise Refused([Trouble(place, f"include runs in a circle: {cycle}.")])
        if wanted in self.generated:
            return target, []
        return target, _read_included(target, wanted, path, self.root, self.base, place)


def _read_included(target: Path, wanted: str, path: Path, root: Path, base: Path, place: Place) -> list[str]:
    if not target.is_file():
        hint = ""
        if not wanted.startswith("/") and path.parent != base and (path.parent / wanted).is_file():
            hint = f" A path in an include is relative to the page in {shown(base, root) or '.'}/."
        raise Refused([Trouble(place, f"include: there is no file {shown(target, root)}.{hint}")])
    inner = _read(target, root, place)
    if inner and _FRONT.match(inner[0]):
        raise Refused(
            [Trouble(Place(shown(target, root), 1), "an included file has no front matter of its own.")]
        )
    return inner
