"""Host names to addresses, in threads of their own.

The operating system's look-up blocks a thread until its servers answer or time out, and the event loop's own threads
are few: two dozen dead names would make every other host wait, and whoever else uses those threads.
"""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

from aiohttp.abc import AbstractResolver, ResolveResult

#: Names that are looked up at once; a thread costs little while it waits.
THREADS = 32


class Lookup(AbstractResolver):
    """The resolver of the client's connectors. Addresses are not judged here: numbers in URLs never come by."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="lookup")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Every address of ``host``, as aiohttp wants them. Raises OSError for an unknown name."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _addresses, host, port, family)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=kind,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, protocol, address in found
        ]

    async def close(self) -> None:
        """Nothing: two connectors share this, and whoever made it calls `stop`."""

    def stop(self) -> None:
        """Give the threads up, without waiting for look-ups that nobody waits for any more."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _addresses(host: str, port: int, family: int) -> list[tuple[int, int, str]]:
    """Family, protocol and address; IPv6 ones with a zone (link-local) are left out, since none is public."""
    try:
        found = socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    except UnicodeError as error:  # a label beyond 63 letters
        raise OSError("no host name") from error
    return [
        (kind, protocol, str(address[0]))
        for kind, _, protocol, _, address in found
        if kind == socket.AF_INET or (kind == socket.AF_INET6 and len(address) == 4 and not address[3])
    ]
