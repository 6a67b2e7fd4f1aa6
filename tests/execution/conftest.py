"""Toy notebooks, the processes that run them, and a look at what they leave behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest

from ipabs.execution.run import Workers

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a notebook whose first cell declares the parameters."""

    def write(name: str, *cells: str) -> Path:
        first = nbformat.v4.new_code_cell('period: str = "2024Q1"', metadata={"tags": ["parameters"]})
        book = nbformat.v4.new_notebook(cells=[first, *map(nbformat.v4.new_code_cell, cells)])
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        path = tmp_path / name
        nbformat.write(book, path)
        return path

    return write


@pytest.fixture(scope="package")
def workers() -> Iterator[Workers]:
    """Two workers for all tests that need no others."""
    with Workers(2) as started:
        yield started


@pytest.fixture(scope="session")
def processes() -> Callable[[Path], dict[int, str]]:
    """Return a function that finds the processes of one command by the folder in their environment."""

    def processes(folder: Path) -> dict[int, str]:
        """Return process id → command line."""
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                told = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
            except OSError:
                continue
            if any(bytes(folder) in text for text in told):
                found[int(entry.name)] = told[0].replace(b"\0", b" ").decode()
        return found

    return processes
