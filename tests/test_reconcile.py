"""The printed figures come out again, and any change to the ledger is noticed."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ipabs.edition import Edition, edition_of
from ipabs.errors import IpabsError
from ipabs.facts import all_facts
from ipabs.ledger import Ledger, read_ledger
from ipabs.measures import leadership, originators, senior
from ipabs.period import Calendar, Quarter, Span
from ipabs.reconcile import Reconciliation, printed_tables, read_published, reconcile

DATA = Path(__file__).resolve().parents[1] / "data"
YEAR, YTD = Span(2023), Span(2024, 1)


@cache
def shipped() -> Ledger:
    return read_ledger(DATA)


def edition_over(ledger: Ledger) -> Edition:
    return edition_of(Calendar(Quarter(2024, 1)), ledger)


@cache
def printed() -> dict[str, Any]:
    return read_published(edition_over(shipped()))


def outcome(ledger: Ledger, published: dict[str, Any] | None = None) -> Reconciliation:
    edition = edition_over(ledger)
    return reconcile(edition, all_facts(edition), None, published or printed())


def moved(ledger: Ledger) -> dict[str, str]:
    """Return id → name of the figures that differ."""
    found = outcome(ledger)
    assert not found.ok and not found.missing
    assert all(figure.name and figure.printed != figure.regenerated for figure in found.differing)
    return {figure.id: figure.name for figure in found.differing}


def changed(table: str, change: Callable[[pd.DataFrame], None]) -> Ledger:
    frame = getattr(shipped(), table).copy()
    change(frame)
    return dataclasses.replace(shipped(), **{table: frame})


def test_every_printed_figure_is_regenerated() -> None:
    found = outcome(shipped())
    assert found.ok and not found.differing and not found.missing
    # Every figure under an id, and every cell of tables 3, 4 and 5.
    cells = sum(len(rows) * 4 for rows in printed()["table_3"].values())
    cells += sum(len(printed()[table]["rows"]) * 4 for table in ("table_4", "table_5"))
    ids = sum(len(section) for section in printed().values() if isinstance(section, list))
    assert len(found.matched) == cells + ids == len(found.rows())
    assert {row["status"] for row in found.rows()} == {"matched"}


def test_errata_stand_apart() -> None:
    found = outcome(shipped())
    keys = {row["key"] for row in found.errata}
    assert "senior.aa_plus.share.2023" in keys
    assert all(row["reason"] and row["status"] for row in found.errata)


def deals_of(span: Span, places: int = 5) -> list[str]:
    """Return the deals of the largest originators of `span`."""
    ledger = edition_over(shipped()).ledger
    top = leadership.leading(originators.ranking(ledger.deals, ledger.parties, span), places)
    rows = originators.first_originators(originators.in_span(ledger.deals, span), ledger.parties)
    return [str(deal) for deal in rows.loc[rows["originator"].isin(top["name"]), "deal_id"]]


@pytest.mark.parametrize("deal", deals_of(YEAR)[::4] + deals_of(YEAR.prior)[::6])
@pytest.mark.parametrize("difference", [2_000_000, -2_000_000])
def test_a_top_five_deal_that_moves_by_two_million(deal: str, difference: int) -> None:
    def move(deals: pd.DataFrame) -> None:
        deals.loc[deals["deal_id"] == deal, "size_yuan"] += difference

    names = moved(changed("deals", move))
    year = 2023 if deal in deals_of(YEAR) else 2022
    cells = {key for key in names if key.startswith(f"table_3.{year}.") and key.endswith("发行规模")}
    assert f"table_3.{year}.total.发行规模" in cells and len(cells) > 1


def in_the_window() -> list[str]:
    deals = edition_over(shipped()).ledger.deals
    inside = deals["issued_on"].between("2023-01-01", "2024-03-31")
    return [str(deal) for deal in deals.loc[inside, "deal_id"]]


@pytest.mark.parametrize("deal", in_the_window()[::7])
def test_a_deal_of_another_mode(deal: str) -> None:
    def move(deals: pd.DataFrame) -> None:
        rows = deals["deal_id"] == deal
        deals.loc[rows, "mode"] = "factoring" if (deals.loc[rows, "mode"] == "loan").all() else "loan"

    names = moved(changed("deals", move))
    assert any(key.startswith("modes.loan.deals.") for key in names)


@pytest.mark.parametrize("deal", in_the_window()[:47:6])
def test_a_deal_of_another_originator(deal: str) -> None:
    def move(parties: pd.DataFrame) -> None:
        rows = (parties["deal_id"] == deal) & (parties["role"] == "originator")
        first = "深圳市中小担小额贷款有限公司"
        other = "深圳市高新投小额贷款有限公司"
        parties.loc[rows, "name"] = other if (parties.loc[rows, "name"] == first).any() else first

    names = moved(changed("parties", move))
    assert any(key.startswith("table_3.2023.") for key in names)


def aaa_tranches() -> list[str]:
    ledger = edition_over(shipped()).ledger
    rows = senior.tranches(ledger.deals, ledger.tranches, (YEAR, YTD))
    return [str(key) for key in senior.rated(rows, "AAAsf")["tranche_id"]]


@pytest.mark.parametrize("tranche", aaa_tranches()[::9])
def test_a_tranche_of_another_rating(tranche: str) -> None:
    def move(tranches: pd.DataFrame) -> None:
        tranches.loc[tranches["tranche_id"] == tranche, "rating"] = "AA+sf"

    names = moved(changed("tranches", move))
    assert any(key.startswith("senior.aaa.share.") for key in names)
    assert {"table_4.total.单数", "table_5.total.单数"} <= set(names)


@pytest.mark.parametrize("tranche", aaa_tranches()[::9])
def test_a_tranche_in_another_coupon_band(tranche: str) -> None:
    def move(tranches: pd.DataFrame) -> None:
        tranches.loc[tranches["tranche_id"] == tranche, "coupon_pct"] += 0.30

    names = moved(changed("tranches", move))
    assert any(key.startswith("table_5.") for key in names)
    assert not any(key.startswith("table_4.") for key in names)


def test_a_deal_with_another_enhancer() -> None:
    def move(rows: pd.DataFrame) -> None:
        rows.loc[rows["deal_id"] == "D2024-001", "provider_kind"] = "insurer"

    assert any(key.startswith("enhancement.") for key in moved(changed("enhancements", move)))


def with_entry(**changes: object) -> dict[str, Any]:
    content = copy.deepcopy(printed())
    content["issuance"][1].update(changes)
    return content


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"printed": "13"}, ("13", "12")),
        ({"sign": "decrease"}, ("12 (decrease)", "12 (increase)")),
        ({"unit": "家"}, ("12 [家]", "12 [单]")),
    ],
)
def test_digits_direction_and_unit_are_compared(changes: dict[str, object], shown: tuple[str, str]) -> None:
    (figure,) = outcome(shipped(), with_entry(**changes)).differing
    assert (figure.printed, figure.regenerated) == shown
    assert figure.name == "2023年发行单数较2022年增减"


def test_a_figure_without_a_fact_is_missing_and_an_unknown_one_is_left_out() -> None:
    found = outcome(shipped(), with_entry(id="issuance.nothing.2023"))
    assert [figure.id for figure in found.missing] == ["issuance.nothing.2023"] and not found.ok
    left_out = outcome(shipped(), with_entry(printed=None))
    assert left_out.ok and len(left_out.matched) == len(outcome(shipped()).matched) - 1


def test_rows_that_one_side_lacks_are_named() -> None:
    content = copy.deepcopy(printed())
    content["table_5"]["rows"].insert(6, ["(4.50%,4.80%]", "1", "1.00", "0.00%"])
    found = outcome(shipped(), content)
    assert "（无）" in {figure.regenerated for figure in found.differing}


def test_figures_of_another_edition_are_refused() -> None:
    with pytest.raises(IpabsError, match="2023Q4"):
        outcome(shipped(), {"edition": "2023Q4"})


def test_an_edition_that_was_never_printed(tmp_path: Path) -> None:
    edition = edition_of(Calendar(Quarter(2023, 4)), shipped())
    with pytest.raises(IpabsError, match="no printed figures"):
        read_published(edition)


def test_tables_of_an_edition_without_deals() -> None:
    none = dataclasses.replace(shipped(), deals=shipped().deals[:0])
    tables = printed_tables(edition_over(none))
    assert tables["table_3"][2023] == [["合计", "0", "0.00", "--"]]
    assert tables["table_4"] == [["合计", "0", "0.00", "--"]]
