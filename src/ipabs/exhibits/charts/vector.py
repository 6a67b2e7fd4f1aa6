"""Turns a drawn figure into SVG text: the same bytes each time, text as text, fit to stand in a page.

A page's Content-Security-Policy forbids style attributes and style elements, so they become
presentation attributes; ids, which must be unique in a page, are kept only where something refers to
them and carry the exhibit's label. Colours also get a class (`fill-s1`, `stroke-ink2`) by which a
page's style sheet can redraw them in its own colours.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from ipabs.theme import Theme

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_ROLES = ("s1", "s2", "s3", "s4", "s5", "ink", "ink2", "hair", "bg", "surface", "warnbg")
"""Roles that a colour is traced back to; where two share one in print, the first counts."""

FALLBACK = "'Noto Sans SC', sans-serif"


def to_svg(figure: Figure, label: str, theme: Theme) -> str:
    """Return `figure` as SVG, to be shown as the exhibit `label`."""
    buffer = io.StringIO()
    settings: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": label,
        "path.simplify": False,
    }
    with matplotlib.rc_context(settings):
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    return tidy(buffer.getvalue(), label, theme)


def tidy(text: str, label: str, theme: Theme) -> str:
    """Return SVG without style attributes, unneeded ids and metadata."""
    ET.register_namespace("", _SVG)
    root = ET.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", text))
    for parent in list(root.iter()):
        for child in list(parent):
            name = child.tag.rpartition("}")[2]
            if name in ("metadata", "style"):
                parent.remove(child)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == f"{{{_SVG}}}defs" and len(child) == 0:
                parent.remove(child)
    root.set("stroke-linejoin", "round")
    roles = {theme.light[role].lower(): role for role in reversed(_ROLES)}
    for element in root.iter():
        _attributes(element, roles)
    _ids(root, label)
    for element in root.iter():
        if element.tag != f"{{{_SVG}}}text":
            element.text = element.text.strip() or None if element.text else None
        element.tail = None
        if "d" in element.attrib:
            element.set("d", " ".join(element.get("d", "").split()))
    return ET.tostring(root, encoding="unicode")


def _attributes(element: ET.Element, roles: dict[str, str]) -> None:
    style = element.attrib.pop("style", "")
    for entry in filter(None, (part.strip() for part in style.split(";"))):
        key, _, value = entry.partition(":")
        value = value.strip()
        if key == "font-size":
            value = value.removesuffix("px")
        if key == "font-family":
            value = f"{value}, {FALLBACK}"
        element.set(key.strip(), value)
    if element.get("transform", "").startswith(("rotate(-0 ", "rotate(0 ")):
        del element.attrib["transform"]
    classes = []
    for key in ("fill", "stroke"):
        colour = element.get(key, "")
        role = roles.get(colour.lstrip("#").lower()) if colour.startswith("#") else None
        if role:
            classes.append(f"{key}-{role}")
    if classes:
        element.set("class", " ".join(classes))


def _ids(root: ET.Element, label: str) -> None:
    wanted: dict[str, str] = {}
    for element in root.iter():
        for key, value in element.attrib.items():
            found = _REFERENCE.search(value)
            target = found[1] if found else value[1:] if key == f"{{{_XLINK}}}href" else None
            if target:
                wanted.setdefault(target, f"{label}-{len(wanted) + 1}")
    for element in root.iter():
        own = element.attrib.pop("id", None)
        if own in wanted:
            element.set("id", wanted[own])
        for key, value in list(element.attrib.items()):
            if key == f"{{{_XLINK}}}href":
                del element.attrib[key]
                element.set("href", f"#{wanted[value[1:]]}")
            elif _REFERENCE.search(value):
                element.set(key, _REFERENCE.sub(lambda match: f"url(#{wanted[match[1]]})", value))
