"""The one way out: HTTP requests that can't be led into our own network, and whose answers are bounded.

http and https only; every address is judged by `guard` when the socket is made, so names, numbers in any spelling and
each hop of a redirect go through it; redirects are followed by hand, and credentials never go to another host or
scheme, nor unencrypted. No cookies, no proxy of the environment, bounded headers, bodies (`decoding`) and time.

A host and port on the list of allowed ones goes through a connector of its own that has no guard: an intranet, a test.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.connector import AddrInfoType
from yarl import URL

from syndication.errors import FetchError, FetchLimit, FetchRefused
from syndication.intake.decoding import ACCEPTED, Body
from syndication.intake.guard import host_port, is_public

#: A redirect beyond these is a circle or a maze.
MAX_REDIRECTS = 5
#: Bytes of a header line, and headers of a response: the values that servers themselves have (nginx, Apache: 8 KB).
MAX_HEADER_BYTES = 8190
MAX_HEADERS = 128
#: Connections to one host at once.
PER_HOST = 2

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a client may do; made from the configuration by the flows."""

    agent: str  #: User-Agent: who asks, with an address where that can be looked up
    allow: frozenset[str] = frozenset()  #: ``host:port`` that may be private
    max_bytes: int = 10_000_000  #: of a body as it comes
    max_unpacked_bytes: int = 50_000_000  #: of a body unpacked
    total_s: float = 30  #: of one request with its redirects
    idle_s: float = 10  #: between two bytes, and to connect


@dataclass(frozen=True, slots=True)
class Credentials:
    """A name and its password (RFC 7617)."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer, whatever its status."""

    url: str  #: after redirects
    status: int
    headers: Mapping[str, str]  #: names in lower case; of one that came twice the first
    body: bytes  #: unpacked


class Client:
    """An async context manager; inside of it any number of `get`, one after the other or at once."""

    def __init__(self, rules: Rules) -> None:
        """Nothing is opened before the client is entered."""
        self._rules = rules
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Make both ways out: for the world, and for what is allowed by name."""
        self._guarded = await self._open.enter_async_context(self._session(_guarded_socket))
        self._allowed = await self._open.enter_async_context(self._session(_socket))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections."""
        await self._open.aclose()

    async def get(self, url: str, *, accept: str = "*/*", credentials: Credentials | None = None) -> Response:
        """The answer at ``url``, redirects followed. Raises FetchRefused, FetchLimit or FetchError."""
        target = _parsed(url)
        origin = target.origin()
        try:
            async with asyncio.timeout(self._rules.total_s):
                for _ in range(MAX_REDIRECTS + 1):
                    known = credentials if target.origin() == origin else None
                    found = await self._hop(target, accept, known)
                    if isinstance(found, Response):
                        return found
                    target = found
        except TimeoutError as error:
            raise FetchLimit(f"no whole answer within {self._rules.total_s:g} s", where=str(target)) from error
        raise FetchRefused(f"more than {MAX_REDIRECTS} redirects", where=url)

    async def _hop(self, target: URL, accept: str, credentials: Credentials | None) -> Response | URL:
        """One request: its answer, or where it leads to."""
        is_allowed = host_port(target.raw_host or "", target.port or 0) in self._rules.allow
        headers = {"Accept": accept}
        if credentials is not None:
            if target.scheme != "https" and not is_allowed:
                hint = "Give the address with https"
                raise FetchRefused("the password would be sent unencrypted", where=str(target), hint=hint)
            headers["Authorization"] = _basic(credentials)
        session = self._allowed if is_allowed else self._guarded
        try:
            async with session.get(target, headers=headers, allow_redirects=False) as response:
                location = response.headers.get("Location", "")
                if response.status in _REDIRECTS and location:
                    return _next(target, location)
                return await self._read(response, str(target))
        except aiohttp.ClientError as error:
            raise _failed(error, str(target)) from error

    async def _read(self, response: aiohttp.ClientResponse, url: str) -> Response:
        """The answer with its body."""
        limits = {"max_bytes": self._rules.max_bytes, "max_unpacked_bytes": self._rules.max_unpacked_bytes}
        body = Body(url, response.headers.get("Content-Encoding", ""), **limits)
        body.expect(response.content_length)
        async for block in response.content.iter_any():
            body.feed(block)
        headers = {name.lower(): value for name, value in reversed(list(response.headers.items()))}
        return Response(url=url, status=response.status, headers=headers, body=body.whole())

    def _session(self, factory: aiohttp.connector.SocketFactoryType) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit_per_host=PER_HOST, socket_factory=factory),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self._rules.agent, "Accept-Encoding": ACCEPTED},
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._rules.idle_s, sock_read=self._rules.idle_s),
            auto_decompress=False,  # it would unpack without a limit
            trust_env=False,  # a proxy would connect in our place, past the guard
            max_line_size=MAX_HEADER_BYTES,
            max_field_size=MAX_HEADER_BYTES,
            max_headers=MAX_HEADERS,
        )


class _NotPublic(OSError):
    """An address that the guard refuses. All say the same words: then the connector passes on one of them unchanged."""

    def __init__(self) -> None:
        super().__init__("not an address of the public internet")


def _guarded_socket(address: AddrInfoType) -> socket.socket:
    """The socket for an address that was looked up just now; raised here, nothing is connected."""
    if not is_public(str(address[4][0])):
        raise _NotPublic
    return _socket(address)


def _socket(address: AddrInfoType) -> socket.socket:
    family, kind, protocol, _, _ = address
    return socket.socket(family=family, type=kind, proto=protocol)


def _parsed(url: str) -> URL:
    """The address without user and fragment. Raises FetchRefused for what is none, or not http(s)."""
    try:
        target = URL(url.strip())
        if target.scheme not in ("http", "https") or not target.raw_host or not target.port:
            raise ValueError
        return target.with_user(None).with_fragment(None)
    except ValueError as error:
        raise FetchRefused("no http or https address", where=url[:200]) from error


def _next(target: URL, location: str) -> URL:
    """Where a redirect leads (RFC 9110 §10.2.2), judged like any address."""
    try:
        joined = str(target.join(URL(location)))
    except ValueError as error:
        raise FetchRefused("a redirect to no address", where=str(target)) from error
    return _parsed(joined)


def _basic(credentials: Credentials) -> str:
    """RFC 7617 §2.1: UTF-8."""
    return aiohttp.encode_basic_auth(credentials.user, credentials.password, encoding="utf-8")


def _failed(error: aiohttp.ClientError, url: str) -> FetchError:
    """The library's errors in our words."""
    if isinstance(error, aiohttp.ClientConnectorError) and isinstance(error.os_error, _NotPublic):
        hint = "If that is meant, add its host:port to fetch.allow"
        return FetchRefused("leads to an address that is not public", where=url, hint=hint)
    if isinstance(error, aiohttp.InvalidURL):  # numbers in other spellings: 127.1, 2130706433, 0177.0.0.1
        return FetchRefused("no http or https address", where=url)
    if isinstance(error, aiohttp.ServerTimeoutError):
        return FetchLimit("no byte came for too long", where=url)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return FetchError("there is no such host", where=url)
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError):
        return FetchError("no secure connection could be made", where=url, hint=str(error)[:200])
    if isinstance(error, aiohttp.ClientConnectorError):
        return FetchError(f"can't be reached: {error.os_error}"[:300], where=url)
    return FetchError(f"the answer broke off or is no HTTP ({type(error).__name__})", where=url)
