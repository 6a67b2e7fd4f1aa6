"""Compiles a Typst document to PDF with the fonts of the project and no others."""

from __future__ import annotations

import os
import re
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
    font_paths
        Folders of the only fonts that are used, beside those in Typst itself.
    """

    def __init__(self, root: Path, font_paths: Sequence[Path]) -> None:
        import typst

        self._root = root
        self._compiler: Any = typst.Compiler(
            root=str(root), font_paths=[str(each) for each in font_paths], ignore_system_fonts=True
        )

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
                pdf_standards=[_standard(each) for each in listed(options.get("pdf-standard"))],
                timestamp=_date(options.get("date")),
            )
        except (typst.TypstError, ValueError) as error:
            raise _failure(source, self._root, [error]) from None
        if warnings:
            raise _failure(source, self._root, warnings)
        return bytes(pdf)


_writers: dict[tuple[Path, tuple[Path, ...]], PdfWriter] = {}


def compile_pdf(source: Path, root: Path, form: Format) -> bytes:
    """Return the PDF of `source`, by a writer that is kept for its project.

    Raises
    ------
    IpabsError
        If Typst fails or warns of anything, an unknown font above all.
    """
    key = (root, form.font_paths)
    if key not in _writers:
        _writers[key] = PdfWriter(*key)
    return _writers[key].write(source, form.options)


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
