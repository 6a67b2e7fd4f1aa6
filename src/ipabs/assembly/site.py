"""What the editions share: style sheets and scripts, the archive page, the list of editions."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup

from ipabs.assembly.echarts import write_echarts
from ipabs.assembly.sparkline import bars, cover, headline_drawing
from ipabs.rounding import amount

_CJK_FALLBACK: Final = (
    '"Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei"'
)
_MONO_FALLBACK: Final = '"Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace'


def write_assets(folder: Path, extension: Path, theme: Mapping[str, Any]) -> None:
    """Write ``folder/assets``: what every page of the site loads.

    Parameters
    ----------
    folder
        A staged project or a site.
    extension
        The format extension, whose ``assets/`` are copied.
    theme
        Content of ``theme.yml``: ``light``, ``dark`` (role → six hexadecimal digits), ``fonts``.
    """
    target = folder / "assets"
    target.mkdir(parents=True, exist_ok=True)
    for source in sorted((extension / "assets").iterdir()):
        if source.is_file() and not source.name.startswith("."):
            shutil.copyfile(source, target / source.name)
    (target / "theme.css").write_text(theme_css(theme), encoding="utf-8")
    write_echarts(target / "echarts.js")
    if not (target / "editions.js").exists():
        _write_editions(target / "editions.js", [])


def theme_css(theme: Mapping[str, Any]) -> str:
    """Return the theme's colours and fonts as CSS variables, light, dark and for print."""
    light = _colours(theme["light"])
    dark = _colours(theme["dark"])
    fonts = theme.get("fonts", {})
    families = (
        f'--hei: "{fonts.get("hei", "Noto Sans SC")}", {_CJK_FALLBACK}, sans-serif; --mono: {_MONO_FALLBACK};'
    )
    return "\n".join(
        [
            "/* Written from theme.yml. */",
            f":root {{ color-scheme: light; {families} {light} }}",
            f':root[data-theme="dark"] {{ color-scheme: dark; {dark} }}',
            "@media (prefers-color-scheme: dark) {",
            f'  :root:not([data-theme="light"]) {{ color-scheme: dark; {dark} }}',
            "}",
            "@media print {",
            f'  :root, :root[data-theme="dark"], :root:not([data-theme="light"]) {{ color-scheme: light; {light} }}',
            "}",
            "",
        ]
    )


def _colours(palette: Mapping[str, Any]) -> str:
    return " ".join(f"--{role}: #{colour};" for role, colour in palette.items())


def write_archive(
    site: Path, editions: Sequence[Mapping[str, Any]], theme: Mapping[str, Any], extension: Path
) -> Path:
    """Write ``site/index.html`` and ``site/assets/editions.js``.

    Parameters
    ----------
    editions
        Newest first, each the content of its ``edition.json``:

        - ``name``: ``2024Q1``; ``title``: ``2024年第一季度``; ``cut_off``: ``2024-03-31``
        - ``reconstructed``: whether it rests on reconstructed rows
        - ``summary``: a sentence
        - ``headline``: list of ``id``, ``label``, ``number``, ``unit``, ``comparison``, ``bars``
          (``14,34,35,47``), ``partial`` (``0,0,0,1``), ``share`` (a percentage, drawn as part of a whole)
        - ``quarters``: eight of ``quarter`` (``2023Q4``), ``deals``, ``size_yuan``, oldest first
        - ``links``: list of ``label``, ``href`` relative to the edition, ``detail``
        - ``cover_marks``: as ``cover-marks`` in docs/architecture.md; may be missing
    theme
        Content of ``theme.yml``.
    extension
        The format extension, whose ``html/archive.html`` is the template.

    Returns
    -------
    Path
        The archive page.
    """
    site.mkdir(parents=True, exist_ok=True)
    (site / "assets").mkdir(exist_ok=True)
    _write_editions(site / "assets" / "editions.js", editions)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(extension / "html"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    rows = [_row(record, _scale(editions)) for record in editions]
    years = [(year, list(group)) for year, group in groupby(rows[1:], key=lambda row: row.year)]
    page = environment.get_template("archive.html").render(
        look=theme, latest=rows[0] if rows else None, years=years, count=len(rows)
    )
    target = site / "index.html"
    target.write_text(page, encoding="utf-8")
    return target


def _write_editions(target: Path, editions: Sequence[Mapping[str, Any]]) -> None:
    """Write the list by which older pages learn of newer ones, newest first."""
    listed = [{"name": record["name"], "title": record["title"]} for record in editions]
    target.write_text(f"window.ipabsEditions={json.dumps(listed, ensure_ascii=False)};\n", encoding="utf-8")


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
    share: Mapping[str, Any] | None
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


def _row(record: Mapping[str, Any], scale: Mapping[str, float]) -> Row:
    year, _, quarter = str(record["name"]).partition("Q")
    quarters = record["quarters"]
    so_far = [entry for entry in quarters if str(entry["quarter"]).startswith(year)]
    months = int(quarter) * 3
    size = sum(int(entry["size_yuan"]) for entry in so_far)
    share = next((entry for entry in record["headline"] if entry["unit"] == "%"), None)
    return Row(
        record=record,
        year=year,
        annual=quarter == "4",
        span="全年" if quarter == "4" else f"1—{months}月",
        deals=str(sum(int(entry["deals"]) for entry in so_far)),
        size=amount(size),
        deals_spark=bars([float(entry["deals"]) for entry in quarters], scale["deals"]),
        size_spark=bars([float(entry["size_yuan"]) for entry in quarters], scale["size_yuan"]),
        share=share,
        headline=[(entry, headline_drawing(entry)) for entry in record["headline"]],
        cover=cover(str(record["cover_marks"])) if record.get("cover_marks") else None,
    )
