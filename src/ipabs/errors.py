"""What can go wrong, said to the person who must act."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

__all__ = [
    "SEVERITIES",
    "IpabsError",
    "LedgerError",
    "Problem",
    "Severity",
    "UsageError",
    "refused_by_system",
]

Severity = Literal["error", "warning", "notice"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "notice")
"""Worst first."""

_SHOWN = 200  # problems listed in a message; the rest are counted
_WIDTH = 80  # characters of an offending value that are shown


class IpabsError(Exception):
    """An expected failure with a message that says what to do.

    Attributes
    ----------
    exit_code : int
        Exit status of the command: 1, the build failed or the check found something.
    """

    exit_code = 1


class UsageError(IpabsError):
    """A command was called wrongly: exit status 2."""

    exit_code = 2


def refused_by_system(error: OSError) -> str:
    """Return in a sentence what the system refused, where, and what to do if it is in a folder that can be made again."""
    place = str(error.filename2 or error.filename or "")
    text = f"{error.strerror or error}: {place}".rstrip(": ")
    if error.errno in (errno.ENOSPC, errno.EDQUOT) and not place:
        import tempfile

        # Where a file was open already, the system does not say which.
        text += f": make room where the project lies ({Path.cwd()}) or temporary files do ({tempfile.gettempdir()})."
    if f"{os.sep}_build{os.sep}" in place and error.errno not in (errno.EROFS, errno.ENOSPC, errno.EDQUOT):
        text += ". What lies below _build/ may be removed: a build makes it again."
    return text


@dataclass(frozen=True)
class Problem:
    """One violation in a ledger, located.

    Parameters
    ----------
    severity : {'error', 'warning', 'notice'}
        An error stops a build. A warning is probably wrong, a notice worth a look: a check lists both.
    table : str
        Name of the table, or of the file if there is no such table.
    row : int or None
        Line of the file, the header being line 1; None for the table as a whole.
    column : str
        Name of the column; empty for the row as a whole.
    value : str
        The offending text as it stands in the file.
    rule : str
        The rule that is broken.
    remedy : str
        What to do about it.
    """

    severity: Severity
    table: str
    row: int | None
    column: str
    value: str
    rule: str
    remedy: str

    def __str__(self) -> str:
        place = f"table {self.table}"
        if self.row is not None:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}"
        value = f", value {_shortened(self.value)}" if self.value else ""
        remedy = f"; {self.remedy}" if self.remedy else ""
        broken = "is not as expected: “" if self.severity == "notice" else "breaks the rule “"
        return f"{self.severity}: {place}{value} {broken}{self.rule}”{remedy}"


class LedgerError(IpabsError):
    """A ledger that can't be used, with every problem found in it.

    Parameters
    ----------
    problems : iterable of Problem
        All violations, errors first.
    source : str, optional
        Where the ledger was read from, for the message.
    """

    def __init__(self, problems: Iterable[Problem], source: str = "") -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.source = source
        super().__init__(self._message())

    def __reduce__(self) -> tuple[type[LedgerError], tuple[tuple[Problem, ...], str]]:
        """Travel between processes by the problems, not by their text."""
        return type(self), (self.problems, self.source)

    def _message(self) -> str:
        errors = sum(problem.severity == "error" for problem in self.problems)
        where = f" {self.source}" if self.source else ""
        head = f"the ledger{where} has {errors} error{'' if errors == 1 else 's'}:"
        lines = [f"  {problem}" for problem in self.problems[:_SHOWN]]
        if len(self.problems) > _SHOWN:
            lines.append(f"  and {len(self.problems) - _SHOWN} more")
        return "\n".join([head, *lines])


def _shortened(value: str) -> str:
    # repr keeps control characters of a hostile cell off the terminal.
    return repr(value if len(value) <= _WIDTH else value[:_WIDTH] + "…")
