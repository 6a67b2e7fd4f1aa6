"""The look as data: names, fonts and colours of `_extensions/ipabs/theme.yml`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

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


@cache
def _parse(text: str, where: str) -> Theme:
    try:
        entries = yaml.load(text, Loader=_Loader)
        palette = {name: dict(entries[name].items()) for name in ("light", "dark")}
        fonts = dict(entries["fonts"].items())
        words = {name: value for name, value in entries.items() if isinstance(value, str)}
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise IpabsError(f"{where} is not a theme: it needs fonts, light and dark ({error}).") from error
    return Theme(words, fonts, palette["light"], palette["dark"])
