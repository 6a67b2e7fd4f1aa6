"""The look as data: names, fonts and colours of `_extensions/ipabs/theme.yml`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from ipabs.errors import IpabsError

THEME_VARIABLE = "IPABS_THEME"
_INSIDE_PROJECT = Path("_extensions") / "ipabs" / "theme.yml"


class Theme(NamedTuple):
    """Names, fonts and colours that exhibits are drawn with.

    Parameters
    ----------
    words
        The entries that are text: ``institution``, ``source-self`` and so on.
    fonts
        Role (``song``, ``hei``, …) → family.
    light, dark
        Role (``ink``, ``s1``, …) → six hexadecimal digits.
    """

    words: Mapping[str, str]
    fonts: Mapping[str, str]
    light: Mapping[str, str]
    dark: Mapping[str, str]

    def colour(self, role: str) -> str:
        """Return the print colour of `role` as ``#14375E``."""
        return f"#{self.light[role]}"

    @property
    def hei(self) -> str:
        """Family of all text inside exhibits."""
        return self.fonts["hei"]

    def source(self, *providers: str) -> str:
        """Return a source line: ``Wind，本报告整理``."""
        return "，".join(filter(None, ["、".join(providers), self.words["source-self"]]))


def read_theme(path: str | os.PathLike[str] | None = None) -> Theme:
    """Read a theme.

    Parameters
    ----------
    path
        A theme file, or a project's folder. Without it: the file or folder that the environment
        variable ``IPABS_THEME`` names, else the project around the current folder, else the theme
        that comes with the package.

    Raises
    ------
    IpabsError
        If the named file is missing, or is not a theme.
    """
    named = path if path is not None else os.environ.get(THEME_VARIABLE) or None
    if named is not None:
        file = Path(named)
        file = file / _INSIDE_PROJECT if file.is_dir() else file
        if not file.is_file():
            raise IpabsError(f"There is no theme at {file}.")
        return _parse(file.read_text(encoding="utf-8"), str(file))
    for folder in (Path.cwd(), *Path.cwd().parents):
        file = folder / _INSIDE_PROJECT
        if file.is_file():
            return _parse(file.read_text(encoding="utf-8"), str(file))
    return _parse((resources.files("ipabs") / "theme.yml").read_text(encoding="utf-8"), "ipabs/theme.yml")


# Everything stays text: a colour such as 000001 is not a number. libyaml, where it is there, takes a tenth
# of the time.
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")


@cache
def _parse(text: str, where: str) -> Theme:
    entries = theme_entries(text, where)
    words = {name: value for name, value in entries.items() if isinstance(value, str)}
    return Theme(words, entries["fonts"], entries["light"], entries["dark"])


def theme_entries(text: str, where: str) -> dict[str, Any]:
    """Return what a theme's file says: names as text, lists and mappings of text.

    Parameters
    ----------
    text
        The file's content.
    where
        Its name, for messages.

    Raises
    ------
    IpabsError
        If it is not a theme, or a colour is none.
    """
    try:
        entries = yaml.load(text, Loader=_Loader)
        for name in ("fonts", "light", "dark"):
            entries[name].items()
        palettes = {name: entries[name].items() for name in ("light", "dark", "cover") if name in entries}
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise IpabsError(f"{where} is not a theme: it needs fonts, light and dark ({error}).") from error
    for name, palette in palettes.items():
        for role, colour in palette:
            if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
                raise IpabsError(
                    f"{where}: {name}: {role} is {colour!r}, which is no colour: write six hexadecimal digits "
                    "without #, such as 14375E."
                )
    found: dict[str, Any] = entries
    return found
