"""Reads a format extension of Quarto: ``_extensions/NAME/_extension.yml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .settings import merge
from .source import Place, Refused, Trouble, shown
from .yamltext import Mapping, read_file


@dataclass(frozen=True)
class Extension:
    """What an extension gives to one format.

    Parameters
    ----------
    folder
        Where it lies.
    settings
        Its settings of that format, those common to all put in.
    """

    folder: Path
    settings: Mapping


def read_extension(root: Path, name: str, writer: str, place: Place) -> Extension:
    """Read what the extension in `name` (``ipabs-html``) says of `writer`.

    Raises
    ------
    Refused
        If the format comes from no extension, or the extension lies nowhere or does more than formats.
    """
    if name == writer:
        advice = "name an extension's format, such as NAME-" + writer
        raise Refused([Trouble(place, f"format {name} needs Quarto: install it, or {advice}.")])
    short = name.removesuffix(f"-{writer}")
    candidates = [root / "_extensions" / short, *sorted((root / "_extensions").glob(f"*/{short}"))]
    folder = next((each for each in candidates if (each / "_extension.yml").is_file()), None)
    if folder is None:
        raise Refused([Trouble(place, f"format {name}: there is no _extensions/{short}/_extension.yml.")])
    file = read_file(folder / "_extension.yml", shown(folder / "_extension.yml", root))
    contributes = file.data.get("contributes") or {}
    for key in contributes:
        if key not in ("formats", "format"):
            where = file.place("contributes", key)
            raise Refused([Trouble(where, f"contributes: {key} needs Quarto: install it, or leave it out.")])
    key = "formats" if "formats" in contributes else "format"
    formats = contributes.get(key) or {}
    if writer not in formats:
        where = file.place("contributes", key)
        raise Refused([Trouble(where, f"the extension {short} has no format {writer}.")])
    own = formats[writer] if isinstance(formats[writer], dict) else {}
    common = formats["common"] if isinstance(formats.get("common"), dict) else {}
    lines = {
        keys[3:]: line
        for part in ("common", writer)
        for keys, line in file.lines.items()
        if keys[:3] == ("contributes", key, part)
    }
    return Extension(folder, Mapping(merge(common, own), lines, file.file))
