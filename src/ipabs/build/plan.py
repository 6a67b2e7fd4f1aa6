"""Which notebooks of an edition must run, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ipabs.cache.traces import Present, Trace, TraceStore
from ipabs.execution.notebooks import source_digest

_LABEL = re.compile(r"#\|\s*label:\s*([\w-]+)")


@dataclass
class Planned:
    """One notebook of one edition.

    Parameters
    ----------
    result
        The executed notebook where an earlier run still holds, else ``None``.
    reason
        Why it runs; empty if it need not.
    moved
        Table → columns that changed since the run named by `since`, for a closer account.
    since
        The stored ledger of that run.
    """

    source: Path
    parameters: Mapping[str, Any]
    digest: str
    result: bytes | None = None
    trace: Trace | None = None
    reason: str = ""
    moved: Mapping[str, Sequence[str]] = field(default_factory=dict)
    since: str = ""

    @property
    def name(self) -> str:
        """The notebook's file name without ending."""
        return self.source.stem


def planned(
    source: Path, parameters: Mapping[str, Any], present: Present, store: TraceStore, force: bool
) -> Planned:
    """Find an earlier run of `source` that still holds, or say why there is none."""
    plan = Planned(source, parameters, source_digest(source))
    if force:
        plan.reason = "forced"
        return plan
    first = ""
    for trace in store.of(plan.name, parameters):
        difference = present.difference(trace, plan.digest)
        if difference is None:
            plan.moved = {}
            plan.result = store.result(trace)
            if plan.result is None:
                plan.reason = "its stored result was damaged or gone"
            else:
                plan.trace = trace
                store.used(plan.name, parameters, trace)
            return plan
        if not first:
            first = _said(difference)
            if difference[0] == "tables":
                plan.moved, plan.since = difference[1], trace.ledger
    plan.reason = first or "not run before"
    return plan


def _said(difference: tuple[str, Any]) -> str:
    kind, what = difference
    if kind == "notebook":
        return "its cells changed"
    if kind == "environment":
        return "Python, a package or a font changed"
    if kind == "files":
        return f"{_listed([_short(path) for path in what])} changed"
    return _listed([f"{table} ({_listed(columns)})" for table, columns in what.items()]) + " changed"


def _short(path: str) -> str:
    """Name a module as its reader knows it: ``measures/senior.py``."""
    return (
        path.partition("src/ipabs/")[2] or Path(path).name
        if path.startswith("/")
        else path.removeprefix("src/ipabs/")
    )


def _listed(names: Sequence[str], shown: int = 3) -> str:
    rest = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {rest} more" if rest > 0 else "")


def said_of_rows(changes: Mapping[str, Mapping[str, Any]]) -> str:
    """Say which rows changed: ``2 rows of deals changed (鹏诚1期, 鹏诚2期…)``."""
    parts = []
    for table, change in changes.items():
        name = table.removeprefix("whole.")
        counts = [
            (change["changed"], "changed"),
            (change["new"], "new"),
            (change["gone"], "gone"),
        ]
        told = [f"{count} row{'' if count == 1 else 's'} of {name} {word}" for count, word in counts if count]
        if not told:
            continue
        examples = ", ".join(change["examples"]) + ("…" if change["more"] else "")
        part = ", ".join(told) + (f" ({examples})" if examples else "")
        if part not in parts:
            parts.append(part)
    return "; ".join(parts)


def exhibits_of(notebook: Path) -> list[str]:
    """Return the labels of the exhibits that a notebook shows."""
    return list(dict.fromkeys(_LABEL.findall(notebook.read_text(encoding="utf-8"))))
