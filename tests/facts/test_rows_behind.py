"""Rows behind a fact: listed up to a limit, counted beyond it."""

from __future__ import annotations

import datetime as dt
from functools import cache

from ipabs.edition import Edition
from ipabs.facts import Fact, all_facts, topic_facts
from ipabs.facts.data_basis import TABLES
from ipabs.facts.provenance import LISTED, every_row_listed
from ipabs.provenance import provenance

from .ledgers import Deal, edition, shipped_edition

MANY = LISTED + 200


@cache
def crowded() -> Edition:
    """Return an edition whose year has more deals than a fact lists, and whose year to date has few."""
    start = dt.date(2023, 1, 1)
    days = [(start + dt.timedelta(days=at % 365)).isoformat() for at in range(MANY)]
    makers = ("甲公司", "乙公司", "丙公司", "丁公司", "戊公司", "己公司")
    deals = [Deal(day, by=makers[at % 6]) for at, day in enumerate(days)]
    return edition("2024Q1", *deals, *(Deal("2024-02-01") for _ in range(3)))


@cache
def facts() -> dict[str, Fact]:
    return {fact.id: fact for fact in all_facts(crowded())}


def test_the_first_rows_are_listed_and_the_rest_is_counted() -> None:
    fact = facts()["issuance.deals.2023"]
    assert fact.value == MANY
    assert fact.rows["deals"] == [f"D{at:03}" for at in range(LISTED)]
    assert fact.to_json()["omitted"] == {"deals": 200}
    assert fact.behind == MANY


def test_nothing_is_said_of_further_rows_where_there_are_none() -> None:
    few = facts()["issuance.deals.2024Q1"]
    assert few.rows["deals"] == [f"D{at}" for at in range(MANY, MANY + 3)]
    assert "omitted" not in few.to_json()
    assert all("omitted" not in fact.to_json() for fact in all_facts(shipped_edition("2024Q1")))


def test_a_clause_on_several_numbers_counts_all_rows_behind_them() -> None:
    for id in ("narrative.issuance.market.2023", "narrative.trends.peak", "narrative.trends.regions"):
        fact = facts()[id]
        deals = MANY + 3 if id == "narrative.trends.peak" else MANY
        assert len(fact.rows["deals"]) == LISTED and fact.omitted["deals"] == deals - LISTED, id


def test_every_row_can_be_listed() -> None:
    with every_row_listed():
        found = {fact.id: fact for fact in topic_facts("issuance", crowded())}
    assert len(found["issuance.deals.2023"].rows["deals"]) == MANY
    assert not found["issuance.deals.2023"].omitted


def test_facts_on_the_same_rows_share_the_list() -> None:
    number, size = facts()["issuance.deals.2023"], facts()["issuance.size.2023"]
    assert number.rows["deals"] is size.rows["deals"]
    assert number.to_json()["rows"]["deals"] is size.to_json()["rows"]["deals"]


def test_the_appendix_counts_rows_that_are_not_listed() -> None:
    assert f"| {MANY} |" in provenance([facts()["issuance.deals.2023"]], "2024年3月31日")


def test_a_count_of_rows_rests_on_these_rows() -> None:
    found = {fact.id: fact for fact in topic_facts("data_basis", shipped_edition("2024Q1"))}
    for table in TABLES:
        total = found[f"data.{table}.total"]
        assert total.behind == total.value, table
        for basis in ("published", "reconstructed", "illustrative"):
            part = found[f"data.{table}.{basis}"]
            assert part.behind == part.value, (table, basis)
            assert part.basis == basis or not part.value
    assert (found["data.deals.total"].display, found["data.deals.total"].basis) == ("152单", "reconstructed")
    assert found["data.universe.included"].behind == found["data.universe.included"].value
    assert found["data.sample.sentence"].basis == "reconstructed"
