"""A lengthened ledger is one that a build takes, with as many editions as the growth needs."""

from __future__ import annotations

from pathlib import Path

from bench.growth import EDITIONS
from bench.longer import YEARS, lengthen
from ipabs.edition import covered
from ipabs.ledger import read_ledger

DATA = Path(__file__).parents[2] / "data"


def test_a_lengthened_ledger_passes_its_checks_and_covers_enough_editions(tmp_path: Path) -> None:
    lengthen(DATA, tmp_path / "longer")
    before, after = read_ledger(DATA), read_ledger(tmp_path / "longer")
    (first, last), (earlier, same) = covered(before), covered(after)
    assert (same, earlier.year) == (last, first.year - YEARS)
    assert (last.year - earlier.year) * 4 + last.number - earlier.number + 1 >= max(EDITIONS)


def test_later_rows_stay_as_they_were(tmp_path: Path) -> None:
    lengthen(DATA, tmp_path / "longer")
    for path in sorted(DATA.glob("*.csv")):
        _, _, rows = path.read_text("utf-8").partition("\n")
        assert (tmp_path / "longer" / path.name).read_text("utf-8").endswith(rows)
