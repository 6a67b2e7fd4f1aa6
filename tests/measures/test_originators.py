"""Rankings, ties, co-originators, concentration."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from ipabs.measures import leadership, originators
from ipabs.period import Span

from . import frames

YEAR = Span(2023)


def ranked(sizes: dict[str, list[int]]):
    rows = [(name, size) for name, many in sizes.items() for size in many]
    deals = frames.deals(*((str(at), "2023-05-05", size) for at, (_, size) in enumerate(rows)))
    parties = frames.originators(*((str(at), name, "micro_lender") for at, (name, _) in enumerate(rows)))
    return originators.ranking(deals, parties, YEAR)


def test_ranking_by_size_then_name() -> None:
    table = ranked({"乙": [50, 50], "甲": [100], "丙": [300], "丁": [40]})
    # 丙 300, then 乙 and 甲 with 100 each share the second place in the order of their names.
    assert table["name"].tolist() == ["丙", "乙", "甲", "丁"]
    assert table["place"].tolist() == [1, 2, 2, 4]
    assert table["deals"].tolist() == [1, 2, 1, 1]
    assert table["size_share"].tolist() == [
        Fraction(300, 540),
        Fraction(100, 540),
        Fraction(100, 540),
        Fraction(40, 540),
    ]


def test_a_tie_at_the_fifth_place_keeps_both() -> None:
    table = ranked({"A": [9], "B": [8], "C": [7], "D": [6], "E": [5], "F": [5], "G": [1]})
    assert leadership.leading(table)["name"].tolist() == ["A", "B", "C", "D", "E", "F"]
    cr5, hhi = leadership.concentration(table)
    assert cr5 == Fraction(35, 41)  # 9+8+7+6+5 of 41, F left out
    assert hhi == Fraction(81 + 64 + 49 + 36 + 25 + 25 + 1, 41 * 41)


def test_the_first_one_listed_ranks_and_the_others_are_named() -> None:
    deals = frames.deals(("A", "2023-05-05", 10), ("B", "2023-06-05", 20), ("C", "2023-06-06", 5))
    parties = frames.originators(("A", "乙", "x"), ("A", "甲", "y"), ("B", "乙", "x"), ("B", "丙", "y"))
    table = originators.ranking(deals, parties, YEAR)
    assert table["name"].tolist() == ["乙"]
    assert table["others"].tolist() == [("甲", "丙")]
    # C names no originator: it is not ranked but belongs to the whole.
    assert table["size_share"].tolist() == [Fraction(30, 35)]


def test_nothing_issued() -> None:
    table = originators.ranking(frames.deals(), frames.originators(), YEAR)
    assert table.empty and list(table.columns) == list(originators.RANKING)
    assert leadership.concentration(table) == (None, None)
    assert originators.kinds(frames.deals(), frames.originators(), YEAR).empty


def test_leaders_hold_as_long_as_the_pair_is_the_same() -> None:
    rows = []
    order = {
        2020: ("甲", "丙", "乙"),
        2021: ("乙", "甲", "丙"),
        2022: ("甲", "乙", "丙"),
        2023: ("乙", "甲", "丁"),
    }
    for year, names in order.items():
        rows += [(f"{year}{name}", f"{year}-05-05", 30 - 10 * at, name) for at, name in enumerate(names)]
    deals = frames.deals(*((row[0], row[1], row[2]) for row in rows))
    parties = frames.originators(*((row[0], row[3], "x") for row in rows))
    assert leadership.leaders_since(deals, parties, 2023, 2018) == (2021, {"甲", "乙"})
    assert leadership.leaders_since(deals, parties, 2020, 2018) == (2020, {"甲", "丙"})
    assert leadership.leaders_since(deals, parties, 2019, 2018) == (0, set())


def test_a_tie_for_second_is_no_clear_pair() -> None:
    deals = frames.deals(("A", "2023-05-05", 9), ("B", "2023-05-05", 5), ("C", "2023-05-05", 5))
    parties = frames.originators(("A", "甲", "x"), ("B", "乙", "x"), ("C", "丙", "x"))
    assert leadership.leaders_since(deals, parties, 2023, 2023) == (0, set())


def test_kinds_and_regions_count_originators_once() -> None:
    deals = frames.deals(
        ("A", "2023-05-05", 9), ("B", "2023-05-05", 5), ("C", "2023-05-05", 5), region=["广东", "广东", None]
    )
    parties = frames.originators(("A", "甲", "x"), ("B", "甲", "x"), ("C", "丙", None))
    kinds = originators.kinds(deals, parties, YEAR, also=["bank"]).set_index("kind")
    assert kinds["originators"].to_dict() == {"x": 1, "bank": 0, "undisclosed": 1}
    assert originators.regions(deals, parties, YEAR)["region"].tolist() == ["广东", "undisclosed"]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("甲乙丙丁戊己"), st.integers(1, 50)), min_size=1, max_size=25))
def test_a_ranking_is_a_permutation_with_falling_sizes(rows: list[tuple[str, int]]) -> None:
    sizes: dict[str, list[int]] = {}
    for name, size in rows:
        sizes.setdefault(name, []).append(size)
    table = ranked(sizes)
    assert sorted(table["name"]) == sorted(sizes)
    assert table["size_yuan"].tolist() == sorted(table["size_yuan"], reverse=True)
    assert table["deals"].sum() == len(rows)
    assert sum(table["size_share"], Fraction(0)) == 1
    for place, size in zip(table["place"], table["size_yuan"], strict=True):
        assert place == 1 + sum(other > size for other in table["size_yuan"])
    cr5, hhi = leadership.concentration(table)
    assert cr5 is not None and hhi is not None
    assert Fraction(1, len(table)) <= hhi <= 1 and 0 < cr5 <= 1
