"""The ledger: deals, tranches and their context as validated frames."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ipabs.ledger.corrections import errata
    from ipabs.ledger.reading import check_ledger, read_ledger, read_tables, review_ledger
    from ipabs.ledger.tables import Ledger, LedgerTables
    from ipabs.ledger.universe import in_universe, verdicts

__all__ = [
    "Ledger",
    "LedgerTables",
    "check_ledger",
    "errata",
    "in_universe",
    "read_ledger",
    "read_tables",
    "review_ledger",
    "verdicts",
]

_FROM = {
    "Ledger": "tables",
    "LedgerTables": "tables",
    "check_ledger": "reading",
    "errata": "corrections",
    "in_universe": "universe",
    "read_ledger": "reading",
    "read_tables": "reading",
    "review_ledger": "reading",
    "verdicts": "universe",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for: a notebook that opens a stored ledger needs nothing of what checks files."""
    if name not in _FROM:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_FROM[name]}"), name)
