"""Keeps a site's search index up with its editions; an index is made only when the words of a page have changed.

Pagefind indexes a site as a whole, with a start of some hundredths of a second and one or two a page. It starts as soon as the
page of a single edition is assembled, and runs while Typst lays out the PDF.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from ipabs.build.lock import locked
from ipabs.build.state import LIBRARY, State
from ipabs.cache.digests import combined
from ipabs.errors import IpabsError


class Searching:
    """The search index of one site during one build.

    Parameters
    ----------
    site
        Folder of the site; the index lies in its ``pagefind/``.
    """

    def __init__(self, state: State, site: Path) -> None:
        self._state, self._site = state, site
        self._folder = state.folder / "search" / hashlib.sha256(os.fsencode(site)).hexdigest()[:16]
        self._new = self._folder / f"index.{os.getpid()}"
        self._record: dict[str, Any] = _read(self._folder / "record.json")
        self._heard: dict[tuple[str, str], str] = {}
        self._running: tuple[str, subprocess.Popen[bytes]] | None = None
        self._lock: IO[str] | None = None

    def assembled(self, period: str, title: str, page: str) -> None:
        """Hear that an edition's page was assembled, and begin to index it if its words are new.

        Whether it is ever published is not known yet: what is begun here counts only if :meth:`settle` finds the
        same words published.
        """
        from ipabs.assembly import search

        if not self._alone(wait=False):
            return
        texts = self._texts()
        texts[period] = search.searched(page, period, title)
        self._heard[period, hashlib.sha256(page.encode()).hexdigest()] = texts[period]
        key = self._key(texts)
        if not self._stands(key):
            # A page is published without an index all the same; what is missing is told at the end.
            with suppress(IpabsError):
                self._begin(key, texts)

    def settle(self, force: bool = False) -> bool:
        """Bring the index up to date, and return whether it was not.

        Raises
        ------
        IpabsError
            If pagefind is missing or fails.
        """
        try:
            self._alone(wait=True)
            return self._settle(force)
        finally:
            self.stop()

    def _settle(self, force: bool) -> bool:
        pages = self._published()
        if not pages:
            # Editions in print alone: pagefind refuses to index nothing.
            shutil.rmtree(self._site / "pagefind", ignore_errors=True)
            return False
        same = self._record.get("pages") == pages and self._record.get("code") == self._code()
        if not force and same and self._stands(str(self._record.get("key"))):
            return False
        texts = self._texts(pages)
        key = self._key(texts)
        if force or not self._stands(key):
            self._complete(key, texts)
        self._record = {
            "code": self._code(), "pages": pages, "texts": _digests(texts), "key": key, "files": self._files(),
        }  # fmt: skip
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "record.json").write_text(json.dumps(self._record, indent=1) + "\n", "utf-8")
        return True

    def stop(self) -> None:
        """End what was begun and is not wanted, and let other builds index."""
        self._end()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _alone(self, wait: bool) -> bool:
        """Keep other builds of the site out: an index is made in one place, of the editions of all."""
        if self._lock is None:
            self._lock = locked(self._folder / ".lock", wait=wait)
            # Another build may have made one meanwhile.
            self._record = _read(self._folder / "record.json")
        return self._lock is not None

    def _end(self) -> None:
        if self._running is not None:
            self._running[1].kill()
            self._running[1].communicate()
            self._running = None
        if self._new.exists():
            shutil.rmtree(self._new)

    def _begin(self, key: str, texts: Mapping[str, str]) -> None:
        from ipabs.assembly import search

        self._end()
        pages = self._folder / "pages"
        search.write_pages(pages, texts)
        self._running = (key, search.start(pages, self._new))

    def _complete(self, key: str, texts: Mapping[str, str]) -> None:
        from ipabs.assembly import search, tree

        if self._running is None or self._running[0] != key:
            self._begin(key, texts)
        assert self._running is not None
        process = self._running[1]
        made = search.finish(process, self._new)
        self._running = None
        tree.mirror(made, self._site / "pagefind")

    def _texts(self, pages: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return what can be found of each published edition; what is known of a page is not read again."""
        from ipabs.assembly import search

        known = self._record.get("pages", {}) if self._record.get("code") == self._code() else {}
        texts = {}
        for name, digest in (self._published() if pages is None else pages).items():
            kept = self._folder / "pages" / "editions" / name / "index.html"
            text = _text(kept) if known.get(name) == digest else ""
            if not text or hashlib.sha256(text.encode()).hexdigest() != self._record.get("texts", {}).get(
                name
            ):
                text = self._heard.get((name, digest)) or self._noted(name, digest)
            if not text:
                edition = self._site / "editions" / name
                title = str(_read(edition / "edition.json").get("title", name))
                text = search.searched(_text(edition / "index.html"), name, title)
            texts[name] = text
        return texts

    def _noted(self, name: str, digest: str) -> str:
        """Return the words that the process that published an edition's page has noted, if it is this page."""
        noted = _read(_note(self._state.project.build(name)))
        fits = noted.get("page") == digest and noted.get("code") == self._code()
        return str(noted.get("text", "")) if fits else ""

    def _published(self) -> dict[str, str]:
        found = sorted((self._site / "editions").glob("[0-9]*/index.html"))
        return {path.parent.name: self._state.digests.of(path) for path in found}

    def _key(self, texts: Mapping[str, str]) -> str:
        return combined(
            [self._code(), *(f"{name} {digest}" for name, digest in sorted(_digests(texts).items()))]
        )

    def _code(self) -> str:
        return _code(self._state)

    def _stands(self, key: str) -> bool:
        return bool(self._record.get("key") == key and self._record.get("files") == self._files())

    def _files(self) -> dict[str, str]:
        return self._state.digests.below(self._site / "pagefind")


def note(state: State, site: Path, period: str, title: str) -> None:
    """Note what can be found of the edition just published: where several are, each in the process that made it."""
    from ipabs.assembly import search, tree

    page = site / "editions" / period / "index.html"
    if page.is_file():
        text = search.searched(_text(page), period, title)
        noted = {"page": state.digests.of(page), "code": _code(state), "text": text}
        tree.write(_note(state.project.build(period)), json.dumps(noted, ensure_ascii=False))


def _note(folder: Path) -> Path:
    return folder / "searched.json"


def _code(state: State) -> str:
    packages = [name for name in state.packages if name.startswith("pagefind")]
    return combined([state.digests.of(LIBRARY / "assembly" / "search.py"), *packages])


def _digests(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError:
        return ""


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
