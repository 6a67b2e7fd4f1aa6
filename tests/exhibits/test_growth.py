"""Exhibits of a market much larger than the shipped one stay drawable, and say what they leave out."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from lxml import etree, html

from ipabs.edition import Edition
from ipabs.exhibits import enhancement, modes, originators, surveillance, trends
from ipabs.exhibits.exhibit import Exhibit
from ipabs.measures.breakdown import UNDISCLOSED

KINDS = ["a", "b", "c", "d", "e"]


def grown(small: Edition, deals: int, **tables: pd.DataFrame) -> Edition:
    """Return the small edition with many deals of 2023, and other `tables` in place of its own."""
    row = small.ledger.deals[small.ledger.deals["deal_id"] == "B1"]
    many = row.loc[row.index.repeat(deals)].reset_index(drop=True)
    many["deal_id"] = pd.array([f"N{number}" for number in range(deals)], dtype="string")
    return replace(small, ledger=replace(small.ledger, deals=many, **tables))


def rows_of(exhibit: Exhibit) -> list[list[str]]:
    tree = html.fromstring(exhibit.html)
    return [[cell.text_content() for cell in row.xpath("td")] for row in tree.xpath("//tbody/tr")]


def marks(exhibit: Exhibit) -> int:
    return len(list(etree.fromstring((exhibit.svg or "").encode()).iter("{http://www.w3.org/2000/svg}path")))


@pytest.mark.parametrize("make", [modes.distribution, enhancement.distribution, trends.region])
def test_above_sixty_deals_a_row_is_one_bar(small: Edition, make: object) -> None:
    exhibits = [make(grown(small, deals)) for deals in (60, 61, 200_000)]  # type: ignore[operator]
    few, more, most = exhibits
    assert "一格为一单" in few.note and "一格为一单" not in more.note
    assert marks(few) > 60 > 10 > marks(more) == marks(most)
    assert abs(len(most.html) - len(more.html)) < 200
    assert "200000" in (most.svg or "")


def test_a_very_long_bar_stays_on_the_sheet(small: Edition) -> None:
    exhibit = modes.distribution(grown(small, 200_000))
    root = etree.fromstring((exhibit.svg or "").encode())
    for path in root.iter("{http://www.w3.org/2000/svg}path"):
        places = path.get("d").replace("z", "").replace("M", "").replace("L", "").split()
        assert max(float(x) for x in places[::2]) <= 487
    assert all(float(text.get("x")) <= 487 for text in root.iter("{http://www.w3.org/2000/svg}text"))


def test_rare_combinations_of_enhancers_are_folded(small: Edition) -> None:
    pairs = [(one, other) for one in KINDS for other in KINDS if one < other]
    singles = [(kind, kind) for kind in KINDS]
    providers = [kind for pair in [*singles, *pairs] for kind in pair]
    deals = [f"N{number // 2}" for number in range(len(providers))]
    rows = small.ledger.enhancements.iloc[[0] * len(providers)].reset_index(drop=True)
    rows["deal_id"] = pd.array(deals, dtype="string")
    rows["provider_kind"] = pd.array(providers, dtype="string")
    codes = pd.DataFrame({"domain": "provider_kind", "code": KINDS, "zh": [f"{kind}类" for kind in KINDS]})
    edition = grown(small, 17, enhancements=rows, codes=codes.assign(since=pd.NA).astype("string"))
    exhibit = enhancement.distribution(edition)
    assert len(exhibit.data) == enhancement.KINDS + 2
    assert list(exhibit.data["provider_kind"])[-2:] == ["其他", UNDISCLOSED]
    assert exhibit.data["2023_deals"].sum() == 17
    assert exhibit.data["2023_deals"].iloc[-1] == 2


def test_long_list_of_events_keeps_the_latest(small: Edition) -> None:
    count = 500
    events = pd.DataFrame(
        {
            "tranche_id": pd.array(["B1-A"] * count, dtype="string"),
            "date": pd.date_range("2023-01-01", periods=count, freq="20h"),
            "from_rating": pd.array(["AA+sf", "AAAsf"] * (count // 2), dtype="string"),
            "to_rating": pd.array(["AAAsf", "AA+sf"] * (count // 2), dtype="string"),
            "agency": pd.array([None] * count, dtype="string"),
            "basis": pd.array(["published"] * count, dtype="string"),
        }
    )
    exhibit = surveillance.events(replace(small, ledger=replace(small.ledger, rating_events=events)))
    rows = rows_of(exhibit)
    assert len(exhibit.data) > surveillance.LISTED
    left = len(exhibit.data) - surveillance.LISTED
    assert rows[surveillance.LISTED][1] == f"此前另有{left}项，见本表数据文件"
    assert rows[surveillance.LISTED - 1][0] == exhibit.data["date_printed"].iloc[-1]
    assert exhibit.alt.count("调整为") == surveillance.NAMED
    assert f"最近{surveillance.NAMED}次" in exhibit.alt


def test_many_originators_that_share_the_last_place(small: Edition) -> None:
    deals = 300
    parties = pd.DataFrame(
        {
            "deal_id": pd.array([f"N{number}" for number in range(deals)], dtype="string"),
            "role": pd.array(["originator"] * deals, dtype="string"),
            "name": pd.array([f"第{number}公司" for number in range(deals)], dtype="string"),
            "kind": pd.array(["micro_lender"] * deals, dtype="string"),
            "basis": pd.array(["published"] * deals, dtype="string"),
        }
    )
    exhibit = originators.top_five(grown(small, deals, parties=parties))
    assert len(rows_of(exhibit)) == originators.LISTED
    assert f"2023年另有{deals - originators.LISTED}家并列第1位，未逐一列示，计入合计" in exhibit.note
    assert "合计" in exhibit.html and "300" in exhibit.html


def test_many_joint_originators_are_counted(small: Edition) -> None:
    names = [f"第{number}公司" for number in range(30)]
    parties = pd.DataFrame(
        {
            "deal_id": pd.array(["N0"] * 30, dtype="string"),
            "role": pd.array(["originator"] * 30, dtype="string"),
            "name": pd.array(names, dtype="string"),
            "kind": pd.array(["micro_lender"] * 30, dtype="string"),
            "basis": pd.array(["published"] * 30, dtype="string"),
        }
    )
    exhibit = originators.top_five(grown(small, 1, parties=parties))
    assert "第0公司的产品另有第1公司、第2公司、第3公司、第4公司、第5公司等29家共同发起" in exhibit.note
