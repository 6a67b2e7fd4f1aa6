"""What stands around the text: cover, headline figures, summary, the archive's small bars."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pandas as pd

from ipabs.edition import Edition
from ipabs.facts import topic_facts
from ipabs.facts.headline import headline, summary
from ipabs.period import Calendar, Quarter, Span

COVER_YEARS = 4
"""Full years that the cover shows before the year to date, as in figures 3 and 4."""

SPARK_QUARTERS = 8

TOPICS = ("issuance", "modes", "originators", "senior")
"""Topics whose facts the headline figures and the summary take."""


def page_data(edition: Edition) -> dict[str, Any]:
    """Return what templates and the archive need beside the text (keys as in docs/architecture.md)."""
    calendar, deals = edition.calendar, edition.ledger.deals
    facts = [fact for topic in TOPICS for fact in topic_facts(topic, edition)]
    return {
        "headline": headline(edition, facts),
        "summary": summary(edition, facts),
        "reconstructed": rests_on_reconstruction(edition),
        "cover-marks": cover_marks(calendar, deals),
        "cover-ticks": cover_ticks(calendar),
        "quarters": quarters(calendar.quarter, deals),
    }


def rests_on_reconstruction(edition: Edition) -> bool:
    """Tell whether any deal up to the cut-off is not itself published."""
    issued = edition.ledger.deals["issued_on"] <= pd.Timestamp(edition.calendar.cut_off)
    return bool((edition.ledger.deals.loc[issued, "basis"] != "published").any())


def _cover_range(calendar: Calendar) -> tuple[dt.date, dt.date]:
    first = calendar.year.year - COVER_YEARS + 1
    return dt.date(first, 1, 1), calendar.cut_off


def cover_marks(calendar: Calendar, deals: pd.DataFrame) -> str:
    """Return ``x,height,group;…``: a line a deal, x by date, height by the square root of its size."""
    start, end = _cover_range(calendar)
    shown = deals[deals["issued_on"].between(pd.Timestamp(start), pd.Timestamp(end))]
    if shown.empty:
        return ""
    tallest = math.sqrt(max(int(shown["size_yuan"].max()), 1))
    days = (end - start).days
    ordered = shown.sort_values(["issued_on", "deal_id"], kind="stable")
    marks = []
    for issued, size in zip(
        ordered["issued_on"].dt.date.tolist(), ordered["size_yuan"].tolist(), strict=True
    ):
        x = (issued - start).days / days
        marks.append(f"{x:.4f},{math.sqrt(size) / tallest:.4f},{_group(calendar, issued)}")
    return ";".join(marks)


def _group(calendar: Calendar, day: dt.date) -> str:
    if calendar.ytd and day >= calendar.ytd.start:
        return "part"
    return "last" if day.year == calendar.year.year else "past"


def cover_ticks(calendar: Calendar) -> str:
    """Return ``x,label;…``: the start of each year on the cover."""
    start, end = _cover_range(calendar)
    days = (end - start).days
    years = range(start.year, end.year + 1)
    return ";".join(f"{(Span(year).start - start).days / days:.4f},{year}" for year in years)


def quarters(last: Quarter, deals: pd.DataFrame) -> list[dict[str, Any]]:
    """Return deals and 元 of the eight single quarters up to `last`."""
    rows = []
    for back in range(SPARK_QUARTERS - 1, -1, -1):
        quarter = last.shift(-back)
        inside = deals["issued_on"].between(pd.Timestamp(quarter.start), pd.Timestamp(quarter.end))
        rows.append(
            {
                "quarter": str(quarter),
                "deals": int(inside.sum()),
                "size_yuan": int(deals.loc[inside, "size_yuan"].sum()),
            }
        )
    return rows
