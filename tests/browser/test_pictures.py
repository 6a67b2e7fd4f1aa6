"""Screenshots compared: narrow with wide, one run with another, and a few parts of the page with stored pictures.

A picture of text differs from one Chromium and one set of fonts to the next. What is compared with a stored picture is
therefore a mosaic: the part shrunk to small grey tiles, each the mean of what lies under it. A moved, missing, clipped or
recoloured part shows; the shape of letters does not. ``IPABS_PICTURES=write`` stores the mosaics anew.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Page

from .conftest import Reader
from .test_edition import see_all

STORED = Path(__file__).parent / "pictures"
WIDTHS = (360, 768, 1280, 1920)
PARTS = {
    "headlines": ".headlines",
    "figure-3": "#fig-issuance-deals .exhibit-plot",
    "figure-5": "#fig-modes .exhibit-plot",
    "table-4": "#tbl-tenor .exhibit-scroll",
}
TILES = 24
"""Tiles across; as many down as the part is high."""

MEAN, TILE = 4.0, 40
"""Grey levels of 255 by which mosaics may differ: all tiles on average, and any one."""


def picture(page: Page, selector: str) -> Image.Image:
    page.locator(selector).first.scroll_into_view_if_needed()
    return Image.open(io.BytesIO(page.locator(selector).first.screenshot(animations="disabled"))).convert(
        "RGB"
    )


def mosaic(shot: Image.Image) -> Image.Image:
    down = max(4, round(TILES * shot.height / shot.width))
    return shot.convert("L").resize((TILES, down), Image.Resampling.BOX)


def opened(reader: Reader, width: int, scheme: str = "light") -> Page:
    page = reader.open(width=width, scheme=scheme).page
    see_all(page)
    # What follows the reader down the page would lie over what is compared.
    page.evaluate(
        "document.querySelectorAll('.contents-bar').forEach(bar => { bar.style.position = 'static'; })"
    )
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_parts_look_as_stored(reader: Reader, width: int, scheme: str) -> None:
    page = opened(reader, width, scheme)
    differing = {}
    for name, selector in PARTS.items():
        found, stored = mosaic(picture(page, selector)), STORED / f"{name}-{width}-{scheme}.png"
        if os.environ.get("IPABS_PICTURES") == "write":
            stored.parent.mkdir(exist_ok=True)
            found.save(stored, optimize=True)
        with Image.open(stored) as before:
            # A line more or less of text changes the height a little.
            assert abs(before.height - found.height) <= max(1, before.height // 10), name
            between = ImageChops.difference(before.convert("L").resize(found.size), found)
        mean, most = ImageStat.Stat(between).mean[0], between.getextrema()[1]
        if mean > MEAN or most > TILE:  # type: ignore[operator]
            differing[name] = (round(mean, 1), most)
    assert differing == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_two_runs_give_the_same_picture(reader: Reader, width: int) -> None:
    shots = []
    for _ in range(2):
        page = opened(reader, width)
        shots.append([picture(page, selector) for selector in (*PARTS.values(), "#tbl-originators")])
    for one, other in zip(*shots, strict=True):
        assert one.size == other.size and ImageChops.difference(one, other).getbbox() is None


def test_narrow_and_wide_pictures_hold_the_same_parts(reader: Reader) -> None:
    """Every exhibit has ink at every width, inside the window, up to its edges on none."""
    seen = []
    for width in WIDTHS:
        page = opened(reader, width)
        shown = []
        for figure in page.locator("figure.exhibit").all():
            box, name = figure.bounding_box(), figure.get_attribute("id")
            assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width
            shot = picture(page, f"#{name}").convert("L").point(lambda grey: 255 if grey < 150 else 0)
            ink = shot.histogram()[255] / (shot.width * shot.height)
            assert 0.005 < ink < 0.5, (width, name, ink)
            shown.append(name)
        seen.append(shown)
        shot = Image.open(io.BytesIO(page.screenshot(full_page=True)))
        assert shot.width == width
    assert len(seen[0]) >= 6 and all(shown == seen[0] for shown in seen)


def test_a_mosaic_tells_a_chart_that_is_cut_or_of_the_other_theme(reader: Reader) -> None:
    whole = picture(opened(reader, 1280), PARTS["figure-3"])
    cut = Image.new("RGB", whole.size, "white")
    cut.paste(whole.crop((0, 0, whole.width * 3 // 4, whole.height)))
    dark = picture(opened(reader, 1280, "dark"), PARTS["figure-3"])
    for other in (cut, dark):
        between = ImageChops.difference(mosaic(whole), mosaic(other))
        assert ImageStat.Stat(between).mean[0] > MEAN or between.getextrema()[1] > TILE  # type: ignore[operator]
