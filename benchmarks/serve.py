"""Server CPU of a warm 200 and 304, against a bare aiohttp handler that sends the same body.

``python -m benchmarks.serve``. Two server processes on loopback. Ours is the web process of ``syndication serve`` over
the demo's newsroom in SQLite: uvloop, the log followed, the access log written to a file. The other is an aiohttp
Application with one route that returns ``web.Response(body=..., content_type=...)`` (uvloop, no access log), and for
304 the shortest that there is. This process is the client: kept-alive raw sockets, prepared requests. The two are asked
in turn, in short rounds, so that whatever else the machine does falls on both; CPU is the server process's own clock;
what is compared are medians of rounds.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import socket
import statistics
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import RawIOBase
from pathlib import Path

from aiohttp import web

#: 21 rounds of 1,200 are 25,200 requests of each kind.
ROUNDS = 21
REQUESTS = 1_200
CONNECTIONS = 8

#: Seconds that a server may take to answer first: ours imports the newsroom before.
START_S = 60

#: The most that ours may cost, as a multiple of the bare handler.
BAR = 1.10

PATH = "/all.rss"
TYPE = "application/rss+xml"


# --- the two servers -------------------------------------------------------------------------------------------------


def bare(listener: socket.socket, body: bytes) -> None:
    """One route, one body; and the shortest possible 304 beside it."""

    async def found(request: web.Request) -> web.Response:
        return web.Response(body=body, content_type=TYPE)

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


def ours(listener: socket.socket, folder: Path) -> None:
    """What a web child of ``syndication serve`` runs, over a store in ``folder``."""
    from syndication import logs
    from syndication.config import load
    from syndication.demo import newsroom
    from syndication.flows import addresses, follow, publish
    from syndication.serve.access import AccessLog
    from syndication.serve.app import served
    from syndication.serve.handlers import Handler, Site

    (folder / "syndication.toml").write_text("", encoding="utf-8")
    config = load(folder, {**newsroom.ENVIRON, "SYNDICATION_STORE__URL": f"sqlite:///{folder}/store.db"})
    newsroom.play(config, folder)

    async def main() -> None:
        publisher = publish.opened(config)
        following = asyncio.ensure_future(follow.follow(publisher))
        with (folder / "access.log").open("wb", buffering=0) as log, AccessLog(_to(log)) as access:
            site = Site(publisher, partial(addresses.parse, config=config), logs.now)
            async with served(Handler(site, access), listener):
                await following

    _run(main)


def _to(file: RawIOBase) -> Callable[[bytes], None]:
    def write(lines: bytes) -> None:
        file.write(lines)

    return write


def _run(main: Callable[[], Coroutine[object, object, None]]) -> None:
    import uvloop

    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    uvloop.run(main())


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
        head, body = self.one(request)
        assert head[9:12] == status, head
        length = len(head) + len(body)
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

    def one(self, request: bytes) -> tuple[bytes, bytes]:
        """Head and body of one response; all of one request are of equal length."""
        connection = self.connections[0]
        connection.sendall(request)
        got = b""
        while b"\r\n\r\n" not in got:
            got += connection.recv(65536)
        head, _, body = got.partition(b"\r\n\r\n")
        lengths = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
        expected = int(lengths[0].split(b":")[1]) if lengths else 0
        while len(body) < expected:
            body += connection.recv(65536)
        return head + b"\r\n\r\n", body


@contextmanager
def started(serve: Callable[..., None], argument: object) -> Iterator[Target]:
    """A server in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = multiprocessing.get_context("spawn").Process(target=serve, args=(listener, argument))
        process.start()
        connections = [socket.create_connection(listener.getsockname(), START_S) for _ in range(CONNECTIONS)]
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


@dataclass(frozen=True)
class Costs:
    """Medians, in microseconds of server CPU a request."""

    kind: str  #: the status
    bare: float
    ours: float

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


def measure(rounds: int = ROUNDS, requests: int = REQUESTS) -> tuple[list[Costs], int]:
    """What a 200 and a 304 cost, and the bytes of the body."""
    with tempfile.TemporaryDirectory() as folder, started(ours, Path(folder)) as mine:
        found = request(PATH)
        head, body = mine.one(found)
        # The settings were stored this very second. When it is over Last-Modified makes the head longer, which a
        # client that counts bytes must not meet half-way.
        while b"Last-Modified" not in head:
            time.sleep(0.1)
            head, body = mine.one(found)
        tag = next(line[6:] for line in head.decode().split("\r\n") if line.startswith("ETag: "))
        with started(bare, body) as other:
            assert other.one(found)[1] == body
            unchanged = (request("/304", f"If-None-Match: {tag}"), request(PATH, f"If-None-Match: {tag}"))
            kinds = {"200": (found, found), "304": unchanged}
            costs: dict[str, tuple[list[float], list[float]]] = {kind: ([], []) for kind in kinds}
            for number in range(rounds + 1):
                for kind, asked in kinds.items():
                    for target, request_, kept in zip((other, mine), asked, costs[kind], strict=True):
                        cost = target.ask(request_, kind.encode(), requests)
                        if number:  # the first round only warms up
                            kept.append(cost)
    medians = [
        Costs(kind, statistics.median(of_bare), statistics.median(of_ours))
        for kind, (of_bare, of_ours) in costs.items()
    ]
    return medians, len(body)


def main() -> None:
    """Print both medians and the ratio for 200 and 304."""
    medians, size = measure()
    print(f"server CPU a request, medians of {ROUNDS} interleaved rounds of {REQUESTS} requests; body {size:,} bytes")
    for costs in medians:
        verdict = "within" if costs.ratio <= BAR else "ABOVE"
        print(
            f"{costs.kind}: bare aiohttp {costs.bare:6.2f} us   ours {costs.ours:6.2f} us   "
            f"ratio {costs.ratio:.3f} ({verdict} {BAR:.2f})"
        )


if __name__ == "__main__":
    main()
