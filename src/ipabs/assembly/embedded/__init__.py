"""Renders a staged Quarto project without Quarto: the part of it that is known here, and no other."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

__all__ = ["assemble", "make_ready"]


def make_ready(project: Path, formats: Sequence[str], alone: bool = False) -> None:
    """Load in the background what `assemble` will need, while the project is being staged.

    Parameters
    ----------
    project
        What an earlier build staged is read, if it is there.
    alone
        Whether this process has the machine's processors to itself: one of them then lays out the document of the
        earlier build, so that only what has changed since remains to be laid out. It takes twice as long as the rest of
        that time, and is not worth waiting for where another edition could be made.
    """
    if "pdf" in formats and (project / "fonts").is_dir():
        threading.Thread(target=_quietly, args=(project, alone), daemon=True).start()


def _quietly(project: Path, alone: bool) -> None:
    from .pdf import lay_out, warm

    # What is wrong with fonts or document is told when they are used.
    with contextlib.suppress(Exception):
        pages = project.glob("*/*.qmd") if alone and _processors() > 1 else ()
        earlier = [page.with_suffix(".typ") for page in pages if page.with_suffix(".typ").is_file()]
        if earlier:
            lay_out(earlier[0], project)
        else:
            warm(project / "fonts")


def _processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def assemble(
    project: Path,
    formats: Sequence[str],
    on_page: Callable[[str], None] | None = None,
    meanwhile: Callable[[], None] | None = None,
    is_own: Callable[[str], bool] | None = None,
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
    is_own
        Tells whether something else will lie at an address beside the published page, where a link may lead.

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
    from .preflight import check, nothing
    from .render import render

    return render(check(project, formats, is_own or nothing), on_page, meanwhile)
