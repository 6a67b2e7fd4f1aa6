"""The ledger as a value: one frame a table."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa

from ipabs.errors import IpabsError, Problem

_SINCE = re.compile(r"(\d{4})(?:Q([1-4])|-(\d{2}).*)?")


@dataclass(frozen=True, eq=False)
class LedgerTables:
    """A validated ledger in Arrow, for writing it elsewhere without holding it in pandas too.

    Parameters
    ----------
    root : Path
        Folder the ledger was read from.
    problems : tuple of Problem
        What a check lists but a build may live with.
    tables : dict of str to pyarrow.Table
        The tables by the names of `Ledger`'s frames, each column one chunk. Text is
        dictionary-encoded, a foreign key with the dictionary of what it points at; a field
        that is not nullable is required. Take tables out (``tables.pop(name)``) to release them.
    """

    root: Path
    problems: tuple[Problem, ...]
    tables: dict[str, pa.Table]


@dataclass(frozen=True, eq=False)
class Ledger:
    """A validated ledger.

    Every frame keeps the order of its file and has a RangeIndex. Text is ``string``
    (NA: unknown), dates ``datetime64[ns]``, amounts (元) and counts ``int64``, rates
    (percent) ``float64``, flags ``bool``. Columns beyond the schema are kept as text.

    Parameters
    ----------
    deals, tranches, parties, enhancements : DataFrame
        Deals and what belongs to them.
    rating_events, credit_events : DataFrame
        What happened to them after issue.
    market_totals, policies, ip_stock : DataFrame
        Context: the whole ABS market, policies, patents and trademarks.
    universe_rule : DataFrame
        What lets a deal into the universe (`ipabs.ledger.universe_rule`).
    universe : DataFrame
        Verdicts by hand that override the rule.
    codes : DataFrame
        Chinese and English names of codes; the shipped ones below the ledger's own.
    corrections : DataFrame
        Known errors of the ledger's sources.
    root : Path
        Folder the ledger was read from.
    problems : tuple of Problem
        What a check lists but a build may live with.
    """

    deals: pd.DataFrame
    tranches: pd.DataFrame
    parties: pd.DataFrame
    enhancements: pd.DataFrame
    rating_events: pd.DataFrame
    credit_events: pd.DataFrame
    market_totals: pd.DataFrame
    policies: pd.DataFrame
    ip_stock: pd.DataFrame
    universe_rule: pd.DataFrame
    universe: pd.DataFrame
    codes: pd.DataFrame
    corrections: pd.DataFrame
    root: Path
    problems: tuple[Problem, ...] = field(default=())

    def zh(self, domain: str, code: str, period: str | None = None) -> str:
        """Return the Chinese name of a code.

        Parameters
        ----------
        domain, code : str
            As in `codes.csv`.
        period : str, optional
            A quarter such as ``2024Q1``: the name as it was then. By default the latest.

        Raises
        ------
        IpabsError
            If there is no such code.
        """
        names = self.codes[(self.codes["domain"] == domain) & (self.codes["code"] == code)]
        if names.empty:
            raise IpabsError(
                f"codes.csv has no code {code!r} in the domain {domain!r}: "
                "add a row (domain, code, zh, en, since)"
            )
        starts = [since_quarter(text) for text in names["since"]]
        dated = sorted(zip(starts, names["zh"], strict=True), key=lambda pair: pair[0])
        held = [name for start, name in dated if period is None or start <= period]
        # A code that is older than its first name still needs one.
        return str(held[-1] if held else dated[0][1])

    def codes_of(self, domain: str) -> pd.DataFrame:
        """Return the rows of `codes` in one domain, in the order in which they are shown."""
        return self.codes[self.codes["domain"] == domain].reset_index(drop=True)


def since_quarter(since: object) -> str:
    """Return the quarter from which a code's name holds: ``2024``, ``2024-05`` and ``2024Q2`` are understood.

    An unknown beginning gives ``0000Q1``, before every quarter.
    """
    match = _SINCE.fullmatch(since) if isinstance(since, str) else None
    if match is None:
        return "0000Q1"
    if match[3]:
        return f"{match[1]}Q{(int(match[3]) + 2) // 3}"
    return f"{match[1]}Q{match[2] or 1}"
