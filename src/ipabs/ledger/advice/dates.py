"""Dates against what the ledger covers: quarters of the market, value dates near the issue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ipabs.errors import Problem
from ipabs.ledger.columns import Columns
from ipabs.ledger.csv_files import Cells
from ipabs.ledger.limits import VALUE_DATE
from ipabs.ledger.plausible import first_rows

Tables = Mapping[str, Columns]
Texts = Mapping[str, Cells]
_NEVER = np.datetime64("NaT", "D")


def remarks(tables: Tables, texts: Texts) -> Iterator[Problem]:
    """Yield value dates far from the issue, quarters that are missing, and deals outside the market's quarters."""
    yield from _value_dates(tables, texts)
    yield from _quarters(tables, texts)


def _value_dates(tables: Tables, texts: Texts) -> Iterator[Problem]:
    deals, tranches = tables["deals"], tables["tranches"]
    codes = tranches["deal_id"].text.codes_in(deals["deal_id"].text.words)
    issued = np.append(deals["issued_on"].each(_NEVER), _NEVER)[first_rows(deals["deal_id"])[codes]]
    begin = tranches["value_date"]
    days = begin.each(_NEVER) - issued
    low, high = (np.timedelta64(each, "D") for each in VALUE_DATE)
    for row in np.flatnonzero((days < low) | (days > high)).tolist():
        rule = f"the value date lies from {-VALUE_DATE[0]} days before to {VALUE_DATE[1]} days after the issue, {issued[row]}"
        remedy = "correct the value date, or issued_on of the deal"
        line = texts["tranches"].lines[row]
        yield Problem("warning", "tranches", line, "value_date", begin.text.at(row), rule, remedy)


def _quarters(tables: Tables, texts: Texts) -> Iterator[Problem]:
    column = tables["market_totals"].get("quarter")
    if column is None or "market_totals" not in texts:
        return
    known = [
        (text, _number(text)) for text in column.text.words.to_pylist() if len(text) == 6 and text[4] == "Q"
    ]
    if not known:
        return
    held = {number for _, number in known}
    first, last = min(held), max(held)
    for gap in sorted(set(range(first, last + 1)) - held):
        rule = f"market_totals has every quarter from {_name(first)} to {_name(last)}"
        remedy = f"add the row {_name(gap)}: figures 3 and 4 have no share of the market without it"
        yield Problem("warning", "market_totals", None, "quarter", _name(gap), rule, remedy)
    yield from _uncovered(tables, texts, first, last)


def _uncovered(tables: Tables, texts: Texts, first: int, last: int) -> Iterator[Problem]:
    issued = tables["deals"]["issued_on"]
    days = issued.each(_NEVER)
    known = ~np.isnat(days)
    months = days.astype("M8[M]").astype(np.int64) + 1970 * 12
    quarters = np.where(known, months // 3, first)
    for row in np.flatnonzero((quarters < first) | (quarters > last)).tolist():
        if quarters[row] > last:
            rule = f"the quarter of the issue is complete; market_totals ends with {_name(last)}"
            remedy = "check the date; the deal counts once market_totals has its quarter"
        else:
            rule = f"the quarter of the issue is covered; market_totals begins with {_name(first)}"
            remedy = "check the date, or add the earlier quarters to market_totals"
        line = texts["deals"].lines[row]
        yield Problem("notice", "deals", line, "issued_on", issued.text.at(row), rule, remedy)


def _number(quarter: str) -> Any:
    return int(quarter[:4]) * 4 + int(quarter[5]) - 1 if quarter[:4].isdigit() and quarter[5].isdigit() else 0


def _name(number: int) -> str:
    return f"{number // 4}Q{number % 4 + 1}"
