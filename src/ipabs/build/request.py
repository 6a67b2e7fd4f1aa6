"""What a user asks a build for, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ipabs.errors import UsageError
from ipabs.execution.job import DEADLINE
from ipabs.period import Quarter
from ipabs.project import Project

FORMATS = ("html", "pdf", "docx", "wechat")


@dataclass(frozen=True)
class Request:
    """What the user asked for.

    Parameters
    ----------
    project
        The project whose notebooks, text and look make the editions.
    periods
        The quarters to build; empty: the ledger's last complete one.
    data, site
        The ledger's folder, and the folder to publish into.
    formats, assembler
        As :func:`chosen_formats` and :func:`chosen_assembler` return them.
    jobs
        How many notebooks run at a time.
    force
        Run and assemble everything, whatever earlier builds left.
    check_pages
        Publish nothing whose printed pages look wrong.
    search
        Whether to bring the site's search index up to date: a preview does without.
    deadline
        Seconds after which a notebook is ended.
    """

    project: Project
    periods: tuple[Quarter, ...]
    data: Path
    formats: tuple[str, ...]
    site: Path
    assembler: str
    jobs: int
    force: bool = False
    check_pages: bool = True
    search: bool = True
    deadline: float = DEADLINE


@dataclass
class Built:
    """What a build made of one edition.

    Parameters
    ----------
    executed
        Notebook → seconds of those that ran.
    reasons
        Notebook → why it ran, in the words that the command prints.
    reused
        How many notebooks' earlier results still held.
    assembled
        Formats that were assembled anew.
    unchanged
        Whether the published edition already was what this build would have made.
    older
        Formats not asked for that stay as they were published, with the same numbers and another text or look.
    because
        Why formats were assembled anew, or what changed that none of them shows.
    dropped
        Formats not asked for that were taken away: their numbers were others.
    """

    period: str
    folder: Path
    html: Path | None
    pdf: Path | None
    assembler: str
    seconds: dict[str, float] = field(default_factory=dict)
    executed: dict[str, float] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    reused: int = 0
    assembled: tuple[str, ...] = ()
    unchanged: bool = False
    older: tuple[str, ...] = ()
    because: str = ""
    dropped: tuple[str, ...] = ()
    docx: Path | None = None
    wechat: Path | None = None


class Listener(Protocol):
    """Is told what a build does."""

    def step(self, period: str, what: str, detail: str = "") -> None:
        """Hear that a step (``ledger``, ``notebooks``, ``assemble``, ``publish``) begins.

        Also, in any thread, that something was killed, and what was done: ``restarted`` what kernels are forked from,
        ``spawning`` in its place, a notebook or function ``repeated``.
        """

    def plan(self, period: str, reasons: Mapping[str, str], reused: int, looked_up: Sequence[str]) -> None:
        """Hear which notebooks of an edition will run and why, and how many need not.

        Of those in `looked_up` the rows that have changed are told in a moment (see `moved`).
        """

    def notebook(self, period: str, name: str, seconds: float, failed: bool) -> None:
        """Hear that a notebook has ended."""

    def moved(self, period: str, name: str, reason: str) -> None:
        """Hear more exactly why a notebook runs, as soon as that is known."""


def chosen_formats(text: str) -> tuple[str, ...]:
    """Read ``html,pdf``, in any combination.

    Raises
    ------
    UsageError
        If one of the names is unknown.
    """
    wanted = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    for name in wanted:
        if name not in FORMATS:
            raise UsageError(f"--to {name}: unknown format; choose from {', '.join(FORMATS)}.")
    if not wanted:
        raise UsageError(f"--to names no format; choose from {', '.join(FORMATS)}.")
    return wanted


def chosen_assembler(name: str) -> str:
    """Resolve ``auto`` and refuse what is not there.

    Raises
    ------
    UsageError
        If the name is unknown, or Quarto is asked for and not installed.
    """
    from ipabs.assembly import quarto

    if name not in ("auto", "quarto", "embedded"):
        raise UsageError(f"--assembler {name}: unknown; choose auto, quarto or embedded.")
    if name == "auto":
        return "quarto" if quarto.available() else "embedded"
    if name == "quarto" and not quarto.available():
        raise UsageError(
            "--assembler quarto: no Quarto 1.9 or newer on the PATH. Install it, or use --assembler embedded."
        )
    return name


def chosen_periods(texts: Sequence[str]) -> tuple[Quarter, ...]:
    """Read quarters and ranges of them: ``2024Q1``, ``2019Q1..2024Q1``; each once, in order.

    Raises
    ------
    UsageError
        If one is no quarter, or a range ends before it begins.
    """
    found: dict[Quarter, None] = {}
    for text in texts:
        first, dots, last = text.partition("..")
        start = Quarter.parse(first)
        end = Quarter.parse(last) if dots else start
        if end < start:
            raise UsageError(f"{text}: the range ends before it begins; write {last}..{first}.")
        quarter = start
        while quarter <= end:
            found[quarter] = None
            quarter = quarter.shift(1)
    return tuple(sorted(found))
