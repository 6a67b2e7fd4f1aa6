"""An edition: its calendar and the deals that count."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ipabs import recording
from ipabs.errors import IpabsError
from ipabs.period import Calendar, Quarter, refuse_uncovered

if TYPE_CHECKING:
    from ipabs.ledger import Ledger


@dataclass(frozen=True)
class Edition:
    """What every measure, fact and exhibit of one edition is computed from.

    Parameters
    ----------
    calendar
        The edition's ranges.
    ledger
        Deals inside the universe and what depends on them, as known at the cut-off.
    whole
        The same before the universe was drawn: deals outside it included.
    """

    calendar: Calendar
    ledger: Ledger
    whole: Ledger


def open_edition(period: str, data: str | os.PathLike[str], *, strict: bool = True) -> Edition:
    """Read the ledger in `data` for the edition `period`.

    Parameters
    ----------
    strict
        Refuse a ledger whose tables contradict each other. The back test reads it all the same, to say
        which figures a contradiction moves.

    Raises
    ------
    UsageError
        If `period` is not a quarter.
    LedgerError
        If a table breaks a rule.
    IpabsError
        If the ledger does not reach the period.
    """
    calendar = Calendar(Quarter.parse(period))
    stored = os.environ.get(recording.SNAPSHOT)
    if strict and stored and os.environ.get(recording.SNAPSHOT_OF) == os.path.realpath(data):
        from ipabs.ledger.stored import open_view

        views = [open_view(Path(stored), calendar.name, view, Path(data)) for view in ("ledger", "whole")]
        return Edition(calendar, *views)
    # A notebook of a build needs none of what reads and checks the files.
    from ipabs.ledger import read_ledger

    ledger = read_ledger(data, strict=strict)
    refuse_uncovered(calendar.quarter, *covered(ledger), os.fspath(data))
    return edition_of(calendar, ledger)


def edition_of(calendar: Calendar, ledger: Ledger) -> Edition:
    """Return the edition that `calendar` names, drawn from a whole ledger as it is read."""
    from ipabs.ledger import in_universe

    whole = as_known(ledger, calendar)
    return Edition(calendar, in_universe(whole), whole)


def covered(ledger: Ledger) -> tuple[Quarter, Quarter]:
    """Return the first edition that has a full year behind it, and the last complete quarter.

    A quarter counts as complete when the market totals, which are entered last, hold it.

    Raises
    ------
    IpabsError
        If the ledger has neither deals nor market totals.
    """
    entered = [Quarter.parse(str(text)) for text in ledger.market_totals["quarter"]]
    issued = ledger.deals["issued_on"]
    deals = [] if issued.empty else [Quarter.of(day.date()) for day in (issued.min(), issued.max())]
    if not entered and not deals:
        raise IpabsError("The ledger has no deals: add rows to deals.csv.")
    return Quarter(min(entered + deals).year + 1, 1), max(entered or deals)


def as_known(ledger: Ledger, calendar: Calendar) -> Ledger:
    """Return the ledger without anything after the edition's cut-off.

    An edition of an earlier quarter that is built today says what it would have said then.
    """
    day, month, quarter = calendar.cut_off, calendar.cut_off.isoformat()[:7], calendar.name

    def until(frame: pd.DataFrame, column: str) -> pd.DataFrame:
        return frame[frame[column] <= pd.Timestamp(day)].reset_index(drop=True)

    deals = until(ledger.deals, "issued_on")
    issued = deals["deal_id"]

    def of_deals(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[frame["deal_id"].isin(issued)].reset_index(drop=True)

    return replace(
        ledger,
        deals=deals,
        tranches=of_deals(ledger.tranches),
        parties=of_deals(ledger.parties),
        enhancements=of_deals(ledger.enhancements),
        rating_events=until(ledger.rating_events, "date"),
        credit_events=until(ledger.credit_events, "date"),
        market_totals=_kept(ledger.market_totals, "quarter", {6: quarter}),
        policies=_kept(ledger.policies, "issued", {7: month, 10: day.isoformat()}),
        ip_stock=ledger.ip_stock[ledger.ip_stock["year"] <= calendar.year.year].reset_index(drop=True),
    )


def _kept(frame: pd.DataFrame, column: str, limits: dict[int, str]) -> pd.DataFrame:
    """Keep rows whose text (a quarter, a month or a date) is not after the limit of its own length."""
    kept = [len(text) not in limits or text <= limits[len(text)] for text in frame[column].astype(str)]
    return frame[pd.Series(kept, index=frame.index, dtype="bool")].reset_index(drop=True)


def last_quarter(data: str | os.PathLike[str]) -> Quarter:
    """Return the last complete quarter of the ledger in `data`."""
    from ipabs.ledger import read_ledger

    return covered(read_ledger(data))[1]
