"""Rules that the text leans on and that are not in the table of policies."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ipabs.period import Calendar

RULES = "政策与规则"
"""Section of the clauses on rules."""


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


def worded(rule: Rule, calendar: Calendar, holds: bool = True) -> str:
    """Return what the text says of a rule at the edition's cut-off; `holds` is what else must be true."""
    return rule.after if holds and calendar.cut_off >= rule.since else rule.before
