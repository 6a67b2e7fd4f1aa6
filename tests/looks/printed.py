"""Renders a page of Markdown the way the embedded assembler does: pandoc with the look, then Typst."""

from __future__ import annotations

import datetime as dt
import subprocess
from importlib import util
from pathlib import Path

import typst
import yaml

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "_extensions" / "ipabs"
FIXTURE = Path(__file__).parent / "fixture"
FILTERS = ("shared/ratings.lua", "typst/look.lua")


def _package(name: str) -> Path:
    spec = util.find_spec(name)
    assert spec is not None and spec.submodule_search_locations
    return Path(next(iter(spec.submodule_search_locations)))


def font_folders() -> list[Path]:
    return [_package("mpl_font") / "fonts" / "noto", _package("pylopdf_fonts_zh_cn")]


def to_typst(page: Path, metadata: Path, target: Path) -> Path:
    """Write `page` as Typst to `target`, which must stand where its pictures are found."""
    command = [
        str(_package("pypandoc") / "files" / "pandoc"),
        page.name,
        "--from=markdown-smart-subscript",
        "--to=typst",
        "--wrap=none",
        f"--template={EXTENSION / 'typst' / 'template.typ'}",
        f"--metadata-file={metadata}",
        f"--output={target}",
    ]
    theme = target.with_suffix(".theme.yml")
    theme.write_text(
        yaml.safe_dump(
            {"look": yaml.safe_load((EXTENSION / "theme.yml").read_text("utf-8"))}, allow_unicode=True
        ),
        "utf-8",
    )
    command += [f"--metadata-file={theme}", *(f"--lua-filter={EXTENSION / name}" for name in FILTERS)]
    subprocess.run(command, check=True, cwd=page.parent)
    return target


def to_pdf(source: Path, root: Path) -> tuple[bytes, list[str]]:
    """Return the PDF and Typst's warnings."""
    compiler = typst.Compiler(
        root=str(root), font_paths=[str(path) for path in font_folders()], ignore_system_fonts=True
    )
    pdf, warnings = compiler.compile_with_warnings(
        str(source),
        format="pdf",
        pdf_standards=["a-3a", "ua-1"],
        timestamp=int(dt.datetime(2024, 4, 30, tzinfo=dt.UTC).timestamp()),
    )
    assert isinstance(pdf, bytes)
    return pdf, [str(warning.message) for warning in warnings]
