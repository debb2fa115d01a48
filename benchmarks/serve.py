"""Server CPU of a warm 200 and 304, against a bare aiohttp handler that sends the same body.

``python -m benchmarks.serve``. Two server processes on loopback, ours as it runs in production (uvloop, access log on,
written to a file) and an aiohttp Application with one route and one ready body (uvloop, no access log). This process is
the client: kept-alive raw sockets, prepared requests. The two are asked in turn, in short rounds, so that whatever else
the machine does falls on both; CPU is the server process's own clock; what is compared are medians of rounds.
"""

from __future__ import annotations

import asyncio
import gzip
import multiprocessing
import os
import random
import signal
import socket
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from aiohttp import web

from syndication.model import Address, Document

if TYPE_CHECKING:
    from syndication.flows.publish import Publisher

#: 21 rounds of 1,200 are 25,200 requests of each kind.
ROUNDS = 21
REQUESTS = 1_200
CONNECTIONS = 8

#: The most that ours may cost, as a multiple of the bare handler.
BAR = 1.10

PATH = "/sections/politics.rss"
TYPE = "application/rss+xml"
TAG = '"812.5e77fa1b.0123456789abcdef-gzip"'


def body() -> bytes:
    """About what a feed of 50 entries is when packed: 61 KB that no further packing makes smaller."""
    return gzip.compress(random.Random(812).randbytes(61_000), mtime=0)


# --- the two servers -------------------------------------------------------------------------------------------------


def bare(listener: socket.socket) -> None:
    """One route, one body; and the shortest possible 304 beside it."""
    ready = body()

    async def found(request: web.Request) -> web.Response:
        return web.Response(body=ready, content_type=TYPE)

    async def unchanged(request: web.Request) -> web.Response:
        return web.Response(status=304)

    async def main() -> None:
        app = web.Application()
        app.router.add_get(PATH, found)
        app.router.add_get("/304", unchanged)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.SockSite(runner, listener).start()
        await asyncio.Event().wait()

    _run(main)


class OnePage:
    """A publisher with one document on its shelf, looked up as the real one does."""

    def __init__(self) -> None:
        self._address = Address("section", "politics", "rss")
        document = Document(
            address=self._address,
            body=b"unpacked",
            media_type=f"{TYPE}; charset=utf-8",
            content_tag=TAG.removeprefix('"').removesuffix('-gzip"'),
            modified=datetime(2025, 7, 15, 12, tzinfo=UTC),
            max_age_s=120,
            canonical=f"https://feeds.example{PATH}",
        )
        from syndication.flows.shelf import Shelf

        self._shelf = Shelf(100_000_000)
        self._shelf.documents.put(self._address, document)
        self._shelf.encoded.put((document.content_tag, "gzip"), body())

    def warm(self, address: Address) -> Document | None:
        return self._shelf.documents.get(address)

    async def document(self, address: Address) -> Document:
        document = self.warm(address)
        assert document is not None
        return document

    def encoded(self, document: Document, coding: str) -> bytes | None:
        return self._shelf.encoded.get((document.content_tag, coding))


def ours(listener: socket.socket) -> None:
    """The server of ``syndication serve`` over one document."""
    from syndication import logs
    from syndication.serve.access import AccessLog
    from syndication.serve.app import served
    from syndication.serve.handlers import Handler, Site

    async def main() -> None:
        publisher = OnePage()
        with tempfile.TemporaryFile() as log, AccessLog(lambda lines: [None, log.write(lines)][0]) as access:
            site = Site(cast("Publisher", publisher), lambda path: publisher._address, logs.now)
            async with served(Handler(site, access), listener):
                await asyncio.Event().wait()

    _run(main)


def _run(main: Callable[[], object]) -> None:
    import uvloop

    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    uvloop.run(main())  # type: ignore[arg-type]


# --- the client ------------------------------------------------------------------------------------------------------


