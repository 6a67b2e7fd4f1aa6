"""Two hundred builds in a row: what they leave behind, and whether memory grows.

``python -m bench.endurance ROOT COUNT`` builds in one lasting process with lasting workers, as the preview does, which
is where something could pile up; a command of its own takes everything along when it ends.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped,unused-ignore]

from bench.processes import Command, WrongResult, run
from bench.workspace import Workspace

COUNT = 200
SETTLED = 40
"""Builds after which caches of a fixed size are full."""

GROWTH = 1.1
"""Memory after all builds, against that after the settled ones, that still counts as steady."""

PERIOD = "2024Q1"

_NOTEBOOK, _TEXT = "notebooks/02-structures.ipynb", "report/_trends.qmd"
"""What is edited."""


def make_ready(workspace: Workspace) -> None:
    """Have what the builds edit put back by the workspace's next reset."""
    workspace.reset()
    for address in (_NOTEBOOK, _TEXT):
        workspace.remember(address)


def outcome(workspace: Workspace) -> Any:
    """Run the builds in a process of their own.

    Raises
    ------
    WrongResult
        If memory, open files, processes or temporary files grew from build to build, or anything is left at the end.
    """
    make_ready(workspace)
    command = Command(
        (sys.executable, "-m", "bench.endurance", str(workspace.root), str(COUNT)),
        workspace.root,
        workspace.environment,
    )
    done = run([command])
    told = json.loads(done.output)
    early, late = told["early"], told["late"]
    wrong = [key for key in ("processes", "files", "entries") if late[key] > early[key]]
    if late["bytes"] > early["bytes"] * GROWTH:
        wrong.append("bytes")
    if wrong:
        raise WrongResult(f"grew between build {SETTLED} and {COUNT}: {', '.join(wrong)} ({early} → {late})")
    if told["left"]:
        raise WrongResult(f"left after {COUNT} builds: {told['left']}")
    return done, told


def main(root: Path, count: int) -> None:
    """Build, edit, build again; print what was measured."""
    from ipabs.build import Request, build
    from ipabs.execution.run import Workers
    from ipabs.period import Quarter
    from ipabs.project import Project

    project = Project(root)
    request = Request(
        project,
        (Quarter.parse(PERIOD),),
        project.data,
        ("html", "pdf"),
        project.site,
        "embedded",
        os.cpu_count() or 1,
    )
    measured: dict[str, Any] = {}
    with Workers(request.jobs, bytecode=root / "_build" / ".cache" / "bytecode") as workers:
        for number in range(1, count + 1):
            edit(root, number)
            build(request, Quiet(), workers)
            if number in (SETTLED, count):
                measured["early" if number == SETTLED else "late"] = _measured(workers.folder)
    measured["left"] = [child.name() for child in psutil.Process().children(recursive=True)]
    measured["left"] += [str(workers.folder)] if workers.folder.exists() else []
    print(json.dumps(measured))


def edit(root: Path, number: int) -> None:
    """Of four builds one runs a notebook, one has new text, two have nothing to do."""
    if number % 4 == 1:
        path = root / _NOTEBOOK
        notebook = json.loads(path.read_text("utf-8"))
        notebook["cells"][-1]["source"] = [
            *notebook["cells"][-1]["source"][:2],
            f"# {number}\n",
            *_code(notebook),
        ]
        path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8")
    elif number % 4 == 2:
        with (root / _TEXT).open("a", encoding="utf-8") as text:
            text.write("\n再读一遍。\n" if number % 8 == 2 else "")


def _code(notebook: dict[str, Any]) -> list[str]:
    return [line for line in notebook["cells"][-1]["source"][2:] if not line.startswith("# ")]


def _measured(folder: Path) -> dict[str, int]:
    here = psutil.Process()
    family = [here, *here.children(recursive=True)]
    return {
        "bytes": sum(process.memory_full_info().pss for process in family),
        "processes": len(family),
        "files": sum(process.num_fds() for process in family),
        "entries": len(list(folder.iterdir())),
    }


class Quiet:
    """Listens to a build and says nothing."""

    def __getattr__(self, name: str) -> Any:
        return lambda *told: None


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
