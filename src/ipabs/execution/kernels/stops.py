"""How a run can end before its end, and what is written into the notebook then."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode

from ipabs.interruption import name_of


class Stopped(Exception):
    """The notebook's run ended from outside; `name` and the message go into the cell that was running."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


class StepError(Exception):
    """The code before the first or after the last cell failed."""

    def __init__(self, step: str, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.step = step
        self.notebook: Any = None


class KernelLost(Exception):
    """The kernel ended because what it was forked from did: no fault of the notebook's."""

    def __init__(self, of_stem: bool = False) -> None:
        super().__init__("the process that kernels are forked from ended")
        self.of_stem = of_stem


def mark(cell: Any, stopped: Stopped) -> None:
    """Write into `cell` why it did not end, in the form of a cell's own error."""
    line = f"{stopped.name}: {stopped}"
    output = {"output_type": "error", "ename": stopped.name, "evalue": str(stopped), "traceback": [line]}
    cell.outputs.append(NotebookNode(output))  # type: ignore[no-untyped-call]


def death(status: int) -> str:
    """Say how a kernel ended that was not asked to."""
    if status >= 0:
        return f"the kernel ended itself with status {status}"
    name = name_of(-status)
    why = " (by hand, or by the system because memory ran out)" if name == "SIGKILL" else ""
    return f"the kernel was ended by {name}{why}"
