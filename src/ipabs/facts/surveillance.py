"""Facts of section 3(6): rating changes and credit events after issuance."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from ipabs.edition import Edition
from ipabs.facts import names, numbers, phrases
from ipabs.facts.fact import Fact
from ipabs.facts.provenance import Trace, trace
from ipabs.facts.slot import Slot
from ipabs.measures import surveillance

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
    slot = Slot(SECTION, "surveillance", period="since_2020", role="since_2020", words=words)
    found: list[Fact] = []
    for measure, verb, rows in (
        ("upgrades", "上调", surveillance.upgrades(ledger.tranches, ledger.rating_events, since, until)),
        ("downgrades", "下调", surveillance.downgrades(ledger.tranches, ledger.rating_events, since, until)),
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
    events = edition.ledger.rating_events
    changed = pd.MultiIndex.from_frame(rows[["tranche_id", "date"]])
    inside = pd.MultiIndex.from_frame(events[["tranche_id", "date"]]).isin(changed)
    deals = edition.ledger.deals
    return trace(
        edition.ledger, rating_events=events[inside], deals=deals[deals["deal_id"].isin(rows["deal_id"])]
    )


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
        titles = [phrases.quoted(_title(edition, deal)) for deal in deals]
        named = phrases.listed(titles) if len(titles) <= 3 else f"{'、'.join(titles[:3])}等"
        parts = [f"{slot.words}，共有", count, f"知识产权 ABS 的优先级证券信用等级{verb}，为{named}"]
    return numbers.sentence(slot, f"{measure}_sentence", parts, f"信用等级{verb}情况", here)


def _title(edition: Edition, deal: str) -> str:
    deals = edition.ledger.deals
    found = deals.loc[deals["deal_id"] == deal, "name"]
    return str(found.iloc[0]) if len(found) else deal


def _steps(rows: pd.DataFrame, verb: str) -> str:
    """于2023年6月由AAsf上调至AA+sf."""
    steps = [
        f"于{day.year}年{day.month}月由{old}{verb}至{new}"
        for day, old, new in zip(rows["date"], rows["from_rating"], rows["to_rating"], strict=True)
    ]
    return "，".join(dict.fromkeys(steps))


def _credit(edition: Edition) -> list[Fact]:
    ledger, until = edition.ledger, edition.calendar.cut_off
    rows = surveillance.defaults(ledger.deals, ledger.credit_events, until)
    everything = surveillance.events(ledger.deals, ledger.credit_events, until)
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
        titles = [phrases.quoted(_title(edition, deal)) for deal in deals]
        named = phrases.listed(titles) if len(titles) <= 3 else f"{'、'.join(titles[:3])}等"
        parts: list[str | Fact] = [f"{month}，共有", count, f"知识产权 ABS 发生违约，为{named}"]
    else:
        parts = [f"{month}，知识产权 ABS 尚未出现违约"]
    others = everything[everything["kind"] != "default"]
    kinds = [names.name(edition, "event", str(kind)) for kind in dict.fromkeys(others["kind"])]
    number = others["deal_id"].nunique()
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
            trace(ledger, credit_events=others),
        ),
        numbers.phrase(
            slot, "other_events_phrase", words, "其他信用事件", trace(ledger, credit_events=others)
        ),
    ]
