"""How time and memory grow: with the ledger, with the number of editions, with the number of exhibits."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path

from bench.longer import lengthen
from bench.measuring import PERIOD, Case, Run, build, told
from bench.processes import Outcome, WrongResult, run
from bench.scratch import repeat_exhibits
from bench.workspace import Workspace

DEALS = (1_000, 10_000, 100_000, 1_000_000)
EDITIONS = (1, 5, 10, 21, 40)
EXHIBITS = (12, 40, 120)

_SEED = 1
_LOOK = 0.2
"""Seconds between two measurements of memory."""

_ROOT = Path(__file__).resolve().parents[1]


class Growth:
    """Measures complete builds, each from nothing, of ever more of something.

    Parameters
    ----------
    source
        The project.
    folder
        Temporary folder for copies of it and for generated ledgers.
    """

    def __init__(self, source: Path, folder: Path) -> None:
        self._source = source
        self._folder = folder

    def cases(self) -> list[Case]:
        """Return one case for each size."""
        most = {DEALS[0]: 5, DEALS[-1]: 1}
        deals = [
            Case(f"deals-{size}", f"{size:,} deals", partial(self._deals, size), most.get(size, 3), "", size)
            for size in DEALS
        ]
        editions = [
            Case(f"editions-{size}", f"{size} editions", partial(self._editions, size), 3, "edition", size)
            for size in EDITIONS
        ]
        exhibits = [
            Case(f"exhibits-{size}", f"{size} exhibits", partial(self._exhibits, size), 3, "exhibit", size)
            for size in EXHIBITS
        ]
        return [*deals, *editions, *exhibits]

    @cache  # noqa: B019 -- as long-lived as the program
    def _workspace(self, name: str) -> Workspace:
        return Workspace(self._source, self._folder / name)

    @cache  # noqa: B019
    def _ledger(self, size: int) -> Path:
        """Return the folder of a generated ledger."""
        folder = self._folder / f"ledger-{size}"
        done = subprocess.run(
            [sys.executable, "-m", "bench.ledgers", str(size), str(folder), "--seed", str(_SEED)],
            cwd=_ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise WrongResult(f"no ledger of {size} deals: {done.stderr.strip()}")
        return folder

    @cache  # noqa: B019
    def _long_ledger(self) -> tuple[Path, list[str]]:
        """Return the smallest ledger, lengthened into the past, and the editions that it covers."""
        from ipabs.edition import covered
        from ipabs.ledger import read_ledger

        folder = self._folder / "ledger-long"
        lengthen(self._ledger(DEALS[0]), folder)
        first, last = covered(read_ledger(folder))
        quarters = [first]
        while quarters[-1] < last:
            quarters.append(quarters[-1].shift(1))
        return folder, [str(quarter) for quarter in quarters]

    def _deals(self, size: int, first: bool) -> Run:
        workspace, ledger = self._workspace("deals"), self._ledger(size)
        outcome = _built(workspace, ["--data", str(ledger)], editions=1)
        return _weighed(outcome, ledger_bytes=sum(path.stat().st_size for path in ledger.rglob("*.csv")))

    def _editions(self, size: int, first: bool) -> Run:
        workspace, (ledger, covered) = self._workspace("deals"), self._long_ledger()
        periods = covered[-size:]
        arguments = [f"{periods[0]}..{periods[-1]}", "--data", str(ledger)]
        outcome = _built(workspace, arguments, editions=len(periods))
        return _weighed(outcome, editions=len(periods))

    def _exhibits(self, size: int, first: bool) -> Run:
        name = f"exhibits-{size}"
        fresh = not (self._folder / name).exists()
        workspace = self._workspace(name)
        if fresh:
            repeat_exhibits(workspace, size)
        # Such a page, a heading and an exhibit again and again, is none that a reader should get.
        outcome = _built(workspace, [PERIOD, "--no-check-pages"], editions=1)
        shown = list((workspace.edition(PERIOD) / "data").glob("[tf][ai]*-*.csv"))
        if len(shown) != size:
            raise WrongResult(f"{len(shown)} exhibits instead of {size}")
        return _weighed(outcome)


def _built(workspace: Workspace, arguments: Sequence[str], editions: int) -> Outcome:
    workspace.reset()
    outcome = run([build(workspace, *arguments)], every=_LOOK, memory=True)
    records = told(outcome)
    if len(records) != editions:
        raise WrongResult(f"{len(records)} editions instead of {editions}")
    for record in records:
        if len(record["executed"]) != len(workspace.notebooks):
            raise WrongResult(f"{record['period']}: only {sorted(record['executed'])} ran")
    return outcome


def _weighed(outcome: Outcome, **details: object) -> Run:
    memory = {"tree_bytes": outcome.watched.tree_bytes, "process_bytes": outcome.watched.process_bytes}
    return Run.of(outcome, **memory, **details)
