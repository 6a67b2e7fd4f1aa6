"""The font files that exhibits and pages are set in, out of the installed packages."""

from __future__ import annotations

from functools import cache
from importlib import util
from pathlib import Path

from ipabs.errors import IpabsError

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


@cache
def register_fonts() -> None:
    """Make the four weights of Hei known to matplotlib under one family name.

    The faces name themselves as four families of regular weight, so matplotlib's own reading of them
    would draw every weight alike; the entries are therefore stated here.
    """
    from matplotlib.font_manager import FontEntry, fontManager

    files = font_files()
    fontManager.ttflist = [entry for entry in fontManager.ttflist if entry.name != HEI]
    fontManager.ttflist += [
        FontEntry(
            fname=str(files[role]),
            name=HEI,
            style="normal",
            variant="normal",
            weight=weight,
            stretch="normal",
            size="scalable",
        )
        for role, weight in _WEIGHTS.items()
    ]
    cached = getattr(fontManager, "_findfont_cached", None)
    if cached is not None:
        cached.cache_clear()


@cache
def _face(weight: int) -> object:
    from matplotlib.ft2font import FT2Font

    role = next(name for name, value in _WEIGHTS.items() if value == weight)
    face = FT2Font(str(font_files()[role]))
    face.set_size(100, 72)
    return face


@cache
def text_width(text: str, size: float, weight: int = 400) -> float:
    """Return the width of one line of Hei in points."""
    face = _face(weight)
    face.set_text(text, 0.0)  # type: ignore[attr-defined]
    width, _ = face.get_width_height()  # type: ignore[attr-defined]
    return float(width) / 64 * size / 100
