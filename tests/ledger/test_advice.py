"""What is odd but not wrong: flagged by a check, located, never failed, and not looked for by a build."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from ipabs.errors import Problem
from ipabs.ledger import check_ledger, read_ledger, review_ledger
from ipabs.ledger.advice.outliers import scored
from ipabs.ledger.spelling import COMPANY, PRODUCT, folded, series

from .small import Tables, small_ledger, small_tables, write_tables

ROOT = Path(__file__).resolve().parents[2]
Change = Callable[[Tables], object]


def remarks(folder: Path, table: str = "", column: str = "") -> list[Problem]:
    found = review_ledger(folder)
    assert not [p for p in found if p.severity == "error"], found
    return [p for p in found if table in ("", p.table) and column in ("", p.column)]


def setting(table: str, row: int, **cells: str) -> Change:
    return lambda tables: tables[table][row].update(cells)


def test_the_small_ledger_s_own_remarks(tmp_path: Path) -> None:
    found = remarks(small_ledger(tmp_path))
    assert [(p.severity, p.table, p.row, p.column, p.value) for p in found] == [
        ("warning", "market_totals", None, "quarter", "2023Q2"),
        ("warning", "market_totals", None, "quarter", "2023Q3"),
        ("warning", "market_totals", None, "quarter", "2023Q4"),
        ("notice", "tranches", 4, "rating", ""),
    ]
    assert "未列明" in found[-1].rule and found[-1].remedy
    assert check_ledger(tmp_path) == () and read_ledger(tmp_path).problems == ()


def test_a_check_with_remarks_alone_succeeds(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "ipabs", "check", "--data", str(small_ledger(tmp_path))],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert ended.returncode == 0 and "errors: 0, warnings: 3, notices: 1" in ended.stdout


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        (setting("tranches", 0, value_date="2023-05-30"), ("warning", "tranches", 2, "value_date"), "after the issue, 2023-03-01"),
        (setting("tranches", 0, value_date="2023-02-01"), ("warning", "tranches", 2, "value_date"), "10 days before"),
        (setting("deals", 3, issued_on="2024-04-01"), ("notice", "deals", 5, "issued_on"), "ends with 2024Q1"),
        (setting("deals", 0, issued_on="2022-12-31"), ("notice", "deals", 2, "issued_on"), "begins with 2023Q1"),
        (setting("tranches", 0, coupon_pct=""), ("notice", "tranches", 2, "coupon_pct"), "a senior tranche has a coupon"),
        (setting("tranches", 0, coupon_pct="0.3"), ("warning", "tranches", 2, "coupon_pct"), "between 0.5 and 17 %"),
        (setting("tranches", 0, coupon_pct="18"), ("warning", "tranches", 2, "coupon_pct"), "between 0.5 and 17 %"),
        (setting("tranches", 1, coupon_pct="0"), ("warning", "tranches", 3, "coupon_pct"), "between 0.5 and 17 %"),
        (setting("rating_events", 0, to_rating="AA+sf"), ("warning", "rating_events", 2, "to_rating"), "changes the rating"),
        (setting("rating_events", 0, from_rating="AAsf"), ("warning", "rating_events", 2, "from_rating"), "had: AA+sf"),
        (setting("market_totals", 0, deals="0"), ("warning", "market_totals", 2, "deals"), "own deals in it, 1 deals"),
        (setting("deals", 0, name="=甲1号"), ("warning", "deals", 2, "name"), "like a formula"),
        (setting("parties", 1, name="@某证券"), ("warning", "parties", 3, "name"), "like a formula"),
    ],
)  # fmt: skip
def test_an_odd_cell_is_flagged(
    tmp_path: Path, change: Change, place: tuple[str, str, int, str], says: str
) -> None:
    found = remarks(small_ledger(tmp_path, change), place[1], place[3])
    assert [
        says in p.rule and bool(p.remedy) for p in found if (p.severity, p.table, p.row, p.column) == place
    ] == [True]
    usual = remarks(small_ledger(tmp_path / "usual"), place[1], place[3])
    assert place not in [(p.severity, p.table, p.row, p.column) for p in usual]


def test_what_the_bounds_still_allow(tmp_path: Path) -> None:
    def edge(tables: Tables) -> None:
        tables["tranches"][0].update(value_date="2023-02-19", coupon_pct="0.5")
        tables["tranches"][2].update(value_date="2023-07-07", coupon_pct="17")

    assert remarks(small_ledger(tmp_path, edge), "tranches", "value_date") == []
    assert remarks(tmp_path, "tranches", "coupon_pct") == []


def test_a_market_smaller_than_its_part(tmp_path: Path) -> None:
    def shrink(tables: Tables) -> None:
        tables["deals"][0]["size_yuan"], tables["tranches"][0]["size_yuan"] = "200000000", "195000000"
        tables["market_totals"][0]["size_yuan"] = "199999999"

    (found,) = remarks(small_ledger(tmp_path, shrink), "market_totals", "size_yuan")
    assert (found.severity, found.row) == ("warning", 2) and "200000000 元" in found.rule


def test_a_chain_of_rating_events_is_followed(tmp_path: Path) -> None:
    def chain(tables: Tables) -> None:
        first = tables["rating_events"][0]
        tables["rating_events"] = [
            {**first, "date": "2024-03-20", "from_rating": "AAAsf", "to_rating": "AAsf"},
            first,
            {**first, "date": "2024-03-30", "from_rating": "AAAsf", "to_rating": "AA+sf"},
        ]

    assert [(p.row, p.value) for p in remarks(small_ledger(tmp_path, chain), "rating_events")] == [
        (4, "AAAsf")
    ]


SAME = [
    ("水电十四局第1期知识产权资产支持专项计划", "水电十四局第一期知识产权资产支持专项计划"),
    ("水电十四局第1期知识产权资产支持专项计划", "水电十四局第１期知识产权 ABS"),
    ("天银（天津）2023年度第十二期资产支持票据", "天银(天津)二〇二三年度第12期定向资产支持票据"),
    ("温州-技术产权 专项计划", "温州—技术产权资产支持专项计划"),
]
APART = [
    ("水电十四局第1期知识产权资产支持专项计划", "水电十四局第2期知识产权资产支持专项计划"),
    ("某租赁1号第1期专项计划", "某租赁11号专项计划"),
    ("天银甲号专项计划", "天银乙号专项计划"),
    ("深圳高新投专项计划", "深圳中小担专项计划"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_deal_under_two_spellings(tmp_path: Path, one: str, other: str) -> None:
    def name(tables: Tables) -> None:
        tables["deals"][0]["name"], tables["deals"][3]["name"] = one, other

    (found,) = remarks(small_ledger(tmp_path, name), "deals", "name")
    assert (found.severity, found.row, found.value) == ("warning", 5, other)
    assert "row 2" in found.rule and one in found.rule and "remove one" in found.remedy


@pytest.mark.parametrize(("one", "other"), APART)
def test_two_deals_of_a_series_are_two(tmp_path: Path, one: str, other: str) -> None:
    def name(tables: Tables) -> None:
        tables["deals"][2]["name"], tables["deals"][3]["name"] = one, other

    assert remarks(small_ledger(tmp_path, name), "deals", "name") == []


def test_a_slip_of_the_pen_is_flagged_if_the_deals_are_near(tmp_path: Path) -> None:
    def name(tables: Tables) -> None:
        tables["deals"][2]["name"] = "海淀科创知识产权质押贷款专项计划"
        tables["deals"][3]["name"] = "海淀科创知识产全质押贷款专项计划"

    (found,) = remarks(small_ledger(tmp_path, name), "deals", "name")
    assert (found.severity, found.row) == ("notice", 5) and "nearly the same name" in found.rule

    def later(tables: Tables) -> None:
        name(tables)
        tables["deals"][2]["issued_on"], tables["tranches"][3]["value_date"] = "2023-06-01", "2023-06-02"

    assert remarks(small_ledger(tmp_path / "later", later), "deals", "name") == []


def test_one_originator_under_two_spellings(tmp_path: Path) -> None:
    def name(tables: Tables) -> None:
        tables["parties"][0]["name"] = "融信通达（天津）商业保理有限公司"
        tables["parties"][4]["name"] = "融信通达(天津)商业保理 有限责任公司"
        tables["parties"][5]["name"] = "融信通达（天津）商业保里有限公司"

    found = remarks(small_ledger(tmp_path, name), "parties", "name")
    assert [(p.severity, p.row) for p in found] == [("warning", 6), ("notice", 7)]
    assert "row 2 has “融信通达（天津）商业保理有限公司”" in found[0].rule and "rankings" in found[0].remedy


def test_spelling_by_itself() -> None:
    names = pa.array(["第一百二十期ABN", "ＡＢＣ 第三期", "专项计划", "三一重工"])
    assert folded(names, PRODUCT).to_pylist() == ["120期", "abc3期", "专项计划", "31重工"]
    assert folded(pa.array(["甲股份有限公司", "甲有限公司", "公司"]), COMPANY).to_pylist() == [
        "甲",
        "甲",
        "公司",
    ]
    assert series(pa.array(["abc3期", "甲12"])).to_pylist() == ["abc3|", "甲12"]


def history(folder: Path, **odd: str) -> Path:
    """Write twenty plain one-year deals of 2023 at 3.0 to 3.4 %, the last one with other cells."""
    tables = small_tables()
    deal, tranche, party = tables["deals"][0], tables["tranches"][0], tables["parties"][0]
    tables["deals"], tables["tranches"], tables["parties"] = [], [], []
    for at in range(20):
        cells = {
            "size": "100000000",
            "coupon": f"{3 + at % 5 / 10:.1f}",
            "maturity": "2024-03-01",
            **(odd if at == 19 else {}),
        }
        own = {"deal_id": f"H{at}", "size_yuan": cells["size"]}
        tables["deals"].append({**deal, **own, "name": f"史{at}号"})
        terms = {"coupon_pct": cells["coupon"], "expected_maturity": cells["maturity"]}
        tables["tranches"].append({**tranche, **own, **terms, "tranche_id": f"H{at}-A"})
        tables["parties"].append({**party, "deal_id": f"H{at}"})
    for name in ("enhancements", "rating_events", "credit_events"):
        tables[name] = []
    return write_tables(folder, tables)


@pytest.mark.parametrize(
    ("odd", "place", "says"),
    [
        ({"coupon": "7.5"}, ("tranches", 21, "coupon_pct"), "the median of senior tranches of 2023 is 3.20 %"),
        ({"maturity": "2033-03-01"}, ("tranches", 21, "expected_maturity"), "is 365 days from the value date"),
        ({"size": "5000000000"}, ("deals", 21, "size_yuan"), "the median of deals is 100000000 元"),
    ],
)  # fmt: skip
def test_what_stands_out_from_the_history(
    tmp_path: Path, odd: dict[str, str], place: tuple[str, int, str], says: str
) -> None:
    found = [p for p in remarks(history(tmp_path, **odd)) if "median" in p.rule]
    assert [(p.severity, p.table, p.row, p.column) for p in found] == [("notice", *place)]
    assert says in found[0].rule and "above it" in found[0].rule
    assert [p for p in remarks(history(tmp_path / "plain")) if "median" in p.rule] == []


def test_two_years_instead_of_one_do_not_stand_out(tmp_path: Path) -> None:
    assert [p for p in remarks(history(tmp_path, maturity="2025-03-01")) if "median" in p.rule] == []


def test_the_robust_score_by_hand() -> None:
    """Median 3, absolute deviations 2 1 0 1 2 …: MAD 1, so 3 + 4 scores 4 × 0.6745."""
    values = np.array([1.0, 2, 3, 4, 5] * 3 + [7, np.nan])
    scores, medians, levels = scored(values, [np.zeros(17, np.int64)], 0.1)
    assert scores[15] == pytest.approx(4 * 0.6745) and scores[2] == 0 and scores[16] == 0
    assert medians[0] == 3 and np.isnan(medians[16]) and levels.tolist() == [0] * 16 + [-1]


def test_few_values_are_no_history() -> None:
    scores, _, levels = scored(np.array([1.0] * 10 + [99.0]), [np.zeros(11, np.int64)], 0.1)
    assert not scores.any() and set(levels.tolist()) == {-1}


def test_a_sparse_year_is_held_against_all_years() -> None:
    values = np.array([3.0] * 20 + [9.0])
    years = np.array([2023] * 20 + [2024])
    scores, _, levels = scored(values, [years, np.zeros(21, np.int64)], 0.3)
    assert levels[20] == 1 and scores[20] == pytest.approx(20) and levels[0] == 0


def test_a_cell_that_cannot_be_read_hides_nothing_else(tmp_path: Path) -> None:
    """Everything at once: a bad date in deals does not hide that another deal's tranches do not sum."""

    def spoil(tables: Tables) -> None:
        tables["deals"][0]["issued_on"] = "soon"
        tables["tranches"][4]["size_yuan"] = "30000001"

    found = [(p.table, p.row, p.column) for p in check_ledger(small_ledger(tmp_path, spoil))]
    assert found == [("deals", 2, "issued_on"), ("deals", 5, "size_yuan")]


def test_the_shipped_ledger_has_no_warning() -> None:
    found = review_ledger(ROOT / "data")
    assert {p.severity for p in found} == {"notice"}
    # The deal that the publication names as unrated, and a coupon of the first deals.
    assert [(p.table, p.row, p.column) for p in found] == [
        ("tranches", 7, "coupon_pct"),
        ("tranches", 287, "rating"),
    ]
