"""Policies that support the market (section 1, tables 1 and 2)."""

from __future__ import annotations

import datetime as dt

import pandas as pd


def issued_until(policies: pd.DataFrame, level: str, until: dt.date) -> pd.DataFrame:
    """Return the policies of one level issued up to `until`, in order of date.

    Every column given comes back, so give only those that are needed.

    Parameters
    ----------
    policies
        Rows with ``level`` and ``issued`` (``YYYY-MM`` or an ISO date).
    level
        ``national`` or ``local``.
    """
    policies = policies[list(policies.columns)]
    rows = policies[policies["level"] == level]
    month, day = until.isoformat()[:7], until.isoformat()
    issued = rows["issued"].astype("string")
    inside = [text <= (month if len(text) == 7 else day) for text in issued]
    return (
        rows[pd.Series(inside, index=rows.index, dtype="bool")]
        .sort_values("issued", kind="stable")
        .reset_index(drop=True)
    )
