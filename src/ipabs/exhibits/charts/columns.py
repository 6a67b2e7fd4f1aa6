"""Columns, one series a band."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipabs.exhibits.charts.bands import BandChart, Category, band


def columns(
    label: str,
    alt: str,
    frame: pd.DataFrame,
    categories: Sequence[Category],
    series: Sequence[tuple[str, str, str]],
) -> BandChart:
    """Read the chart from a frame; `series` holds column, name and unit."""
    bands = tuple(band(frame, column, name, unit, "bars", "s1") for column, name, unit in series)
    return BandChart(label, alt, tuple(categories), bands)
