"""The aiohttp server around the handlers.

The low-level ``web.Server``, not an Application: we have one handler, and the router, middlewares and signals between
it and the socket would cost a warm request more than our own work does. aiohttp's access log is off (it doubles the
cost of a request); ``access`` writes ours.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from syndication.serve.handlers import Handler
from syndication.serve.limits import BACKLOG, GRACE_S

#: Seconds that a silent connection stays open: as nginx does.
KEEPALIVE_S: Final = 75.0

#: Seconds that the body of a refused request is read before the connection is closed.
LINGER_S: Final = 2.0


class _OurFaultsOnly(logging.Filter):
    """Keeps a client's malformed request from filling the log with tracebacks; the client gets its 400."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is about something other than malformed HTTP."""
        return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


def _protocol_log() -> logging.Logger:
    """The logger of aiohttp's protocol in this process."""
    log = logging.getLogger("syndication.serve.protocol")
    if not log.filters:
        log.addFilter(_OurFaultsOnly())
    return log


@asynccontextmanager
async def served(handler: Handler, listener: socket.socket, grace_s: float = GRACE_S) -> AsyncIterator[None]:
    """Answer on a bound socket within the block; at its end accept no more and let requests in flight end.

    The socket itself stays open: it belongs to the process that bound it.
    """
    server = web.Server(
        handler,
        access_log=None,
        keepalive_timeout=KEEPALIVE_S,
        lingering_time=LINGER_S,
        logger=_protocol_log(),
        auto_decompress=False,
    )
    runner = web.ServerRunner(server, shutdown_timeout=grace_s)
    await runner.setup()
    try:
        await web.SockSite(runner, listener, backlog=BACKLOG).start()
        yield
    finally:
        await runner.cleanup()
