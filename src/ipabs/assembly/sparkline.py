"""Small drawings of the archive page, as inline SVG without styles or ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

_STEP, _BAR, _HIGH = 12.0, 9.0, 28.0
_WIDE_STEP, _WIDE_BAR = 32.0, 25.0
_SHARE = 160.0
_COVER = (176.0, 74.0)
_COVER_CLASS = {"past": "cover-past", "last": "cover-last", "part": "cover-part"}


def bars(values: Sequence[float], top: float) -> Markup:
    """Return a bar a quarter, the last one dark; a quarter without deals stays empty."""
    width = _STEP * len(values) - (_STEP - _BAR)
    drawn = [
        _bar(
            index * _STEP,
            _BAR,
            value / top * _HIGH,
            "spark-last" if index == len(values) - 1 else "spark-past",
        )
        for index, value in enumerate(values)
        if top > 0 and value > 0
    ]
    return _drawing(width, drawn)


def headline_drawing(entry: Mapping[str, Any]) -> Markup:
    """Return the bars of a headline figure, or the bar of a share; part-years are hatched."""
    if entry.get("share"):
        return _share(float(entry["share"]))
    text = str(entry.get("bars") or "")
    if not text:
        return Markup("")
    values = [float(part) if part.strip() else 0.0 for part in text.split(",")]
    partial = [part.strip() == "1" for part in str(entry.get("partial") or "").split(",")]
    top = max(values, default=0.0)
    drawn = []
    for index, value in enumerate(values):
        if top <= 0 or value <= 0:
            continue
        part = index < len(partial) and partial[index]
        kind = "spark-part" if part else "spark-last" if index == len(values) - 1 else "spark-past"
        drawn.append(_bar(index * _WIDE_STEP, _WIDE_BAR, value / top * _HIGH, kind))
    return _drawing(_WIDE_STEP * len(values) - (_WIDE_STEP - _WIDE_BAR), drawn)


def _bar(x: float, width: float, height: float, kind: str) -> str:
    tall = max(height, 1.0)
    inset = 0.6 if kind == "spark-part" else 0.0
    fill = ' fill="url(#ipabs-hatch)"' if kind == "spark-part" else ""
    return (
        f'<rect class="{kind}" x="{x + inset:.1f}" y="{_HIGH - tall + 1 + inset:.1f}" '
        f'width="{width - 2 * inset:.1f}" height="{max(tall - 2 * inset, 0.4):.1f}"{fill}/>'
    )


def _drawing(width: float, drawn: Sequence[str]) -> Markup:
    return Markup(
        f'<svg class="spark" viewBox="0 0 {width:.0f} 30" width="{width:.0f}" height="30" aria-hidden="true">'
        f'{"".join(drawn)}<path class="spark-zero" d="M0 29.4H{width:.0f}"/></svg>'
    )


def _share(value: float) -> Markup:
    width = _SHARE * min(max(value, 0.0), 100.0) / 100
    return Markup(
        f'<svg class="spark" viewBox="0 0 {_SHARE:.0f} 28" width="{_SHARE:.0f}" height="28" aria-hidden="true">'
        f'<rect class="spark-rest" x="0.5" y="11.5" width="{_SHARE - 1:.0f}" height="9"/>'
        f'<rect class="spark-last" x="0" y="11" width="{width:.1f}" height="10"/></svg>'
    )


def cover(marks: str) -> Markup:
    """Return the deals of the cover, a line each: ``x,height,group;…`` with x and height from 0 to 1."""
    wide, high = _COVER
    lines = []
    for mark in filter(None, marks.split(";")):
        x, height, group = mark.split(",")
        tall = float(height) * (high - 4)
        lines.append(
            f'<rect class="{_COVER_CLASS.get(group, "cover-past")}" x="{float(x) * (wide - 1):.1f}" '
            f'y="{high - tall:.1f}" width="0.9" height="{tall:.1f}"/>'
        )
    return Markup(
        f'<svg class="cover-marks" viewBox="0 0 {wide:.0f} {high:.0f}" aria-hidden="true">{"".join(lines)}</svg>'
    )
