"""One thing that looks wrong on a page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A rule of the printed page that a page breaks.

    Parameters
    ----------
    page
        Page number, from 1.
    rule
        What should hold, in a few words.
    where
        The text around the place.
    """

    page: int
    rule: str
    where: str

    def __str__(self) -> str:
        return f"page {self.page}: {self.rule}: {self.where}"
