"""Small frames with only the columns that measures read."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

CRORE = 10**8  # 元 in 1亿元


def text(values: Sequence[str | None]) -> pd.Series:
    return pd.Series(list(values), dtype="string")


def dates(values: Sequence[str | None]) -> pd.Series:
    return pd.to_datetime(pd.Series(list(values), dtype="object"))


def deals(
    *rows: tuple[str, str, int], mode: Sequence[str | None] = (), region: Sequence[str | None] = ()
) -> pd.DataFrame:
    """Return deals from (id, date, 元); `mode` and `region` beside them."""
    return pd.DataFrame(
        {
            "deal_id": text([row[0] for row in rows]),
            "issued_on": dates([row[1] for row in rows]),
            "size_yuan": pd.Series([row[2] for row in rows], dtype="int64"),
            "mode": text(mode or ["loan"] * len(rows)),
            "underlying": text(["micro_loan"] * len(rows)),
            "region": text(region or ["广东"] * len(rows)),
            "venue": text(["szse"] * len(rows)),
            "basis": text(["published"] * len(rows)),
        }
    )


def originators(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    """Return parties from (deal, name, kind), all of them originators, in the order listed."""
    return pd.DataFrame(
        {
            "deal_id": text([row[0] for row in rows]),
            "role": text(["originator"] * len(rows)),
            "name": text([row[1] for row in rows]),
            "kind": text([row[2] for row in rows]),
        }
    )


def tranches(*rows: tuple[str, str, str, int, float | None, str | None, int]) -> pd.DataFrame:
    """Return tranches from (id, deal, seniority, 元, coupon, rating, days from value date to maturity)."""
    start = pd.Timestamp("2023-01-01")
    return pd.DataFrame(
        {
            "tranche_id": text([row[0] for row in rows]),
            "deal_id": text([row[1] for row in rows]),
            "seniority": text([row[2] for row in rows]),
            "size_yuan": pd.Series([row[3] for row in rows], dtype="int64"),
            "coupon_pct": pd.Series([row[4] for row in rows], dtype="float64"),
            "rating": text([row[5] for row in rows]),
            "value_date": pd.Series([start] * len(rows), dtype="datetime64[ns]"),
            "expected_maturity": pd.Series(
                [start + pd.Timedelta(days=row[6]) for row in rows], dtype="datetime64[ns]"
            ),
        }
    )


def enhancements(*rows: tuple[str, str | None, str | None, str | None]) -> pd.DataFrame:
    """Return enhancements from (deal, level, form, provider kind)."""
    return pd.DataFrame(
        {
            "deal_id": text([row[0] for row in rows]),
            "level": text([row[1] for row in rows]),
            "form": text([row[2] for row in rows]),
            "provider_kind": text([row[3] for row in rows]),
        }
    )


def market(*rows: tuple[str, int, int]) -> pd.DataFrame:
    """Return market totals from (quarter, deals, 元)."""
    return pd.DataFrame(
        {
            "quarter": text([row[0] for row in rows]),
            "deals": pd.Series([row[1] for row in rows], dtype="int64"),
            "size_yuan": pd.Series([row[2] for row in rows], dtype="int64"),
        }
    )