@dataclass
class Target:
    """A server process and our connections to it."""

    pid: int
    connections: list[socket.socket]

    def cpu_s(self) -> float:
        """CPU seconds that the whole process has had: its clock (clock_getcpuclockid(3)), in nanoseconds."""
        return time.clock_gettime((~self.pid << 3) | 2)

    def ask(self, request: bytes, status: bytes, count: int) -> float:
        """Microseconds of server CPU a request, over ``count`` requests."""
        length = self._learn(request, status)
        buffer = bytearray(length)
        began = self.cpu_s()
        for _ in range(count // len(self.connections)):
            for connection in self.connections:
                connection.sendall(request)
            for connection in self.connections:
                got = 0
                while got < length:
                    got += connection.recv_into(memoryview(buffer)[got:])
                assert buffer[9:12] == status
        return (self.cpu_s() - began) / count * 1e6

    def _learn(self, request: bytes, status: bytes) -> int:
        """Bytes of a whole response: they are all of one length."""
        connection = self.connections[0]
        connection.sendall(request)
        got = b""
        while b"\r\n\r\n" not in got:
            got += connection.recv(65536)
        head, _, rest = got.partition(b"\r\n\r\n")
        assert head[9:12] == status, head
        lengths = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
        expected = int(lengths[0].split(b":")[1]) if lengths else 0
        while len(rest) < expected:
            rest += connection.recv(65536)
        if expected:
            assert rest == body()
        return len(head) + 4 + expected


@contextmanager
def started(serve: Callable[[socket.socket], None]) -> Iterator[Target]:
    """A server in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = multiprocessing.get_context("spawn").Process(target=serve, args=(listener,))
        process.start()
        connections = [socket.create_connection(listener.getsockname(), 20) for _ in range(CONNECTIONS)]
        for connection in connections:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            assert process.pid is not None
            yield Target(process.pid, connections)
        finally:
            for connection in connections:
                connection.close()
            process.terminate()
            process.join()


def request(path: str, *headers: str) -> bytes:
    """What a feed reader sends."""
    lines = [
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "User-Agent: FeedReader/3.1 (+https://reader.example)",
        "Accept: application/rss+xml, application/atom+xml, */*;q=0.8",
        "Accept-Encoding: gzip, deflate",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def measure() -> dict[str, tuple[float, float]]:
    """``{"200": (bare, ours), "304": (bare, ours)}``: medians, microseconds of server CPU a request."""
    found = request(PATH)
    unchanged = request(PATH, f"If-None-Match: {TAG}")
    bare_unchanged = request("/304", f"If-None-Match: {TAG}")
    kinds = {"200": (found, found), "304": (bare_unchanged, unchanged)}
    costs: dict[str, tuple[list[float], list[float]]] = {kind: ([], []) for kind in kinds}
    with started(bare) as other, started(ours) as mine:
        for warming in (True, *[False] * ROUNDS):
            for kind, (theirs, own) in kinds.items():
                for target, asked, kept in ((other, theirs, costs[kind][0]), (mine, own, costs[kind][1])):
                    cost = target.ask(asked, kind.encode(), REQUESTS)
                    if not warming:
                        kept.append(cost)
    return {
        kind: (statistics.median(of_bare), statistics.median(of_ours)) for kind, (of_bare, of_ours) in costs.items()
    }


def main() -> None:
    """Print both medians and the ratio for 200 and 304."""
    print(f"server CPU, us a request; medians of {ROUNDS} interleaved rounds of {REQUESTS}; body {len(body()):,} bytes")
    for kind, (of_bare, of_ours) in measure().items():
        ratio = of_ours / of_bare
        verdict = "within" if ratio <= BAR else "ABOVE"
        print(f"{kind}: bare aiohttp {of_bare:6.2f}   ours {of_ours:6.2f}   ratio {ratio:.3f} ({verdict} {BAR})")


if __name__ == "__main__":
    main()
