"""Lints the report's sentences by the house's rules, which are data: `rules.yml`, `abbreviations.yml`.

Knows Markdown and Chinese, nothing of the numbers.
"""

from __future__ import annotations

from .finding import Finding
from .lint import lint_report, lint_sentences, lint_source, refuse_typed_numbers

__all__ = ["Finding", "lint_report", "lint_sentences", "lint_source", "refuse_typed_numbers"]
