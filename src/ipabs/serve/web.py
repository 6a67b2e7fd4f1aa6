"""Serves the site on this machine as it is published, and tells its pages when they are out of date."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler, StaticFileHandler

from ipabs.errors import IpabsError, UsageError
from ipabs.serve.board import Board, Shown

ADDRESS = "127.0.0.1"
FIRST_PORT = 4173
_TRIED = 20
"""Ports that are tried, from the first, where none is asked for."""

_OWN = "/_preview/"
"""Where the preview's own script lies; no file of a site does."""

_PAGE = Path(__file__).parent / "page"
_BREATH = 15.0
"""Seconds between signs of life to a page that nothing has happened for."""


class Server:
    """The server; it listens from the beginning.

    Parameters
    ----------
    site
        Folder that is served.
    port
        The port; None: the first free one from :data:`FIRST_PORT`.

    Raises
    ------
    IpabsError
        If the port is taken.
    """

    def __init__(self, site: Path, board: Board, port: int | None) -> None:
        sockets, self.port = _listening(port)
        self._board = board
        common: dict[str, Any] = {"board": board, "hosts": _hosts(self.port)}
        self._server = HTTPServer(
            Application(
                [
                    (f"{_OWN}events", _Events, common),
                    (f"{_OWN}(preview\\.(?:js|css))", _Files, {**common, "path": str(_PAGE)}),
                    (r"/(.*)", _Files, {**common, "path": str(site), "default_filename": "index.html"}),
                ],
                log_function=lambda handler: None,
            )
        )
        self._server.add_sockets(sockets)

    @property
    def address(self) -> str:
        """The site's address."""
        return f"http://{ADDRESS}:{self.port}/"

    async def end(self) -> None:
        """Close the port and every connection."""
        self._board.close()
        self._server.stop()
        await self._server.close_all_connections()


def _listening(port: int | None) -> tuple[list[Any], int]:
    for each in [port] if port is not None else range(FIRST_PORT, FIRST_PORT + _TRIED):
        try:
            sockets = bind_sockets(each, ADDRESS)
        except PermissionError:
            raise UsageError(
                f"--port {each}: only the system's administrator may listen there; take one above 1023."
            ) from None
        except OSError:
            continue
        return sockets, int(sockets[0].getsockname()[1])
    if port is not None:
        raise IpabsError(f"Port {port} of {ADDRESS} is taken: name another with --port, or none.")
    raise IpabsError(
        f"The ports {FIRST_PORT} to {FIRST_PORT + _TRIED - 1} of {ADDRESS} are taken: "
        "name a free one with --port."
    )


def _hosts(port: int) -> frozenset[str]:
    names = (ADDRESS, "localhost")
    return frozenset(name if port == 80 else f"{name}:{port}" for name in names)


class _Local(RequestHandler):
    """Answers only to this machine's own names: a page elsewhere may point its name here, and read along."""

    board: Board

    def initialize(self, board: Board, hosts: frozenset[str]) -> None:
        self.board = board
        self._hosts = hosts

    def prepare(self) -> None:
        if self.request.host.lower() not in self._hosts:
            raise HTTPError(403, reason="This preview answers to its own address only")

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-cache")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")


class _Events(_Local):
    """Tells a page what is shown, now and whenever it changes (server-sent events)."""

    async def get(self) -> None:
        self.set_header("Content-Type", "text/event-stream")
        seen: Shown | None = None
        try:
            while not self.board.closed:
                now = await self.board.after(seen, _BREATH)
                # A line that starts with a colon is a comment: it shows whether anyone still listens.
                self.write(
                    f"data: {json.dumps(asdict(now), ensure_ascii=False)}\n\n" if now != seen else ":\n\n"
                )
                await self.flush()
                seen = now
        except StreamClosedError:
            pass


class _Files(_Local, StaticFileHandler):
    """Serves files unchanged; only the copy of a page that is sent gets the preview's script."""

    def initialize(  # type: ignore[override]
        self, board: Board, hosts: frozenset[str], path: str, default_filename: str | None = None
    ) -> None:
        _Local.initialize(self, board, hosts)
        StaticFileHandler.initialize(self, path, default_filename)

    async def get(self, path: str, include_body: bool = True) -> None:
        try:
            await self._get(path, include_body)
        except HTTPError as error:
            # What is not there yet may come with the build that is running or with the next.
            if error.status_code != 404 or self.board.now.state == "ok" or not _is_page(path):
                raise
            self.set_status(503)
            self._send((_PAGE / "waiting.html").read_bytes(), "", include_body)

    async def _get(self, path: str, include_body: bool) -> None:
        version = self.board.now.version
        self.path = self.parse_url_path(path)
        found = self.validate_absolute_path(self.root, self.get_absolute_path(self.root, self.path))
        if found is None:
            return
        if found.endswith(".html"):
            self._send(Path(found).read_bytes(), version, include_body)
        else:
            await StaticFileHandler.get(self, path, include_body)

    def _send(self, page: bytes, version: str, include_body: bool) -> None:
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        content = with_script(page, version)
        if include_body:
            self.write(content)
        else:
            self.set_header("Content-Length", str(len(content)))

    def compute_etag(self) -> str | None:
        # By the file's state: the handler's own remembers a file's digest for good.
        if not getattr(self, "absolute_path", None):
            return None
        state = Path(str(self.absolute_path)).stat()
        return f'"{state.st_mtime_ns:x}-{state.st_size:x}-{state.st_ino:x}"'

    def should_return_304(self) -> bool:
        # Dates tell whole seconds only, within which a file may be built twice.
        return self.check_etag_header()


def _is_page(path: str) -> bool:
    return path == "" or path.endswith(("/", ".html"))


def with_script(page: bytes, version: str) -> bytes:
    """Return a page that loads the preview's script, from its own origin as its policy demands."""
    tag = f'<script src="{_OWN}preview.js" data-version="{version}" defer></script>\n'.encode()
    head, end, rest = page.partition(b"</head>")
    return head + tag + end + rest if end else page + tag
