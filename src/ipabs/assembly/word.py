"""The reference document of Word editions: styles, page, header and footer, out of the look's templates."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ipabs.assembly import tree

_UNDATED = (1980, 1, 1, 0, 0, 0)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_PARTS = {
    "document.xml": ("word/document.xml", f"{_WORD}.document.main+xml", "", ""),
    "styles.xml": ("word/styles.xml", f"{_WORD}.styles+xml", "rId1", "styles"),
    "numbering.xml": ("word/numbering.xml", f"{_WORD}.numbering+xml", "rId2", "numbering"),
    "settings.xml": ("word/settings.xml", f"{_WORD}.settings+xml", "rId3", "settings"),
    "fontTable.xml": ("word/fontTable.xml", f"{_WORD}.fontTable+xml", "rId4", "fontTable"),
    "theme.xml": (
        "word/theme/theme1.xml", "application/vnd.openxmlformats-officedocument.theme+xml", "rId5", "theme",
    ),
    "header.xml": ("word/header1.xml", f"{_WORD}.header+xml", "rId11", "header"),
    "footer.xml": ("word/footer1.xml", f"{_WORD}.footer+xml", "rId12", "footer"),
}  # fmt: skip
"""Template → place in the package, content type, and the relationship by which the document names it."""


def write_reference(
    build: Path, extension: Path, theme: Mapping[str, Any], edition: Mapping[str, Any]
) -> Path:
    """Write ``reference.docx`` into the staged project `build`.

    Parameters
    ----------
    extension
        The format extension. Each file in its ``docx/reference/`` is a part of the document, a Jinja
        template that sees ``look`` and ``edition``.
    theme
        Content of ``theme.yml``.
    edition
        Metadata of the edition: ``title``, ``reconstructed`` and so on.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    jinja = Environment(
        loader=FileSystemLoader(extension / "docx" / "reference"),
        autoescape=True,
        undefined=StrictUndefined,
    )
    parts = {"[Content_Types].xml": _content_types(), "_rels/.rels": _relationships("word/", main=True)}
    for name, (place, *_) in _PARTS.items():
        parts[place] = jinja.get_template(name).render(look=theme, edition=edition)
    parts["word/_rels/document.xml.rels"] = _relationships("word/")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, text in parts.items():
            entry = zipfile.ZipInfo(place, date_time=_UNDATED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text)
    target = build / "reference.docx"
    tree.write(target, packed.getvalue())
    return target


def _content_types() -> str:
    kinds = "".join(
        f'<Override PartName="/{place}" ContentType="{kind}"/>' for place, kind, *_ in _PARTS.values()
    )
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    defaults = f'<Default Extension="rels" ContentType="{rels}"/><Default Extension="xml" ContentType="application/xml"/>'
    return f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{defaults}{kinds}</Types>'


def _relationships(folder: str, main: bool = False) -> str:
    listed = [("rId1", "officeDocument", "word/document.xml")]
    if not main:
        listed = [(key, kind, place.removeprefix(folder)) for place, _, key, kind in _PARTS.values() if key]
    rows = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, kind, target in listed
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'
