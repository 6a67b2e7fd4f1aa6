"""``python -m bench [CASE…] [--runs N] [--out DIR]``: measure, print, write."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from bench.cases import Editions
from bench.growth import Growth
from bench.measuring import Case
from bench.report import show, write
from bench.running import measured, say
from bench.workspace import Workspace

ROOT = Path(__file__).parents[1]


def main() -> int:
    """Return 1 if a case went wrong; how long things took decides nothing."""
    parser = argparse.ArgumentParser(
        prog="nox -s bench --", description="Measures how fast editions are built."
    )
    parser.add_argument(
        "cases", nargs="*", metavar="CASE", help="cases, or the beginning of their names [all]"
    )
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="runs of each case [5]")
    parser.add_argument(
        "--out", type=Path, default=ROOT / "_bench", metavar="DIR", help="for results [_bench]"
    )
    parser.add_argument("--list", action="store_true", help="list the cases and stop")
    given = parser.parse_args()
    if given.runs < 1:
        parser.error("--runs must be at least 1")
    # However it is ended, the command that runs is ended too, and the copies are removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    given.out.mkdir(parents=True, exist_ok=True)
    # Beside the project, so that the copies lie on the same file system as the user's own folders.
    folder = Path(tempfile.mkdtemp(prefix="work-", dir=given.out))
    try:
        cases = all_cases(folder)
        if given.list:
            print("\n".join(f"{case.name:<16} {case.title}" for case in cases))
            return 0
        wanted = chosen(cases, given.cases)
        if not wanted:
            parser.error(f"no such case; choose from {', '.join(case.name for case in cases)}")
        results = measured(wanted, given.runs)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    show(results, Console(width=None if sys.stdout.isatty() else 140))
    write(results, given.out / "results.json")
    from bench.plot import draw

    draw(results, given.out / "bench.svg")
    say(f"written: {given.out / 'results.json'}, {given.out / 'bench.svg'}")
    return 1 if any(result.problem for result in results.values()) else 0


def all_cases(folder: Path) -> list[Case]:
    """Return every case in the order in which they take turns."""
    from ipabs.assembly import quarto

    editions = Editions(Workspace(ROOT, folder / "project"))
    return [*editions.cases(quarto.available()), *Growth(ROOT, folder).cases()]


def chosen(cases: Sequence[Case], names: Sequence[str]) -> list[Case]:
    """Return the cases with these names (``cold``) or of these families (``deals``); all without a name."""
    if not names:
        return list(cases)
    exact = {case.name for case in cases} & set(names)
    families = set(names) - exact
    return [case for case in cases if case.name in exact or case.name.rsplit("-", 1)[0] in families]


if __name__ == "__main__":
    sys.exit(main())
