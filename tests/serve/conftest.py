"""One preview of a small project, which every test leaves as it found it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .previewed import Preview, previewed, write_project


@pytest.fixture(scope="package")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    root = write_project(tmp_path_factory.mktemp("previewed").resolve())
    with previewed(root) as running:
        running.until_state("ok", 0, "the first edition")
        yield running
