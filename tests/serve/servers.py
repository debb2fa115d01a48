"""A real server on loopback around a fake publisher, and a client that shows what went over the wire."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from syndication.flows.status import Operations
from syndication.serve.access import AccessLog
from syndication.serve.app import served
from syndication.serve.handlers import Handler, Site
from tests.serve.fakes import NOW, FakePublisher, as_publisher, parse


@dataclass
class Answer:
    """One response, as it came."""

    status: int
    headers: dict[str, str]  #: names in lower case; a name that came twice would be an error
    body: bytes


class Client:
    """Raw requests on one kept-alive connection: nothing is added, unpacked or followed."""

    def __init__(self, listener: socket.socket, site: Site) -> None:
        self.host, self.port = listener.getsockname()[:2]
        self.site = site
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, target: str, *lines: str, method: str = "GET", version: str = "1.1") -> Answer:
        await self.send(target, *lines, method=method, version=version)
        return await self.answer(has_body=method != "HEAD")

    async def send(self, target: str, *lines: str, method: str = "GET", version: str = "1.1") -> None:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self.host, self.port)
        text = "\r\n".join([f"{method} {target} HTTP/{version}", "Host: feeds.example", *lines, "", ""])
        self._streams[1].write(text.encode())

    async def answer(self, has_body: bool = True) -> Answer:
        assert self._streams is not None
        reader = self._streams[0]
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[:-2]
        headers: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(": ")
            assert name.lower() not in headers, line
            headers[name.lower()] = value
        length = int(headers.get("content-length", 0)) if has_body else 0
        return Answer(int(first.split()[1]), headers, await reader.readexactly(length))

    async def is_closed(self) -> bool:
        """Waits for the server to close the connection; anything else that it sends is an error."""
        assert self._streams is not None
        return await self._streams[0].read() == b""

    async def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            await self._streams[1].wait_closed()


@asynccontextmanager
async def serving(
    publisher: FakePublisher,
    clock: Callable[[], datetime] = lambda: NOW,
    access: AccessLog | None = None,
    operations: Operations | None = None,
) -> AsyncIterator[Client]:
    """A server for the length of the block, and a client of it."""
    site = Site(as_publisher(publisher), parse, clock, operations)
    handler = Handler(site, access or AccessLog(lambda lines: None))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        async with served(handler, listener):
            client = Client(listener, site)
            try:
                yield client
            finally:
                await client.close()
