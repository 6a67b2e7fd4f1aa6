"""Citations that citeproc resolved before: the editions of a report cite the same, and it takes a tenth of pandoc's time."""

from __future__ import annotations

import json
import re
from pathlib import Path

from .preflight import Page
from .settings import listed

_IN_TEXT = re.compile(r"<style\b[^>]*\bclass=\"in-text\"")
_MOST = 16

_answers: dict[tuple[bytes, ...], list[list[str]]] = {}


def is_apart(page: Page) -> bool:
    """Tell whether citations change nothing but the blocks that hold them and the list of references.

    Notes would be counted, moved and made by a style of notes; settings may cite, too.
    """
    options, text = page.form.options, page.text.text
    if page.form.writer == "docx" or not options.get("bibliography") or not options.get("csl"):
        return False
    try:
        style = Path(options["csl"]).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return (
        bool(_IN_TEXT.search(style))
        and "independent-parent" not in style
        and "{#refs" in text
        and "__refs" not in text
        and "reset-citation-positions" not in text
        and "@" not in json.dumps({**options, "bibliography": "", "csl": ""}, ensure_ascii=False, default=str)
        and not {"citation-abbreviations", "citation-style", "nocite"} & options.keys()
    )


def known(page: Page) -> list[list[str]]:
    """Return what citeproc was asked before with the files of the page, and what it answered."""
    return list(_answers.get(_files(page), ()))


def remember(page: Page, folder: Path) -> None:
    """Keep what citeproc answered, if it was asked."""
    answer = folder / "cited.json"
    if answer.is_file():
        if len(_answers) >= _MOST:
            _answers.clear()
        of_files = _answers.setdefault(_files(page), [])
        of_files.append(json.loads(answer.read_text(encoding="utf-8")))
        del of_files[:-_MOST]


def _files(page: Page) -> tuple[bytes, ...]:
    options = page.form.options
    return tuple(Path(each).read_bytes() for each in (options["csl"], *listed(options["bibliography"])))
