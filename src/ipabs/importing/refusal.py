"""An import that is refused: what stands where in the export, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from ipabs.errors import IpabsError, Problem

__all__ = ["ImportRefused", "problem", "refuse", "said"]

_SHOWN = 200


class ImportRefused(IpabsError):
    """An export that can't be imported as it is; nothing was written.

    Parameters
    ----------
    problems : iterable of Problem
        What is wrong; ``table`` is the file, with its sheet.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        lines = [f"  {said(problem)}" for problem in self.problems[:_SHOWN]]
        if len(self.problems) > _SHOWN:
            lines.append(f"  and {len(self.problems) - _SHOWN} more")
        super().__init__("\n".join(["nothing was imported:", *lines]))


def problem(where: str, row: int | None, column: str, value: str, rule: str, remedy: str) -> Problem:
    """Return an error at a place of an export."""
    return Problem("error", where, row, column, value, rule, remedy)


def refuse(where: str, rule: str, remedy: str, row: int | None = None, value: str = "") -> ImportRefused:
    """Return the refusal of a whole file for one reason."""
    return ImportRefused([problem(where, row, "", value, rule, remedy)])


def said(found: Problem) -> str:
    """Return a problem as a line; it names a file where the ledger's problems name a table."""
    return str(found).replace(": table ", ": ", 1)
