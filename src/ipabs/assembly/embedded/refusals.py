"""What Quarto knows and this assembler does not: refused by name, never guessed at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .attributes import BLOCK, Attributes, parse
from .conditions import Div
from .masking import Masked
from .project import Format, Project
from .references import OTHER_KINDS
from .settings import CROSSREF, HANDLED, INSTALL, ONLY, REQUIRED
from .shortcodes import Shortcode
from .source import Locator, Trouble

_CLASSES = re.compile(
    r"^(panel-.*|column(s|-.*)?|g-col-.*|grid|aside|(non)?incremental|fragment|landscape|lightbox|proof|remark"
    r"|solution|margin-caption|page-columns|cell|notes|hidden|placeholder|callout)$"
)
_CALLOUTS = re.compile(r"^callout-(?!(note|warning|tip|important|caution)$)")
_ATTRIBUTES = re.compile(
    r"^(layout-(nrow|valign|align)|(when|unless)-profile|tbl-colwidths|(fig|tbl)-(subcap|cap-location|align|pos|env)"
    r"|lightbox|code-.*|filename|shortcodes)$"
)
_EXECUTABLE = re.compile(r"^\{+\s*[A-Za-z][\w-]*\s*([\s,}].*)?\}*$")
_LANGUAGES = re.compile(r"^(zh|zh-Hans|zh-CN|en|en-\w+)$")
_OWN = ("include", "var", "meta", "embed")


def refused_text(
    masked: Masked, divs: list[Div], found: list[Shortcode], places: Locator
) -> Iterator[Trouble]:
    """Yield what the page's text uses and can't be rendered here."""
    for fence in masked.fences:
        if _EXECUTABLE.match(fence.info):
            what = f"a code cell ```{fence.info}"
            yield Trouble(
                places.line(fence.line), f"{what}: put it into a notebook and embed it, or {INSTALL}."
            )
    for fence in masked.fences:
        for block in BLOCK.finditer(fence.info):
            yield from _refused_element(parse(block[1]), places.line(fence.line))
    for shortcode in found:
        yield from _refused_shortcode(shortcode, masked, places)
    for div in divs:
        yield from _refused_element(div.attributes, places.line(div.line))
    for block in BLOCK.finditer(masked.text):
        line = masked.text.rfind("\n", 0, block.start()) + 1
        if not masked.text[line : block.start()].lstrip(" >").startswith(":::"):
            yield from _refused_element(parse(block[1]), places.at(block.start()))


def _refused_shortcode(shortcode: Shortcode, masked: Masked, places: Locator) -> Iterator[Trouble]:
    where = places.at(shortcode.start)
    text = masked.uncommented[shortcode.start : shortcode.end]
    start = masked.uncommented.rfind("\n", 0, shortcode.start) + 1
    end = masked.uncommented.find("\n", shortcode.end)
    alone = masked.uncommented[start:end].strip() == text
    if masked.uncommented[shortcode.start - 1 : shortcode.start] == "{" or shortcode.name.startswith("/*"):
        yield Trouble(where, f"an escaped shortcode {text}: write it as text, or {INSTALL}.")
    elif shortcode.name not in _OWN:
        yield Trouble(
            where, f"shortcode {shortcode.name or text}: only {', '.join(_OWN)} are known here: {INSTALL}."
        )
    elif len(shortcode.arguments) != 1:
        yield Trouble(where, f"{text}: {shortcode.name} takes one argument here: {INSTALL}.")
    elif shortcode.name in ("include", "embed") and not alone:
        yield Trouble(where, f"{text} must stand on a line of its own.")
    elif shortcode.name == "embed" and masked.text[shortcode.start] != "{":
        yield Trouble(where, f"{text} inside a code block: put it outside.")


def _refused_element(attributes: Attributes, where: Any) -> Iterator[Trouble]:
    for name in attributes.classes:
        if _CLASSES.match(name) or _CALLOUTS.match(name):
            yield Trouble(where, f".{name} is not known here: write it otherwise, or install Quarto.")
    for name in attributes.values:
        if _ATTRIBUTES.match(name):
            yield Trouble(where, f"{name}= is not known here: {INSTALL}.")
    kind = attributes.identifier.partition("-")[0]
    if kind in OTHER_KINDS and "-" in attributes.identifier:
        yield Trouble(
            where, f"#{attributes.identifier}: references of the kind {kind}- need Quarto: {INSTALL}."
        )
    layout = attributes.values.get("layout")
    if layout is not None and not re.fullmatch(r"[\[\]\d., ]+", layout):
        yield Trouble(where, f"layout={layout}: only positive numbers are known here.")


def unhandled(form: Format) -> set[str]:
    """Return the settings of a format that must be somebody else's, since they are not known here."""
    return form.options.keys() - HANDLED - ONLY.keys()


def refused_settings(project: Project, used: set[str]) -> Iterator[Trouble]:
    """Yield the settings that are neither known here nor read by the look or the page.

    Parameters
    ----------
    used
        Words of templates and filters, and keys that the page's shortcodes and conditions name.
    """
    for form in project.formats:
        yield from _refused_format(project, form, used)


def _refused_format(project: Project, form: Format, used: set[str]) -> Iterator[Trouble]:
    own = form.extension.settings
    for key in REQUIRED[form.writer]:
        if key not in form.options:
            value = str(ONLY[key][0]).lower()
            yield Trouble(own.place(), f"format {form.writer}: without Quarto it needs {key}: {value}.")
    for key, value in form.options.items():
        where = own.place(key) if (key,) in own.lines else project.place_of(key)
        if key in ONLY:
            if value not in ONLY[key]:
                yield Trouble(where, f"{key}: {value} is not known here: {INSTALL}.")
        elif key not in HANDLED and key not in used:
            yield Trouble(where, f"{key}: no option known here, and nothing in the look reads it: {INSTALL}.")
    yield from _refused_values(project, form)


def _refused_values(project: Project, form: Format) -> Iterator[Trouble]:
    options = form.options
    crossref = options.get("crossref", {})
    for key in crossref if isinstance(crossref, dict) else {"crossref": crossref}:
        if key not in CROSSREF:
            yield Trouble(project.place_of("crossref", key), f"crossref: {key} is not known here: {INSTALL}.")
    if not _LANGUAGES.match(str(options.get("lang", "en"))):
        yield Trouble(
            project.place_of("lang"), f"lang: {options['lang']}: only zh and en have labels here: {INSTALL}."
        )
    if not str(options.get("from", "markdown")).startswith("markdown"):
        yield Trouble(
            project.place_of("from"), f"from: {options['from']}: only markdown is read here: {INSTALL}."
        )
    if options.get("bibliography") and options.get("citeproc") is not True:
        yield Trouble(project.place_of("bibliography"), "bibliography needs citeproc: true here.")
