"""What a run leaves: results that a program reads and a plot, also when only some cases were run."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest

from bench.judging import GIB, Result
from bench.measuring import Run
from bench.plot import draw
from bench.report import write

ONE = [
    Result("plain", "plain", tuple(Run(seconds, 20.0, 0.1) for seconds in (20.0, 22.0, 21.0))),
    Result("cold", "cold", tuple(Run(seconds, 5.0, 0.1) for seconds in (4.0, 4.2, 4.4))),
    Result("prose", "prose", (), "the edited sentence is not in the page"),
]
GROWTH = [
    Result(f"deals-{size}", f"{size} deals", (Run(seconds, seconds, 0.1, {"tree_bytes": GIB}),), "", "", size)
    for size, seconds in ((1_000, 3.0), (10_000, 6.0))
]


def named(results: list[Result]) -> dict[str, Result]:
    return {result.name: result for result in results}


def test_results_hold_every_run_the_ratios_and_what_went_wrong(tmp_path: Path) -> None:
    write(named(ONE), tmp_path / "results.json")
    record = json.loads((tmp_path / "results.json").read_text("utf-8"))
    assert [run["seconds"] for run in record["cases"]["plain"]["runs"]] == [20.0, 22.0, 21.0]
    assert record["ratios_to_cold"] == {"plain": 5.0, "cold": 1.0}
    assert record["cases"]["prose"]["problem"] == "the edited sentence is not in the page"
    reached = {target["what"]: target["reached"] for target in record["targets"]}
    assert reached["cold edition, against the plain way"] is True
    assert reached["prose edit"] is None
    assert record["machine"]["processors"] and "pandas" in record["machine"]["packages"]


@pytest.mark.parametrize(
    "results", [ONE, GROWTH, [*ONE, *GROWTH], GROWTH[:1]], ids=["one", "growth", "all", "point"]
)
def test_a_plot_is_drawn_of_whatever_was_measured(results: list[Result], tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing glyph, an empty scale
        draw(named(results), tmp_path / "bench.svg")
    assert (tmp_path / "bench.svg").read_text("utf-8").rstrip().endswith("</svg>")
