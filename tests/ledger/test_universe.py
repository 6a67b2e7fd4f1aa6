"""Which deals count."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipabs.ledger import in_universe, read_ledger, verdicts

from .small import Tables, small_ledger

DATA = Path(__file__).resolve().parents[2] / "data"


def test_the_rule_and_its_reasons(tmp_path: Path) -> None:
    judged = verdicts(read_ledger(small_ledger(tmp_path)))
    assert list(judged.columns) == ["deal_id", "verdict", "rule", "reason", "decided_by"]
    assert judged["rule"].tolist() == ["wind", "name", "internal", "none"]
    assert judged["verdict"].tolist() == ["include", "include", "include", "exclude"]
    assert "知识产权" in judged["reason"][1] and judged["decided_by"].isna().all()


def test_a_verdict_by_hand_overrides(tmp_path: Path) -> None:
    def decide(tables: Tables) -> None:
        row = {"reason": "复核", "decided_by": "样本编辑", "decided_on": "2024-04-01"}
        tables["universe"] = [
            {"deal_id": "D1", "verdict": "exclude", **row},
            {"deal_id": "D4", "verdict": "include", **row},
        ]

    ledger = read_ledger(small_ledger(tmp_path, decide))
    judged = verdicts(ledger).set_index("deal_id")
    assert judged["verdict"].to_dict() == {"D1": "exclude", "D2": "include", "D3": "include", "D4": "include"}
    assert judged.loc["D1", ["rule", "reason", "decided_by"]].tolist() == ["override", "复核", "样本编辑"]
    assert in_universe(ledger).deals["deal_id"].tolist() == ["D2", "D3", "D4"]


def test_dependants_go_with_their_deal(tmp_path: Path) -> None:
    def leave_d3_and_d1_out(tables: Tables) -> None:
        tables["deals"][2]["internal"] = "false"
        tables["deals"][0]["wind_ip"] = "false"

    whole = read_ledger(small_ledger(tmp_path, leave_d3_and_d1_out))
    inside = in_universe(whole)
    assert inside.deals["deal_id"].tolist() == ["D2"]
    assert inside.tranches["tranche_id"].tolist() == ["D2-A"] and len(inside.parties) == 2
    assert inside.enhancements["deal_id"].tolist() == ["D2"]
    assert inside.rating_events.empty and len(inside.credit_events) == 1
    assert isinstance(inside.tranches.index, pd.RangeIndex)
    assert len(inside.market_totals) == 2 and len(whole.deals) == 4


@pytest.mark.parametrize(
    ("name", "counts"), [("某专利1号", True), ("某知识产权1号", True), ("某技术产权1号", False)]
)
def test_keywords(tmp_path: Path, name: str, counts: bool) -> None:
    def rename(tables: Tables) -> None:
        tables["deals"][3]["name"] = name

    judged = verdicts(read_ledger(small_ledger(tmp_path, rename)))
    assert (judged["verdict"][3] == "include") is counts


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(flags=st.lists(st.tuples(st.booleans(), st.booleans()), min_size=4, max_size=4))
def test_restricting_twice_is_restricting_once(tmp_path: Path, flags: list[tuple[bool, bool]]) -> None:
    def flag(tables: Tables) -> None:
        for row, (wind, internal) in zip(tables["deals"], flags, strict=True):
            row.update(wind_ip=str(wind).lower(), internal=str(internal).lower())

    once = in_universe(read_ledger(small_ledger(tmp_path, flag)))
    twice = in_universe(once)
    pd.testing.assert_frame_equal(once.deals, twice.deals)
    pd.testing.assert_frame_equal(once.tranches, twice.tranches)
    assert set(once.parties["deal_id"]) == set(once.deals["deal_id"])


def test_the_shipped_ledger_leaves_some_deals_out() -> None:
    judged = verdicts(read_ledger(DATA))
    assert judged["rule"].value_counts().to_dict() == {"wind": 150, "none": 3, "name": 2}
