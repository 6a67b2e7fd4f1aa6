"""Tables 1 and 2: policies that support the market."""

from __future__ import annotations

import pandas as pd

from ipabs.edition import Edition
from ipabs.exhibits import basis
from ipabs.exhibits.composing import Words, table_exhibit
from ipabs.exhibits.exhibit import Exhibit
from ipabs.exhibits.table import Column, Table
from ipabs.measures import policies as measure
from ipabs.theme import read_theme


def national(edition: Edition) -> Exhibit:
    """Return table 1: policies of the central government and of its departments."""
    frame = _rows(edition, "national")
    table = Table(
        (Column("日期", "l"), Column("发布主体"), Column("政策文件"), Column("主要内容")),
        tuple(zip(frame["issued_printed"], frame["issuer"], frame["title"], frame["content"], strict=True)),
        layout="text",
        widths=(11, 17, 27, 45),
        empty="没有记录",
    )
    alt = _alt(frame, "国家层面", "title")
    return table_exhibit(
        "tbl-policies-national", alt, frame, _words("国家层面知识产权金融支持政策", frame), table
    )


def local(edition: Edition) -> Exhibit:
    """Return table 2: policies of provinces and cities."""
    frame = _rows(edition, "local")
    table = Table(
        (Column("日期"), Column("地区"), Column("主要内容")),
        tuple(
            zip(
                frame["issued_printed"],
                frame["region"].fillna(frame["issuer"]),
                frame["content"],
                strict=True,
            )
        ),
        layout="text",
        widths=(12, 11, 77),
        empty="没有记录",
    )
    alt = _alt(frame, "地方层面", "region")
    return table_exhibit(
        "tbl-policies-local", alt, frame, _words("地方层面知识产权金融支持政策", frame), table
    )


def _rows(edition: Edition, level: str) -> pd.DataFrame:
    rows = measure.issued_until(edition.ledger.policies, level, edition.calendar.cut_off)
    rows = rows[[column for column in rows.columns if not column.startswith("clause")]]
    frame = rows.fillna(dict.fromkeys(("issuer", "title", "content", "document_no"), ""))
    return frame.assign(issued_printed=[_month(str(text)) for text in frame["issued"]])


def _month(issued: str) -> str:
    return f"{issued[:4]}年{int(issued[5:7])}月"


def _words(caption: str, frame: pd.DataFrame) -> Words:
    return Words(caption, "", "", read_theme().source(), basis.together([basis.of(frame["basis"])]))


def _alt(frame: pd.DataFrame, level: str, column: str) -> str:
    if frame.empty:
        return f"{level}没有政策记录。"
    first, last = frame["issued_printed"].iloc[0], frame["issued_printed"].iloc[-1]
    newest = frame[column].iloc[-1]
    newest = f"来自{newest}" if column == "region" else f"为{newest}"
    if len(frame) == 1:
        return f"{level}列示1项政策，发布于{first}，{newest}。"
    return f"{level}列示{len(frame)}项政策，自{first}至{last}，最近一项{newest}。"
