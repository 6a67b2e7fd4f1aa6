"""Facts of section 3(6): rating changes and credit events after issuance."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from ipabs.edition import Edition
from ipabs.facts import names, numbers, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import Trace, trace
from ipabs.facts.slot import Slot
from ipabs.facts.sources import source_of
from ipabs.measures import surveillance
from ipabs.measures.columns import Rows

SECTION = "存续期"
_SINCE = dt.date(2020, 1, 1)


def facts(edition: Edition) -> list[Fact]:
    """Return the facts on upgrades, downgrades and defaults up to the cut-off."""
    return _ratings(edition) + _credit(edition)


def _since(edition: Edition) -> tuple[dt.date | None, str]:
    """Return where the count begins: 2020, or the ledger's beginning for an edition that is older."""
    if edition.calendar.cut_off < _SINCE:
        return None, "首单发行以来"
    return _SINCE, "2020年以来"


def _ratings(edition: Edition) -> list[Fact]:
    ledger, until = edition.ledger, edition.calendar.cut_off
    since, words = _since(edition)
    changes = surveillance.migrations(ledger.tranches, ledger.rating_events, since, until)
    slot = Slot(SECTION, "surveillance", period="since_2020", role="since_2020", words=words)
    found: list[Fact] = []
    for measure, verb, rows in (
        ("upgrades", "上调", changes[changes["direction"] == "up"]),
        ("downgrades", "下调", changes[changes["direction"] == "down"]),
    ):
        here = _events(edition, rows)
        deals = list(dict.fromkeys(rows["deal_id"]))
        count = numbers.count(
            slot,
            measure,
            len(deals),
            "单",
            f"优先级证券信用等级{verb}单数",
            f"{words}至{edition.calendar.cut_off_zh}，优先级证券信用等级{verb}的知识产权 ABS 单数。",
            here,
        )
        found += [count, _sentence(edition, slot, measure, verb, count, rows, here)]
    return found


def _events(edition: Edition, rows: pd.DataFrame) -> Trace:
    source = source_of(edition)
    events = source.table("rating_events")
    changed = set(zip(rows["tranche_id"], rows["date"], strict=True))
    held = zip(events.values("tranche_id"), events.values("date"), strict=True)
    inside = [at for at, event in enumerate(held) if event in changed]
    return source.trace(
        rating_events=np.array(inside, dtype=np.intp), deals=_deals(edition, list(rows["deal_id"]))
    )


def _deals(edition: Edition, wanted: list[str]) -> Rows:
    """Return the positions of a few deals, in ledger order."""
    return source_of(edition).deals.holding("deal_id", wanted)


def _sentence(
    edition: Edition, slot: Slot, measure: str, verb: str, count: Fact, rows: pd.DataFrame, here: Trace
) -> Fact:
    deals = list(dict.fromkeys(rows["deal_id"]))
    if not deals:
        parts: list[str | Fact] = [f"{slot.words}，没有知识产权 ABS 的优先级证券信用等级{verb}"]
    elif len(deals) == 1:
        title = phrases.quoted(_title(edition, deals[0]))
        parts = [f"{slot.words}，仅有{title}", count, f"知识产权 ABS 的优先级证券信用等级{verb}"]
        parts += [f"（{_steps(rows, verb)}）"]
    else:
        named = _named(edition, deals)
        parts = [f"{slot.words}，共有", count, f"知识产权 ABS 的优先级证券信用等级{verb}，为{named}"]
    return numbers.sentence(slot, f"{measure}_sentence", parts, f"信用等级{verb}情况", here)


def _title(edition: Edition, deal: str) -> str:
    found = source_of(edition).deals.values("name", _deals(edition, [deal]))
    return str(found[0]) if found else deal


def _named(edition: Edition, deals: list[str]) -> str:
    """Name up to three deals: “甲”、“乙”和“丙”; of more, the first three and 等."""
    titles = [phrases.quoted(_title(edition, deal)) for deal in deals[:3]]
    return phrases.listed(titles) if len(deals) <= 3 else f"{'、'.join(titles)}等"


def _steps(rows: pd.DataFrame, verb: str) -> str:
    """于2023年6月由 AAsf 上调至 AA+sf."""
    steps = [
        f"于{day.year}年{day.month}月由 {old} {verb}至 {new}"
        for day, old, new in zip(rows["date"], rows["from_rating"], rows["to_rating"], strict=True)
    ]
    return "，".join(dict.fromkeys(steps))


def _credit(edition: Edition) -> list[Fact]:
    ledger, until = edition.ledger, edition.calendar.cut_off
    everything = surveillance.events(ledger.deals, ledger.credit_events, until)
    rows = everything[everything["kind"] == "default"]
    month = f"截至{until.year}年{until.month}月底"
    slot = Slot(SECTION, "surveillance", words=month)
    deals = list(dict.fromkeys(rows["deal_id"]))
    here = trace(ledger, credit_events=rows)
    count = numbers.count(
        slot,
        "defaults",
        len(deals),
        "单",
        "违约单数",
        f"截至{edition.calendar.cut_off_zh}发生违约的知识产权 ABS 单数。",
        here,
    )
    if deals:
        named = _named(edition, deals)
        parts: list[str | Fact] = [f"{month}，共有", count, f"知识产权 ABS 发生违约，为{named}"]
    else:
        parts = [f"{month}，知识产权 ABS 尚未出现违约"]
    others = everything[everything["kind"] != "default"]
    kinds = [names.name(edition, "event", str(kind)) for kind in dict.fromkeys(others["kind"])]
    number = others["deal_id"].nunique()
    besides = trace(ledger, credit_events=others)
    words = f"{number}单产品出现{phrases.listed(kinds)}" if number else "没有其他信用事件"
    return [
        count,
        numbers.sentence(slot, "defaults_sentence", parts, "违约情况", here),
        numbers.count(
            slot,
            "other_events",
            number,
            "单",
            "出现其他信用事件的单数",
            f"截至{edition.calendar.cut_off_zh}出现违约以外信用事件的知识产权 ABS 单数。",
            besides,
        ),
        numbers.phrase(slot, "other_events_phrase", words, "其他信用事件", besides),
    ]
