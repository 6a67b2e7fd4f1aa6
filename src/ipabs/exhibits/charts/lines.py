"""One or two lines, each in a band of its own."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipabs.exhibits.charts.bands import BandChart, Category, band

_ROLES = ("s1", "s2")


def lines(
    label: str,
    alt: str,
    frame: pd.DataFrame,
    categories: Sequence[Category],
    series: Sequence[tuple[str, str, str]],
) -> BandChart:
    """Read the chart from a frame; `series` holds column, name and unit."""
    bands = tuple(
        band(frame, column, name, unit, "line", role)
        for (column, name, unit), role in zip(series, _ROLES, strict=False)
    )
    return BandChart(label, alt, tuple(categories), bands)
