"""Who publishes: the logo and the editors' names of `theme.yml`, checked before anything is built with them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from ipabs.errors import IpabsError

KINDS = {".svg": "an SVG drawing", ".png": "a PNG picture"}
_PNG = b"\x89PNG\r\n\x1a\n"
_ACTIVE = {"script", "foreignObject", "image", "use"}
_LARGEST = 2 * 1024 * 1024


def imprint(entries: Mapping[str, Any], theme: Path) -> dict[str, Any]:
    """Return the entries of a theme with its logo and its editors as the pages want them.

    Parameters
    ----------
    entries
        The content of the file `theme`.

    Returns
    -------
    dict
        ``logo``: ``path`` relative to the theme's folder, ``file``, its name among the assets, which changes with its
        content, and ``alternative``; ``editors``: a list of names. What is not given, or is empty, is absent.

    Raises
    ------
    IpabsError
        If the logo is missing, or is neither an SVG drawing that stands by itself nor a PNG picture; if the editors
        are no list of names.
    """
    found = {
        name: value for name, value in entries.items() if name not in ("logo", "logo-alternative", "editors")
    }
    editors = _editors(entries.get("editors"), theme)
    if editors:
        found["editors"] = editors
    alternative = entries.get("logo-alternative")
    if alternative is not None and not isinstance(alternative, str):
        raise IpabsError(
            f"{theme}: logo-alternative is not text: write what the logo shows, such as the name."
        )
    given = entries.get("logo")
    if given not in (None, ""):
        found["logo"] = _logo(given, theme) | {
            "alternative": alternative or str(entries.get("institution", ""))
        }
    return found


def logo_file(theme: Mapping[str, Any], folder: Path) -> Path | None:
    """Return the theme's logo, which lies in or below the theme's `folder`; ``None`` where it has none."""
    return folder / theme["logo"]["path"] if "logo" in theme else None


def _editors(given: Any, theme: Path) -> list[str]:
    if given in (None, "", []):
        return []
    if not isinstance(given, list) or not all(isinstance(name, str) and name.strip() for name in given):
        raise IpabsError(
            f"{theme}: editors is not a list of names: write editors: [甲, 乙], or a line “- 甲” for each."
        )
    return [name.strip() for name in given]


def _logo(given: Any, theme: Path) -> dict[str, str]:
    if not isinstance(given, str):
        raise IpabsError(f"{theme}: logo is not the path of a file: write logo: logo.svg.")
    file = theme.parent / given
    if not file.resolve().is_relative_to(theme.parent.resolve()):
        raise IpabsError(
            f"{theme}: the logo {given} lies outside the theme's folder: put it beside the theme."
        )
    if file.suffix.lower() not in KINDS:
        raise IpabsError(
            f"{theme}: the logo {given} is neither {' nor '.join(KINDS.values())}: convert it to one."
        )
    if not file.is_file():
        raise IpabsError(f"{theme}: there is no logo at {file}: the path is relative to the theme's folder.")
    content = file.read_bytes()
    if len(content) > _LARGEST:
        raise IpabsError(
            f"{theme}: the logo {given} is larger than 2 MB, and every page loads it: make it smaller."
        )
    _check(given, content, file.suffix.lower(), theme)
    digest = hashlib.sha256(content).hexdigest()[:12]
    return {"path": Path(given).as_posix(), "file": f"logo-{digest}{file.suffix.lower()}"}


def _check(given: str, content: bytes, suffix: str, theme: Path) -> None:
    if suffix == ".png":
        if not content.startswith(_PNG):
            raise IpabsError(f"{theme}: the logo {given} is not a PNG picture, whatever its name says.")
        return
    try:
        # Entities are refused below, before they could be expanded.
        root = None if b"<!ENTITY" in content else ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise IpabsError(f"{theme}: the logo {given} is not an SVG drawing ({error}).") from None
    names = [] if root is None else [str(each.tag).rpartition("}")[2] for each in root.iter()]
    if not names or names[0] != "svg":
        raise IpabsError(f"{theme}: the logo {given} is not an SVG drawing that stands by itself.")
    active = sorted(_ACTIVE & set(names))
    if active:
        raise IpabsError(
            f"{theme}: the logo {given} has <{active[0]}> in it, which not every format draws: "
            "save it as a plain SVG of paths."
        )
