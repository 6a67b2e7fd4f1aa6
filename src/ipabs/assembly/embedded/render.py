"""Writes the outputs of a checked page, its formats side by side: all of them, or none if one fails."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ipabs.assembly import tree

from .pandoc import convert
from .pdf import compile_pdf
from .preflight import Page

_ADDRESS = re.compile(r"<(?:img|source|script|link)\b[^>]*?\s(?:src|href)=\"([^\"#?]+)\"")


def render(pages: Sequence[Page], on_page: Callable[[str], None] | None = None) -> dict[str, Path]:
    """Write each page into the project's output folder, and return format → file.

    What was there before stays until every format is complete.
    """
    for page in pages:
        _write_images(page)
    made = _made(pages, on_page)
    return {page.form.kind: _put(page, content) for page, content in zip(pages, made, strict=True)}


def _made(pages: Sequence[Page], on_page: Callable[[str], None] | None) -> list[bytes]:
    """Return the content of each page's output; the first page that failed raises its error.

    Threads suffice: pandoc is a process of its own, and Typst lets other threads run while it compiles.
    """
    stopped = threading.Event()
    if len(pages) == 1:
        return [_render(pages[0], stopped, on_page)]
    made: list[bytes | BaseException] = [b""] * len(pages)

    def run(index: int) -> None:
        try:
            made[index] = _render(pages[index], stopped, on_page)
        except BaseException as error:
            made[index] = error
            stopped.set()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(pages))]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        stopped.set()
    failures = [each for each in made if isinstance(each, BaseException)]
    for failure in failures:
        if not isinstance(failure, _Stopped):
            raise failure
    return [each for each in made if isinstance(each, bytes)]


class _Stopped(Exception):
    """Another format failed: this one is not wanted any more."""


def _render(page: Page, stopped: threading.Event, on_page: Callable[[str], None] | None) -> bytes:
    document = convert(page)
    # Typst can't be interrupted, so it had better not begin in vain.
    if stopped.is_set():
        raise _Stopped
    if page.form.kind != "pdf":
        if on_page is not None and page.form.kind == "html":
            on_page(document.decode("utf-8"))
        return document
    source = page.project.page.with_suffix(".typ")
    tree.write(source, document)
    return compile_pdf(source, page.project.root, page.form)


def _put(page: Page, content: bytes) -> Path:
    if page.form.kind == "html":
        _copy_resources(content.decode("utf-8"), page)
    target = page.project.target(page.form.kind)
    tree.write(target, content)
    return target


def _files_of(page: Page) -> Path:
    return page.project.page.with_name(f"{page.project.page.stem}_files")


def _write_images(page: Page) -> None:
    """Put the images of embedded cells beside the page, where the writers look for them."""
    files = {address: content for embed in page.embeds for address, content in embed.files.items()}
    folder = _files_of(page) / f"figure-{page.form.medium}"
    if folder.is_dir() and not files:
        shutil.rmtree(folder)
    elif folder.is_dir():
        tree.keep_only(folder, {Path(address).name for address in files})
    for address, content in files.items():
        tree.write(page.project.page.parent / address, content)


def _copy_resources(document: str, page: Page) -> None:
    """Copy files of the project that the HTML page refers to, to the same place below the output folder."""
    project = page.project
    resources = set()
    for source in dict.fromkeys(_referred(document, page)):
        target = project.output / source.relative_to(project.root)
        tree.copy(source, target)
        resources.add(target)
    # What an earlier page referred to is not the page's any more.
    beside = project.output / _files_of(page).relative_to(project.root)
    if beside.is_dir() and not any(target.is_relative_to(beside) for target in resources):
        shutil.rmtree(beside)
    elif beside.is_dir():
        tree.keep_only(beside, {target.relative_to(beside).as_posix() for target in resources})


def _referred(document: str, page: Page) -> Iterator[Path]:
    project = page.project
    for address in dict.fromkeys(_ADDRESS.findall(document)):
        name = address
        if "%" in address:
            from urllib.parse import unquote

            name = unquote(address)
        source = (project.page.parent / name).resolve()
        if (
            "://" not in address
            and source.is_file()
            and source.is_relative_to(project.root)
            and not (project.page.parent / address).is_relative_to(project.output)
        ):
            yield source
