"""A template made cheaper for pandoc: text without variables leaves it and comes back when pandoc is done.

Pandoc reads a template one character at a time and lays out every line of it, which takes it longer than the
page itself where the template is a whole library of Typst functions.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

EDGE = "\U0010fffd"
"""Character before and after the name of a text, ``ipabs-`` and its number."""

_MARK = re.compile(f"{EDGE}ipabs-(\\d+){EDGE}")
_CALL = re.compile(r"\$\{?\s*(?:[\w.-]+:)?[\w.-]+\(\)")
_PARTIAL = re.compile(r"^\$([\w-]+\.[\w-]+)\(\)\$$", re.MULTILINE)
# Nesting and breakable spaces: pandoc lays out line by line what these hold.
_LAID_OUT = re.compile(r"\$\^\$|\$~\$|\r")
_LEAST = 200


def slim(template: Path, folder: Path) -> tuple[Path, list[str]]:
    """Write `template` and its partials into `folder`, with marks for their text without variables.

    Returns
    -------
    Path, list of str
        The template for pandoc, and the texts that `restored` puts in place of the marks. A template that
        pandoc would lay out otherwise then is returned as it is, with no texts.
    """
    names, sources = [template.name], {}
    for name in names:
        file = template.with_name(name)
        if not file.is_file():
            return template, []
        sources[name] = file.read_text(encoding="utf-8")
        names += [each for each in _PARTIAL.findall(sources[name]) if each not in names]
    parted = {name: _parts(source) for name, source in sources.items()}
    if None in parted.values():
        return template, []
    texts: list[str] = []
    for name, parts in parted.items():
        lines: list[str] = []
        for fixed, block in parts or []:
            if fixed:
                lines.append(f"{EDGE}ipabs-{len(texts)}{EDGE}\n")
                texts.append(block)
            else:
                lines.append(block)
        (folder / name).write_text("".join(lines), encoding="utf-8")
    return folder / template.name, texts


def restored(document: str, texts: list[str]) -> str:
    """Return the document with the template's texts in place of their marks."""
    return _MARK.sub(lambda match: texts[int(match[1])], document) if texts else document


def _is_simple(source: str) -> bool:
    """Tell whether each partial stands alone on its line, without indent, and nothing is nested."""
    return (
        len(_CALL.findall(source)) == len(_PARTIAL.findall(source))
        and not _LAID_OUT.search(source)
        and EDGE not in source
    )


@lru_cache(maxsize=64)
def _parts(source: str) -> list[tuple[bool, str]] | None:
    """Part a template into whole lines without variables, no blank ones at their ends, and the rest.

    The former lack their last line end. None for a template that is laid out otherwise.
    """
    if not _is_simple(source):
        return None
    parts: list[tuple[bool, str]] = []
    rest: list[str] = []
    run: list[str] = []

    def close() -> None:
        fixed = "".join(run).strip("\n")
        if len(fixed) < _LEAST:
            rest.extend(run)
        else:
            start = 0
            while run[start] == "\n":
                start += 1
            stop = len(run)
            while run[stop - 1] == "\n":
                stop -= 1
            parts.append((False, "".join([*rest, *run[:start]])))
            parts.append((True, fixed))
            rest[:] = run[stop:]
        run.clear()

    for line in source.split("\n")[:-1]:
        if "$" in line or line.endswith((" ", "\t")):
            close()
            rest.append(f"{line}\n")
        else:
            run.append(f"{line}\n")
    close()
    parts.append((False, "".join(rest) + source.rpartition("\n")[2]))
    return parts
