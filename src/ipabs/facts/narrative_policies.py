"""Clauses on rules and policies: only what had been issued by the edition's cut-off is spoken of."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipabs.edition import Edition
from ipabs.facts import numbers
from ipabs.facts.fact import Fact
from ipabs.facts.narrative import Known
from ipabs.facts.provenance import trace
from ipabs.facts.rules import LEASING, RULES, worded
from ipabs.facts.slot import Slot
from ipabs.facts.sources import source_of
from ipabs.measures import policies

SECTION = RULES

STEPS: tuple[tuple[str, str], ...] = (
    (
        "自由贸易试验区第六批",
        "{when}，证券化被列入自由贸易试验区可以复制推广的经验，试点由少数地区转向面上推广",
    ),
    ("知识产权强国建设纲要", "{when}发布的知识产权强国建设纲要定下稳妥发展、边规范边探索的基调"),
    (
        "特定品种",
        "{when}，沪深交易所发布特定品种指引，以七成为界划定知识产权产品的范围，"
        "基础资产的来源与所募资金的去向两端满足其一即可，挂牌条件自此有了统一的尺度",
    ),
    (
        "专利转化运用专项行动",
        "专利转化运用专项行动方案把证券化同专利产业化放在一起部署，重心由确权移向运用",
    ),
    (
        "流动资金贷款管理办法",
        "{when}修订的贷款管理办法为以知识产权办理的贷款提供了规则依据，贷款对证券化的替代作用随之增强",
    ),
)
"""Words of a policy's title → what it changed; a clause appears once the policy is in the table."""


def facts(edition: Edition, known: Known) -> list[Fact]:
    """Return the clauses on national policies and on the rule for leasing."""
    slot = Slot(SECTION, "narrative", words=f"截至{edition.calendar.cut_off_zh}")
    return [_steps(edition, slot.at("policies")), _leasing(edition, slot.at("rules"))]


def month(issued: str) -> str:
    """Write a policy's date as a month: 2020-06 → 2020年6月."""
    return f"{issued[:4]}年{int(issued[5:7])}月"


def _steps(edition: Edition, slot: Slot) -> Fact:
    table = policies.issued_until(edition.ledger.policies, "national", edition.calendar.cut_off)
    clauses, used = [], []
    for words, clause in STEPS:
        found = table[table["title"].fillna("").str.contains(words, regex=False)]
        if not found.empty:
            clauses.append(clause.format(when=month(str(found["issued"].iloc[0]))))
            used.append(found)
    text = "。".join(clauses)
    if not clauses:
        text = "专门针对这一品种的文件尚不多，产品按资产支持证券的一般规则办理"
    rows = trace(edition.ledger, policies=pd.concat(used) if used else table)
    return numbers.sentence(slot, "steps", [text], "国家层面政策的沿革", rows)


def _leasing(edition: Edition, slot: Slot) -> Fact:
    rows = source_of(edition).trace(policies=np.empty(0, dtype=np.intp))
    return numbers.sentence(slot, "leasing", [worded(LEASING, edition.calendar)], "租赁物的规则", rows)
