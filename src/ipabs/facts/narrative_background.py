"""Clauses on rules and policies: only what had been issued by the edition's cut-off is spoken of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from ipabs.edition import Edition
from ipabs.facts import numbers
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import trace
from ipabs.facts.slot import Slot
from ipabs.measures import issuance, policies
from ipabs.period import Span

SECTION = "政策与规则"


@dataclass(frozen=True)
class Rule:
    """A rule that is not in the table of policies: what the text says once it holds, and before.

    Parameters
    ----------
    since
        Day on which it was made public.
    after, before
        The clause from that day on, and until then.
    """

    since: dt.date
    after: str
    before: str


LEASING = Rule(
    dt.date(2020, 6, 9),
    "《融资租赁公司监督管理暂行办法》原则上把租赁物限定为固定资产，专利权难以直接充当租赁物",
    "融资租赁的规则要求租赁物权属清晰、能够产生收益，专利权能否充当租赁物一直存在分歧",
)

SHENZHEN = Rule(
    dt.date(2020, 8, 28),
    "深圳的做法较有代表性：2020年8月通过的《深圳经济特区科技创新条例》规定，"
    "企业成功发行知识产权证券化产品的，市、区政府可以给予适当补贴，一事一议的支持由此变成可以预期的安排",
    "补贴有没有明确的依据，往往决定一地的发行能否连续",
)

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


def facts(edition: Edition) -> list[Fact]:
    """Return the clauses on national policies and on the two rules the text leans on."""
    slot = Slot(SECTION, "narrative", words=f"截至{edition.calendar.cut_off_zh}")
    return [
        _steps(edition, slot.at("policies")),
        _rule(edition, slot.at("rules"), "leasing", LEASING, "租赁物的规则"),
        _shenzhen(edition, slot.at("rules")),
    ]


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


def _rule(edition: Edition, slot: Slot, measure: str, rule: Rule, name: str) -> Fact:
    words = rule.after if edition.calendar.cut_off >= rule.since else rule.before
    rows = trace(edition.ledger, policies=edition.ledger.policies.iloc[:0])
    return numbers.sentence(slot, measure, [words], name, rows)


def _shenzhen(edition: Edition, slot: Slot) -> Fact:
    """Speak of Shenzhen's ordinance once it is out, in editions whose last year saw deals in Guangdong."""
    year: Span = edition.calendar.year
    deals = issuance.in_span(edition.ledger.deals, year)
    local = deals[deals["region"].fillna("").isin(["广东", "广东省", "深圳", "深圳市"])]
    holds = edition.calendar.cut_off >= SHENZHEN.since and not local.empty
    words = SHENZHEN.after if holds else SHENZHEN.before
    return numbers.sentence(slot, "shenzhen", [words], "深圳的补贴依据", trace(edition.ledger, deals=local))
