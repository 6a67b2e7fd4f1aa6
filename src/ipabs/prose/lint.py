"""Lints the report's text and the sentences that facts compose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ipabs.assembly.embedded.source import Refused, read_page
from ipabs.assembly.reading import GENERATED
from ipabs.errors import IpabsError

from .defined import undefined
from .finding import Finding
from .pairs import unpaired
from .rule import Hit, Rule, rules
from .spacing import misspaced
from .visible import Visible, visible

TYPED_NUMBER = "typed-number"


def lint_report(root: Path) -> list[Finding]:
    """Return everything that is wrong in the report's text, in the order in which it is read.

    Raises
    ------
    IpabsError
        If there is no text, or it is not UTF-8.
    """
    known: set[str] = set()
    found: list[Finding] = []
    files = _sources(root)
    if not files:
        raise IpabsError(f"There is no text in {root / 'report'}: call the command in the project's folder.")
    for path in files:
        found += lint_source(_text(path), path.relative_to(root).as_posix(), known)
    return found


def lint_source(source: str, file: str, known: set[str] | None = None) -> list[Finding]:
    """Return what is wrong in the Markdown `source`.

    Parameters
    ----------
    known
        Abbreviations defined before; those that `source` defines are added.
    """
    seen = visible(source)
    return list(_located(_hits(seen.text, rules(), set() if known is None else known), seen, source, file))


def lint_sentences(texts: Iterable[tuple[str, str]], known: set[str] | None = None) -> list[Finding]:
    """Return what is wrong in plain texts that facts and exhibits compose.

    Parameters
    ----------
    texts
        Name and text of each.
    known
        Abbreviations that the report's text defines.
    """
    everywhere = tuple(rule for rule in rules() if rule.everywhere)
    defined = set() if known is None else known
    return [
        finding
        for name, text in texts
        for finding in _located(
            _hits(text, everywhere, defined), Visible(text, tuple(range(len(text)))), text, name
        )
    ]


def refuse_typed_numbers(root: Path) -> None:
    """Refuse a text in which a number is typed: it would be wrong in the next edition.

    Raises
    ------
    IpabsError
        With every number: file, line, column and remedy.
    """
    (rule,) = (each for each in rules() if each.id == TYPED_NUMBER)
    found: list[Finding] = []
    for path in _sources(root):
        source = _text(path)
        seen = visible(source)
        found += _located(rule.hits(seen.text), seen, source, path.relative_to(root).as_posix())
    if found:
        raise IpabsError("\n".join(map(str, found)))


def _sources(root: Path) -> list[Path]:
    """Return the text's files as they are read: includes where they stand, then what is included nowhere."""
    folder = root / "report"
    files = sorted(path for path in folder.glob("*.qmd") if path.name not in GENERATED)
    try:
        body = read_page(folder / "index.qmd", root, GENERATED)[1]
    except Refused:  # the build tells what is wrong with its includes
        return files
    named = [root / place.file for place in body.places]
    first = [folder / "index.qmd"] if folder / "index.qmd" in files else []
    return [path for path in dict.fromkeys([*first, *named, *files]) if path in files]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise IpabsError(f"{path} is not UTF-8: save it in that encoding.") from None


def _hits(text: str, applied: Iterable[Rule], known: set[str]) -> list[Hit]:
    """Return what is found, without what lies inside something that an earlier rule found."""
    kept: list[Hit] = []
    every = [hit for rule in applied for hit in rule.hits(text)]
    for hit in [*every, *unpaired(text), *undefined(text, known), *misspaced(text)]:
        touching = (each for each in kept if each.start < hit.end and hit.start < each.end)
        late = hit.rule == "autocorrect"
        if not any(late or (each.start <= hit.start and hit.end <= each.end) for each in touching):
            kept.append(hit)
    return sorted(kept)


def _located(hits: Iterable[Hit], seen: Visible, source: str, file: str) -> Iterator[Finding]:
    for hit in hits:
        first, last = seen.offsets[hit.start], _end(seen, hit.end, source)
        line = source.count("\n", 0, first) + 1
        column = first - source.rfind("\n", 0, first)
        yield Finding(file, line, column, hit.rule, hit.message, source[first:last], hit.remedy)


def _end(seen: Visible, end: int, source: str) -> int:
    """Return where the source of the character before `end` ends: of a variable, its whole shortcode."""
    from ipabs.assembly.embedded.shortcodes import SHORTCODE

    last = seen.offsets[end - 1]
    shortcode = SHORTCODE.match(source, last)
    return shortcode.end() if shortcode else last + 1
