"""A site over HTTP as a public server gives it: compressed, with lifetimes, on the loopback interface."""

from __future__ import annotations

import gzip
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

_PACKED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".csv")


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve `site` and yield its address, which ends in a slash."""
    kept: dict[Path, tuple[float, bytes]] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = site / unquote(urlsplit(self.path).path).lstrip("/")
            path = path / "index.html" if path.is_dir() else path
            if not path.resolve().is_relative_to(site.resolve()) or not path.is_file():
                self.send_error(404)
                return
            packed = path.suffix in _PACKED and "gzip" in self.headers.get("Accept-Encoding", "")
            body = self._packed(path) if packed else path.read_bytes()
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            text = kind.startswith("text/") or kind.endswith(("javascript", "json", "xml"))
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
            if packed:
                self.send_header("Content-Encoding", "gzip")
                self.send_header("Vary", "Accept-Encoding")
            self.send_header("Cache-Control", "max-age=600" if path.suffix == ".html" else "max-age=31536000")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _packed(self, path: Path) -> bytes:
            stamp = path.stat().st_mtime
            if kept.get(path, (0.0, b""))[0] != stamp:
                kept[path] = (stamp, gzip.compress(path.read_bytes()))
            return kept[path][1]

        def log_message(self, *given: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
