"""The committed tables yield the printed edition to the last digit, and only just."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from .printed_figures import Printed, load

DATA = Path(__file__).resolve().parents[2] / "data"
SECTIONS = ("issuance", "modes", "originators", "senior_tranches", "enhancement", "surveillance", "ip_stock")
LEADERS = ("深圳市中小担小额贷款有限公司", "深圳市高新投小额贷款有限公司")

Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def edition() -> dict[str, Any]:
    return yaml.safe_load((DATA / "published" / "2024Q1.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def frames() -> Frames:
    return load(DATA)


@pytest.fixture(scope="module")
def printed(frames: Frames) -> Printed:
    return Printed(frames)


def expected_figures(edition: dict[str, Any]) -> dict[str, str]:
    return {row["id"]: row["printed"] for section in SECTIONS for row in edition[section]}


def agrees(frames: Frames, edition: dict[str, Any]) -> bool:
    new, expected = Printed(frames), expected_figures(edition)
    if new.table_5() != edition["table_5"]["rows"] or new.table_4() != edition["table_4"]["rows"]:
        return False
    figures = new.figures()
    return {key: figures[key] for key in expected} == expected and new.table_3() == edition["table_3"]


def changed(frames: Frames, table: str, key: str, column: str, value: object) -> Frames:
    frame = frames[table].copy()
    frame.loc[frame.iloc[:, 0] == key, column] = value
    return {**frames, table: frame}


def test_every_printed_figure(edition: dict[str, Any], printed: Printed) -> None:
    expected = expected_figures(edition)
    computed = printed.figures()
    assert len(expected) == 41
    assert {key: computed[key] for key in expected} == expected


def test_tables_3_to_5(edition: dict[str, Any], printed: Printed) -> None:
    assert printed.table_3() == edition["table_3"]
    assert printed.table_4() == edition["table_4"]["rows"]
    assert printed.table_5() == edition["table_5"]["rows"]


def test_moving_any_top_five_deal_by_two_million_moves_a_figure(
    frames: Frames, printed: Printed, edition: dict[str, Any]
) -> None:
    still, moved = [], 0
    for period in ("2022", "2023"):
        year = printed.of(period)
        for row in year[year.originator.isin(printed.ranking(period).head(5).index)].itertuples():
            moved += 1
            if agrees(changed(frames, "deals", row.deal_id, "size_yuan", row.size_yuan + 2_000_000), edition):
                still.append(row.deal_id)
    assert moved == 31 + 22 and still == []


def test_changing_any_mode_of_the_window_moves_a_figure(
    frames: Frames, printed: Printed, edition: dict[str, Any]
) -> None:
    window = printed.deals[printed.deals.month.between("2023-01", "2024-03")]
    assert len(window) == 56
    for deal, mode in zip(window.deal_id, window["mode"], strict=True):
        other = "loan" if mode == "factoring" else "factoring"
        assert not agrees(changed(frames, "deals", deal, "mode", other), edition), deal


def test_changing_any_senior_rating_or_coupon_band_moves_a_figure(
    frames: Frames, printed: Printed, edition: dict[str, Any]
) -> None:
    aaa = printed.aaa
    assert len(aaa) == 54
    for tranche, coupon in zip(aaa.tranche_id, aaa.coupon_pct, strict=True):
        assert not agrees(changed(frames, "tranches", tranche, "rating", "AA+sf"), edition), tranche
        band = 4.0 if coupon < 3.9 else 3.1
        assert not agrees(changed(frames, "tranches", tranche, "coupon_pct", band), edition), tranche


def test_giving_any_deal_of_2023_to_a_leader_moves_table_3(
    frames: Frames, printed: Printed, edition: dict[str, Any]
) -> None:
    parties = frames["parties"]
    for deal, originator in zip(printed.of("2023").deal_id, printed.of("2023").originator, strict=True):
        other = LEADERS[originator == LEADERS[0]]
        mask = (parties.deal_id == deal) & (parties.role == "originator")
        new = Printed({**frames, "parties": parties.assign(name=parties.name.mask(mask, other))})
        assert new.table_3() != edition["table_3"], deal


def test_the_earlier_years_are_within_the_public_totals(printed: Printed) -> None:
    early = printed.deals[printed.deals.month.between("2018-01", "2021-12")]
    early = early[early["product"] != "abn"]

    def total(rows: pd.DataFrame) -> tuple[int, int]:
        return len(rows), int(rows.size_yuan.sum()) // 10**6

    assert total(early) == (59, 14918)
    assert total(early[early.venue == "szse"]) == (50, 12835)
    assert total(early[early.venue == "sse"]) == (9, 2083)
    assert total(early[early.region == "广东"]) == (44, 10683)
    assert total(early[early.region == "北京"]) == (3, 2039)
    to_2023 = printed.deals[printed.deals.month <= "2023-12"]
    assert len(to_2023) <= 150 and to_2023.size_yuan.sum() <= 33342 * 10**6


def test_what_the_printed_edition_implies(printed: Printed) -> None:
    prior, year = printed.of("2022"), printed.of("2023")
    assert (len(prior), prior.originator.nunique()) == (35, 15)
    assert round(prior.size_yuan.sum() / 1e8, 2) == 63.99
    assert (len(printed.of("2023Q1")), round(printed.size("2023Q1") / 1e8, 2)) == (10, 17.42)
    others = printed.ranking("2023").iloc[5:]
    assert len(others) == 16 and set(others["count"]) == {1}
    factoring = year[year["mode"] == "factoring"]
    assert dict(zip(factoring.name, factoring.size_yuan, strict=True)) == {
        "水电十四局第1期知识产权资产支持专项计划": 112_000_000
    }
    letters = printed.read["enhancements"].query("form == 'bank_guarantee_letter'")
    assert printed.deals[printed.deals.deal_id.isin(letters.deal_id)].month.min().startswith("2023")
    by_region = year.groupby("region").size_yuan.sum().nlargest(3)
    assert list(by_region.index) == ["广东", "北京", "江苏"]


def test_every_quarter_since_2018q4_has_deals(printed: Printed) -> None:
    quarters = pd.PeriodIndex(printed.deals.month, freq="M").asfreq("Q")
    assert set(pd.period_range("2018Q4", "2024Q1", freq="Q")) == set(quarters)


def test_the_whole_market_of_2020_is_the_public_figure() -> None:
    market = pd.read_csv(DATA / "market_totals.csv")
    year = market[market.quarter.str.startswith("2020")]
    assert (year.deals.sum(), year.size_yuan.sum()) == (2107, 2_889_150_000_000)
