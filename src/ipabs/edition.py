"""An edition: its calendar and the deals that count."""

from __future__ import annotations

import os
from dataclasses import dataclass

from ipabs.errors import IpabsError
from ipabs.ledger import Ledger, in_universe, read_ledger
from ipabs.period import Calendar, Quarter


@dataclass(frozen=True)
class Edition:
    """What every measure, fact and exhibit of one edition is computed from.

    Parameters
    ----------
    calendar
        The edition's ranges.
    ledger
        Deals inside the universe, and what depends on them.
    whole
        The ledger as read, deals outside the universe included.
    """

    calendar: Calendar
    ledger: Ledger
    whole: Ledger


def open_edition(period: str, data: str | os.PathLike[str]) -> Edition:
    """Read the ledger in `data` for the edition `period`.

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
    whole = read_ledger(data)
    first, last = covered(whole)
    if not first <= calendar.quarter <= last:
        raise IpabsError(
            f"The ledger in {os.fspath(data)} covers {first} to {last}; it has nothing for {calendar.name}. "
            "Name one of these quarters, or add the missing rows."
        )
    return Edition(calendar, in_universe(whole), whole)


def covered(ledger: Ledger) -> tuple[Quarter, Quarter]:
    """Return the first edition that has a prior year to compare with, and the last complete quarter.

    A quarter counts as complete when the market totals, which are entered last, hold it.
    """
    issued = ledger.deals["issued_on"]
    if issued.empty and ledger.market_totals.empty:
        raise IpabsError("The ledger has no deals: add rows to deals.csv.")
    known = [Quarter.parse(text) for text in ledger.market_totals["quarter"]]
    if not issued.empty:
        known += [Quarter.of(issued.min().date()), Quarter.of(issued.max().date())]
    last = max(Quarter.parse(text) for text in ledger.market_totals["quarter"]) if len(
        ledger.market_totals
    ) else max(known)
    return Quarter(min(known).year + 1, 1), last
