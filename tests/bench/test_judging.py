"""Medians, ratios and targets say what the runs say."""

from __future__ import annotations

import pytest

from bench.judging import GIB, Result, Verdict, exponent, series, verdicts
from bench.measuring import Run


def of(name: str, *seconds: float, per: str = "", size: int = 1, **details: object) -> Result:
    return Result(name, name, tuple(Run(each, each, 0.0, dict(details)) for each in seconds), "", per, size)


def judged(*results: Result) -> dict[str, Verdict]:
    return {verdict.what: verdict for verdict in verdicts({result.name: result for result in results})}


def test_one_slow_run_does_not_move_the_time_of_a_case() -> None:
    assert of("cold", 3.0, 90.0, 2.0, 3.1, 2.9).seconds == 3.0


def test_a_backfill_is_told_by_the_edition() -> None:
    assert of("backfill", 42.0, 21.0, 63.0, per="edition", size=21).each == 2.0


def test_ratios_are_those_of_the_medians() -> None:
    found = judged(of("plain", 18.0, 20.0, 22.0), of("cold", 4.0, 3.0, 5.0), of("floor", 2.0, 2.5, 3.0))
    assert found["cold edition, against the plain way"].value == 5.0
    assert found["cold edition, against the plain way"].reached is True
    assert found["cold edition, against the floor"].value == pytest.approx(1.6)
    assert found["cold edition, against the floor"].reached is True


@pytest.mark.parametrize(
    ("seconds", "reached"), [(0.39, True), (0.4, True), (0.41, False)], ids=["under", "at", "over"]
)
def test_a_target_is_kept_up_to_its_bound(seconds: float, reached: bool) -> None:
    assert judged(of("unchanged", seconds))["unchanged"].reached is reached


def test_a_target_whose_case_was_not_run_is_neither_reached_nor_missed() -> None:
    found = judged(of("plain", 20.0), Result("cold", "cold", (), "exit status 1"))
    assert found["cold edition, against the plain way"].value is None
    assert {verdict.reached for verdict in found.values()} == {None}


def test_times_are_also_told_at_the_speed_of_the_machine_that_targets_were_set_for() -> None:
    # Its papermill commands took 2.1 s: these took 6.3 s, all but one that waited for something.
    plain = of("plain", 70.0, papermill=[6.3, 6.3, 6.2, 60.0, 6.4])
    found = judged(plain, of("prose", 3.0), of("unchanged", 1.5), of("cold", 20.0))
    prose, unchanged = found["prose edit"], found["unchanged"]
    assert (prose.value, prose.reached) == (3.0, False)
    assert (prose.there, prose.reached_there) == (pytest.approx(1.0), True)
    assert (unchanged.there, unchanged.reached_there) == (pytest.approx(0.5), False)
    # A ratio is a ratio on any machine.
    assert found["cold edition, against the plain way"].there is None


def test_without_the_plain_way_no_speed_is_known() -> None:
    assert judged(of("prose", 1.0))["prose edit"].there is None


def test_a_million_deals_are_compared_with_a_thousand() -> None:
    large = of("deals-1000000", 90.0, size=1_000_000, tree_bytes=3 * GIB)
    found = judged(of("deals-1000", 3.0, size=1_000, tree_bytes=GIB), large)
    assert found["10⁶ deals, against 10³"].value == 30.0
    assert found["10⁶ deals, against 10³"].reached is False
    assert found["10⁶ deals, memory of all processes"].value == 3.0
    assert found["10⁶ deals, memory of all processes"].reached is False


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0, 2.0])
def test_the_exponent_of_a_power_is_found(power: float) -> None:
    assert exponent({size: 3 * size**power for size in (10.0, 100.0, 5_000.0)}) == pytest.approx(power)


def test_growth_needs_two_sizes() -> None:
    assert exponent({10.0: 1.0}) is None


def test_growth_is_told_in_the_order_of_sizes() -> None:
    results = [
        of("deals-10000", 4.0, size=10_000),
        of("deals-1000", 3.0, size=1_000),
        of("editions-5", 9.0, size=5),
    ]
    found = series({result.name: result for result in results}, "deals")
    assert {size: result.seconds for size, result in found.items()} == {1_000: 3.0, 10_000: 4.0}
