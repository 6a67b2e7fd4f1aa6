"""What the note of an exhibit says of the rows below it: nothing of a period that has none."""

from __future__ import annotations

import dataclasses

import pytest

from ipabs.edition import Edition
from ipabs.exhibits import basis, issuance, modes, trends


@pytest.fixture
def quiet(edition: Edition) -> Edition:
    """Return the shipped edition without the deals and the market totals of 2024."""
    deals, totals = edition.ledger.deals, edition.ledger.market_totals
    ledger = dataclasses.replace(
        edition.ledger,
        deals=deals[deals["issued_on"].dt.year < 2024].reset_index(drop=True),
        market_totals=totals[~totals["quarter"].str.startswith("2024")].reset_index(drop=True),
    )
    return dataclasses.replace(edition, ledger=ledger)


def test_nothing_is_said_of_a_period_without_a_row(quiet: Edition) -> None:
    note = issuance.deals(quiet).note
    assert note.endswith("；有记录的各期发行单数由重构样本汇总；有记录的各期全市场合计为示意数据")
    assert modes.distribution(quiet).note.endswith("；2023年的数据由重构样本汇总")
    assert trends.region(quiet).note.endswith("；2023年的数据由重构样本汇总")
    assert issuance.deals(quiet).basis == "mixed" and modes.distribution(quiet).basis == "reconstructed"


@pytest.mark.parametrize(
    ("periods", "words"),
    [
        ({"甲": "", "乙": "published"}, ""),
        ({"甲": "", "乙": ""}, ""),
        ({"甲": "mixed", "乙": ""}, "甲的数据含重构样本或示意数据"),
        ({"甲": "mixed", "乙": "mixed"}, "各期数据含重构样本或示意数据"),
        ({"甲": "mixed", "乙": "published"}, "甲的数据含重构样本或示意数据"),
    ],
)
def test_the_note_names_the_periods_that_rest_on_such_rows(periods: dict[str, str], words: str) -> None:
    assert basis.sample_note({"数据": periods}) == words


def test_rows_of_one_kind_have_its_basis_and_no_rows_count_as_published() -> None:
    assert basis.together(["reconstructed", ""]) == "reconstructed"
    assert basis.together(["reconstructed", "published"]) == "mixed"
    assert basis.together([""]) == "published"
