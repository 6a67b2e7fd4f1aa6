"""What stands around the text: cover, headline figures, summary, the archive's small bars."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipabs.edition import Edition
from ipabs.facts.headline import headline, headline_facts, summary, summary_markup
from ipabs.measures.quarters import rolled
from ipabs.measures.spans import between
from ipabs.period import Calendar, Quarter, Span

COVER_YEARS = 4
"""Full years that the cover shows before the year to date, as in figures 3 and 4."""

SPARK_QUARTERS = 8

MOST_MARKS = 2_000
"""Lines that the cover's width still tells apart."""


def page_data(edition: Edition) -> dict[str, Any]:
    """Return what templates and the archive need beside the text (keys as in docs/architecture.md)."""
    calendar, deals = edition.calendar, edition.ledger.deals[["deal_id", "issued_on", "size_yuan"]]
    facts = headline_facts(edition)
    return {
        "headline": headline(edition, facts),
        "summary": summary(edition, facts),
        "summary-markup": summary_markup(edition, facts),
        "reconstructed": rests_on_reconstruction(edition),
        "cover-marks": cover_marks(calendar, deals),
        "cover-ticks": cover_ticks(calendar),
        "quarters": quarters(calendar.quarter, deals),
    }


def rests_on_reconstruction(edition: Edition) -> bool:
    """Tell whether any deal up to the cut-off is not itself published."""
    deals = edition.ledger.deals
    issued = (deals["issued_on"] <= pd.Timestamp(edition.calendar.cut_off)).to_numpy(dtype=bool)
    return bool((deals["basis"].to_numpy(dtype=object)[issued] != "published").any())


def _cover_range(calendar: Calendar) -> tuple[dt.date, dt.date]:
    first = calendar.year.year - COVER_YEARS + 1
    return dt.date(first, 1, 1), calendar.cut_off


def cover_marks(calendar: Calendar, deals: pd.DataFrame) -> str:
    """Return ``x,height,group;…``: a line a deal, x by date, height by the square root of its size.

    Where there are more than :data:`MOST_MARKS` deals, each day's largest stands for that day.
    """
    start, end = _cover_range(calendar)
    shown = between(deals[["deal_id", "issued_on", "size_yuan"]], start.isoformat(), end.isoformat())
    if shown.empty:
        return ""
    tallest = math.sqrt(max(int(shown["size_yuan"].max()), 1))
    days = (end - start).days
    if len(shown) > MOST_MARKS:
        largest = shown.sort_values(["size_yuan", "deal_id"], kind="stable")
        shown = largest.drop_duplicates("issued_on", keep="last")
    ordered = shown.sort_values(["issued_on", "deal_id"], kind="stable")
    issued = ordered["issued_on"].to_numpy().astype("datetime64[D]")
    places = (issued - np.datetime64(start)).astype(np.int64) / days
    heights = np.sqrt(ordered["size_yuan"].to_numpy()) / tallest
    columns = (places.tolist(), heights.tolist(), _groups(calendar, issued).tolist())
    return ";".join(f"{x:.4f},{height:.4f},{group}" for x, height, group in zip(*columns, strict=True))


def _groups(calendar: Calendar, days: NDArray[Any]) -> NDArray[Any]:
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970
    groups = np.where(years == calendar.year.year, "last", "past")
    if calendar.ytd is None:
        return groups
    return np.where(days >= np.datetime64(calendar.ytd.start), "part", groups)


def cover_ticks(calendar: Calendar) -> str:
    """Return ``x,label;…``: the start of each year on the cover."""
    start, end = _cover_range(calendar)
    days = (end - start).days
    years = range(start.year, end.year + 1)
    return ";".join(f"{(Span(year).start - start).days / days:.4f},{year}" for year in years)


def quarters(last: Quarter, deals: pd.DataFrame) -> list[dict[str, Any]]:
    """Return deals and 元 of the eight single quarters up to `last`."""
    found = rolled(
        deals["issued_on"].to_numpy(),
        deals["size_yuan"].to_numpy(),
        last.shift(1 - SPARK_QUARTERS),
        last,
    )
    return [
        {"quarter": str(row.quarter), "deals": row.quarter_deals, "size_yuan": row.quarter_size_yuan}
        for row in found
    ]
