"""Checks a project before anything is rendered: the same for both assemblers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import paragraphs, pipetables, refusals
from .attributes import BLOCK, parse
from .citations import keys, undefined
from .conditions import Div, divs, shown_text
from .labels import labels as labels_of
from .masking import Masked, mask
from .notebooks import Embed, Notebooks
from .project import Format, Project, read_project
from .references import references
from .refused_resources import IsOwn, refused_images, refused_resources
from .resources import Resource, files, resources, shown_resources
from .settings import listed
from .shortcodes import MARK, Shortcode, Undefined, Values, shortcodes
from .source import Locator, Refused, Source, Trouble

_WORD = re.compile(r"[A-Za-z][\w-]*")
_EMBED_MARK = "\0{}\0"


@dataclass
class Page:
    """The page as one format shows it.

    Parameters
    ----------
    project, form
        What it belongs to.
    values
        What stands behind the marks in the text.
    text
        The page, shortcodes replaced.
    embeds
        What its embeds show, in the order of their numbers, the first being 1.
    tables
        Its plain tables, as table.lua takes them, in the order of their numbers, the first being 1.
    paragraphs
        Its plain paragraphs, each its parts (see plaintext.py), likewise.
    shift
        Whether the page has no heading of the first level.
    resources
        Files beside the page that it shows or links to.
    """

    project: Project
    form: Format
    values: Values
    text: Source = field(default_factory=Source)
    embeds: list[Embed] = field(default_factory=list)
    tables: list[Any] = field(default_factory=list)
    paragraphs: list[list[Any]] = field(default_factory=list)
    shift: bool = False
    resources: list[Path] = field(default_factory=list)

    def read_plain(self) -> None:
        """Take plain paragraphs and tables out of the text, which pandoc would read for long; once, before it runs."""
        reader = str(self.form.options.get("from", "markdown"))
        kinds = labels_of(self.form.options)["prefixes"]
        source, self.paragraphs = paragraphs.taken(self.text, self.values.texts, kinds, reader)
        self.text, self.tables = pipetables.taken(source, reader)


def nothing(address: str) -> bool:
    """Tell that nothing else lies at an address beside the page."""
    return False


def check(root: Path, kinds: Sequence[str], is_own: IsOwn = nothing) -> list[Page]:
    """Read the project in `root` and return its page as each format shows it.

    Parameters
    ----------
    is_own
        Tells whether something else will lie at an address beside the published page.

    Raises
    ------
    Refused
        With everything that is wrong: features not known here, undefined variables, unresolved references,
        files that are missing or can't be shown.
    """
    project = read_project(root, kinds)
    places = project.body.locator()
    masked = mask(project.body.lines)
    opened, inside = divs(masked.text.split("\n"))
    found = shortcodes(masked.uncommented)
    troubles = [
        Trouble(places.at(match.start()), "a character of a private plane, which is reserved here.")
        for match in MARK.finditer(project.body.text)
    ]
    troubles += refusals.refused_text(masked, opened, found, places)
    troubles += refusals.refused_settings(project, _used(project, found, opened, masked))
    if troubles:
        raise Refused(troubles)
    named = resources(project.body.text, masked, inside)
    troubles += refused_resources(named, project.page, project.root, places, is_own)
    pages = []
    notebooks = Notebooks(project.root, project.page)
    for form in project.formats:
        shown = shown_text(masked.text, inside, form.writer, form.options)
        page = Page(project, form, Values(project.variables, form.options))
        page.shift = not any(line.startswith("# ") for line in shown.split("\n"))
        labels = _fill(page, found, (masked.text, shown), notebooks, places, troubles)
        wanted = shown_resources(named, shown)
        troubles += refused_images(wanted, project.page, form.kind, places)
        page.resources = _beside(wanted, project.page, is_own)
        files = [Path(each) for each in listed(form.options.get("bibliography"))]
        troubles += references(shown, labels, places, bool(files))
        known = keys(files) if files else None
        if known is not None:
            troubles += undefined(shown, known, files, places, project.root)
        try:
            page.form.options.update(page.values.marked(form.options))
        except Undefined as error:
            troubles.append(Trouble(project.layers[-1].place(), str(error)))
        pages.append(page)
    if troubles:
        raise Refused(troubles)
    return pages


def _beside(named: list[Resource], page: Path, is_own: IsOwn) -> list[Path]:
    return files((each for each in named if not is_own(each.name)), page)


def _used(project: Project, found: list[Shortcode], opened: list[Div], masked: Masked) -> set[str]:
    """Return words that may name metadata: of shortcodes, conditions, templates and filters.

    Templates and filters are read until there is a word for each setting.
    """
    words: set[str] = set()
    for shortcode in found:
        if shortcode.name == "meta":
            words.update(path.partition(".")[0] for path in shortcode.arguments)
    conditions = [div.attributes for div in opened] + [
        parse(block[1]) for block in BLOCK.finditer(masked.text)
    ]
    for each in conditions:
        for key in ("when-meta", "unless-meta"):
            words.add(each.values.get(key, "").partition(".")[0])
    for form in project.formats:
        wanted = refusals.unhandled(form) - words
        for file in _look(form):
            if not wanted:
                break
            words.update(_WORD.findall(file.read_text(encoding="utf-8")))
            wanted -= words
    return words


def _look(form: Format) -> Iterator[Path]:
    if form.template is not None:
        yield form.template
    for pattern in ("*.lua", *([f"*{form.template.suffix}"] if form.template else []), "*.html", "*.typ"):
        yield from form.extension.folder.rglob(pattern)


def _fill(
    page: Page,
    found: list[Shortcode],
    texts: tuple[str, str],
    notebooks: Notebooks,
    places: Locator,
    troubles: list[Trouble],
) -> dict[int, str]:
    """Write the page with marks for its shortcodes, and return where embeds define which labels.

    What the format hides may lack its values: a section that an edition lacks is hidden.
    """
    text = page.project.body.text
    masked, shown = texts
    parts: list[str] = []
    labels: dict[int, str] = {}
    position = 0
    for shortcode in found:
        place = places.at(shortcode.start)
        hidden = masked[shortcode.start] != shown[shortcode.start]
        parts.append(text[position : shortcode.start])
        position = shortcode.end
        try:
            if shortcode.name == "embed":
                embed = notebooks.embed(shortcode.arguments[0], page.form.medium, place)
                page.embeds.append(embed)
                parts.append(_EMBED_MARK.format(len(page.embeds)))
                if not hidden:
                    labels[shortcode.start] = embed.label
            else:
                parts.append(page.values.mark(shortcode.name, shortcode.arguments[0]))
        except Undefined as error:
            if not hidden:
                troubles.append(Trouble(place, str(error)))
        except Refused as error:
            troubles.extend(error.troubles)
    page.text = _with_embeds("".join([*parts, text[position:]]), page.project.body)
    return labels


def _with_embeds(text: str, body: Source) -> Source:
    """Return the page's lines, each embed, which is alone on its line, a raw block of its own."""
    lines = Source()
    for line, place in zip(text.split("\n"), body.places, strict=False):
        start, mark, rest = line.partition("\0")
        if mark:
            number = rest.partition("\0")[0]
            made = ["", f"{start}```{{=ipabs-embed}}", f"{start}{number}", f"{start}```", ""]
            for each in made:
                lines.add(each, place)
        else:
            lines.add(line, place)
    return lines
