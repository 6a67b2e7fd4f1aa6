"""Facts on the universe (统计口径): its rule in words, decisions by hand, and what narrower rules would give."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from ipabs.edition import Edition
from ipabs.facts import numbers, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import Trace, trace
from ipabs.facts.slot import Slot, slug
from ipabs.ledger.universe import Answers, answers
from ipabs.measures import universe
from ipabs.measures.universe import Headline, Narrower
from ipabs.period import Span

SECTION = "统计口径"
WHOLE, WITHOUT_DECISIONS = "whole", "rule_alone"


class Variant(NamedTuple):
    """A rule beside the edition's own: how ids and how readers call it."""

    code: str
    zh: str


class Compared(NamedTuple):
    """The edition's universe and its variants, and the headline figures of each in each span."""

    answers: Answers
    variants: list[Variant]
    figures: dict[tuple[str, Span], Headline]
    deals: pd.DataFrame


@lru_cache(maxsize=1)
def compared(edition: Edition) -> Compared:
    """Return the headline figures of the last full year and the year to date under narrower rules.

    The variant ``rule_alone`` is there only if something was decided by hand.
    """
    judged = answers(edition.whole)
    excluded = (judged.decision >= 0) & ~judged.forced
    kept = {WHOLE: judged.included}
    variants = []
    if (judged.decision >= 0).any():
        kept[WITHOUT_DECISIONS] = judged.by_rule
        variants.append(Variant(WITHOUT_DECISIONS, "不计人工裁定"))
    zh = {part.name: part.zh for part in judged.parts}
    for each in universe.narrower(list(zh)):
        kept[each.code] = universe.let_in(judged.by_part, each.parts, excluded)
        variants.append(Variant(each.code, _called(each, zh)))
    deals = edition.whole.deals[["deal_id", "issued_on", "size_yuan", "basis"]]
    parties = edition.whole.parties[["deal_id", "role", "name", "kind"]]
    return Compared(
        judged, variants, universe.headlines(deals, parties, kept, edition.calendar.window), deals
    )


def _called(rule: Narrower, zh: dict[str, str]) -> str:
    names = [zh[part] for part in rule.parts]
    return f"只计{_apart(names[0])}" if len(names) == 1 else "或".join(names)


def _apart(name: str) -> str:
    """Set a Latin word off from the Han character before it."""
    return f" {name}" if name[:1].isascii() else name


def facts(edition: Edition) -> list[Fact]:
    """Return the rule, the decisions by hand, and deals, size and top-five share under each narrower rule."""
    held = compared(edition)
    slot = Slot(SECTION, "data", "universe")
    until = f"截至{edition.calendar.cut_off_zh}"
    found = [
        numbers.phrase(slot, "rule", scope(held.answers), "统计口径", Trace()),
        numbers.phrase(slot, "decisions", decisions(held.answers), f"{until}的人工裁定", Trace()),
    ]
    roles = {span: role for role, span in edition.calendar.roles.items()}
    last: list[Fact] = []
    for code, zh in held.variants:
        for span in edition.calendar.window:
            place = Slot(SECTION, "universe", slug(code), span.id, roles[span], span.zh, span)
            figures = _figures(edition, place, zh, held.figures[code, span], held.deals)
            found += figures
            last = figures if span == edition.calendar.year else last
    return [*found, _effect(edition, slot, held, last)]


def _effect(edition: Edition, slot: Slot, held: Compared, narrowest: list[Fact]) -> Fact:
    """Say what the narrowest rule would change in the last full year."""
    span = edition.calendar.year
    now = held.figures[WHOLE, span]
    parts: list[str | Fact]
    if not held.variants:
        parts = ["规则只有一项，没有更窄的口径可比"]
    else:
        code, zh = held.variants[-1]
        then = held.figures[code, span]
        if not now.deals:
            parts = [f"{span.zh}没有发行，口径收窄没有影响"]
        elif then.deals == now.deals:
            parts = [f"即使{zh}，{span.zh}的发行单数与规模也不变"]
        elif not then.deals:
            parts = [f"若{zh}，{span.zh}没有产品纳入"]
        else:
            words = f"若{zh}，{span.zh}降为"
            parts = [words, narrowest[0], "、", narrowest[1]]
    return numbers.sentence(slot, "effect", parts, "口径收窄的影响", Trace())


def _figures(edition: Edition, slot: Slot, zh: str, figure: Headline, deals: pd.DataFrame) -> list[Fact]:
    rows = trace(edition.whole, deals=deals.iloc[figure.rows])
    what = f"统计口径改为“{zh}”时，{slot.range}发行的知识产权 ABS"
    called = f"（口径：{zh}）"
    return [
        numbers.count(slot, "deals", figure.deals, "单", f"发行单数{called}", f"{what}单数。", rows),
        numbers.size(slot, "size", figure.size_yuan, f"发行规模{called}", f"{what}发行金额之和。", rows),
        numbers.share(
            slot,
            "top5_share",
            figure.top5_share,
            f"前五大发起机构占比{called}",
            f"{what}中，规模排名前五的发起机构（第五名并列的一并计入）占全部规模的比例。",
            rows,
        ),
    ]


def scope(judged: Answers) -> str:
    """Say what the rule lets in: Wind 归类为知识产权 ABS 的产品，…，三者取并集."""
    scopes = [part.scope for part in judged.parts]
    if len(scopes) == 1:
        return scopes[0]
    several = {2: "两者", 3: "三者"}.get(len(scopes), f"{phrases.numeral(len(scopes))}者")
    return f"{'，'.join(scopes[:-1])}，以及{scopes[-1]}，{several}取并集"


def decisions(judged: Answers) -> str:
    """Say how many deals were decided by hand, against the rule or not."""
    decided = judged.decision >= 0
    included, excluded = int(np.sum(decided & judged.forced)), int(np.sum(decided & ~judged.forced))
    clauses = [
        f"{what}{number}单" for what, number in (("人工纳入", included), ("人工剔除", excluded)) if number
    ]
    if not clauses:
        return "本期没有人工纳入或剔除的产品"
    return f"其中{'、'.join(clauses)}，裁定人、日期与理由随台账保存"
