"""One thing that looks wrong on a page, and what to do about each kind."""

from __future__ import annotations

from dataclasses import dataclass

_TEXT = "reword the sentence, or mend the phrases that keep together in _extensions/ipabs/typst/joiners.lua"
_PLAN = "add or shorten text before it, or move the exhibit to another paragraph; pages are planned in typst/flow.typ"

REMEDIES = {
    "a number is parted from its unit": _TEXT,
    "a range is broken": _TEXT,
    "a rating is broken": _TEXT,
    "punctuation opens a line": _TEXT,
    "an opening bracket ends a line": _TEXT,
    "a character stands alone on a line": "shorten the paragraph by a few characters, or lengthen it",
    "a heading stands at the foot": _PLAN,
    "too much of the page is empty": _PLAN,
    "the last page holds next to nothing": _PLAN,
    "an exhibit stands out of its order": _PLAN,
    "text runs into other text": "shorten the text, or let its lines break in _extensions/ipabs/typst/",
    "text past the margin": "shorten the text, or give its column more room",
    "a drawing past the margin": "draw the figure 487 pt wide at most",
    "a font is not embedded": "use fonts of _extensions/ipabs/theme.yml only",
    "characters have no glyph": "replace the characters, or choose a font that has them in theme.yml",
}
"""Rule that a page breaks → what to do."""


@dataclass(frozen=True)
class Finding:
    """A rule of the printed page that a page breaks.

    Parameters
    ----------
    page
        Page number, from 1.
    rule
        What is wrong, in a few words: a key of `REMEDIES`.
    where
        The text around the place.
    """

    page: int
    rule: str
    where: str

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return REMEDIES[self.rule]

    def __str__(self) -> str:
        return f"page {self.page}: {self.rule}: {self.where}; {self.remedy}"
