"""The ranges of an edition and their words."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipabs.errors import UsageError
from ipabs.facts.words import period_words
from ipabs.period import Calendar, Quarter, Span

QUARTERS = st.builds(Quarter, st.integers(1990, 2100), st.integers(1, 4))


@pytest.mark.parametrize(("text", "expected"), [("2024Q1", "2024Q1"), (" 2024q4 ", "2024Q4")])
def test_a_quarter_is_read(text: str, expected: str) -> None:
    assert str(Quarter.parse(text)) == expected


@pytest.mark.parametrize("text", ["", "2024", "2024Q5", "24Q1", "2024-Q1", "2024Q1Q2", "２０２４Ｑ１"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="2024Q1"):
        Quarter.parse(text)


@pytest.mark.parametrize(
    ("period", "roles", "window", "cut_off"),
    [
        (
            "2024Q1",
            {"year": "2023", "prior_year": "2022", "ytd": "2024Q1", "prior_ytd": "2023Q1"},
            "2023年及2024年1—3月",
            "2024年3月31日",
        ),
        (
            "2024Q2",
            {"year": "2023", "prior_year": "2022", "ytd": "2024Q1-Q2", "prior_ytd": "2023Q1-Q2"},
            "2023年及2024年上半年",
            "2024年6月30日",
        ),
        (
            "2024Q3",
            {"year": "2023", "prior_year": "2022", "ytd": "2024Q1-Q3", "prior_ytd": "2023Q1-Q3"},
            "2023年及2024年前三季度",
            "2024年9月30日",
        ),
        ("2024Q4", {"year": "2024", "prior_year": "2023"}, "2024年", "2024年12月31日"),
    ],
)
def test_the_ranges_of_an_edition(period: str, roles: dict[str, str], window: str, cut_off: str) -> None:
    calendar = Calendar(Quarter.parse(period))
    assert {role: span.id for role, span in calendar.roles.items()} == roles
    assert calendar.window_zh == window
    assert calendar.cut_off_zh == cut_off


def test_words() -> None:
    words = period_words(Calendar(Quarter(2024, 1)))
    assert words["period.title"] == "2024年第一季度"
    assert words["period.cut_off_month"] == "2024年3月底"
    assert words["period.prior_ytd"] == "2023年1—3月"
    assert not [name for name in period_words(Calendar(Quarter(2024, 4))) if "ytd" in name]


@settings(deadline=None)
@given(QUARTERS, st.integers(-40, 40))
def test_shifting_there_and_back(quarter: Quarter, steps: int) -> None:
    assert quarter.shift(steps).shift(-steps) == quarter
    assert (quarter.shift(steps) > quarter) == (steps > 0)


@settings(deadline=None)
@given(QUARTERS)
def test_quarters_join_without_gap(quarter: Quarter) -> None:
    assert quarter.end + dt.timedelta(days=1) == quarter.shift(1).start
    assert Quarter.of(quarter.start) == Quarter.of(quarter.end) == quarter
    assert Quarter.parse(str(quarter)) == quarter


@settings(deadline=None)
@given(QUARTERS)
def test_prior_ranges_are_the_same_months(quarter: Quarter) -> None:
    span = Span(quarter.year, quarter.number)
    assert (span.prior.start.month, span.prior.end.month) == (span.start.month, span.end.month)
    assert span.end == quarter.end and span.is_year == (quarter.number == 4)
