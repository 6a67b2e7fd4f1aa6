"""Surveillance, trends, stock and policies."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pandas as pd
import pytest

from ipabs.measures import policies, stock, surveillance, trends
from ipabs.period import Quarter, Span

from . import frames

TRANCHES = frames.tranches(
    ("T1", "A", "senior", 1, 3.0, "AAsf", 365),
    ("T2", "B", "senior", 1, 3.0, "AAAsf", 365),
    ("T3", "B", "mezzanine", 1, 3.0, "AAsf", 365),
)


def rating_events(*rows: tuple[str, str, str | None, str | None]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "tranche_id": frames.text([row[0] for row in rows]),
            "date": frames.dates([row[1] for row in rows]).astype("datetime64[ns]"),
            "from_rating": frames.text([row[2] for row in rows]),
            "to_rating": frames.text([row[3] for row in rows]),
            "agency": frames.text([None] * len(rows)),
        }
    )


def test_upgrades_and_downgrades_of_senior_tranches_within_the_time() -> None:
    events = rating_events(
        ("T1", "2023-06-30", "AAsf", "AA+sf"),
        ("T2", "2021-06-30", "AAAsf", "AA+sf"),
        ("T1", "2019-06-30", "AA-sf", "AAsf"),
        ("T3", "2023-01-30", "AAsf", "AAAsf"),
        ("T1", "2024-06-30", "AA+sf", "AAAsf"),
        ("T2", "2023-01-30", None, "AAAsf"),
        ("T2", "2023-02-28", "AAAsf", "AAAsf"),
    )
    since, until = dt.date(2020, 1, 1), dt.date(2024, 3, 31)
    assert surveillance.upgrades(TRANCHES, events, since, until)["deal_id"].tolist() == ["A"]
    assert surveillance.downgrades(TRANCHES, events, since, until)["tranche_id"].tolist() == ["T2"]
    assert len(surveillance.upgrades(TRANCHES, events, None, until)) == 2
    assert surveillance.migrations(TRANCHES, events, since, until)["direction"].tolist() == [
        "down",
        "other",
        "other",
        "up",
    ]


def test_no_events() -> None:
    rows = surveillance.upgrades(TRANCHES, rating_events(), None, dt.date(2024, 1, 1))
    assert rows.empty and list(rows.columns) == list(surveillance.MIGRATIONS)


def test_defaults_of_the_deals_given() -> None:
    deals = frames.deals(("A", "2022-05-05", 1))
    events = pd.DataFrame(
        {
            "deal_id": frames.text(["A", "B", "A"]),
            "date": frames.dates(["2023-05-05", "2023-05-05", "2023-01-05"]),
            "kind": frames.text(["default", "default", "extension"]),
        }
    )
    assert surveillance.defaults(deals, events, dt.date(2024, 1, 1))["deal_id"].tolist() == ["A"]
    assert surveillance.defaults(deals, events, dt.date(2023, 5, 4)).empty
    assert surveillance.events(deals, events, dt.date(2024, 1, 1))["kind"].tolist() == [
        "extension",
        "default",
    ]


DEALS = frames.deals(
    ("A", "2022-01-05", 100), ("B", "2022-12-05", 200), ("C", "2023-01-05", 400), ("D", "2023-04-05", 800)
)
PARTIES = frames.originators(("A", "甲", "x"), ("B", "乙", "x"), ("C", "甲", "x"), ("D", "丙", "x"))


def test_rolling_four_quarters() -> None:
    table = trends.rolling(DEALS, Quarter(2022, 4), Quarter(2023, 2))
    assert [str(quarter) for quarter in table["quarter"]] == ["2022Q4", "2023Q1", "2023Q2"]
    # to 2022Q4: A and B; to 2023Q1: B and C; to 2023Q2: B, C and D
    assert table["size_yuan"].tolist() == [300, 600, 1400]
    assert table["deals"].tolist() == [2, 2, 3]
    assert table["quarter_size_yuan"].tolist() == [200, 400, 800]


def test_concentration_by_span_and_rolling() -> None:
    table = trends.concentration(DEALS, PARTIES, (Span(2022), Span(2021)))
    assert table["hhi"].tolist() == [Fraction(5, 9), None]  # (1/3)² + (2/3)²
    assert table["originators"].tolist() == [2, 0]
    rolled = trends.rolling_concentration(DEALS, PARTIES, Quarter(2023, 1), Quarter(2023, 1))
    assert rolled["hhi"].tolist() == [Fraction(5, 9)]  # B 200 and C 400


def test_weighted_terms_by_quarter_leave_gaps() -> None:
    tranches = frames.tranches(
        ("1", "A", "senior", 60, 3.0, "AAAsf", 365),
        ("2", "A", "senior", 20, 4.0, "AAAsf", 730),
        ("3", "C", "senior", 20, 4.0, "AA+sf", 730),
    )
    table = trends.weighted_by_quarter(DEALS, tranches, Quarter(2022, 1), Quarter(2022, 2))
    assert table["coupon"].tolist() == [Fraction("3.25"), None]
    assert table["tenor_months"].tolist() == [Fraction(15), None]  # (60 × 12 + 20 × 24) ÷ 80


def test_quarters_between() -> None:
    assert [str(quarter) for quarter in trends.quarters(Quarter(2022, 4), Quarter(2023, 1))] == [
        "2022Q4",
        "2023Q1",
    ]
    assert trends.quarters(Quarter(2023, 1), Quarter(2022, 4)) == []


def test_regions_across_spans() -> None:
    table = trends.regions(DEALS, (Span(2022), Span(2023)))
    assert table["deals"].tolist() == [2, 2]


def test_stock_growth_and_round_numbers() -> None:
    rows = pd.DataFrame(
        {
            "year": [2022, 2023, 2023, 2021, 2024],
            "kind": frames.text(
                ["invention_patent", "invention_patent", "trademark", "invention_patent", "trademark"]
            ),
            "stock": [3_280_000, 4_015_000, 44_047_000, 3_900_000, 50_000_001],
        }
    )
    table = stock.series(rows, 2023)
    last = table[(table["kind"] == "invention_patent") & (table["year"] == 2023)].iloc[0]
    assert last["growth"] == Fraction(4_015_000, 3_280_000) - 1
    assert last["step"] == 4_000_000
    assert len(table) == 4 and table["growth"].isna().sum() == 2


@pytest.mark.parametrize(
    ("now", "before", "step"),
    [
        (4_015_000, 3_280_000, 4_000_000),
        (44_047_000, 40_642_000, None),
        (4_000_000, 3_900_000, None),
        (10_000_001, 9_999_999, 10_000_000),
        (5, 9, None),
        (0, 9, None),
    ],
)
def test_round_number_passed(now: int, before: int, step: int | None) -> None:
    assert stock.round_number_passed(now, before) == step


def test_policies_up_to_the_cut_off() -> None:
    rows = pd.DataFrame(
        {
            "level": frames.text(["national", "national", "local", "national"]),
            "issued": frames.text(["2024-04", "2023-12-31", "2023-01", "2024-03"]),
        }
    )
    assert policies.issued_until(rows, "national", dt.date(2024, 3, 31))["issued"].tolist() == [
        "2023-12-31",
        "2024-03",
    ]
    assert policies.issued_until(rows[:0], "national", dt.date(2024, 3, 31)).empty
