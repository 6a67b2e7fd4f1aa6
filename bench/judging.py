"""From single runs to medians, ratios, and the targets that were set."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from bench import endurance
from bench.measuring import Case, Run

GIB = 1024**3

PAPERMILL = 2.1
"""Seconds of one ``papermill`` command on the machine for which the targets in seconds were set: eight took 16.8 s."""


@dataclass(frozen=True)
class Result:
    """All runs of one case; `problem` says why there are none.

    Parameters
    ----------
    per, size
        As in :class:`bench.measuring.Case`; `size` as it really was.
    """

    name: str
    title: str
    runs: tuple[Run, ...]
    problem: str = ""
    per: str = ""
    size: int = 1

    @property
    def seconds(self) -> float:
        """Median wall time of a run."""
        return median(run.seconds for run in self.runs)

    @property
    def each(self) -> float:
        """Median wall time of one of what a run makes several of."""
        return self.seconds / self.size if self.per else self.seconds

    def most(self, detail: str) -> int:
        """Return the highest value of a detail over all runs, such as ``tree_bytes``."""
        return max(int(run.details[detail]) for run in self.runs)


def result(case: Case, runs: Sequence[Run], problem: str = "") -> Result:
    """Put a case's runs together."""
    size = next((int(run.details["editions"]) for run in runs if "editions" in run.details), case.size)
    return Result(case.name, case.title, tuple(runs), problem, case.per, size)


@dataclass(frozen=True)
class Verdict:
    """A target and what was found.

    Parameters
    ----------
    value
        What was measured, in `unit`; ``None`` if a case it needs was not run, or went wrong.
    limit
        Bound of `value`, from above unless `at_least`; ``None`` if every run that counts keeps the target,
        because one that does not has gone wrong.
    slowness
        How many times as long this machine takes as the one for which targets in seconds were set; ``None`` if
        that was not measured.
    """

    what: str
    target: str
    unit: str
    value: float | None
    limit: float | None
    at_least: bool = False
    slowness: float | None = None

    @property
    def there(self) -> float | None:
        """The time that the same would take on the targets' machine; ``None`` for what is no time, or not known."""
        if self.value is None or self.slowness is None or self.unit != "s":
            return None
        return self.value / self.slowness

    @property
    def reached_there(self) -> bool | None:
        """Whether :attr:`there` is within the limit; ``None`` if it is not known."""
        if self.there is None or self.limit is None:
            return None
        return self.there <= self.limit

    @property
    def reached(self) -> bool | None:
        """``None`` if nothing was measured."""
        if self.value is None:
            return None
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def to_json(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "target": self.target,
            "unit": self.unit,
            "value": self.value,
            "reached": self.reached,
            "value_there": self.there,
            "reached_there": self.reached_there,
        }


def slowness(results: Mapping[str, Result]) -> float | None:
    """Return how many times as long this machine takes as the targets' one, by its papermill commands.

    They are the plain way's: nearly all that such a command does is to start Python, libraries and a kernel, in which
    nothing of ``ipabs build`` has a part. None without that case.
    """
    runs = results["plain"].runs if "plain" in results else ()
    times = [seconds for run in runs for seconds in run.details.get("papermill", ())]
    return median(times) / PAPERMILL if times else None


def verdicts(results: Mapping[str, Result]) -> list[Verdict]:
    """Compare with the targets."""

    def of(value: Callable[[], float], *names: str) -> float | None:
        return value() if all(name in results and results[name].runs for name in names) else None

    def time(name: str) -> float:
        return results[name].seconds

    small, large = "deals-1000", "deals-1000000"
    plain = of(lambda: time("plain") / time("cold"), "plain", "cold")
    floor = of(lambda: time("cold") / time("floor"), "floor", "cold")
    deal = of(lambda: len(results["deal"].runs[0].details["executed"]), "deal")
    editions = of(lambda: results["backfill"].each, "backfill")
    slower = of(lambda: time(large) / time(small), small, large)
    memory = of(lambda: results[large].most("tree_bytes") / GIB, large)
    steady = of(lambda: _grown(results["endurance"]), "endurance")
    slow = slowness(results)
    found = [
        Verdict("cold edition, against the plain way", "at least 4.5 times faster", "×", plain, 4.5, True),
        Verdict("cold edition, against the floor", "at most 1.7 times slower", "×", floor, 1.7),
        Verdict("unchanged", "at most 0.4 s, no kernel", "s", of(lambda: time("unchanged"), "unchanged"), 0.4),
        Verdict("prose edit", "at most 1.2 s, no kernel", "s", of(lambda: time("prose"), "prose"), 1.2),
        Verdict("one deal edited", "only the notebooks that read it", "notebooks", deal, None),
        Verdict("21 editions from nothing", "at most 1.3 s an edition", "s", editions, 1.3),
        Verdict("10⁶ deals, against 10³", "at most 20 times the time", "×", slower, 20.0),
        Verdict("10⁶ deals, memory of all processes", "under 2 GiB", "GiB", memory, 2.0),
        Verdict("200 builds in a row", "memory steady, nothing left", "× memory", steady, endurance.GROWTH),
    ]  # fmt: skip
    return [replace(verdict, slowness=slow) for verdict in found]


def _grown(result: Result) -> float:
    """Return the memory after all builds against that after the first, settled ones."""
    told = result.runs[0].details
    return float(told["late"]["bytes"] / told["early"]["bytes"])


def exponent(points: Mapping[float, float]) -> float | None:
    """Return b of the least-squares line log y = a + b log x: 1 is linear growth; None for fewer than two."""
    if len(points) < 2:
        return None
    logs = [(math.log(x), math.log(y)) for x, y in points.items()]
    mean_x = sum(x for x, _ in logs) / len(logs)
    mean_y = sum(y for _, y in logs) / len(logs)
    over = sum((x - mean_x) ** 2 for x, _ in logs)
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / over if over else None


def series(results: Mapping[str, Result], kind: str) -> dict[float, Result]:
    """Return size → result of the cases ``KIND-SIZE`` that went right."""
    found = {each.size: each for each in results.values() if each.name.startswith(f"{kind}-") and each.runs}
    return {float(size): found[size] for size in sorted(found)}
