"""A response whose bytes are there already: the head as bytes, the body as bytes, and the Date of this second.

aiohttp's own Response copies a header map, completes it and serialises it for every request. A document's head never
changes while the document is current, so it is serialised once (``head``) and a request only adds Content-Length, Date
and, where the client asked for it, Connection.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from email.utils import formatdate
from http import HTTPStatus
from typing import Final

from aiohttp import HttpVersion11, web

#: Never in a field value (RFC 9110 §5.5): whoever gets one in there writes headers of his own.
_FORBIDDEN: Final = re.compile(r"[^\t\x20-\x7e\x80-\U0010ffff]")


def head(status: int, headers: Mapping[str, str]) -> bytes:
    """A status line and header lines. Raises ValueError for a value that would break out of its line."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    for name, value in headers.items():
        if _FORBIDDEN.search(value):
            raise ValueError(f"control character in the header {name}")
        lines.append(f"{name}: {value}")
    return "\r\n".join([*lines, ""]).encode()


class _Date:
    """The end of every head: ``Date`` and the empty line, made once a second."""

    def __init__(self) -> None:
        self._second = 0
        self._line = b""

    def line(self) -> bytes:
        """As of now (RFC 9110 §6.6.1)."""
        second = int(time.time())
        if second != self._second:
            self._second = second
            self._line = f"Date: {formatdate(second, usegmt=True)}\r\n\r\n".encode()
        return self._line


_date: Final = _Date()


class Ready(web.StreamResponse):
    """Sends ``head`` and ``body`` as they are. ``body`` None: a status that has none and no Content-Length (304)."""

    def __init__(self, status: int, head: bytes, body: bytes | None) -> None:
        """Nothing of the parent's is set up: it would only serve to build what is at hand here."""
        self._code = status
        self._head = head
        self._bytes = body
        self._stays = False

    @property
    def status(self) -> int:
        """The status code."""
        return self._code

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return len(self._bytes) if self._bytes else 0

    @property
    def keep_alive(self) -> bool:
        """Whether the connection stays open, as the client wishes."""
        return self._stays

    async def prepare(self, request: web.BaseRequest) -> None:
        """Write everything. aiohttp calls this first and ``write_eof`` then; ConnectionError: the client has gone."""
        self._stays = stays = request.keep_alive
        body = self._bytes
        block = self._head if body is None else b"%sContent-Length: %d\r\n" % (self._head, len(body))
        if request.version < HttpVersion11:
            if stays:
                block += b"Connection: keep-alive\r\n"
        elif not stays:
            block += b"Connection: close\r\n"
        transport = request.transport
        if transport is None or transport.is_closing():
            raise ConnectionResetError("the client has gone")
        if body is None or request.method == "HEAD":
            transport.write(block + _date.line())
        else:
            transport.writelines((block + _date.line(), body))
        await request.writer.drain()

    async def write_eof(self, data: bytes = b"") -> None:
        """Nothing is left to write."""
