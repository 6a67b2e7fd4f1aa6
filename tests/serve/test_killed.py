"""A preview lasts for hours: what is killed between two builds is there for the next."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from .previewed import SENTENCE, Preview

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only"),
]


def test_the_preloaded_process(preview: Preview) -> None:
    page, before = preview.text(), len(preview.lines)
    cell = "show(modes.distribution(edition))"
    name = "notebooks/04-modes.ipynb"
    family = {int(line.split()[0]): line for line in preview.processes()}
    (first,) = {
        pid
        for pid, line in family.items()
        if "preload.py" in line and "preload.py" not in family[parent_of(pid)]
    }
    os.kill(first, signal.SIGKILL)
    since = preview.edit(name, cell, f"None; {cell}")
    preview.until_state("ok", since, "the next edition")
    told = "The process that kernels are forked from ended (SIGKILL): started again"
    preview.until(lambda: told in preview.lines[before:], "what is said of it")
    assert "Traceback" not in "".join(preview.lines[before:])
    since = preview.edit(name, f"None; {cell}", cell)
    preview.until_state("ok", since, "the edition as before")
    since = preview.edit("report/index.qmd", SENTENCE, "又一句。")
    preview.until_state("ok", since, "new text")
    since = preview.edit("report/index.qmd", "又一句。", SENTENCE)
    preview.until_state("ok", since, "the text as before")
    assert preview.text() == page


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
