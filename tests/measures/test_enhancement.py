"""Combinations of enhancers, levels, first appearances."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ipabs.measures import enhancement
from ipabs.period import Span

from . import frames

DEALS = frames.deals(
    ("A", "2022-05-05", 10),
    ("B", "2023-05-05", 20),
    ("C", "2023-06-05", 30),
    ("D", "2023-07-05", 40),
    ("E", "2023-08-05", 50),
)
ROWS = frames.enhancements(
    ("A", "plan", "shortfall_undertaking", "soe"),
    ("B", "plan", "shortfall_undertaking", "guarantee_company"),
    ("B", "underlying", "bank_guarantee_letter", "bank"),
    ("C", "underlying", "bank_guarantee_letter", "bank"),
    ("C", "underlying", "bank_guarantee_letter", "bank"),
    ("D", None, None, "undisclosed"),
)
ORDER = ("guarantee_company", "bank", "soe")


def test_a_combination_is_a_class_of_its_own() -> None:
    table = enhancement.provider_kinds(DEALS, ROWS, Span(2023), ORDER)
    # B: both kinds; C: bank twice; D: not disclosed; E: no row at all, so not disclosed either.
    assert table["provider_kind"].tolist() == ["bank", "guarantee_company+bank", "undisclosed"]
    assert table["deals"].tolist() == [1, 1, 2]
    assert table["size_yuan"].tolist() == [30, 20, 90]


def test_levels_tell_double_enhancement() -> None:
    table = enhancement.levels(DEALS, ROWS, Span(2023), ("underlying", "plan"))
    assert dict(zip(table["level"], table["deals"], strict=True)) == {
        "underlying": 1,
        "underlying+plan": 1,
        "undisclosed": 2,
    }


def test_figure_6_keeps_a_kind_that_only_one_span_has() -> None:
    table = enhancement.provider_kinds_across(DEALS, ROWS, (Span(2023), Span(2022)), ORDER)
    assert table.groupby("provider_kind")["deals"].sum()["soe"] == 1
    assert len(table) == 2 * table["provider_kind"].nunique()


def test_the_first_appearance_of_a_form() -> None:
    seen = enhancement.first_seen(DEALS, ROWS)
    assert list(zip(seen["form"], seen["deal_id"], strict=True)) == [
        ("shortfall_undertaking", "A"),
        ("bank_guarantee_letter", "B"),
    ]


def test_deals_that_involve_a_kind() -> None:
    assert enhancement.involving(DEALS, ROWS, "provider_kind", "bank")["deal_id"].tolist() == ["B", "C"]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["bank", "soe", "insurer", "undisclosed", None])),
        max_size=12,
    )
)
def test_classes_sum_to_the_number_of_deals(rows: list[tuple[str, str | None]]) -> None:
    table = frames.enhancements(*((deal, None, None, kind) for deal, kind in rows))
    split = enhancement.provider_kinds(DEALS, table, Span(2023))
    assert split["deals"].sum() == 4 and split["size_yuan"].sum() == 140
    assert not split["provider_kind"].duplicated().any()
