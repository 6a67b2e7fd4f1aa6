"""Splits by one attribute, business modes among them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from ipabs.measures import modes
from ipabs.measures.breakdown import breakdown
from ipabs.period import Span

from . import frames

CODES = st.sampled_from(["loan", "factoring", "trust_right", None])


def test_distribution_by_size_with_unknown_ones_last() -> None:
    deals = frames.deals(
        ("A", "2023-01-05", 300),
        ("B", "2023-02-05", 100),
        ("C", "2023-03-05", 500),
        ("D", "2023-04-05", 100),
        ("E", "2022-04-05", 900),
        mode=["loan", "factoring", None, "factoring", "loan"],
    )
    table = modes.distribution(deals, Span(2023))
    assert table["mode"].tolist() == ["loan", "factoring", "undisclosed"]
    assert table["deals"].tolist() == [1, 2, 1]
    assert table["size_yuan"].tolist() == [300, 200, 500]
    assert table["size_share"].tolist() == [Fraction(3, 10), Fraction(2, 10), Fraction(5, 10)]


def test_several_spans_show_the_same_modes() -> None:
    deals = frames.deals(("A", "2023-01-05", 300), ("B", "2024-02-05", 100), mode=["trust_right", "loan"])
    table = modes.distributions(deals, (Span(2023), Span(2024, 1), Span(2021)))
    assert table["mode"].tolist() == ["trust_right", "loan"] * 3
    assert table["deals"].tolist() == [1, 0, 0, 1, 0, 0]
    assert [span.id for span in table["span"]] == ["2023", "2023", "2024Q1", "2024Q1", "2021", "2021"]
    assert table["size_share"].tolist()[-2:] == [None, None]


def test_a_mode_is_split_by_the_kind_of_its_first_originator() -> None:
    deals = frames.deals(
        ("A", "2023-01-05", 300), ("B", "2023-02-05", 100), ("C", "2023-02-06", 50), mode=["x", "x", "y"]
    )
    parties = frames.originators(
        ("A", "甲", "leasing_company"), ("A", "乙", "exchange"), ("B", "丙", "exchange"), ("C", "甲", "bank")
    )
    table = modes.originator_kinds(deals, parties, Span(2023), "x")
    assert table["kind"].tolist() == ["leasing_company", "exchange"]
    assert table["deals"].tolist() == [1, 1]


def test_first_seen_takes_the_earliest_deal() -> None:
    deals = frames.deals(
        ("A", "2023-05-05", 1), ("B", "2020-02-05", 1), ("C", "2021-02-05", 1), mode=["x", "x", "y"]
    )
    seen = modes.first_seen(deals)
    assert seen["deal_id"].tolist() == ["B", "C"]


@settings(deadline=None)
@given(st.lists(st.tuples(CODES, st.integers(1, 10**12)), max_size=30))
def test_parts_sum_to_the_whole(rows: list[tuple[str | None, int]]) -> None:
    deals = frames.deals(
        *((str(at), "2023-05-05", size) for at, (_, size) in enumerate(rows)),
        mode=[code for code, _ in rows],
    )
    table = breakdown(deals, "mode")
    assert table["deals"].sum() == len(rows)
    assert table["size_yuan"].sum() == sum(size for _, size in rows)
    for column in ("deals_share", "size_share"):
        assert sum(table[column], Fraction(0)) == (1 if rows else 0)
    known = table[table["mode"] != "undisclosed"]["size_yuan"].tolist()
    assert known == sorted(known, reverse=True)
