"""Which rows of the ledger stand behind each place of a chart: how many, and where the page of rows shows just these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from ipabs.exhibits.charts.screen import Option
from ipabs.period import Quarter, Span

Behind = Option
"""``rows``, how many; ``at``, a table and conditions on its columns, as ``ipabs-rows.js`` reads them after ``#in=``."""

ISSUED = "发行日"
"""Column of the deals' days, as the page of rows calls it."""


def deals_between(deals: pd.DataFrame, ends: Sequence[tuple[str, str]]) -> list[Behind]:
    """Return the deals issued between each two days, both included."""
    days = deals["issued_on"].to_numpy()
    return [
        _behind(
            int(((days >= np.datetime64(first)) & (days <= np.datetime64(last))).sum()),
            "deals",
            {ISSUED: f"{first}..{last}"},
        )
        for first, last in ends
    ]


def deals_of_spans(deals: pd.DataFrame, spans: Sequence[Span]) -> list[Behind]:
    """Return the deals of each span."""
    return deals_between(deals, [(span.start.isoformat(), span.end.isoformat()) for span in spans])


def deals_of_quarters(deals: pd.DataFrame, quarters: Iterable[Quarter], back: int = 0) -> list[Behind]:
    """Return the deals of each quarter and of so many before it."""
    ends = [(quarter.shift(-back).start.isoformat(), quarter.end.isoformat()) for quarter in quarters]
    return deals_between(deals, ends)


def deals_by_kind(
    frame: pd.DataFrame, spans: Sequence[Span], column: str, known: Mapping[str, str]
) -> list[Behind]:
    """Return the deals of each row of counts by kind, all its spans together.

    Parameters
    ----------
    column
        What the page of rows calls the kind; after a table and a point, where it stands in that table's rows on a
        deal, and several kinds of one deal are joined by 、.
    known
        The kind's name in the chart → in the ledger's column; a kind without one is counted only.
    """
    first, last = spans[0].start.isoformat(), spans[-1].end.isoformat()
    found = []
    for row in frame.to_dict("records"):
        count = sum(int(row[f"{span.id}_deals"]) for span in spans)
        name = known.get(str(row["kind_zh"]))
        where = {ISSUED: f"{first}..{last}", column: name} if name else {}
        found.append(_behind(count, "deals", where))
    return found


def rows_by_year(table: str, years: Sequence[int], counted: pd.Series[int]) -> list[Behind]:
    """Return the rows of each year, of a table with the column 年份."""
    return [_behind(int((counted == year).sum()), table, {"年份": str(year)}) for year in years]


def _behind(rows: int, table: str, where: Mapping[str, str]) -> Behind:
    if not rows or not where:
        return {"rows": rows}
    return {"rows": rows, "at": "&".join([table, *(f"{name}={text}" for name, text in where.items())])}
