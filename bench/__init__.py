"""Measures how fast editions are built; ``python -m bench`` (``nox -s bench``), see docs/performance.md."""
