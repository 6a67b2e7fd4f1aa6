"""The font files that exhibits and pages are set in, out of the installed packages."""

from __future__ import annotations

from functools import cache
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING

from ipabs.errors import IpabsError

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

HEI = "Noto Sans CJK SC"

_FILES = {
    "hei-light": ("mpl_font", "fonts/noto/NotoSansCJKsc-Light.otf"),
    "hei": ("mpl_font", "fonts/noto/NotoSansCJKsc-Regular.otf"),
    "hei-medium": ("mpl_font", "fonts/noto/NotoSansCJKsc-Medium.otf"),
    "hei-bold": ("mpl_font", "fonts/noto/NotoSansCJKsc-Bold.otf"),
    "song": ("pylopdf_fonts_zh_cn", "NotoSerifSC-Regular.otf"),
}
_WEIGHTS = {"hei-light": 300, "hei": 400, "hei-medium": 500, "hei-bold": 700}


def font_files() -> dict[str, Path]:
    """Return role → file: four weights of Hei, one of Song.

    Raises
    ------
    IpabsError
        If a package or one of its files is missing.
    """
    found: dict[str, Path] = {}
    for role, (package, inside) in _FILES.items():
        # find_spec does not run the package, which would import pyplot and look for system fonts.
        spec = util.find_spec(package)
        folders = list(spec.submodule_search_locations or []) if spec else []
        file = Path(folders[0]) / inside if folders else None
        if file is None or not file.is_file():
            name = package.replace("_", "-")
            raise IpabsError(f"The font {Path(inside).name} is missing: install the package {name}.")
        found[role] = file
    return found


_ADVANCES = {
    300: {"digit": 535, ".": 250, "-": 333, "%": 897, "—": 886},
    400: {"digit": 555, ".": 278, "-": 347, "%": 921, "—": 894},
    500: {"digit": 570, ".": 298, "-": 357, "%": 939, "—": 900},
    700: {"digit": 589, ".": 325, "-": 370, "%": 962, "—": 908},
}
"""Weight → advance widths in thousandths of an em, of what figures are labelled with beside Han.

Opening a face of 16 MB and shaping its first text costs more than drawing a figure; a kernel, which draws a
few figures and ends, would pay it for each weight. The tests hold these numbers against the faces.
"""

_WHOLE = frozenset("\u3000、，。：；（）《》")
"""Punctuation that is one em wide, as Han are."""

ASCENT, DESCENT = 0.88, 0.12
"""How far Hei reaches above and below its baseline, in em."""

_RESOLUTION = 100
"""Pixels an em at which texts are measured."""


def text_width(text: str, size: float, weight: int = 400, *, hinted: bool = True) -> float:
    """Return the width of one line of Hei.

    Parameters
    ----------
    size
        Of the letters, in points.
    hinted
        Whether each letter's advance is rounded to a hundredth of an em, as on a grid of pixels.

    Returns
    -------
    float
        Points.
    """
    return _units(text, weight, hinted) / 64 * size / _RESOLUTION


@cache
def _units(text: str, weight: int, hinted: bool) -> float:
    """Return the width in 64ths of a pixel at `_RESOLUTION`."""
    own = _ADVANCES[weight]
    total = 0
    for char in text:
        if "一" <= char <= "\u9fd0" or char in _WHOLE:
            advance = 1000
        else:
            known = own.get("digit" if "0" <= char <= "9" else char)
            if known is None:
                return _shaped(text, weight, hinted)
            advance = known
        total += (advance + 5) // 10 * 64 if hinted else (advance * 64 + 5) // 10
    # Two dashes in a row become one long one.
    return _shaped(text, weight, hinted) if "——" in text else total


def _shaped(text: str, weight: int, hinted: bool) -> float:
    """Measure any text: letters that are kerned, characters that the table above does not know."""
    from matplotlib.ft2font import LoadFlags

    face = _face(weight)
    face.set_text(text, 0.0, flags=LoadFlags.FORCE_AUTOHINT if hinted else LoadFlags.NO_HINTING)
    width, _ = face.get_width_height()
    return float(width)


@cache
def _face(weight: int) -> FT2Font:
    from matplotlib.ft2font import FT2Font

    role = next(name for name, value in _WEIGHTS.items() if value == weight)
    face = FT2Font(str(font_files()[role]))
    face.set_size(_RESOLUTION, 72)
    return face
