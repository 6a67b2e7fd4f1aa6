"""Checks the report's text as it is committed, before a notebook runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ipabs.assembly import publish, reading
from ipabs.errors import IpabsError

from .embedded import refusals
from .embedded.citations import keys, undefined
from .embedded.conditions import Div, divs, is_conditional, shown_text
from .embedded.masking import mask
from .embedded.notebooks import Notebooks
from .embedded.project import WRITERS
from .embedded.references import doubled, unresolved
from .embedded.refused_resources import refused_images, refused_resources
from .embedded.resources import resources, shown_resources
from .embedded.settings import listed, page_and_output
from .embedded.shortcodes import Shortcode, shortcodes
from .embedded.source import Locator, Refused, Source, Trouble, read_page, shown
from .embedded.yamltext import Mapping, read_file, read_mapping


def preflight_text(project_root: Path, formats: Sequence[str] = ()) -> None:
    """Refuse a text that can't be rendered whatever the notebooks compute.

    Found are missing includes, embeds of cells that no notebook has, references to nothing, labels given
    twice, citations of unknown keys, pictures and linked files that are missing or can't be published, and what
    neither assembler renders. Variables and conditions are known
    only after the notebooks ran: until then every section counts as shown.

    Parameters
    ----------
    formats
        What will be made of the text: pictures are refused that one of these can't show.

    Raises
    ------
    IpabsError
        With everything that was found, each with its file and line.
    """
    root = project_root.resolve()
    try:
        troubles = _troubles(root, formats)
    except Refused as error:
        troubles = error.troubles
    except OSError as error:
        raise IpabsError(f"The report's text can't be read: {error}.") from None
    if troubles:
        raise Refused(sorted(troubles, key=lambda each: (each.place.file, each.place.line)))


def _troubles(root: Path, formats: Sequence[str]) -> list[Trouble]:
    main = read_file(root / "_quarto.yml", "_quarto.yml")
    page, _ = page_and_output(root, main)
    troubles: list[Trouble] = []
    front, body = read_page(page, root, reading.GENERATED, troubles)
    whole = not troubles
    places = body.locator()
    masked = mask(body.lines)
    opened, inside = divs(masked.text.split("\n"))
    found = shortcodes(masked.uncommented)
    troubles += refusals.refused_text(masked, opened, found, places)
    named = resources(body.text, masked, inside)
    troubles += refused_resources(named, page, root, places, publish.is_own)
    for kind in formats:
        shown = shown_text(masked.text, inside, WRITERS[kind], {})
        troubles += refused_images(shown_resources(named, shown), page, kind, places)
    labels = _embedded(found, Notebooks(root, page), places, troubles)
    # Two sections under opposite conditions may define the same label.
    always = _unconditional(masked.text, inside)
    troubles += doubled(always, {at: name for at, name in labels.items() if always[at] != " "}, places)
    # A file that is missing may define what others refer to: it alone is what must be mended.
    if whole:
        files = _bibliography(main, front, page, root)
        generated = [label for names in reading.GENERATED.values() for label in names]
        labels |= {-1 - number: label for number, label in enumerate(generated)}
        troubles += unresolved(masked.text, labels, places, bool(files))
        known = keys(files) if files else None
        if known is not None:
            troubles += undefined(masked.text, known, files, places, root)
    return troubles


def _embedded(
    found: list[Shortcode], notebooks: Notebooks, places: Locator, troubles: list[Trouble]
) -> dict[int, str]:
    """Return where embeds define which labels."""
    labels: dict[int, str] = {}
    for shortcode in found:
        if shortcode.name == "embed" and len(shortcode.arguments) == 1:
            try:
                labels[shortcode.start] = notebooks.require(
                    shortcode.arguments[0], places.at(shortcode.start)
                )
            except Refused as error:
                troubles += error.troubles
    return labels


def _unconditional(text: str, inside: list[tuple[Div, ...]]) -> str:
    lines = text.split("\n")
    for index, stack in enumerate(inside):
        if any(is_conditional(div.attributes) for div in stack):
            lines[index] = " " * len(lines[index])
    return "\n".join(lines)


def _bibliography(main: Mapping, front: Source, page: Path, root: Path) -> list[Path]:
    """Return the bibliographies that the project and the page name."""
    first = front.places[0].line if front.lines else 1
    own = read_mapping(front.text, shown(page, root), first)
    named = [
        folder / str(name)
        for layer, folder in ((main, root), (own, page.parent))
        for name in listed(layer.data.get("bibliography"))
    ]
    return list(dict.fromkeys(named))
