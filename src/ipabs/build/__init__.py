"""From the ledger to the site: one edition or many."""

from __future__ import annotations

from ipabs.build.editions import build
from ipabs.build.request import Built, Listener, Request, chosen_assembler, chosen_formats, chosen_periods

__all__ = ["Built", "Listener", "Request", "build", "chosen_assembler", "chosen_formats", "chosen_periods"]
