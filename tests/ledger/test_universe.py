"""Which deals count."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipabs.ledger import check_ledger, in_universe, read_ledger, verdicts
from ipabs.ledger.universe import explanation

from .small import Tables, small_ledger

DATA = Path(__file__).resolve().parents[2] / "data"


def test_the_rule_and_its_reasons(tmp_path: Path) -> None:
    judged = verdicts(read_ledger(small_ledger(tmp_path)))
    assert list(judged.columns) == ["deal_id", "verdict", "rule", "reason", "reason_en", "decided_by"]
    assert judged["rule"].tolist() == ["wind", "name", "internal", "none"]
    assert judged["verdict"].tolist() == ["include", "include", "include", "exclude"]
    assert judged["reason"].tolist() == [
        "Wind归类为知识产权ABS", "项目名称含“知识产权”", "公司内部资料", "Wind 归类、名称含关键词、内部资料均不适用",
    ]  # fmt: skip
    assert judged["reason_en"].tolist() == [
        "Wind classes it as IP ABS", "its name has “知识产权”", "internal files know it",
        "none of these applies: Wind's class, a keyword in the name, internal files",
    ]  # fmt: skip
    assert judged["decided_by"].isna().all()


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


def ruled(*rows: str, name: str = "丁版权4号") -> Callable[[Tables], None]:
    """Give the ledger a rule of its own, rows of part, column, word, zh."""

    def change(tables: Tables) -> None:
        tables["deals"][3]["name"] = name
        columns = ("part", "column", "word", "zh")
        tables["universe_rule"] = [
            {
                **dict(zip(columns, row.split(","), strict=True)),
                "en": "files", "reason_zh": "依规则", "reason_en": "by the rule", "scope_zh": "{}类产品", "source": "",
            }
            for row in rows
        ]  # fmt: skip

    return change


def test_the_rule_is_data(tmp_path: Path) -> None:
    """A ledger's own rule replaces the shipped one: other words, other columns, other order."""
    rule = ruled("files,internal,,内部资料", "title,name,版权,名称")
    ledger = read_ledger(small_ledger(tmp_path, rule))
    judged = verdicts(ledger)
    assert judged["rule"].tolist() == ["none", "none", "files", "title"]
    assert judged["reason"].tolist()[2:] == ["依规则", "依规则"]
    assert in_universe(ledger).deals["deal_id"].tolist() == ["D3", "D4"]


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("wind,wind_class,,甲", "column", "true or false in deals"),
        ("wind,name,,甲", "column", "true or false in deals"),
        ("name,internal,专利,甲", "column", "text of deals"),
        (",name,专利,甲", "part", "a value is required"),
    ],
)
def test_a_rule_that_cannot_be_put_is_located(tmp_path: Path, row: str, column: str, says: str) -> None:
    problems = check_ledger(small_ledger(tmp_path, ruled(row)))
    assert [(p.table, p.row, p.column, p.severity) for p in problems] == [
        ("universe_rule", 2, column, "error")
    ]
    assert says in problems[0].rule and problems[0].remedy


def test_a_rule_without_rows_is_an_error_not_an_empty_market(tmp_path: Path) -> None:
    (problem,) = check_ledger(small_ledger(tmp_path, lambda tables: tables.update(universe_rule=[])))
    assert problem.table == "universe_rule" and "at least one row" in problem.rule


@pytest.mark.parametrize("column", ["reason", "decided_by", "decided_on"])
def test_a_decision_says_who_when_and_why(tmp_path: Path, column: str) -> None:
    def decide(tables: Tables) -> None:
        row = {"reason": "复核", "decided_by": "样本编辑", "decided_on": "2024-04-01", column: ""}
        tables["universe"] = [{"deal_id": "D4", "verdict": "include", **row}]

    (problem,) = check_ledger(small_ledger(tmp_path, decide))
    assert (problem.severity, problem.table, problem.row, problem.column) == ("error", "universe", 2, column)


def test_an_explanation_has_every_part_s_answer(tmp_path: Path) -> None:
    def decide(tables: Tables) -> None:
        row = {"reason": "重复登记", "decided_by": "样本编辑", "decided_on": "2024-04-01"}
        tables["universe"] = [{"deal_id": "D2", "verdict": "exclude", **row}]

    told = explanation(read_ledger(small_ledger(tmp_path, decide)), "D2")
    assert told is not None
    assert (told["verdict"], told["rule"], told["reason"]) == ("exclude", "override", "重复登记")
    assert told["decision"] == {
        "verdict": "exclude", "reason": "重复登记", "decided_by": "样本编辑", "decided_on": "2024-04-01",
    }  # fmt: skip
    assert [(part["part"], part["answer"], part["because"]) for part in told["parts"]] == [
        ("wind", False, []),
        ("name", True, [{"column": "name", "word": "知识产权"}]),
        ("internal", False, []),
    ]
    assert explanation(read_ledger(tmp_path), "D9") is None


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
