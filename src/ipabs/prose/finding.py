"""One piece of text that breaks a rule of the house."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, order=True)
class Finding:
    """What is wrong, where, and what to do.

    Parameters
    ----------
    file
        File, relative to the project, or the name of a fact.
    line, column
        Where it begins, from 1.
    rule
        The rule's id.
    message
        What is wrong, in a few words.
    piece
        The text as it stands in the source.
    remedy
        What to do about it.
    """

    file: str
    line: int
    column: int
    rule: str
    message: str
    piece: str
    remedy: str

    def __str__(self) -> str:
        shown = self.piece if self.piece.strip() else self.piece.replace(" ", "␣").replace("\t", "⇥")
        return f"{self.file}:{self.line}:{self.column}: {self.message}: “{shown}”; {self.remedy}"

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
