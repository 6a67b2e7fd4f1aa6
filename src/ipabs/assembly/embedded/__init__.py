"""Renders a staged Quarto project without Quarto: the part of it that is known here, and no other."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

__all__ = ["assemble", "make_ready"]


def make_ready(fonts: Path, formats: Sequence[str]) -> None:
    """Load in the background what `assemble` will need, while the project is being staged.

    Parameters
    ----------
    fonts
        The project's fonts, if they are there from an earlier build.
    """
    if "pdf" in formats and fonts.is_dir():
        from .pdf import warm

        threading.Thread(target=_quietly, args=(warm, fonts), daemon=True).start()


def _quietly(work: Callable[[Path], None], folder: Path) -> None:
    # What is wrong with the fonts is told when they are used.
    with contextlib.suppress(Exception):
        work(folder)


def assemble(
    project: Path,
    formats: Sequence[str],
    on_page: Callable[[str], None] | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> dict[str, Path]:
    """Render the page of `project`.

    Parameters
    ----------
    project
        A Quarto project; it must stay within what is known here.
    formats
        ``html``, ``pdf`` or both.
    on_page
        Called with the HTML as soon as it is there, while Typst may still be at work.
    meanwhile
        Called once while pandoc is at work; what it raises ends the assembly.

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
    from .preflight import check
    from .render import render

    return render(check(project, formats), on_page, meanwhile)
