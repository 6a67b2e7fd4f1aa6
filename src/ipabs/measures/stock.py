"""Valid patents and registered trademarks, the pool that future deals draw on (section 4)."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd


def series(ip_stock: pd.DataFrame, until: int) -> pd.DataFrame:
    """Return each kind's stock at the end of each year, with growth on the year before.

    Parameters
    ----------
    ip_stock
        Rows with ``year``, ``kind`` and ``stock`` (件).
    until
        Last year.

    Returns
    -------
    pandas.DataFrame
        ``kind``, ``year``, ``stock`` (件), ``growth`` (exact fraction; ``None`` where the year before is
        unknown or zero) and ``step``, the round number that the stock passed for the first time in that year
        (件; ``None`` if it passed none), by kind and year.
    """
    rows = ip_stock[["year", "kind", "stock"]]
    rows = rows[rows["year"] <= until].sort_values(["kind", "year"], kind="stable")
    known = {
        (str(kind), int(year)): int(stock)
        for kind, year, stock in zip(rows["kind"], rows["year"], rows["stock"], strict=True)
    }
    growth: list[Fraction | None] = []
    steps: list[int | None] = []
    for (kind, year), stock in known.items():
        before = known.get((kind, year - 1))
        growth.append(Fraction(stock, before) - 1 if before else None)
        earlier = [value for (other, past), value in known.items() if other == kind and past < year]
        steps.append(round_number_passed(stock, max(earlier)) if earlier else None)
    return pd.DataFrame(
        {
            "kind": pd.Series([kind for kind, _ in known], dtype="string"),
            "year": pd.Series([year for _, year in known], dtype="int64"),
            "stock": pd.Series(list(known.values()), dtype="int64"),
            "growth": pd.Series(growth, dtype="object"),
            "step": pd.Series(steps, dtype="object"),
        }
    )


def round_number_passed(now: int, highest_before: int) -> int | None:
    """Return the round number (one digit, then zeros) that `now` is above for the first time.

    401.5万 after at most 328万 has passed 400万; 4404.7万 after 4064.2万 has passed none.
    """
    if now <= 0:
        return None
    unit = 10 ** (len(str(now)) - 1)
    step = now // unit * unit
    return step if highest_before < step < now else None
