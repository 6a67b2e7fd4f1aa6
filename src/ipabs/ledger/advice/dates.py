"""Dates against what the ledger covers: quarters of the market, value dates near the issue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

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
    held = {_number(text) for text in column.text.words.to_pylist()} - {0}
    if not held:
        return
    first, last = min(held), max(held)
    for gap in sorted(set(range(first, last + 1)) - held):
        rule = f"market_totals has every quarter from {_name(first)} to {_name(last)}"
        remedy = f"add the row {_name(gap)}: figures 3 and 4 have no share of the market without it"
        yield Problem("warning", "market_totals", None, "quarter", _name(gap), rule, remedy)
    issued = _quarters_of(tables["deals"]["issued_on"].each(_NEVER))
    yield from _uncovered(tables, texts, issued, first, last)
    yield from _market(tables, texts, issued)


def _quarters_of(days: npt.NDArray[np.datetime64]) -> npt.NDArray[np.int64]:
    """Return the number of each day's quarter; -1 for an unknown day."""
    months = days.astype("M8[M]").astype(np.int64) + 1970 * 12
    return np.where(np.isnat(days), -1, months // 3)


def _market(tables: Tables, texts: Texts, issued: npt.NDArray[np.int64]) -> Iterator[Problem]:
    """Yield quarters in which the whole market is smaller than the ledger's own deals."""
    market, deals = tables["market_totals"], tables["deals"]
    if not {"deals", "size_yuan"} <= market.keys():
        return
    inside = issued >= 0
    counts = np.bincount(issued[inside])
    sizes = np.zeros(len(counts), np.int64)
    np.add.at(sizes, issued[inside], deals["size_yuan"].each(0)[inside])
    for row, line in enumerate(texts["market_totals"].lines):
        number = _number(market["quarter"].text.at(row))
        if not 0 < number < len(counts):
            continue
        for name, own, unit in (
            ("deals", int(counts[number]), "deals"),
            ("size_yuan", int(sizes[number]), "元"),
        ):
            column = market[name]
            if column.known()[row] and int(column.each(0)[row]) < own:
                rule = f"the whole market of a quarter is no smaller than the ledger's own deals in it, {own} {unit}"
                remedy = "check amount and unit, or the dates of the deals"
                yield Problem("warning", "market_totals", line, name, column.text.at(row), rule, remedy)


def _uncovered(
    tables: Tables, texts: Texts, quarters: npt.NDArray[np.int64], first: int, last: int
) -> Iterator[Problem]:
    issued = tables["deals"]["issued_on"]
    for row in np.flatnonzero((quarters >= 0) & ((quarters < first) | (quarters > last))).tolist():
        if quarters[row] > last:
            rule = f"the quarter of the issue is complete; market_totals ends with {_name(last)}"
            remedy = "check the date; the deal counts once market_totals has its quarter"
        else:
            rule = f"the quarter of the issue is covered; market_totals begins with {_name(first)}"
            remedy = "check the date, or add the earlier quarters to market_totals"
        line = texts["deals"].lines[row]
        yield Problem("notice", "deals", line, "issued_on", issued.text.at(row), rule, remedy)


def _number(quarter: str) -> int:
    """Return a number that grows by one a quarter; 0 for what is no quarter."""
    year, _, place = quarter.partition("Q")
    return int(year) * 4 + int(place) - 1 if year.isdecimal() and place in ("1", "2", "3", "4") else 0


def _name(number: int) -> str:
    return f"{number // 4}Q{number % 4 + 1}"
