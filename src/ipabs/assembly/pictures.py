"""Pictures of the figures for formats that take no vectors: Word has those of print, WeChat narrower ones."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ipabs.assembly import manifest, tree
from ipabs.errors import IpabsError
from ipabs.execution.results import EXHIBIT, Results

_SVG = "image/svg+xml"
_SIZE = re.compile(r'<svg[^>]*\swidth="([\d.]+)pt"')
DOTS = {"docx": 300.0, "wechat": 0.0}
"""Format → dots per inch; 0: as many as make the picture as wide as WeChat shows it."""
WIDE = 1080
"""Pixels: a WeChat public account scales wider pictures down."""
LOGO = 26
"""Points: height of the logo."""
_BAR = 12
"""Pixels of a bar's picture, which is stretched to length."""


@dataclass(frozen=True)
class _Drawing:
    """A vector drawing: what it is made from, and how it is made."""

    made_from: str
    svg: Callable[[], str]


def write_pictures(
    build: Path, found: Results, formats: Collection[str], theme: Mapping[str, Any], drawn_by: str = ""
) -> None:
    """Write ``pictures/FORMAT/LABEL.png`` below `build` for the formats that need pictures.

    Typst draws them: it is the library that sets the same vectors in the PDF, in the same fonts.

    Parameters
    ----------
    theme
        Content of ``theme.yml``; the bars of distributions are drawn in two of its colours.
    drawn_by
        Stands for the code that draws narrow figures: where it is another one they are drawn again.

    Raises
    ------
    IpabsError
        If a figure can't be drawn.
    """
    wanted = [kind for kind in DOTS if kind in formats]
    if not wanted:
        return
    for kind in wanted:
        folder = build / "pictures" / kind
        if kind == "docx":
            bars = {f"bar-{role}": _bar(str(theme["light"][role])) for role in ("s1", "s3")}
            drawn = {
                name: _Drawing(svg, partial(str, svg)) for name, svg in [*_vectors(found), *bars.items()]
            }
        else:
            drawn = dict(_narrow(found, theme, drawn_by, build))
        logo = kind == "docx" and "logo" in theme
        tree.keep_only(
            folder, {f"{name}.png" for name in drawn} | {".made.json", *(["logo.png"] if logo else [])}
        )
        _draw(folder, drawn, DOTS[kind], build)
        if logo:
            tree.write(folder / "logo.png", _logo(build / "assets" / theme["logo"]["file"], build))


def _figures(found: Results) -> Iterator[Mapping[str, Any]]:
    """Yield what a notebook shows of each figure."""
    for notebook in found.notebooks.values():
        for cell in notebook["cells"]:
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                if EXHIBIT in data and _SVG in data:
                    yield data


def _vectors(found: Results) -> Iterator[tuple[str, str]]:
    """Yield label and print drawing of each figure."""
    for data in _figures(found):
        svg = data[_SVG]
        yield data[EXHIBIT]["label"], "".join(svg) if isinstance(svg, list) else svg


def _narrow(
    found: Results, theme: Mapping[str, Any], drawn_by: str, build: Path
) -> Iterator[tuple[str, _Drawing]]:
    """Yield label and narrow drawing of each figure: print's would leave letters of 6 px on a phone."""

    def svg(label: str, shown: Mapping[str, Any]) -> str:
        # Not before it is needed: it brings matplotlib, which nothing else here does.
        from ipabs.exhibits.narrow import narrow_svg
        from ipabs.theme import read_theme

        return narrow_svg(shown, label, read_theme(build))

    for data in _figures(found):
        label, shown = data[EXHIBIT]["label"], data[EXHIBIT]["drawing"]
        made_from = json.dumps([shown, theme["light"], theme["fonts"], drawn_by], sort_keys=True)
        yield label, _Drawing(made_from, partial(svg, label, shown))


def _bar(colour: str) -> str:
    size = f'width="{_BAR}pt" height="{_BAR}pt" viewBox="0 0 {_BAR} {_BAR}"'
    fill = f'<rect width="{_BAR}" height="{_BAR}" fill="#{colour}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{fill}</svg>'


def _logo(file: Path, build: Path) -> bytes:
    """Return the logo as a picture; Word shows vectors in newer versions only."""
    if file.suffix == ".png":
        return file.read_bytes()
    text = f"#image({json.dumps('/' + file.relative_to(build).as_posix())}, height: {LOGO}pt)"
    return _compiled(
        "logo", f"#set page(width: auto, height: auto, margin: 0pt)\n{text}", DOTS["docx"], build
    )


def _draw(folder: Path, drawings: Mapping[str, _Drawing], dots: float, build: Path) -> None:
    """Draw those pictures that are not there from the same drawing."""
    import hashlib

    sources = {
        name: hashlib.sha256(f"{dots} {drawing.made_from}".encode()).hexdigest()
        for name, drawing in sorted(drawings.items())
    }
    record = folder / ".made.json"
    try:
        before = json.loads(record.read_text("utf-8"))
    except (OSError, ValueError):
        before = {}
    made = {}
    for name, source in sources.items():
        target = folder / f"{name}.png"
        stands = before.get(name, ["", ""])
        if not (target.is_file() and stands == [source, manifest.digest(target)]):
            tree.write(target, _png(name, drawings[name].svg(), dots, build))
            stands = [source, manifest.digest(target)]
        made[name] = stands
    tree.write(record, json.dumps(made, indent=1) + "\n")


def _png(name: str, svg: str, dots: float, build: Path) -> bytes:
    size = _SIZE.search(svg)
    if size is None:
        raise IpabsError(f"{name}: the drawing states no width in points, so it can't be made a picture.")
    # White, as the page is: readers of Word and of WeChat may have a dark one.
    text = (
        "#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"
        f'#image(bytes({json.dumps(svg, ensure_ascii=False)}), format: "svg")'
    )
    return _compiled(name, text, dots or WIDE / float(size[1]) * 72, build)


def _compiled(name: str, text: str, dots: float, build: Path) -> bytes:
    import typst

    from ipabs.assembly.embedded.pdf import fonts_in

    _, fonts = fonts_in([build / "fonts"])
    try:
        made: Any = typst.Compiler(root=str(build), font_paths=fonts).compile(
            input=text.encode("utf-8"), format="png", ppi=dots
        )
    except (typst.TypstError, ValueError) as error:
        raise IpabsError(f"{name}: Typst can't draw it: {error}") from None
    return bytes(made[0] if isinstance(made, list) else made)
