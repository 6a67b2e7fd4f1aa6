"""When a ledger is large: memory, not time, then decides how a build goes about it."""

from __future__ import annotations

LARGE = 200_000
"""Deals beyond which notebooks run one at a time, and storing and drawing do not share one process: at a million deals each
of these takes more than a gigabyte."""
