"""Compiles a Typst document to PDF with the fonts of the project and no others."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ipabs.errors import IpabsError

from .project import Format
from .settings import listed

_UNDATED = datetime(1980, 1, 1, tzinfo=UTC)


class PdfWriter:
    """Compiles the Typst documents of one project, again and again in one process.

    The compiler is kept: a second run reads the fonts no more and lays out only what changed. One thread at a time.

    Parameters
    ----------
    root
        Folder of the project.
    fonts
        The only fonts that are used; see :func:`fonts_in`.
    """

    def __init__(self, root: Path, fonts: Any) -> None:
        import typst

        self._root = root
        self._compiler: Any = typst.Compiler(root=str(root), font_paths=fonts)

    def write(self, source: Path, options: Mapping[str, Any]) -> bytes:
        """Return the PDF of `source`; equal input gives equal bytes, whatever was compiled before.

        Parameters
        ----------
        source
            A Typst document in the project.
        options
            Settings of the format, of which ``pdf-standard`` and ``date`` count.

        Raises
        ------
        IpabsError
            If Typst fails or warns of anything, an unknown font above all.
        """
        import typst

        try:
            pdf, warnings = self._compiler.compile_with_warnings(
                input=str(source),
                format="pdf",
                pdf_standards=_standards(listed(options.get("pdf-standard"))),
                timestamp=_date(options.get("date")),
            )
        except (typst.TypstError, ValueError) as error:
            raise _failure(source, self._root, [error]) from None
        if warnings:
            raise _failure(source, self._root, warnings)
        return bytes(pdf)


_Files = tuple[tuple[str, int, int], ...]

_one_at_a_time = threading.Lock()
_layout = threading.Lock()
_fonts: dict[_Files, Any] = {}
_writers: dict[tuple[Path, _Files], PdfWriter] = {}


def fonts_in(folders: Sequence[Path]) -> tuple[_Files, Any]:
    """Return the fonts in `folders`, beside those in Typst itself, read once for all projects that have the same.

    The projects of several editions hold links to the same 70 MB.

    Returns
    -------
    tuple
        What tells the set from others (name, size and time of each file), and the fonts.
    """
    import typst

    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    key = tuple((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files)
    with _one_at_a_time:
        if key not in _fonts:
            _fonts.clear()
            _fonts[key] = typst.Fonts(include_system_fonts=False, font_paths=[str(each) for each in folders])
        return key, _fonts[key]


def warm(folder: Path) -> None:
    """Read the fonts in `folder` now, all of each: it takes a fifth of the time of the PDF that will be set in them."""
    import typst

    _, fonts = fonts_in([folder])
    faces = [face for face in fonts.fonts() if face.path]
    text = "\n".join(f'#text(font: "{face.family}", weight: {face.weight})[A文]' for face in faces)
    typst.Compiler(root=str(folder), font_paths=fonts).compile(input=text.encode("utf-8"), format="pdf")


def lay_out(source: Path, root: Path) -> None:
    """Lay `source` out now, an earlier form of what :func:`compile_pdf` will be asked for, with the fonts in ``fonts/``.

    Typst remembers by content what it has laid out, whatever document asked for it: the bytes of a later one stay the same.
    A process that has printed the project before remembers it already.
    """
    import typst

    if any(written == root.resolve() for written, _ in _writers):
        return
    with _layout:
        _, fonts = fonts_in([root / "fonts"])
        typst.Compiler(root=str(root), font_paths=fonts, input=str(source)).query("<none>")


def compile_pdf(source: Path, root: Path, form: Format) -> bytes:
    """Return the PDF of `source`, by a writer that is kept for its project.

    Waits for :func:`lay_out` where that is under way: side by side, both would do the same work.

    Raises
    ------
    IpabsError
        If Typst fails or warns of anything, an unknown font above all.
    """
    files, fonts = fonts_in(form.font_paths)
    key = (root, files)
    if key not in _writers:
        _writers.clear()
        _writers[key] = PdfWriter(root, fonts)
    with _layout:
        return _writers[key].write(source, form.options)


def _standards(asked: Sequence[object]) -> list[str]:
    """Return the standards asked for, and PDF/UA-1 beside an accessible PDF/A.

    The settings name one alone, as the Typst that comes with Quarto may take no more.
    """
    found = [_standard(each) for each in asked]
    accessible = any(re.fullmatch(r"a-[123]a", name) for name in found)
    return [*found, "ua-1"] if accessible and "ua-1" not in found else found


def _standard(value: object) -> str:
    text = f"{value}.0" if isinstance(value, int) else str(value)
    return re.sub(r"^pdf[/-]?", "", text.lower())


def _date(value: object) -> datetime:
    try:
        day = datetime.fromisoformat(str(value))
    except ValueError:
        return _UNDATED
    return day if day.tzinfo else day.replace(tzinfo=UTC)


def _failure(source: Path, root: Path, reports: list[Any]) -> IpabsError:
    where = source.relative_to(root).as_posix()
    said = dict.fromkeys(str(getattr(each, "diagnostic", "") or each).strip() for each in reports)
    # Typst names files relative to where the command was called.
    called = Path(os.path.relpath(root)).as_posix() + "/"
    return IpabsError(f"{where}: Typst says:\n" + "\n".join(said).replace(called, ""))
