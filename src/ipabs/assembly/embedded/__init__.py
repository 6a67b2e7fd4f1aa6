"""Renders a staged Quarto project without Quarto: the part of it that is known here, and no other."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

__all__ = ["assemble"]

_SOURCE = re.compile(r"<(?:img|source|script|link)\b[^>]*?\s(?:src|href)=\"([^\"#?]+)\"")


def assemble(project: Path, formats: Sequence[str]) -> dict[str, Path]:
    """Render the page of `project`.

    Parameters
    ----------
    project
        A Quarto project; it must stay within what is known here.
    formats
        ``html``, ``pdf`` or both.

    Returns
    -------
    dict
        Format → the file that was written below the project's output folder.

    Raises
    ------
    IpabsError
        Naming file, line and feature, if the project uses what is not known here or refers to what is not
        there; or if pandoc or Typst fails.
    """
    from concurrent.futures import ThreadPoolExecutor

    from .preflight import check

    pages = check(project, formats)
    beside = pages[0].project.page.with_name(f"{pages[0].project.page.stem}_files") if pages else None
    if beside and beside.exists():
        shutil.rmtree(beside)
    with ThreadPoolExecutor(max_workers=max(len(pages), 1)) as pool:
        waiting = {page.form.kind: pool.submit(_render, page) for page in pages}
        return {kind: future.result() for kind, future in waiting.items()}
