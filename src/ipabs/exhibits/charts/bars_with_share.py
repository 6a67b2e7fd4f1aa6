"""Bars with the share of a whole in a band of its own above them (figures 3 and 4)."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipabs.exhibits.charts.bands import BandChart, Category, band

SHARE_HEIGHT, BARS_HEIGHT = 42.0, 58.0


def bars_with_share(
    label: str,
    alt: str,
    frame: pd.DataFrame,
    categories: Sequence[Category],
    *,
    bars: tuple[str, str, str],
    share: tuple[str, str],
    share_unit: str = "%",
) -> BandChart:
    """Read the chart from a frame.

    Parameters
    ----------
    bars
        Column, name and unit of the bars.
    share
        Column and name of the line.
    share_unit
        Unit of the line; its values are already in it.
    """
    column, name, unit = bars
    return BandChart(
        label,
        alt,
        tuple(categories),
        (
            band(frame, share[0], share[1], share_unit, "line", "s2", SHARE_HEIGHT),
            band(frame, column, name, unit, "bars", "s1", BARS_HEIGHT),
        ),
    )
