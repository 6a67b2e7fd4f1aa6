"""Table 3: the five largest originators of the year and of the year before."""

from __future__ import annotations

from itertools import zip_longest

import pandas as pd

from ipabs.edition import Edition
from ipabs.exhibits import basis
from ipabs.exhibits.composing import Words, table_exhibit
from ipabs.exhibits.exhibit import Exhibit
from ipabs.exhibits.table import Column, Group, Table
from ipabs.measures import issuance
from ipabs.measures import originators as measure
from ipabs.measures.leadership import leading
from ipabs.period import Span
from ipabs.rounding import EMPTY, amount, percent, ratio
from ipabs.theme import read_theme

LISTED = 20
"""Up to so many originators are listed a year, however many share the last place."""

NAMED = 5
"""Up to so many originators are named beside the first one of a deal."""

_COLUMNS = (Column("发起机构"), Column("数量", "r"), Column("规模", "r"), Column("占比", "r"))


def top_five(edition: Edition) -> Exhibit:
    """Return table 3."""
    calendar = edition.calendar
    spans = (calendar.year, calendar.prior_year)
    parts = [_side(edition, span) for span in spans]
    frame = pd.concat([part for part, _ in parts], ignore_index=True)
    rows = []
    shown = [part.iloc[:LISTED] for part, _ in parts]
    for number, (now, before) in enumerate(zip_longest(*(_cells(part) for part in shown)), 1):
        place = str(parts[0][0]["place"].iloc[number - 1]) if now else str(number)
        rows.append((place, *(now or ("",) * 4), *(before or ("",) * 4)))
    totals = tuple(("合计", *sums) for _, sums in parts)
    table = Table(
        (Column("序号", "c"), *_COLUMNS, *_COLUMNS),
        tuple(rows),
        totals=(("", *totals[0], *totals[1]),) if rows else (),
        groups=(Group(1), *(Group(4, span.zh) for span in spans)),
    )
    theme = read_theme()
    bases = basis.of_deals(edition, spans)
    start = issuance.first_year(edition.ledger.deals, edition.ledger.market_totals)
    uncovered = start is not None and spans[1].year < start
    note = basis.joined(
        "占比为占当年知识产权 ABS 发行规模的比例，由未舍入金额计算",
        _tail(parts),
        _unlisted(parts, spans),
        _shared(parts[1][0], spans[1]),
        _others(pd.concat(shown, ignore_index=True)),
        f"{spans[1].zh}的数据未纳入台账" if uncovered else "",
        basis.sample_note(
            {"数据": {span: bases[span] for span in bases if not uncovered or span != spans[1].zh}}
        ),
    )
    words = Words(
        f"{spans[1].zh}及{spans[0].zh}知识产权 ABS 发行规模前五大发起机构",
        "单，亿元",
        note,
        theme.source("Wind"),
        basis.together(list(bases.values())),
    )
    return table_exhibit("tbl-originators", _alt(parts, spans, uncovered), frame, words, table)


Sums = tuple[str, str, str]


def _side(edition: Edition, span: Span) -> tuple[pd.DataFrame, Sums]:
    """Return one year's ranking with printed texts, and its totals as printed."""
    deals, parties = edition.ledger.deals, edition.ledger.parties
    top = leading(measure.ranking(deals, parties, span))
    whole = int(issuance.by_span(deals, (span,))["size_yuan"].iloc[0])
    size = sum(int(yuan) for yuan in top["size_yuan"])
    frame = pd.DataFrame(
        {
            "period": [span.id] * len(top),
            "place": list(top["place"]),
            "name": list(top["name"]),
            "kind": list(top["kind"]),
            "others": ["、".join(names) for names in top["others"]],
            "deals": list(top["deals"]),
            "size_yuan": list(top["size_yuan"]),
            "share": [float(share or 0) for share in top["size_share"]],
            "deals_printed": [str(count) for count in top["deals"]],
            "size_printed": [amount(yuan) for yuan in top["size_yuan"]],
            "share_printed": [percent(share) for share in top["size_share"]],
        }
    )
    if top.empty:
        return frame, (EMPTY, EMPTY, EMPTY)
    return frame, (str(int(top["deals"].sum())), amount(size), percent(ratio(size, whole)))


def _cells(frame: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    columns = ("name", "deals_printed", "size_printed", "share_printed")
    return list(zip(*(frame[column] for column in columns), strict=True))


def _tail(parts: list[tuple[pd.DataFrame, Sums]]) -> str:
    gaps = [
        basis.rounding_note(list(frame[column]), printed)
        for frame, sums in parts
        for column, printed in (("size_printed", sums[1]), ("share_printed", sums[2]))
    ]
    return "分项与合计的尾差来自四舍五入" if any(gaps) else ""


def _unlisted(parts: list[tuple[pd.DataFrame, Sums]], spans: tuple[Span, Span]) -> str:
    """Say how many share the last place without a row of their own."""
    return "；".join(
        f"{span.zh}另有{len(part) - LISTED}家并列第{part['place'].iloc[-1]}位，未逐一列示，计入合计"
        for (part, _), span in zip(parts, spans, strict=True)
        if len(part) > LISTED
    )


def _others(frame: pd.DataFrame) -> str:
    """Name the originators beside the first one listed."""
    named = {name: others.split("、") for name, others in zip(frame["name"], frame["others"], strict=True)}
    return "；".join(
        f"{name}的产品另有{_named(others)}共同发起" for name, others in named.items() if any(others)
    )


def _named(others: list[str]) -> str:
    more = f"等{len(others)}家" if len(others) > NAMED else ""
    return "、".join(others[:NAMED]) + more


def _shared(before: pd.DataFrame, span: Span) -> str:
    """Say who shares a place in the year before: the column 序号 numbers the last year's places."""
    places = before[before["place"].duplicated(keep=False)].iloc[:LISTED]
    return "；".join(
        f"{span.zh}{'、'.join(rows['name'])}并列第{place}位" for place, rows in places.groupby("place")
    )


def _alt(parts: list[tuple[pd.DataFrame, Sums]], spans: tuple[Span, Span], uncovered: bool) -> str:
    sentences = []
    for (frame, sums), span in zip(parts, spans, strict=True):
        if frame.empty:
            missing = uncovered and span == spans[1]
            sentences.append(f"{span.zh}{'的数据未纳入台账' if missing else '没有发行'}")
            continue
        first = frame.iloc[0]
        if len(frame) == 1:
            sentences.append(f"{span.zh}只有{first['name']}发行，{sums[0]}单、{sums[1]}亿元")
            continue
        leading = f"{span.zh}发行规模最大的是{first['name']}，{first['size_printed']}亿元，占{first['share_printed']}"
        tied = list(frame.loc[frame["place"] == 1, "name"])
        if len(tied) > 1:
            leading = f"{span.zh}{'、'.join(tied[:NAMED])}的发行规模并列第一，各{first['size_printed']}亿元"
        whole = f"全部{len(frame)}家" if len(frame) < 5 else "前五大"
        sentences.append(f"{leading}；{whole}合计{sums[0]}单、{sums[1]}亿元，占{sums[2]}")
    return "。".join(sentences) + "。"
