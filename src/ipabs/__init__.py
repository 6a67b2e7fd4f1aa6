"""ipabs: a reproducible market report on intellectual-property asset-backed securities."""

__version__ = "0.1.0"
