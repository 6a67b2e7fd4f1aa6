"""What a chart of counts by kind shows: a row a kind, a segment a deal, up to two periods side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

PLAIN_ABOVE = 60
"""Above so many deals in a row its bar is not cut into segments."""


class Count(NamedTuple):
    """One kind in one period: deals, and what is printed beside the bar."""

    deals: int
    printed: str
    size: str
    share: str


class Period(NamedTuple):
    """One period: a count for each row.

    Parameters
    ----------
    name
        2023年, or 2024年1—3月 where `part`.
    total
        Printed number of deals.
    """

    name: str
    total: str
    part: bool
    counts: tuple[Count, ...]

    @property
    def most(self) -> int:
        return max((count.deals for count in self.counts), default=0)


class UnitRows(NamedTuple):
    """Rows by kind over one or two periods."""

    label: str
    alt: str
    rows: tuple[str, ...]
    periods: tuple[Period, ...]

    @property
    def plain(self) -> bool:
        """Whether bars are drawn whole."""
        return max((period.most for period in self.periods), default=0) > PLAIN_ABOVE

    @property
    def empty(self) -> bool:
        return not any(period.most for period in self.periods)


def unit_rows(
    label: str, alt: str, frame: pd.DataFrame, periods: Sequence[tuple[str, str, bool]]
) -> UnitRows:
    """Read the rows from an exhibit's frame.

    Parameters
    ----------
    frame
        ``kind_zh`` and, a period, ``<id>_deals``, ``<id>_deals_printed``, ``<id>_size_printed``,
        ``<id>_share_printed``, in the order of the rows.
    periods
        Id, name and whether it is a part of a year.
    """
    drawn = []
    for key, name, part in periods:
        counts = tuple(
            Count(
                int(row[f"{key}_deals"]),
                str(row[f"{key}_deals_printed"]),
                str(row[f"{key}_size_printed"]),
                str(row[f"{key}_share_printed"]),
            )
            for row in frame.to_dict("records")
        )
        drawn.append(Period(name, str(sum(count.deals for count in counts)), part, counts))
    return UnitRows(label, alt, tuple(str(name) for name in frame["kind_zh"]), tuple(drawn))
