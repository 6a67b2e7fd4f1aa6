"""The table on the terminal, and everything that was measured as JSON."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped,unused-ignore]
from rich.console import Console
from rich.table import Table

from bench.judging import GIB, PAPERMILL, Result, exponent, series, slowness, verdicts

_MARKS = {True: "reached", False: "[bold red]not reached[/]", None: "[dim]not measured[/]"}


def show(results: Mapping[str, Result], console: Console) -> None:
    """Print cases, targets, growth and reasons."""
    console.print(_cases(results))
    for name in ("deal", "measure"):
        if name in results and results[name].runs:
            _show_reasons(results[name], console)
    growth = _growth(results)
    if growth.row_count:
        console.print(growth)
    slow = slowness(results)
    there = [] if slow is None else ["at the targets' machine's speed", ""]
    table = Table("target", "is", "measured", "", *there, title="Targets", title_justify="left")
    for verdict in verdicts(results):
        cells = [_value(verdict.value, verdict.unit), _MARKS[verdict.reached]]
        if slow is not None:
            known = verdict.there is not None
            cells += [_value(verdict.there, verdict.unit), _MARKS[verdict.reached_there] if known else ""]
        table.add_row(verdict.what, verdict.target, *cells)
    console.print(table)
    if slow is not None:
        console.print(
            f"A papermill command takes {slow * PAPERMILL:.2f} s here, and took {PAPERMILL} s on the machine for which "
            f"targets in seconds were set: this one takes {slow:.2f} times as long.",
            highlight=False,
        )


def _value(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:.3g} {unit}"


def _cases(results: Mapping[str, Result]) -> Table:
    table = Table("case", title="Median wall time", title_justify="left")
    for heading in ("seconds", "fastest", "slowest", "each", "runs", "cold ×"):
        table.add_column(heading, justify="right")
    cold = results["cold"].seconds if "cold" in results and results["cold"].runs else None
    for each in results.values():
        if each.problem:
            table.add_row(each.title, f"[bold red]wrong: {each.problem.splitlines()[0]}[/]")
            continue
        times = [run.seconds for run in each.runs]
        table.add_row(
            each.title,
            f"{each.seconds:.2f}",
            f"{min(times):.2f}",
            f"{max(times):.2f}",
            f"{each.each:.2f} / {each.per}" if each.per else "",
            str(len(times)),
            f"{each.seconds / cold:.2f}" if cold else "",
        )
    return table


def _show_reasons(result: Result, console: Console) -> None:
    details = result.runs[0].details
    console.print(f"[bold]{result.title}[/]: {len(details['executed'])} notebooks ran")
    for name, reason in sorted(details["reasons"].items()):
        console.print(f"  {name:<16} {reason}", markup=False, highlight=False)


def _growth(results: Mapping[str, Result]) -> Table:
    table = Table("growth with", title="Growth (log y = a + b log x; linear is b = 1)", title_justify="left")
    for heading in ("sizes", "b of time", "b of memory", "memory, all", "memory, largest"):
        table.add_column(heading, justify="right")
    for kind in ("deals", "editions", "exhibits"):
        found = series(results, kind)
        if not found:
            continue
        slopes = slopes_of(found)
        last = list(found.values())[-1]
        table.add_row(
            kind,
            f"{min(found):,.0f} to {max(found):,.0f}",
            *("" if slope is None else f"{slope:.2f}" for slope in slopes.values()),
            *(f"{last.most(detail) / GIB:.2f} GiB" for detail in ("tree_bytes", "process_bytes")),
        )
    return table


def slopes_of(found: Mapping[float, Result]) -> dict[str, float | None]:
    """Return the exponents of time and memory over the sizes of one kind of growth."""
    return {
        "time": exponent({size: each.seconds for size, each in found.items()}),
        "memory": exponent({size: float(each.most("tree_bytes")) for size, each in found.items()}),
    }


def write(results: Mapping[str, Result], target: Path) -> None:
    """Write ``results.json``: machine, every run, medians, ratios, targets."""
    known = {name: each for name, each in results.items() if each.runs}
    cold = known["cold"].seconds if "cold" in known else None
    record: dict[str, Any] = {
        "measured": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "cases": {
            name: {
                "title": each.title,
                "seconds": each.seconds if each.runs else None,
                "each": each.each if each.runs and each.per else None,
                "per": each.per,
                "size": each.size,
                "problem": each.problem,
                "runs": [asdict(run) for run in each.runs],
            }
            for name, each in results.items()
        },
        "ratios_to_cold": {name: each.seconds / cold for name, each in known.items()} if cold else {},
        "growth": {
            kind: slopes_of(found)
            for kind in ("deals", "editions", "exhibits")
            if (found := series(results, kind))
        },
        "slowness": slowness(results),
        "targets": [verdict.to_json() for verdict in verdicts(results)],
    }
    target.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """Return what the times depend on: processors, memory, system, Python, packages."""
    packages = {each.metadata["Name"]: each.version for each in metadata.distributions()}
    return {
        "processors": os.cpu_count(),
        "memory_bytes": psutil.virtual_memory().total,
        "system": platform.system(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "packages": dict(sorted(packages.items(), key=lambda item: item[0].lower())),
    }
