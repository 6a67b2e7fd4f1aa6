"""Rules that span rows and tables: unique keys, sums, dates, parties."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ipabs.errors import Problem
from ipabs.ledger.csv_files import Cells
from ipabs.ledger.schema import Table

Frames = Mapping[str, pd.DataFrame]
Texts = Mapping[str, Cells]


def duplicates(table: Table, frame: pd.DataFrame, cells: Cells) -> list[Problem]:
    """Return the rows whose key stood in an earlier row."""
    key = [name for name in table.key if name in frame.columns]
    if not key or frame.empty:
        return []
    problems = []
    first: dict[tuple[object, ...], int] = {}
    for place, values in enumerate(frame[key].itertuples(index=False, name=None)):
        line = cells.lines[place]
        if any(pd.isna(value) for value in values):
            continue  # a missing part of a key is a problem of its own
        if values in first:
            text = "|".join(cells.column(name)[place] for name in key)
            problems.append(
                Problem(
                    "error",
                    table.name,
                    line,
                    "+".join(key),
                    text,
                    f"is unique, and stands in row {first[values]} already",
                    "remove one of the rows or correct its key",
                )
            )
        else:
            first[values] = line
    return problems


def consistency(frames: Frames, texts: Texts) -> list[Problem]:
    """Return what contradicts itself across tables.

    Notes
    -----
    Tranche sizes sum to the deal's size; a tranche matures after its value date; a deal has an
    originator. Amounts are compared in 元, exactly.
    """
    return [*_sums(frames, texts), *_maturities(frames, texts), *_originators(frames, texts)]


def _sums(frames: Frames, texts: Texts) -> list[Problem]:
    deals, tranches = frames["deals"], frames["tranches"]
    sums = tranches.groupby("deal_id")["size_yuan"].sum()
    unsure = set(tranches.loc[tranches["size_yuan"].isna(), "deal_id"])
    lines = texts["deals"].lines
    problems = []
    for place, (deal, size) in enumerate(zip(deals["deal_id"], deals["size_yuan"], strict=True)):
        if pd.isna(deal) or pd.isna(size) or deal in unsure:
            continue
        if deal not in sums.index:
            problems.append(
                Problem(
                    "warning",
                    "deals",
                    lines[place],
                    "deal_id",
                    str(deal),
                    "a deal has tranches",
                    "add its tranches to tranches.csv",
                )
            )
        elif int(sums[deal]) != int(size):
            rule = f"the size of {deal} is the sum of its tranches, {int(sums[deal])} 元"
            problems.append(
                Problem(
                    "error",
                    "deals",
                    lines[place],
                    "size_yuan",
                    str(size),
                    rule,
                    "correct the deal's size or its tranches",
                )
            )
    return problems


def _maturities(frames: Frames, texts: Texts) -> list[Problem]:
    tranches = frames["tranches"]
    late = tranches["expected_maturity"] <= tranches["value_date"]
    cells = texts["tranches"]
    return [
        Problem(
            "error",
            "tranches",
            cells.lines[place],
            "expected_maturity",
            cells.column("expected_maturity")[place],
            f"lies after the value date {cells.column('value_date')[place]}",
            "correct one of the dates",
        )
        for place in late.to_numpy().nonzero()[0]
    ]


def _originators(frames: Frames, texts: Texts) -> list[Problem]:
    parties = frames["parties"]
    known = set(parties.loc[(parties["role"] == "originator").fillna(False), "deal_id"].dropna())
    lines = texts["deals"].lines
    return [
        Problem(
            "error",
            "deals",
            lines[place],
            "deal_id",
            str(deal),
            "a deal has at least one originator",
            "add a row with the role originator to parties.csv",
        )
        for place, deal in enumerate(frames["deals"]["deal_id"])
        if not pd.isna(deal) and deal not in known
    ]
