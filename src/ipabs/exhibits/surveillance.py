"""The list of what happened to securities after issuance: rating changes and credit events."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from ipabs.edition import Edition
from ipabs.exhibits import basis
from ipabs.exhibits.composing import Words, table_exhibit
from ipabs.exhibits.exhibit import Exhibit
from ipabs.exhibits.names import zh
from ipabs.exhibits.table import Column, Table
from ipabs.measures import surveillance as measure
from ipabs.measures.issuance import SERIES_START
from ipabs.theme import read_theme

LISTED = 40
"""Up to so many events are listed, the latest ones; a last line says how many came before."""

NAMED = 5
"""Up to so many rating changes are named in the text alternative, the latest ones."""

_DIRECTIONS = {"up": "▲ 上调", "down": "▼ 下调", "other": "调整"}
_FRAME = ["kind", "deal_id", "date", "from_rating", "to_rating", "direction", "date_printed", "name"]


def events(edition: Edition) -> Exhibit:
    """Return the list of events, without a number of its own."""
    frame = _events(edition)
    columns = ("date_printed", "name", "from_rating", "to_rating", "direction")
    rows = tuple(zip(*(frame[column].iloc[-LISTED:] for column in columns), strict=True))
    before = len(frame) - len(rows)
    more = (("", f"此前另有{before}项，见本表数据文件", "", "", ""),) if before else ()
    until = edition.calendar.cut_off_zh
    nothing = [("评级调整", "migration"), ("违约", "default")]
    quiet = tuple(
        (title, f"截至{until}没有记录", "", "", "")
        for title, kind in nothing
        if kind not in set(frame["kind"])
    )
    table = Table(
        (Column("时间"), Column("产品"), Column("原级别", "c"), Column("新级别", "c"), Column("方向", "c")),
        rows + more + quiet,
    )
    ledger = edition.ledger
    source = read_theme().source("Wind")
    rests = basis.together([basis.of(ledger.rating_events["basis"], ledger.credit_events["basis"])])
    words = Words("存续期事件", "", "", source, rests)
    return table_exhibit("list-events", _alt(frame, until), frame, words, table)


def _events(edition: Edition) -> pd.DataFrame:
    """Return rating changes (one a deal, date and pair of ratings) and credit events, by date."""
    ledger, until = edition.ledger, edition.calendar.cut_off
    since = dt.date(SERIES_START, 1, 1)
    changes = measure.migrations(ledger.tranches, ledger.rating_events, since, until)
    records: list[tuple[object, ...]] = []
    for row in changes.drop_duplicates(["deal_id", "date", "from_rating", "to_rating"]).to_dict("records"):
        old, new = (str(row[key]) if pd.notna(row[key]) else "" for key in ("from_rating", "to_rating"))
        records.append(("migration", row["deal_id"], row["date"], old, new, _DIRECTIONS[row["direction"]]))
    for row in measure.events(ledger.deals, ledger.credit_events, until).to_dict("records"):
        kind = str(row["kind"])
        records.append((kind, row["deal_id"], row["date"], "", "", zh(edition, "event", kind)))
    frame = pd.DataFrame(records, columns=_FRAME[:6])
    frame["date_printed"] = [f"{date.year}年{date.month}月" for date in frame["date"]]
    deals = ledger.deals[["deal_id", "name"]]
    named = deals[deals["deal_id"].isin(frame["deal_id"])]
    names = dict(zip(named["deal_id"], named["name"], strict=True))
    frame["name"] = [names.get(deal, deal) for deal in frame["deal_id"]]
    frame["date"] = [date.date().isoformat() for date in frame["date"]]
    return frame.sort_values(["date", "deal_id"], kind="stable").reset_index(drop=True)


def _alt(frame: pd.DataFrame, until: str) -> str:
    changes = frame[frame["kind"] == "migration"]
    others = frame[frame["kind"] != "migration"]
    text = (
        f"{SERIES_START}年以来优先级证券评级调整{len(changes)}次"
        if len(changes)
        else f"截至{until}没有评级调整"
    )
    latest = changes.iloc[-NAMED:]
    told = [
        f"{row['date_printed']}{row['name']}由{row['from_rating']}调整为{row['to_rating']}"
        for row in latest.to_dict("records")
    ]
    if told:
        text += ("，" if len(latest) == len(changes) else f"，最近{NAMED}次：") + "，".join(told)
    if not len(changes) and not len(others):
        return f"{text}，也没有信用事件。"
    return f"{text}；" + (f"信用事件{len(others)}起。" if len(others) else f"截至{until}没有违约。")
