"""The picture of an edition that other sites show beside a link to it: the cover's lines and the headline figures."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

SIZE: Final = (1200, 630)
"""Pixels, as Open Graph readers expect."""

_GROUND: Final = 420
_LEFT: Final = 72
_MARKS: Final = (170, _GROUND)
"""Where the tallest line ends and all begin."""


def card(title: str, page: Mapping[str, Any], theme: Mapping[str, Any], fonts: Mapping[str, Path]) -> bytes:
    """Return the picture as PNG; equal input, equal bytes.

    Parameters
    ----------
    title
        ``2024年第一季度``.
    page
        ``headline``, ``cover-marks`` and ``reconstructed`` as in docs/architecture.md.
    theme
        Content of ``theme.yml``.
    fonts
        Role → file, as :func:`ipabs.fonts.font_files` returns it.
    """
    from PIL import Image, ImageDraw

    def face(role: str, size: int) -> Any:
        return _face(str(fonts[role]), size)

    cover = {role: f"#{colour}" for role, colour in theme["cover"].items()}
    light = {role: f"#{colour}" for role, colour in theme["light"].items()}
    picture = Image.new("RGB", SIZE, light["bg"])
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, SIZE[0], _GROUND), fill=cover["ground"])
    _lines(draw, str(page.get("cover-marks") or ""), cover)
    draw.text((_LEFT, 56), str(theme["series"]), font=face("hei-bold", 64), fill=cover["last"])
    draw.text((_LEFT, 146), title, font=face("hei", 36), fill=cover["subtitle"])
    wide = (SIZE[0] - 2 * _LEFT) / 4
    for number, entry in enumerate(list(page.get("headline") or [])[:4]):
        left = _LEFT + number * wide
        draw.text((left, _GROUND + 34), str(entry["label"]), font=face("hei", 20), fill=light["ink2"])
        figure = face("hei-bold", 50)
        draw.text((left, _GROUND + 66), str(entry["number"]), font=figure, fill=light["brand"])
        beside = left + figure.getlength(str(entry["number"])) + 10
        draw.text((beside, _GROUND + 96), str(entry["unit"]), font=face("hei", 24), fill=light["brand"])
    draw.text((_LEFT, SIZE[1] - 48), str(theme["institution"]), font=face("hei", 20), fill=light["ink2"])
    if page.get("reconstructed"):
        _tag(draw, "含重构样本", face("hei", 20), light["accent"])
    written = io.BytesIO()
    picture.save(written, "PNG", compress_level=6)
    return written.getvalue()


@lru_cache(maxsize=8)
def _face(file: str, size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)


def _tag(draw: Any, text: str, font: Any, colour: str) -> None:
    """Draw an outlined tag at the lower right."""
    right, foot = SIZE[0] - _LEFT, SIZE[1] - 18
    wide = font.getlength(text)
    draw.rectangle((right - wide - 20, foot - 36, right, foot), outline=colour, width=2)
    draw.text((right - wide - 10, foot - 33), text, font=font, fill=colour)


def _lines(draw: Any, marks: str, cover: Mapping[str, str]) -> None:
    """Draw a line a deal: ``x,height,group;…`` with x and height from 0 to 1."""
    top, foot = _MARKS
    for mark in filter(None, marks.split(";")):
        x, height, group = mark.split(",")
        left = _LEFT + float(x) * (SIZE[0] - 2 * _LEFT - 4)
        tall = float(height) * (foot - top) * 0.8
        draw.rectangle((left, foot - tall, left + 2, foot), fill=cover.get(group, cover["past"]))
