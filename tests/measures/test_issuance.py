"""How much was issued, and beside the whole market."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest

from ipabs.measures import issuance
from ipabs.period import Calendar, Quarter, Span

from . import frames

DEALS = frames.deals(
    ("A", "2022-12-31", 3_000_000_000),
    ("B", "2023-01-01", 500_000_000),
    ("C", "2023-03-31", 250_000_000),
    ("D", "2023-04-01", 250_000_001),
    ("E", "2024-03-31", 100_000_000),
)


def test_a_deal_counts_on_the_first_and_the_last_day() -> None:
    assert list(issuance.in_span(DEALS, Span(2023))["deal_id"]) == ["B", "C", "D"]
    assert list(issuance.in_span(DEALS, Span(2023, 1))["deal_id"]) == ["B", "C"]
    assert list(issuance.in_span(DEALS, Span(2024, 1))["deal_id"]) == ["E"]


def test_spans_that_overlap_count_a_deal_once() -> None:
    assert list(issuance.in_spans(DEALS, (Span(2023), Span(2023, 1)))["deal_id"]) == ["B", "C", "D"]


def test_by_span_adds_up_whole_yuan_and_keeps_empty_spans() -> None:
    table = issuance.by_span(DEALS, (Span(2021), Span(2022), Span(2023)))
    assert table["deals"].tolist() == [0, 1, 3]
    assert table["size_yuan"].tolist() == [0, 3_000_000_000, 1_000_000_001]  # 5.0 + 2.5 + 2.50000001 亿元


def test_the_market_is_known_only_if_every_quarter_is() -> None:
    market = frames.market(
        ("2023Q1", 100, 10_000_000_000),
        ("2023Q2", 100, 10_000_000_000),
        ("2023Q3", 100, 10_000_000_000),
        ("2024Q1", 0, 0),
    )
    spans = (Span(2023, 1), Span(2023, 3), Span(2023), Span(2024, 1))
    table = issuance.with_market(issuance.by_span(DEALS, spans), market)
    assert table["deals_share"].tolist() == [Fraction(2, 100), Fraction(3, 300), None, None]
    assert table["size_share"].tolist() == [
        Fraction(750, 10_000),
        Fraction(1_000_000_001, 30 * 10**9),
        None,
        None,
    ]
    assert table["market_deals"].isna().tolist() == [False, False, True, False]


@pytest.mark.parametrize(
    ("period", "start", "expected"),
    [
        ("2024Q1", 2018, ["2020", "2021", "2022", "2023", "2023Q1", "2024Q1"]),
        ("2023Q4", 2018, ["2020", "2021", "2022", "2023"]),
        ("2023Q3", 2018, ["2020", "2021", "2022", "2022Q1-Q3", "2023Q1-Q3"]),
        ("2019Q2", 2018, ["2018", "2018Q1-Q2", "2019Q1-Q2"]),
        ("2021Q1", 2018, ["2018", "2019", "2020", "2020Q1", "2021Q1"]),
        ("2024Q1", 2022, ["2022", "2023", "2023Q1", "2024Q1"]),
    ],
)
def test_the_series_of_figures_3_and_4(period: str, start: int, expected: list[str]) -> None:
    assert [span.id for span in issuance.series(Calendar(Quarter.parse(period)), start)] == expected


def test_an_empty_ledger_has_no_first_year_and_zeros() -> None:
    empty = DEALS[:0]
    assert issuance.first_year(empty, frames.market()) is None
    assert issuance.first_year(empty, frames.market(("2019Q3", 1, 1))) == 2019
    assert issuance.first_year(DEALS, frames.market(("2023Q3", 1, 1))) == 2022
    assert issuance.by_span(empty, (Span(2023),))[["deals", "size_yuan"]].values.tolist() == [[0, 0]]
    assert isinstance(issuance.venues(empty, Span(2023)), pd.DataFrame)
