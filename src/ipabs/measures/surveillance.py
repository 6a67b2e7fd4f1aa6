"""What happened to the tranches after issuance (section 3(6))."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from ipabs.measures.columns import Columns
from ipabs.measures.ratings import rating_rank

MIGRATIONS = ("deal_id", "tranche_id", "date", "from_rating", "to_rating", "agency", "direction")


def migrations(
    tranches: pd.DataFrame, rating_events: pd.DataFrame, since: dt.date | None, until: dt.date
) -> pd.DataFrame:
    """Return the rating changes of senior tranches, in order of date.

    Parameters
    ----------
    tranches
        Rows with ``tranche_id``, ``deal_id`` and ``seniority``.
    rating_events
        Rows with ``tranche_id``, ``date``, ``from_rating``, ``to_rating``, ``agency``.
    since, until
        First (``None``: from the beginning) and last day, both included.

    Returns
    -------
    pandas.DataFrame
        ``deal_id``, ``tranche_id``, ``date``, ``from_rating``, ``to_rating``, ``agency`` and ``direction``:
        ``up``, ``down``, or ``other`` where a symbol is not on the scale or the two are equal.
    """
    rows = rating_events[["tranche_id", "date", "from_rating", "to_rating", "agency"]]
    held = Columns(tranches)
    senior = held.classes("seniority", None).of(held.holding("tranche_id", rows["tranche_id"]), "senior")
    names = {name: pd.array(held.values(name, senior), dtype="string") for name in ("tranche_id", "deal_id")}
    rows = rows.merge(pd.DataFrame(names), on="tranche_id")
    rows = rows[rows["date"] <= pd.Timestamp(until)]
    if since is not None:
        rows = rows[rows["date"] >= pd.Timestamp(since)]
    rows = rows.sort_values(["date", "tranche_id"], kind="stable").reset_index(drop=True)
    pairs = zip(rows["from_rating"].fillna(""), rows["to_rating"].fillna(""), strict=True)
    directions = pd.Series([_direction(old, new) for old, new in pairs], dtype="string")
    return rows.assign(direction=directions)[list(MIGRATIONS)]


def _direction(old: str, new: str) -> str:
    before, after = rating_rank(old), rating_rank(new)
    if before is None or after is None or before == after:
        return "other"
    return "up" if after < before else "down"


def upgrades(
    tranches: pd.DataFrame, rating_events: pd.DataFrame, since: dt.date | None, until: dt.date
) -> pd.DataFrame:
    """Return the upgrades of senior tranches; columns of :func:`migrations`."""
    rows = migrations(tranches, rating_events, since, until)
    return rows[rows["direction"] == "up"].reset_index(drop=True)


def downgrades(
    tranches: pd.DataFrame, rating_events: pd.DataFrame, since: dt.date | None, until: dt.date
) -> pd.DataFrame:
    """Return the downgrades of senior tranches; columns of :func:`migrations`."""
    rows = migrations(tranches, rating_events, since, until)
    return rows[rows["direction"] == "down"].reset_index(drop=True)


def events(
    deals: pd.DataFrame, credit_events: pd.DataFrame, until: dt.date, kind: str | None = None
) -> pd.DataFrame:
    """Return the credit events of `deals` up to `until`, of one `kind` if given, in order of date.

    Reads ``deal_id`` of `deals` and every column of `credit_events`, which all come back.
    """
    credit_events = credit_events[list(credit_events.columns)]
    inside = credit_events["deal_id"].isin(deals["deal_id"]) & (credit_events["date"] <= pd.Timestamp(until))
    rows = credit_events[inside if kind is None else inside & (credit_events["kind"] == kind)]
    return rows.sort_values(["date", "deal_id"], kind="stable").reset_index(drop=True)


def defaults(deals: pd.DataFrame, credit_events: pd.DataFrame, until: dt.date) -> pd.DataFrame:
    """Return the defaults (违约) of `deals` up to `until`, in order of date."""
    return events(deals, credit_events, until, "default")
