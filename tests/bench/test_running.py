"""Cases take turns, and one that goes wrong is told instead of timed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bench.__main__ import all_cases, chosen
from bench.measuring import Case, Run
from bench.processes import Command, WrongResult, run
from bench.running import measured
from bench.workspace import MARK


def test_cases_take_turns_and_long_ones_run_less_often() -> None:
    order: list[str] = []

    def case(name: str, at_most: int | None = None) -> Case:
        def measure(first: bool) -> Run:
            order.append(f"{name}{'!' if first else ''}")
            return Run(1.0, 1.0, 0.0)

        return Case(name, name, measure, at_most)

    found = measured([case("a"), case("b", 2), case("c")], 3)
    assert order == ["a!", "b!", "c!", "a", "b", "c", "a", "c"]
    assert {name: len(result.runs) for name, result in found.items()} == {"a": 3, "b": 2, "c": 3}


def test_a_case_that_goes_wrong_once_has_no_time() -> None:
    def measure(first: bool) -> Run:
        if not first:
            raise WrongResult("another page")
        return Run(1.0, 1.0, 0.0)

    found = measured([Case("a", "a", measure)], 5)["a"]
    assert (found.runs, found.problem) == ((), "another page")


def test_every_case_of_the_comparison_is_there(tmp_path: Path) -> None:
    names = [case.name for case in all_cases(tmp_path)]
    one = {"plain", "floor", "cold", "unchanged", "prose", "deal", "measure", "backfill", "endurance"}
    growth = {
        *("deals-1000", "deals-10000", "deals-100000", "deals-1000000"),
        *("editions-1", "editions-5", "editions-10", "editions-21", "editions-40"),
        *("exhibits-12", "exhibits-40", "exhibits-120"),
    }
    assert set(names) - {"plain-quarto"} == one | growth
    assert len(set(names)) == len(names)


def test_cases_are_chosen_by_name_or_by_family() -> None:
    cases = [
        Case(name, name, lambda first: Run(0.0, 0.0, 0.0))
        for name in ("plain", "plain-quarto", "cold", "deals-1000", "deals-10000")
    ]
    assert [case.name for case in chosen(cases, ["plain", "deals"])] == ["plain", "deals-1000", "deals-10000"]
    assert [case.name for case in chosen(cases, ["deals-1000"])] == ["deals-1000"]
    assert chosen(cases, []) == cases


def python(code: str, folder: Path) -> Command:
    return Command((sys.executable, "-c", code), folder, {**os.environ, MARK: str(folder)})


def test_commands_run_one_after_the_other_and_the_last_is_heard(tmp_path: Path) -> None:
    first = python("open('left', 'w').write('by the first')", tmp_path)
    second = python("print(open('left').read())", tmp_path)
    assert run([first, second]).output == "by the first\n"


def test_a_command_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(WrongResult, match="exit status 3(.|\n)*no such quarter"):
        run([python("import sys; print('no such quarter', file=sys.stderr); sys.exit(3)", tmp_path)])


def test_a_process_that_outlives_its_command_is_told_and_ended(tmp_path: Path) -> None:
    sleeper = (
        "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])"
    )
    with pytest.raises(WrongResult, match="still running(.|\n)*time.sleep"):
        run([python(sleeper, tmp_path)])


def test_children_and_memory_are_seen_while_a_command_runs(tmp_path: Path) -> None:
    child = "import time; held = bytearray(80_000_000); time.sleep(0.8)"
    outcome = run(
        [python(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])", tmp_path)],
        every=0.02,
        memory=True,
    )
    assert any("bytearray" in command for command in outcome.watched.children.values())
    assert outcome.watched.process_bytes > 80_000_000
    assert outcome.watched.tree_bytes > 80_000_000
