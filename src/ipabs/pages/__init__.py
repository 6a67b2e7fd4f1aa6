"""Reads a printed edition back from its PDF and tells what looks wrong on the pages.

Knows positions of text and boxes only, nothing of the report: page numbers start at 1, points from the top left.
"""

from __future__ import annotations

from ipabs.pages.checking import PagesError, refuse_bad_pages
from ipabs.pages.finding import Finding
from ipabs.pages.reading import Line, Page, Run, make_ready, read_pages
from ipabs.pages.rules import check_pages

__all__ = [
    "Finding",
    "Line",
    "Page",
    "PagesError",
    "Run",
    "check_pages",
    "make_ready",
    "read_pages",
    "refuse_bad_pages",
]
