"""The ledger: deals, tranches and their context as validated frames."""

from __future__ import annotations

from ipabs.ledger.corrections import errata
from ipabs.ledger.reading import check_ledger, read_ledger
from ipabs.ledger.tables import Ledger
from ipabs.ledger.universe import in_universe, verdicts

__all__ = ["Ledger", "check_ledger", "errata", "in_universe", "read_ledger", "verdicts"]
