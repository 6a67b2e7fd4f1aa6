"""A terminal's export into the ledger: whole, traceable, or not at all."""

from ipabs.importing.importer import Options, Outcome, import_files

__all__ = ["Options", "Outcome", "import_files"]
