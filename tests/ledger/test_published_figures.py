"""The committed tables yield the printed edition to the last digit, and only just."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from .printed_figures import Printed

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
SECTIONS = ("issuance", "modes", "originators", "senior_tranches", "enhancement", "surveillance", "ip_stock")


@pytest.fixture(scope="module")
def edition() -> dict[str, Any]:
    return yaml.safe_load((DATA / "published" / "2024Q1.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def printed() -> Printed:
    return Printed(DATA)


def _figures(edition: dict[str, Any]) -> dict[str, str]:
    return {row["id"]: row["printed"] for section in SECTIONS for row in edition[section]}


def test_every_printed_figure(edition: dict[str, Any], printed: Printed) -> None:
    expected = _figures(edition)
    computed = printed.figures()
    assert len(expected) == 43
    assert {key: computed[key] for key in expected} == expected


def test_table_3(edition: dict[str, Any], printed: Printed) -> None:
    assert printed.table_3() == edition["table_3"]


@pytest.mark.parametrize("table", ["table_4", "table_5"])
def test_tables_4_and_5(edition: dict[str, Any], printed: Printed, table: str) -> None:
    computed = getattr(printed, table)()
    assert computed == [[str(cell) for cell in row] for row in edition[table]["rows"]]


def _snapshot(root: Path) -> tuple[object, ...]:
    new = Printed(root)
    return new.figures(), new.table_3(), new.table_4(), new.table_5()


def _moved(tmp_path: Path, table: str, key: str, change: dict[str, object], edition: dict[str, Any]) -> bool:
    copy = tmp_path / key
    shutil.copytree(DATA, copy)
    frame = pd.read_csv(copy / f"{table}.csv", dtype="string", keep_default_na=False)
    row = frame.iloc[:, 0] == key
    for column, value in change.items():
        frame.loc[row, column] = str(value)
    frame.to_csv(copy / f"{table}.csv", index=False)
    figures, *tables = _snapshot(copy)
    expected = _figures(edition)
    return ({k: figures[k] for k in expected} != expected  # type: ignore[index]
            or tables != [edition["table_3"], edition["table_4"]["rows"], edition["table_5"]["rows"]])


def test_moving_any_top_five_deal_by_two_million_moves_a_figure(
    tmp_path: Path, printed: Printed, edition: dict[str, Any]
) -> None:
    year = printed.of("2023")
    top = year[year.originator.isin(printed.ranking("2023").head(5).index)]
    still = [row.deal_id for row in top.itertuples()
             if not _moved(tmp_path, "deals", row.deal_id, {"size_yuan": row.size_yuan + 2_000_000}, edition)]
    assert len(top) == 31 and still == []


def test_changing_any_mode_of_the_window_moves_a_figure(
    tmp_path: Path, printed: Printed, edition: dict[str, Any]
) -> None:
    window = printed.deals[printed.deals.month.between("2023-01", "2024-03")]
    still = []
    for row in window.itertuples():
        other = "factoring" if row.mode != "factoring" else "loan"  # type: ignore[attr-defined]
        if not _moved(tmp_path, "deals", str(row.deal_id), {"mode": other}, edition):
            still.append(row.deal_id)
    assert len(window) == 56 and still == []


def test_changing_any_senior_rating_or_coupon_band_moves_a_figure(
    tmp_path: Path, printed: Printed, edition: dict[str, Any]
) -> None:
    still = []
    for row in printed.aaa().itertuples():
        if not _moved(tmp_path, "tranches", str(row.tranche_id), {"rating": "AA+sf"}, edition):
            still.append((row.tranche_id, "rating"))
        band = 4.0 if row.coupon_pct < 3.9 else 3.1  # type: ignore[operator]
        if not _moved(tmp_path / "c", "tranches", str(row.tranche_id), {"coupon_pct": band}, edition):
            still.append((row.tranche_id, "coupon"))
    assert still == []


def test_giving_a_top_five_deal_to_another_originator_moves_a_figure(
    tmp_path: Path, printed: Printed, edition: dict[str, Any]
) -> None:
    parties = pd.read_csv(DATA / "parties.csv")
    year = printed.of("2023")
    still = []
    for row in year.itertuples():
        other = "深圳市高新投小额贷款有限公司" if "中小担" in str(row.originator) else "深圳市中小担小额贷款有限公司"
        copy = tmp_path / str(row.deal_id)
        shutil.copytree(DATA, copy)
        mask = (parties.deal_id == row.deal_id) & (parties.role == "originator")
        parties.assign(name=parties.name.mask(mask, other)).to_csv(copy / "parties.csv", index=False)
        if Printed(copy).table_3() == edition["table_3"]:
            still.append(row.deal_id)
    assert still == []


def test_the_earlier_years_are_within_the_public_totals(printed: Printed) -> None:
    early = printed.deals[printed.deals.month.between("2018-01", "2021-12") & (printed.deals["product"] != "abn")]

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
    assert list(zip(factoring.name, factoring.size_yuan, strict=True)) == [
        ("水电十四局第1期知识产权资产支持专项计划", 112_000_000)]
    letters = printed.read["enhancements"].merge(printed.deals, on="deal_id")
    letters = letters[letters.form == "bank_guarantee_letter"]
    assert letters.month.min()[:4] == "2023"


def test_every_quarter_since_2018q4_has_deals(printed: Printed) -> None:
    months = pd.PeriodIndex(printed.deals.month, freq="M").asfreq("Q")
    assert set(pd.period_range("2018Q4", "2024Q1", freq="Q")) == set(months)


def test_the_whole_market_of_2020_is_the_public_figure() -> None:
    market = pd.read_csv(DATA / "market_totals.csv")
    year = market[market.quarter.str.startswith("2020")]
    assert (year.deals.sum(), year.size_yuan.sum()) == (2107, 2_889_150_000_000)
