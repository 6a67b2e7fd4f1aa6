"""The page that lists a site's editions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from ipabs.assembly.feed import address_of
from ipabs.assembly.sparkline import bars, cover, headline_drawing
from ipabs.rounding import amount


def page(editions: Sequence[Mapping[str, Any]], theme: Mapping[str, Any], extension: Path) -> str:
    """Return the archive page; parameters as of :func:`ipabs.assembly.site.write_archive`."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(extension / "html"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    scale = _scale(editions)
    rows = [_row(record, scale) for record in editions]
    years = [(year, list(group)) for year, group in groupby(rows[1:], key=lambda row: row.year)]
    return environment.get_template("archive.html").render(
        look=theme, address=address_of(theme), latest=rows[0] if rows else None, years=years, count=len(rows)
    )


@dataclass(frozen=True)
class Row:
    """One edition as the archive shows it."""

    record: Mapping[str, Any]
    year: str
    annual: bool
    span: str
    deals: str
    size: str
    deals_spark: Markup
    size_spark: Markup
    share: str
    headline: list[tuple[Mapping[str, Any], Markup]]
    cover: Markup | None

    @property
    def cut_off(self) -> str:
        """``2024年3月31日``."""
        year, month, day = str(self.record["cut_off"]).split("-")
        return f"{year}年{int(month)}月{int(day)}日"

    @property
    def href(self) -> str:
        """Address of the edition's folder."""
        return f"editions/{self.record['name']}/"


def _scale(editions: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return the highest quarter of all editions: one scale down the page."""
    quarters = [quarter for record in editions for quarter in record["quarters"]]
    return {
        key: max((float(quarter[key]) for quarter in quarters), default=0.0) for key in ("deals", "size_yuan")
    }


def _share(record: Mapping[str, Any]) -> str:
    """Return the share of AAAsf; of an edition published before it was noted, the one among its headline figures."""
    figures = [
        entry["number"] for entry in record["headline"] if str(entry["id"]).startswith("senior.aaa.share.")
    ]
    return str(record.get("aaa_share", next(iter(figures), "")))


def _row(record: Mapping[str, Any], scale: Mapping[str, float]) -> Row:
    year, _, quarter = str(record["name"]).partition("Q")
    quarters = record["quarters"]
    so_far = [entry for entry in quarters if str(entry["quarter"]).startswith(year)]
    months = int(quarter) * 3
    size = sum(int(entry["size_yuan"]) for entry in so_far)
    return Row(
        record=record,
        year=year,
        annual=quarter == "4",
        span="全年" if quarter == "4" else f"1—{months}月",
        deals=str(sum(int(entry["deals"]) for entry in so_far)),
        size=amount(size),
        deals_spark=bars([float(entry["deals"]) for entry in quarters], scale["deals"]),
        size_spark=bars([float(entry["size_yuan"]) for entry in quarters], scale["size_yuan"]),
        share=_share(record),
        headline=[(entry, headline_drawing(entry)) for entry in record["headline"]],
        cover=cover(str(record["cover_marks"])) if record.get("cover_marks") else None,
    )
