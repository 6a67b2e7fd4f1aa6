"""The plain way: one papermill command for each notebook, then an assembler."""

from __future__ import annotations

import sys

from bench.processes import Command
from bench.workspace import Workspace


def commands(workspace: Workspace, period: str, assembler: str) -> list[Command]:
    """Return the commands that a user without ``ipabs build`` types, in their order."""
    notebooks = workspace.root / "notebooks"
    executed = workspace.root / "_build" / period / "executed"
    executed.mkdir(parents=True, exist_ok=True)
    typed = [
        Command(
            (
                sys.executable, "-m", "papermill", path.name, str(executed / path.name),
                "-p", "period", period, "-p", "data", "../data",
            ),
            notebooks,
            workspace.environment,
        )
        for path in workspace.notebooks
    ]  # fmt: skip
    last = (sys.executable, "-m", "bench.finish", str(workspace.root), period, assembler)
    return [*typed, Command(last, workspace.root, workspace.environment)]
