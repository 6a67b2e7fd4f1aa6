"""Ratings of structured products in HTML: AAA with a small lowered sf, a raised plus."""

from __future__ import annotations

import re

RATING = re.compile(r"(?<![A-Za-z])(AAA|AA|A|BBB|BB|B|CCC|CC|C|D)([+\-−]?)sf(?![A-Za-z])")


def with_marks(html: str) -> str:
    """Return escaped text with each rating unbreakable, its sf lowered and its plus raised.

    The text stays what it was: copied, it reads ``AAAsf``.
    """
    return RATING.sub(_marked, html)


def _marked(match: re.Match[str]) -> str:
    plus = f"<sup>{match[2]}</sup>" if match[2] else ""
    return f'<span class="rating">{match[1]}{plus}<sub>sf</sub></span>'
