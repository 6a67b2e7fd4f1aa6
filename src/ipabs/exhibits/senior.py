"""Tables 4 and 5: AAAsf senior tranches by tenor and by coupon."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pandas as pd

from ipabs.edition import Edition
from ipabs.exhibits import basis
from ipabs.exhibits.composing import Words, table_exhibit
from ipabs.exhibits.exhibit import Exhibit
from ipabs.exhibits.names import UNDISCLOSED_ZH
from ipabs.exhibits.table import Column, Table, share_bars
from ipabs.measures import senior as measure
from ipabs.measures.bands import modal_band
from ipabs.rounding import EMPTY, amount, fixed, percent
from ipabs.theme import read_theme

RATING = "AAAsf"

GAP = 3
"""Up to so many empty bands in a row are listed one by one."""


def tenor(edition: Edition) -> Exhibit:
    """Return table 4: tenor."""
    return _exhibit(
        edition,
        "tbl-tenor",
        "期限",
        "月，只，万元",
        measure.tenor_bands,
        "",
        "期限＝（预期到期日－起息日）÷365×12；区间左开右闭",
    )


def coupon(edition: Edition) -> Exhibit:
    """Return table 5: coupon."""
    return _exhibit(
        edition,
        "tbl-coupon",
        "发行利率",
        "只，万元",
        measure.coupon_bands,
        "%",
        "首个区间两端均闭，其余左开右闭",
    )


def band_label(lower: Fraction | None, upper: Fraction | None, closed: bool, unit: str) -> str:
    """Return ``(7.00,14.00]`` or ``[2.70%,3.00%]``; 未列明 for unknown values."""
    if lower is None or upper is None:
        return UNDISCLOSED_ZH
    return f"{'[' if closed else '('}{fixed(lower, 2)}{unit},{fixed(upper, 2)}{unit}]"


def closed_up(table: pd.DataFrame) -> pd.DataFrame:
    """Put more than :data:`GAP` empty bands in a row into one, so that an outlier does not fill a page."""
    empty = (table["tranches"] == 0).to_numpy()
    kept: list[dict[Any, Any]] = []
    at = 0
    while at < len(table):
        end = at
        while end < len(table) and empty[end]:
            end += 1
        rows = table.iloc[at : max(end, at + 1)].to_dict("records")
        kept += rows if len(rows) <= GAP else [{**rows[0], "upper": rows[-1]["upper"]}]
        at = max(end, at + 1)
    return pd.DataFrame(kept, columns=table.columns).astype(table.dtypes.to_dict())


def _gap_words(table: pd.DataFrame) -> str:
    """Say so where empty bands were put into one."""
    widths = {row["upper"] - row["lower"] for row in table.to_dict("records") if row["upper"] is not None}
    return "相邻的没有发行的区间合并列示" if len(widths) > 1 else ""


def _exhibit(
    edition: Edition,
    label: str,
    what: str,
    unit: str,
    banded: Callable[[pd.DataFrame], pd.DataFrame],
    sign: str,
    rule: str,
) -> Exhibit:
    calendar, ledger = edition.calendar, edition.ledger
    rows = measure.rated(measure.tranches(ledger.deals, ledger.tranches, calendar.window), RATING)
    table = closed_up(banded(rows))
    modal = modal_band(table)
    emphasis = None if modal is None else int(str(modal.name)) + 1
    frame = _printed(table, sign)
    whole = sum(int(yuan) for yuan in table["size_yuan"])
    count = int(table["tranches"].sum())
    sums = ("合计", str(count), amount(whole, "万元"), percent(Fraction(1)))
    columns = (
        Column(f"{what.removeprefix('发行')}区间"),
        Column("只数", "r"),
        Column("发行规模", "r"),
        Column("规模占比", "r"),
    )
    body = tuple(zip(*(frame[column] for column in ("band", *_PRINTED)), strict=True))
    drawn = Table(
        columns,
        body,
        totals=(sums,) if count else (),
        emphasis=emphasis,
        bars=4,
        bar_rows=share_bars(list(frame["share"]), emphasis),
    )
    tranches = ledger.tranches[["tranche_id", "basis"]]
    own = tranches.loc[tranches["tranche_id"].isin(rows["tranche_id"]), "basis"]
    bases = basis.of(own)
    note = basis.joined(
        rule,
        _gap_words(table),
        f"“{EMPTY}”表示该区间没有发行" if EMPTY in set(frame["tranches_printed"]) else "",
        f"{what}没有公开资料的列为“{UNDISCLOSED_ZH}”" if UNDISCLOSED_ZH in set(frame["band"]) else "",
        basis.rounding_note(list(frame["share_printed"]), sums[3]) if count else "",
        basis.sample_note({"明细": {calendar.window_zh: bases}}),
    )
    words = Words(
        f"{calendar.window_zh} {RATING} 级优先级证券的{what}分布",
        unit,
        note,
        read_theme().source("Wind"),
        basis.together([bases]),
    )
    return table_exhibit(label, _alt(calendar.window_zh, what, frame, emphasis, count), frame, words, drawn)


_PRINTED = ("tranches_printed", "size_printed", "share_printed")


def _printed(table: pd.DataFrame, sign: str) -> pd.DataFrame:
    empty = [count == 0 for count in table["tranches"]]
    labels = [
        band_label(row["lower"], row["upper"], bool(row["closed"]), sign) for row in table.to_dict("records")
    ]

    def text(printed: list[str]) -> list[str]:
        return [EMPTY if none else value for none, value in zip(empty, printed, strict=True)]

    return pd.DataFrame(
        {
            "band": labels,
            "lower": [None if value is None else float(value) for value in table["lower"]],
            "upper": [None if value is None else float(value) for value in table["upper"]],
            "tranches": table["tranches"],
            "size_yuan": table["size_yuan"],
            "share": [float(share or 0) for share in table["size_share"]],
            "tranches_printed": text([str(value) for value in table["tranches"]]),
            "size_printed": text([amount(value, "万元") for value in table["size_yuan"]]),
            "share_printed": text([percent(share) for share in table["size_share"]]),
        }
    )


def _alt(when: str, what: str, frame: pd.DataFrame, emphasis: int | None, count: int) -> str:
    if emphasis is None:
        return f"{when}没有{what}已知的 {RATING} 级优先级证券。"
    row = frame.iloc[emphasis - 1]
    if int(row["tranches"]) == count:
        many = "均" if count > 1 else ""
        return f"{when}{'共' if many else '仅'}发行{count}只 {RATING} 级优先级证券，{what}{many}在{row['band']}。"
    return (
        f"{when}发行的{count}只 {RATING} 级优先级证券中，{row['tranches_printed']}只的{what}在{row['band']}，"
        f"占规模的{row['share_printed']}，为规模最大的区间。"
    )
