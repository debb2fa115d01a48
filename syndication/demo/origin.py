"""The invented outlets' server: all of them below one address of this machine, each a feed at ``/SLUG/feed``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from syndication.demo.outlets import OUTLETS, STEPS, feed

_OUTLETS = {f"/{outlet.slug}/feed": outlet for outlet in OUTLETS}


class Origin(ThreadingHTTPServer):
    """The server; ``step`` may be moved while it answers."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        """Listen on loopback; port 0 takes a free one."""
        super().__init__(("127.0.0.1", port), _Handler)
        self.step = STEPS
        self.dead: set[str] = set()  #: slugs of outlets that are gone for good by now
        self.asked: list[tuple[str, int]] = []  #: path and status of every request

    @property
    def address(self) -> str:
        """``http://127.0.0.1:PORT``."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    """GET with an entity tag; all else is the library's."""

    server: Origin
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """A feed, an error on purpose, or nothing."""
        outlet = _OUTLETS.get(self.path)
        if outlet is None:
            self._answer(404)
        elif outlet.slug in self.server.dead:
            self._answer(410)
        elif outlet.is_broken:
            self._answer(500)
        else:
            media_type, body = feed(outlet, self.server.step, self.server.address)
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if self.headers.get("If-None-Match") == tag:
                self._answer(304, tag=tag)
            else:
                self._answer(200, body, media_type, tag)

    def _answer(self, status: int, body: bytes = b"", media_type: str = "text/plain", tag: str = "") -> None:
        self.server.asked.append((self.path, status))
        self.send_response(status)
        self.send_header("Content-Type", f"{media_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if tag:
            self.send_header("ETag", tag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the newcomer's terminal is for our own words."""


@contextmanager
def serving(port: int = 0) -> Iterator[Origin]:
    """The origin at work in a thread, until the end of the block."""
    origin = Origin(port)
    thread = Thread(target=origin.serve_forever, name="outlets", daemon=True)
    thread.start()
    try:
        yield origin
    finally:
        origin.shutdown()
        origin.server_close()
        thread.join()
