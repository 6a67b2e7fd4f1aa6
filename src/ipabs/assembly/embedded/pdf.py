"""Compiles a Typst document to PDF with the fonts of the project and no others."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ipabs.errors import IpabsError

from .project import Format
from .settings import listed

_UNDATED = datetime(1980, 1, 1, tzinfo=UTC)
_compilers: dict[tuple[Path, tuple[Path, ...]], Any] = {}


def compile_pdf(source: Path, root: Path, form: Format) -> bytes:
    """Return the PDF of `source`; equal input gives equal bytes.

    The compiler of a project is kept, so that a second run in one process only compiles what changed.

    Raises
    ------
    IpabsError
        If Typst fails or warns of anything, an unknown font above all.
    """
    import typst

    key = (root, form.font_paths)
    if key not in _compilers:
        _compilers[key] = typst.Compiler(
            root=str(root), font_paths=[str(each) for each in form.font_paths], ignore_system_fonts=True
        )
    try:
        pdf, warnings = _compilers[key].compile_with_warnings(
            input=str(source),
            format="pdf",
            pdf_standards=[_standard(each) for each in listed(form.options.get("pdf-standard"))],
            timestamp=_date(form.options.get("date")),
        )
    except (typst.TypstError, ValueError) as error:
        raise _failure(source, root, [error]) from None
    if warnings:
        raise _failure(source, root, warnings)
    return bytes(pdf)


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
