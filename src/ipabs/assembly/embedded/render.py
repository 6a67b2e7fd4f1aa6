"""Writes the outputs of a checked page, its formats side by side."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote

from .pandoc import convert
from .pdf import compile_pdf
from .preflight import Page

_ADDRESS = re.compile(r"<(?:img|source|script|link)\b[^>]*?\s(?:src|href)=\"([^\"#?]+)\"")


def render(pages: Sequence[Page]) -> dict[str, Path]:
    """Write each page into the project's output folder, and return format → file."""
    for page in pages:
        _write_images(page)
    with ThreadPoolExecutor(max_workers=max(len(pages), 1)) as pool:
        waiting = {page.form.kind: pool.submit(_render, page) for page in pages}
        return {kind: future.result() for kind, future in waiting.items()}


def _render(page: Page) -> Path:
    project = page.project
    document = convert(page)
    target = project.target(page.form.kind)
    target.parent.mkdir(parents=True, exist_ok=True)
    if page.form.kind == "pdf":
        source = project.page.with_suffix(".typ")
        source.write_text(document, encoding="utf-8")
        target.write_bytes(compile_pdf(source, project.root, page.form))
    else:
        _copy_resources(document, page)
        target.write_text(document, encoding="utf-8")
    return target


def _write_images(page: Page) -> None:
    """Put the images of embedded cells beside the page, where the writers look for them."""
    folder = page.project.page.with_name(f"{page.project.page.stem}_files") / f"figure-{page.form.writer}"
    if folder.exists():
        shutil.rmtree(folder)
    for embed in page.embeds:
        for address, content in embed.files.items():
            target = page.project.page.parent / address
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def _copy_resources(document: str, page: Page) -> None:
    """Copy files of the project that the HTML page refers to, to the same place below the output folder."""
    project = page.project
    for address in dict.fromkeys(_ADDRESS.findall(document)):
        source = (project.page.parent / unquote(address)).resolve()
        if not source.is_file() or not source.is_relative_to(project.root) or "://" in address:
            continue
        target = project.output / source.relative_to(project.root)
        if not (project.page.parent / address).is_relative_to(project.output):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
