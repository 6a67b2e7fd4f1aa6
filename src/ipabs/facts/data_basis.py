"""Facts of 关于本期数据: what the ledger's rows are, and how the universe was drawn."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ipabs.edition import Edition
from ipabs.facts import names, numbers
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import Trace
from ipabs.facts.slot import Slot
from ipabs.facts.sources import source_of
from ipabs.measures.columns import Classes
from ipabs.measures.columns import counts as counted
from ipabs.rounding import ratio

SECTION = "本期数据"
TABLES = {
    "deals": "产品",
    "tranches": "证券",
    "parties": "参与机构",
    "enhancements": "增信",
    "rating_events": "评级事件",
    "credit_events": "信用事件",
    "market_totals": "全市场合计",
    "policies": "政策",
    "ip_stock": "知识产权存量",
}
"""Table → what its rows are called, in the text and in the list of rows alike."""
_BASES = ("published", "reconstructed", "illustrative")


def facts(edition: Edition) -> list[Fact]:
    """Return how many rows of each table are published, reconstructed or illustrative."""
    found: list[Fact] = []
    for table, noun in TABLES.items():
        found += _table(edition, table, noun)
    source = source_of(edition)
    found.append(_sample(edition, {fact.var: fact for fact in found}))
    outside = len(edition.whole.deals) - len(edition.ledger.deals)
    slot = Slot(SECTION, "data", "universe")
    found += [
        numbers.count(
            slot,
            "included",
            len(edition.ledger.deals),
            "单",
            "纳入统计口径的单数",
            f"截至{edition.calendar.cut_off_zh}、按统计口径纳入的产品单数。",
            source.trace(deals=source.deals.all),
        ),
        numbers.count(
            slot,
            "excluded",
            outside,
            "单",
            "未纳入统计口径的单数",
            f"截至{edition.calendar.cut_off_zh}、台账中按统计口径未纳入的产品单数。",
            # These rows are no part of the edition's ledger.
            Trace(),
        ),
    ]
    return found


def _sample(edition: Edition, known: Mapping[str, Fact]) -> Fact:
    """Say how many deals and tranches were worked back from published totals, and whether all were."""
    total, made = known["data.deals.total"], known["data.deals.reconstructed"]
    rows, made_rows = known["data.tranches.total"], known["data.tranches.reconstructed"]
    slot, source = Slot(SECTION, "data", "sample"), source_of(edition)
    behind = source.trace(deals=source.deals.all, tranches=source.table("tranches").all)
    if not made.value and not made_rows.value:
        parts: list[str | Fact] = [
            "本期纳入统计口径的产品与证券都有公开的逐单明细；重构的是其他各表的部分内容"
        ]
        return numbers.sentence(slot, "sentence", parts, "重构样本的范围", behind)
    whole = made.value == total.value
    parts = [
        f"{'' if whole else '部分产品的'}公开资料只给出合计数，没有逐单明细。本期台账纳入统计口径的产品共",
        total,
    ]
    parts += [
        "，全部由公开合计数反推生成" if whole else "，其中由公开合计数反推生成的",
        *([] if whole else [made]),
    ]
    parts += ["，用于核对算法；对应的证券明细共", rows]
    if made_rows.value == rows.value:
        parts.append("，亦全部反推生成" if whole else "，全部反推生成")
    else:
        parts += ["，其中反推生成的", made_rows]
    return numbers.sentence(slot, "sentence", parts, "重构样本的范围", behind)


def _table(edition: Edition, table: str, noun: str) -> list[Fact]:
    source = source_of(edition)
    frame = source.table(table)
    every = frame.all
    rows = len(every)
    kinds = (
        frame.classes("basis", None) if "basis" in frame else Classes(np.zeros(rows, np.intp), ["published"])
    )
    held = counted(kinds.codes, len(kinds.names))
    # By number, as the ledger's own kinds are appended in that order.
    order = sorted(range(len(held)), key=lambda at: -held[at])
    counts = {kinds.names[at]: held[at] for at in order}
    slot = Slot(SECTION, "data", table)
    until = f"截至{edition.calendar.cut_off_zh}"
    unit = "单" if table == "deals" else "行"
    whole = source.trace(**{table: every})
    found = [numbers.count(slot, "total", rows, unit, f"{noun}合计", f"{until}的{noun}行数。", whole)]
    for basis in dict.fromkeys([*_BASES, *(str(key) for key in counts)]):
        words = names.name(edition, "basis", basis)
        found.append(
            numbers.count(
                slot,
                basis,
                int(counts.get(basis, 0)),
                unit,
                f"{noun}中的{words}",
                f"{until}的{noun}中依据为{words}的行数。",
                source.trace(**{table: kinds.of(every, basis)}),
            )
        )
    return [
        *found,
        numbers.share(
            slot,
            "reconstructed_share",
            ratio(int(counts.get("reconstructed", 0)), rows),
            f"{noun}中的重构比例",
            f"{until}的{noun}中重构数据所占比例。",
            whole,
            "重构行数 ÷ 全部行数",
        ),
    ]
