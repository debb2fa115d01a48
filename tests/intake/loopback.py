"""A real HTTP server on loopback in a thread of its own: an aiohttp handler, and what it was asked."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Loopback:
    """A running server."""

    host: str  #: ``127.0.0.1:PORT``
    asked: list[web.Request] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{self.host}"


@contextmanager
def running(handler: Handler) -> Iterator[Loopback]:
    """A server for the length of the block."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Loopback("{}:{}".format(*listener.getsockname()))
        loop = asyncio.new_event_loop()
        stop, ready = asyncio.Event(), threading.Event()

        async def answer(request: web.BaseRequest) -> web.StreamResponse:
            assert isinstance(request, web.Request)
            server.asked.append(request)
            return await handler(request)

        async def serve() -> None:
            app = web.Application()
            app.router.add_route("*", "/{path:.*}", answer)
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, auto_decompress=False)
            await runner.setup()
            await web.SockSite(runner, listener).start()
            ready.set()
            await stop.wait()
            await runner.cleanup()

        thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
        thread.start()
        assert ready.wait(20)
        try:
            yield server
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join(20)
            loop.close()
