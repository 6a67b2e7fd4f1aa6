"""Readies a ledger for a build: reads and checks it once, and draws each edition's rows from it.

Runs in a process that has pandas; what a build itself needs to know is in the JSON files of the snapshot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipabs.edition import covered, edition_of
from ipabs.ledger import Ledger, LedgerTables, read_tables, snapshot
from ipabs.ledger.largeness import LARGE
from ipabs.ledger.moved import Stamps, moved, stamps
from ipabs.period import Calendar, Quarter, refuse_uncovered

if TYPE_CHECKING:
    import pandas as pd


def prepare(
    data: str, folder: str, periods: Sequence[str], files: Stamps | None = None, afresh: bool = False
) -> list[str]:
    """Make the snapshot of the ledger in `data` complete for `periods`.

    Parameters
    ----------
    data, folder
        The ledger, and where its snapshot lies or will lie.
    periods
        Editions to draw; empty: the last complete quarter.
    files
        Stamps of the files that are to be stored; None: as they are.
    afresh
        Store it even if it is there.

    Returns
    -------
    list of str
        The editions that were drawn. Empty if a large ledger has only been stored: call again, in a new
        process, since nothing gives memory back as surely as the end of one.

    Raises
    ------
    LedgerError
        If a table breaks a rule.
    IpabsError
        If the ledger does not reach a period, or its files were saved since they were stamped: nothing is stored
        under the name of what they were.
    """
    target = Path(folder)
    if (target / "ledger.json").exists() and not afresh:
        first, last = snapshot.covered(target)
    else:
        read = _read(data, files)
        first, last = (str(quarter) for quarter in covered(snapshot.in_place(read)))
        snapshot.write_tables(read, target, (first, last))
        if read.tables["deals"].num_rows > LARGE:
            return []
        del read
    wanted = list(periods) or [last]
    for period in wanted:
        refuse_uncovered(Quarter.parse(period), Quarter.parse(first), Quarter.parse(last), data)
    snapshot.write_views(target, wanted, _views)
    return wanted


def _read(data: str, files: Stamps | None) -> LedgerTables:
    """Read and check a ledger; one that is saved meanwhile is refused, and not for what half a file breaks."""
    try:
        return read_tables(data)
    finally:
        if files is not None and files != stamps(data):
            raise moved(data) from None


def _views(ledger: Ledger, period: str) -> tuple[Ledger, Ledger]:
    edition = edition_of(Calendar(Quarter.parse(period)), ledger)
    return edition.ledger, edition.whole


def _labels(rows: pd.DataFrame, names: Callable[[Sequence[str]], Mapping[str, str]]) -> list[str]:
    """Return how a reader knows rows of a table: of a deal's own, by its short name too."""
    own = next((each for each in ("short_name", "name", "title", "provider") if each in rows), None)
    if own is None or rows.empty:
        return list(dict.fromkeys(rows.iloc[:, 0].astype(str)))
    known = rows[rows[own].notna()]
    labels = known[own].astype(str)
    if own != "short_name" and "deal_id" in known:
        deals = known["deal_id"].astype(str)
        named = names(list(deals.unique()))
        labels = deals.map(lambda deal: named.get(deal, deal)) + " " + labels
    return list(dict.fromkeys(labels)) or list(dict.fromkeys(rows.iloc[:, 0].astype(str)))


def changes(old: str, new: str, period: str, asked: Mapping[str, Sequence[str]]) -> dict[str, dict[str, Any]]:
    """Say which rows of an edition's tables differ between two snapshots.

    Parameters
    ----------
    asked
        Table (``deals``, ``whole.deals``) → columns that count.

    Returns
    -------
    dict
        Table → ``new``, ``changed``, ``gone`` (rows), ``columns`` and ``examples`` (how a reader knows
        the first of them).
    """
    found: dict[str, dict[str, Any]] = {}
    for name, columns in asked.items():
        view, _, table = name.rpartition(".")
        rows = snapshot.changed_rows(Path(old), Path(new), period, view or "ledger", table, columns)
        labels = _labels(rows, lambda deals: snapshot.names_of_deals(deals, (Path(new), Path(old)), period))
        counts = rows["change"].value_counts()
        found[name] = {
            **{kind: int(counts.get(kind, 0)) for kind in ("new", "changed", "gone")},
            "columns": list(columns),
            "examples": labels[:2],
            "more": len(labels) > 2,
        }
    return found
