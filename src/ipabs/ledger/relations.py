"""Rules that span rows and tables: unique keys, sums, dates, parties."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from ipabs.errors import Problem
from ipabs.ledger.columns import Columns
from ipabs.ledger.csv_files import Cells
from ipabs.ledger.plausible import too_early
from ipabs.ledger.schema import Table

Tables = Mapping[str, Columns]
Texts = Mapping[str, Cells]


_UNIQUE = {"codes": ("domain", "code", "since")}
"""Keys of tables whose schema states none: a primary key has no empty part, and most names hold since ever."""


def duplicates(table: Table, columns: Columns, cells: Cells) -> list[Problem]:
    """Return the rows whose key stood in an earlier row."""
    key = [name for name in table.key or _UNIQUE.get(table.name, ()) if name in columns]
    if not key or not len(cells.lines):
        return []
    numbers, known = _numbers(columns, key)
    again = pd.Series(numbers).duplicated().to_numpy() & known
    if not again.any():
        return []
    whole = np.flatnonzero(known)
    places, distinct = pd.factorize(numbers[whole])
    first = np.empty(len(distinct), np.intp)
    first[places[::-1]] = whole[::-1]  # of equal keys the earliest row is written last
    return [
        Problem(
            "error",
            table.name,
            cells.lines[row],
            "+".join(key),
            "|".join(columns[name].text.at(row) for name in key),
            f"is unique, and stands in row {cells.lines[earlier]} already",
            "remove one of the rows or correct its key",
        )
        for row, earlier in zip(whole.tolist(), first[places].tolist(), strict=True)
        if earlier != row
    ]


def _numbers(columns: Columns, key: list[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return a number a row, equal for equal keys, and which rows have a whole key.

    A missing part of a key is a problem of its own.
    """
    numbers = columns[key[0]].codes().astype(np.int64)
    known = numbers >= 0
    for name in key[1:]:
        codes = columns[name].codes()
        # An optional part that is empty is a value of its own: two names of a code from the beginning clash.
        if columns[name].field.required:
            known &= codes >= 0
        span = int(codes.max()) + 2
        if int(numbers.max()) >= 2**62 // span:
            numbers = pd.factorize(numbers)[0].astype(np.int64)
        numbers = numbers * span + codes
    numbers[~known] = -1
    return numbers, known


def consistency(tables: Tables, texts: Texts) -> list[Problem]:
    """Return what contradicts itself across tables.

    Notes
    -----
    Tranche sizes sum to the deal's size; a tranche matures after its value date; a deal has an
    originator; an event follows the issue. Amounts are compared in 元, exactly.
    """
    return [
        *_sums(tables, texts),
        *_maturities(tables, texts),
        *_originators(tables, texts),
        *too_early(tables, texts),
    ]


def _sums(tables: Tables, texts: Texts) -> list[Problem]:
    deals, tranches = tables["deals"], tables["tranches"]
    deal = deals["deal_id"].text
    # A tranche of no deal counts in the last place, which no deal has.
    count = len(deal.words) + 1
    places = tranches["deal_id"].text.codes_in(deal.words)
    unsure, parted = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    unsure[places[~tranches["size_yuan"].known()]] = True
    parted[places] = True
    sums = np.zeros(count, np.int64)
    np.add.at(sums, places, tranches["size_yuan"].each(0))
    codes, sizes = deal.codes, deals["size_yuan"].each(0)
    judged = (codes >= 0) & deals["size_yuan"].known() & ~unsure[codes]
    differs = judged & (~parted[codes] | (sums[codes] != sizes))
    problems = []
    for row in np.flatnonzero(differs).tolist():
        line, code = texts["deals"].lines[row], int(codes[row])
        if parted[code]:
            rule = f"the size of {deal.at(row)} is the sum of its tranches, {int(sums[code])} 元"
            remedy = "correct the deal's size or its tranches"
            problems.append(Problem("error", "deals", line, "size_yuan", str(int(sizes[row])), rule, remedy))
        else:
            rule, remedy = "a deal has tranches", "add its tranches to tranches.csv"
            problems.append(Problem("warning", "deals", line, "deal_id", deal.at(row), rule, remedy))
    return problems


def _maturities(tables: Tables, texts: Texts) -> list[Problem]:
    begin, end = (tables["tranches"][name] for name in ("value_date", "expected_maturity"))
    never = np.datetime64("NaT")
    return [
        Problem(
            "error",
            "tranches",
            texts["tranches"].lines[row],
            "expected_maturity",
            end.text.at(row),
            f"lies after the value date {begin.text.at(row)}",
            "correct one of the dates",
        )
        for row in np.flatnonzero(end.each(never) <= begin.each(never)).tolist()
    ]


def _originators(tables: Tables, texts: Texts) -> list[Problem]:
    deal, parties = tables["deals"]["deal_id"].text, tables["parties"]
    role = parties["role"].text
    named = np.zeros(len(deal.words) + 1, np.bool_)
    originating = role.codes == role.code("originator") if role.code("originator") >= 0 else slice(0, 0)
    named[parties["deal_id"].text.codes_in(deal.words)[originating]] = True
    rule, remedy = "a deal has at least one originator", "add a row with the role originator to parties.csv"
    return [
        Problem("error", "deals", texts["deals"].lines[row], "deal_id", deal.at(row), rule, remedy)
        for row in np.flatnonzero((deal.codes >= 0) & ~named[deal.codes]).tolist()
    ]
