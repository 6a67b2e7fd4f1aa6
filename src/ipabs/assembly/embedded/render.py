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
from .project import WRITERS

_ADDRESS = re.compile(r"<(?:img|source|script|link)\b[^>]*?\s(?:src|href)=\"([^\"#?]+)\"")


def render(
    pages: Sequence[Page],
    on_page: Callable[[str], None] | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> dict[str, Path]:
    """Write each page into the project's output folder, and return format → file.

    What was there before stays until every format is complete.
    """
    for page in pages:
        _write_images(page)
    made = _Rendering(pages, on_page).made(meanwhile)
    return {page.form.kind: _put(page, content) for page, content in zip(pages, made, strict=True)}


class _Rendering:
    """The formats of one edition on their way.

    Threads suffice: pandoc is a process of its own, and Typst lets other threads run while it compiles. The PDF takes
    longest by far, so the others' pandoc runs while Typst does, which leaves a processor free.
    """

    def __init__(self, pages: Sequence[Page], on_page: Callable[[str], None] | None) -> None:
        self._pages, self._on_page = pages, on_page
        self._stopped, self._others = threading.Event(), threading.Event()
        self._launched = threading.Event()
        self._made: dict[str, bytes] = {}
        self._failures: dict[str, BaseException] = {}

    def made(self, meanwhile: Callable[[], None] | None) -> list[bytes]:
        """Return the content of each page's output.

        Raises
        ------
        BaseException
            What `meanwhile` raised, or the first page that failed.
        """
        if all(page.form.kind != "pdf" for page in self._pages):
            self._others.set()
        threads = [threading.Thread(target=self._run, args=(page,)) for page in self._pages]
        try:
            for thread in threads:
                thread.start()
            if meanwhile is not None:
                # Python runs one thread at a time: not before the page that all wait for is on its way.
                self._launched.wait()
                meanwhile()
        except BaseException:
            self._stop()
            raise
        finally:
            for thread in threads:
                thread.join()
        for page in self._pages:
            failure = self._failures.get(page.form.kind)
            if failure is not None and not isinstance(failure, _Stopped):
                raise failure
        return [self._made[page.form.kind] for page in self._pages]

    def _stop(self) -> None:
        for each in (self._stopped, self._others, self._launched):
            each.set()

    def _run(self, page: Page) -> None:
        try:
            self._made[page.form.kind] = self._render(page)
        except BaseException as error:
            self._failures[page.form.kind] = error
            self._stop()

    def _render(self, page: Page) -> bytes:
        if page.form.kind != "pdf":
            self._others.wait()
            self._go_on()
            document = convert(page, self._launched.set)
            if self._on_page is not None and page.form.kind == "html":
                self._on_page(document.decode("utf-8"))
            return document
        document = convert(page, self._launched.set)
        self._others.set()
        # Typst can't be interrupted, so it had better not begin in vain.
        self._go_on()
        source = page.project.page.with_suffix(".typ")
        tree.write(source, document)
        return compile_pdf(source, page.project.root, page.form)

    def _go_on(self) -> None:
        if self._stopped.is_set():
            raise _Stopped


class _Stopped(Exception):
    """Another format failed: this one is not wanted any more."""


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
    kept = {project.target(kind) for kind in WRITERS}
    # A link leads to a file as a picture does, but the page links to much that is not the project's.
    for source in dict.fromkeys([*_referred(document, page), *page.resources]):
        target = project.output / source.relative_to(project.root)
        tree.copy(source, target)
        kept.add(target)
    # What an earlier page referred to is not the page's any more.
    beside = project.target(page.form.kind).parent
    if beside.is_dir() and not project.page.is_relative_to(beside):
        tree.keep_only(
            beside, {path.relative_to(beside).as_posix() for path in kept if path.is_relative_to(beside)}
        )


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
