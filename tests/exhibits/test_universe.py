"""The list of narrower rules and the words on the universe, from a ledger that can be added up by hand."""

from __future__ import annotations

from pathlib import Path

from lxml import html

from ipabs.edition import Edition, open_edition
from ipabs.exhibits import data_basis
from ipabs.exhibits.exhibit import Exhibit
from ipabs.facts import topic_facts

from .conftest import DEALS, write

HEAD = "deal_id,verdict,reason,decided_by,decided_on\n"


def opened(folder: Path, decisions: str = "") -> Edition:
    """Wind classes all but B1, whose name says 专利, and B2, which internal files know."""
    deals = DEALS.replace("B1,乙1期", "B1,乙专利1期")
    rows = deals.splitlines()
    for at, row in enumerate(rows):
        if row.startswith(("B1,", "B2,")):
            rows[at] = row.replace("true,false", "false,true" if row.startswith("B2,") else "false,false")
    write(folder, "\n".join(rows) + "\n")
    (folder / "universe.csv").write_text(HEAD + decisions, encoding="utf-8")
    return open_edition("2024Q1", folder)


def body(exhibit: Exhibit) -> list[list[str]]:
    tree = html.fromstring(exhibit.html)
    return [[cell.text_content() for cell in row.xpath("td")] for row in tree.xpath("//tbody/tr")]


def display(edition: Edition) -> dict[str, str]:
    return {fact.id: fact.display for fact in topic_facts("data_basis", edition)}


def test_what_a_narrower_rule_would_change(tmp_path: Path) -> None:
    edition = opened(tmp_path)
    assert body(data_basis.universe_rules(edition)) == [
        ["本期口径", "3", "6.00", "100.00%", "1", "1.50", "100.00%"],
        ["Wind 归类或名称含关键词", "2", "5.00", "100.00%", "1", "1.50", "100.00%"],
        ["Wind 归类或内部资料", "2", "3.00", "100.00%", "1", "1.50", "100.00%"],
        ["只计 Wind 归类", "1", "2.00", "100.00%", "1", "1.50", "100.00%"],
    ]
    told = display(edition)
    assert told["universe.wind_only.size.2023"] == "2.00亿元"
    assert told["universe.wind_or_name.deals.2023"] == "2单"
    assert told["universe.wind_only.top5_share.2024Q1"] == "100.00%"
    assert told["data.universe.decisions"] == "本期没有人工纳入或剔除的产品"
    assert told["data.universe.effect"] == "若只计 Wind 归类，2023年降为1单、2.00亿元"
    assert told["data.universe.rule"] == (
        "Wind 归类为知识产权 ABS 的产品，名称含“知识产权”或“专利”的产品，以及内部资料所载的产品，三者取并集"
    )


def test_decisions_by_hand_are_told_and_can_be_left_out(tmp_path: Path) -> None:
    edition = opened(tmp_path, "B3,exclude,重复登记,样本编辑,2024-04-01\n")
    exhibit = data_basis.universe_rules(edition)
    assert [row[:3] for row in body(exhibit)] == [
        ["本期口径", "2", "4.00"],
        ["不计人工裁定", "3", "6.00"],
        ["Wind 归类或名称含关键词", "1", "3.00"],
        ["Wind 归类或内部资料", "1", "1.00"],
        ["只计 Wind 归类", "--", "--"],
    ]
    assert "人工剔除的仍予剔除" in exhibit.note
    told = display(edition)
    assert told["data.universe.decisions"] == "其中人工剔除1单，裁定人、日期与理由随台账保存"
    assert told["data.universe.effect"] == "若只计 Wind 归类，2023年没有产品纳入"


def test_a_fact_lists_the_deals_of_its_own_rule(tmp_path: Path) -> None:
    edition = opened(tmp_path, "B3,exclude,重复登记,样本编辑,2024-04-01\n")
    rows = {fact.id: fact.rows for fact in topic_facts("data_basis", edition)}
    assert rows["universe.rule_alone.deals.2023"] == {"deals": ["B1", "B2", "B3"]}
    assert rows["universe.wind_or_name.deals.2023"] == {"deals": ["B1"]}


def test_where_a_narrower_rule_changes_nothing(small: Edition, nothing: Edition) -> None:
    assert display(small)["data.universe.effect"] == "即使只计 Wind 归类，2023年的发行单数与规模也不变"
    assert display(nothing)["data.universe.effect"] == "2023年没有发行，口径收窄没有影响"
    assert [row[1] for row in body(data_basis.universe_rules(nothing))] == ["--"] * 4
