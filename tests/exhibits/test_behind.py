"""What a chart says of the rows behind it is what the chart shows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ipabs.edition import open_edition
from ipabs.exhibits import enhancement, issuance, modes, trends

DATA = Path(__file__).parents[2] / "data"
OPTION = re.compile(r'class="ipabs-option">(.*?)</script>', re.DOTALL)


def option(exhibit: Any) -> dict[str, Any]:
    found = OPTION.search(exhibit.html)
    assert found is not None
    return dict(json.loads(found[1]))


def test_deals_drawn_are_rows_behind() -> None:
    drawn = option(issuance.deals(open_edition("2024Q1", DATA)))
    (bars,) = [series for series in drawn["series"] if series["type"] == "bar"]
    for item, behind in zip(bars["data"], drawn["behind"], strict=True):
        assert (item and item["value"]) == (behind and behind["rows"])
    assert drawn["behind"][-1]["at"] == "deals&发行日=2024-01-01..2024-03-31"


def test_a_rolling_sum_rests_on_four_quarters() -> None:
    drawn = option(trends.rolling(open_edition("2024Q1", DATA)))
    assert drawn["behind"][-1] == {"rows": 46, "at": "deals&发行日=2023-04-01..2024-03-31"}


@pytest.mark.parametrize("figure", [modes.distribution, trends.region, enhancement.distribution])
def test_kinds_count_the_deals_of_both_periods(figure: Any) -> None:
    exhibit = figure(open_edition("2024Q1", DATA))
    drawn = option(exhibit)
    assert sum(behind["rows"] for behind in drawn["behind"]) == 47 + 9
    links = [behind.get("at", "") for behind in drawn["behind"]]
    assert not any("未列明" in link or "其他" in link for link in links)
    kinds = drawn["yAxis"][0]["data"]
    linked = {name for name, link in zip(kinds, links, strict=True) if link}
    assert linked == {name for name in kinds if name not in ("未列明", "其他")} and linked
