"""Errors that no single rule of a column shows: amounts in another unit, fractions for percentages, ids that are no ids.

Each is put to distinct words, as the rules of columns are, since every build runs them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import numpy as np

from ipabs.errors import Problem
from ipabs.ledger.columns import Column, Columns
from ipabs.ledger.csv_files import Cells
from ipabs.ledger.limits import COUPON_FRACTION, DEAL_SIZE, MARKET_SIZE
from ipabs.ledger.texts import Mask, bytes_of

IDS = (("deals", "deal_id"), ("tranches", "tranche_id"))
_NOT_IN_IDS = " \n/\\|<>\"'`="
_NOT_FIRST = "+-@"
_ID_REMEDY = "use letters, digits, hyphens and dots, in every table that names it"
_UNITS = {"万元": 10**4, "亿元": 10**8}

Tables = Mapping[str, Columns]
Texts = Mapping[str, Cells]


def implausible(tables: Tables, texts: Texts) -> list[Problem]:
    """Return the ids, amounts and coupons that cannot be meant as they stand."""
    return [*_ids(tables, texts), *_amounts(tables, texts), *_coupons(tables, texts)]


def _ids(tables: Tables, texts: Texts) -> Iterator[Problem]:
    for table, name in IDS:
        column = tables[table].get(name) if table in texts else None
        if column is None or not len(column.text.words):
            continue
        broken = _odd(column)
        rule = f"an id has no spaces and none of {_NOT_IN_IDS.strip()}, and does not begin with {' '.join(_NOT_FIRST)}"
        yield from _rows(table, column, texts[table], broken, rule, _ID_REMEDY)


def _odd(column: Column) -> Mask:
    """Mark the words that are no ids; all bytes at once, since ids are as many as rows and nearly always sound."""
    words = column.text.words
    data = bytes_of(words)
    starts = np.frombuffer(words.buffers()[1], np.int32)[words.offset : words.offset + len(words) + 1]
    refused = _listed(_NOT_IN_IDS)[data[starts[0] : starts[-1]]].any()
    odd: Mask = _listed(_NOT_FIRST)[data[starts[:-1]]]
    if refused:
        odd |= np.array([any(char in word for char in _NOT_IN_IDS) for word in words.to_pylist()], np.bool_)
    return odd


def _listed(chars: str) -> Mask:
    table = np.zeros(256, np.bool_)
    table[list(chars.encode())] = True
    return table


def _amounts(tables: Tables, texts: Texts) -> Iterator[Problem]:
    low, high = DEAL_SIZE
    for table, least, most, rule in (
        ("deals", low, high, f"a deal's size lies between {low} and {high} 元"),
        ("market_totals", MARKET_SIZE, 2**62, f"the market's size is at least {MARKET_SIZE} 元"),
    ):
        column = tables[table].get("size_yuan") if table in texts else None
        if column is None or column.values is None:
            continue
        # A whole number below 1 breaks the schema's rule already; a market of 0 is an empty quarter.
        broken = column.readable & (column.values > 0) & ((column.values < least) | (column.values > most))

        def remedy(value: str, least: int = least, most: int = most) -> str:
            amount = int(Decimal(value))
            meant = [
                f"if it is in {unit}, write {amount * times}"
                for unit, times in _UNITS.items()
                if least <= amount * times <= most
            ]
            return f"the column is in 元: {'; '.join(meant) or 'correct the amount'}"

        yield from _rows(table, column, texts[table], broken, rule, remedy)


def _coupons(tables: Tables, texts: Texts) -> Iterator[Problem]:
    column = tables["tranches"].get("coupon_pct") if "tranches" in texts else None
    if column is None or column.values is None:
        return
    broken = column.readable & (column.values > 0) & (column.values <= COUPON_FRACTION)
    rule = f"a coupon is in percent, above {COUPON_FRACTION}"

    def remedy(value: str) -> str:
        return f"if it is a fraction, write {(Decimal(value) * 100).normalize():f}"

    yield from _rows("tranches", column, texts["tranches"], broken, rule, remedy)


def _rows(
    table: str, column: Column, cells: Cells, broken: Mask, rule: str, remedy: str | Callable[[str], str]
) -> Iterator[Problem]:
    for row in column.text.rows(broken).tolist():
        value = column.text.at(row)
        yield Problem(
            "error",
            table,
            cells.lines[row],
            column.field.name,
            value,
            rule,
            remedy if isinstance(remedy, str) else remedy(value),
        )


def too_early(tables: Tables, texts: Texts) -> Iterator[Problem]:
    """Yield the events that are dated before their deal was issued; deals and tranches must be whole."""
    for table in ("rating_events", "credit_events"):
        key = "deal_id" if table == "credit_events" else "tranche_id"
        if table not in texts or not len(texts[table].lines) or not {"date", key} <= tables[table].keys():
            continue
        date, issued = tables[table]["date"], issue_dates(tables, table)
        for row in np.flatnonzero(date.each(np.datetime64("NaT")) < issued).tolist():
            rule = f"an event follows the issue of its deal, {issued[row]}"
            remedy = "correct the date, or issued_on of the deal"
            yield Problem("error", table, texts[table].lines[row], "date", date.text.at(row), rule, remedy)


def issue_dates(tables: Tables, table: str) -> Any:
    """Return the issue date of the deal that each row of `table` belongs to; NaT where it names none."""
    deals, tranches, rows = tables["deals"], tables["tranches"], tables[table]
    if "deal_id" in rows:
        codes = rows["deal_id"].text.codes_in(deals["deal_id"].text.words)
    else:
        of_tranche = first_rows(tranches["tranche_id"])[
            rows["tranche_id"].text.codes_in(tranches["tranche_id"].text.words)
        ]
        of_deal = tranches["deal_id"].text.codes_in(deals["deal_id"].text.words)
        codes = np.append(of_deal, np.int32(-1))[of_tranche]
    issued = np.append(deals["issued_on"].each(np.datetime64("NaT")), np.datetime64("NaT", "D"))
    return issued[first_rows(deals["deal_id"])[codes]]


def first_rows(key: Column) -> Any:
    """Return the row of each word of a key, and -1 for none in the last place."""
    rows = np.full(len(key.text.words) + 1, -1, np.intp)
    rows[key.text.codes[::-1]] = np.arange(len(key.text.codes))[::-1]
    rows[-1] = -1
    return rows
