"""Runs the cases turn by turn, so that a slow minute of the machine hits all alike."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from bench.judging import Result, result
from bench.measuring import Case, Run
from bench.processes import WrongResult


def measured(cases: Sequence[Case], runs: int) -> dict[str, Result]:
    """Run each case `runs` times, or as often as it is run at most.

    A case that goes wrong is not run again; its time says nothing.
    """
    found: dict[str, list[Run]] = {case.name: [] for case in cases}
    problems: dict[str, str] = {}
    for number in range(runs):
        for case in cases:
            if case.name in problems or number >= min(runs, case.at_most or runs):
                continue
            try:
                run = case.measure(number == 0)
            except WrongResult as error:
                problems[case.name] = str(error)
                say(f"{case.name:<16} WRONG: {error}")
                continue
            found[case.name].append(run)
            say(f"{case.name:<16} run {number + 1}  {run.seconds:8.2f} s")
    return {
        case.name: result(
            case, found[case.name] if case.name not in problems else [], problems.get(case.name, "")
        )
        for case in cases
    }


def say(text: str) -> None:
    """Tell how far it is."""
    print(f"{time.strftime('%H:%M:%S')}  {text}", file=sys.stderr, flush=True)
