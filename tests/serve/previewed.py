"""A small project of its own, and ``ipabs serve`` running on it as a user runs it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 180.0
"""Seconds after which something that should have happened will not: a guard, not an expectation."""

PERIOD = "2024Q1"
SENTENCE = "结尾这一句会被改写。"
_FILLING = "\n\n".join(
    f"第{number}段。" + "这里说明口径与来源，" * 12 + "如此而已。" for number in "甲乙丙丁戊己庚辛壬"
)
TEXT = f"""---
title: 预览
---

# 开头 {{#sec-data}}

{_FILLING}

# 业务模式 {{#sec-modes}}

{{{{< var period.year >}}}}的分布见[@fig-modes]。

{{{{< embed ../notebooks/04-modes.ipynb#fig-modes >}}}}

# 结尾 {{#sec-end}}

{SENTENCE}

{_FILLING}

{{{{< include _provenance.qmd >}}}}
"""


def write_project(root: Path) -> Path:
    """Write a project of two notebooks and a short text, with a copy of the library, and return it."""
    for name in ("_extensions", "data", "src"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "_quarto.yml", root)
    (root / "notebooks").mkdir()
    for name in ("00-edition", "04-modes"):
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", root / "notebooks")
    (root / "report").mkdir()
    (root / "report" / "index.qmd").write_text(TEXT, encoding="utf-8")
    return root


def environment(root: Path) -> dict[str, str]:
    """Return the environment of a command that uses the project's own copy of the library."""
    temporary = root / "tmp"
    temporary.mkdir(exist_ok=True)
    return {
        **os.environ,
        "PYTHONPATH": str(root / "src"),
        "TMPDIR": str(temporary),
        "LC_ALL": "C.UTF-8",
        "LANG": "",
        "PREVIEWED": str(root),  # by which its processes are found
    }


@dataclass
class Preview:
    """A running preview: what it says in the terminal and what it tells pages."""

    root: Path
    process: subprocess.Popen[str]
    address: str = ""
    lines: list[str] = field(default_factory=list)
    states: list[dict[str, Any]] = field(default_factory=list)

    @property
    def page(self) -> str:
        return f"{self.address}editions/{PERIOD}/"

    @property
    def site(self) -> Path:
        return self.root / "_site"

    def get(self, path: str = f"editions/{PERIOD}/", **headers: str) -> bytes:
        with urllib.request.urlopen(urllib.request.Request(self.address + path, headers=headers)) as answer:
            return bytes(answer.read())

    def text(self) -> str:
        """Return the edition's page as it is served."""
        return self.get().decode()

    def said(self) -> str:
        return "\n".join(self.lines)

    def builds(self) -> int:
        """Return how many builds have begun."""
        return sum(1 for line in self.lines if line.endswith(" changed") and line[2:3] == ":")

    def until(self, true: Callable[[], object], what: str) -> None:
        """Wait for something that is sure to come."""
        end = time.monotonic() + PATIENCE
        while not true():
            assert self.process.poll() is None, f"the preview ended: {self.said()}"
            assert time.monotonic() < end, f"{what} did not come:\n{self.said()}\n{self.states[-3:]}"
            time.sleep(0.05)

    def until_state(self, state: str, since: int, what: str) -> dict[str, Any]:
        """Wait until a state was told after the first `since`, and return it."""
        self.until(lambda: any(told["state"] == state for told in self.states[since:]), what)
        return next(told for told in self.states[since:] if told["state"] == state)

    def edit(self, name: str, old: str, new: str) -> int:
        """Change one place of a file; return how many states were told before."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} has no {old!r}"
        since = len(self.states)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return since

    @contextmanager
    def broken(self, name: str, old: str, new: str) -> Iterator[str]:
        """Make an edit that fails, give what is said of it, take it back and wait until it is mended."""
        since = self.edit(name, old, new)
        try:
            yield str(self.until_state("failed", since, "the failure")["failure"])
        finally:
            since = self.edit(name, new, old)
        mended = self.until_state("ok", since, "the mended page")
        assert mended["failure"] == ""

    def stop(self, name: int = signal.SIGINT) -> int:
        self.process.send_signal(name)
        return self.process.wait(timeout=PATIENCE)

    def processes(self) -> list[str]:
        """Return the command lines of processes that belong to this preview."""
        found = []
        mark = f"PREVIEWED={self.root}".encode()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(f"{folder.name} " + (folder / "cmdline").read_text().replace("\0", " "))
            except OSError:
                continue
        return found


@contextmanager
def previewed(root: Path, *arguments: str) -> Iterator[Preview]:
    """Run ``ipabs serve`` in a project until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ipabs", "serve", PERIOD, "--port", "0", *arguments],
        cwd=root, env=environment(root), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8",
    )  # fmt: skip
    preview = Preview(root, process)
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first.startswith("Preview at http://127.0.0.1:"), first + process.stdout.read()
        preview.address = first.split()[2]
        threading.Thread(target=_read, args=(preview,), daemon=True).start()
        threading.Thread(target=_listen, args=(preview,), daemon=True).start()
        yield preview
    finally:
        if process.poll() is None:
            preview.stop()


def _read(preview: Preview) -> None:
    assert preview.process.stdout is not None
    for line in preview.process.stdout:
        preview.lines.append(line.rstrip())


def _listen(preview: Preview) -> None:
    try:
        with urllib.request.urlopen(f"{preview.address}_preview/events") as answer:
            for line in answer:
                if line.startswith(b"data: "):
                    preview.states.append(json.loads(line[6:]))
    except OSError:
        pass  # the preview has ended
