"""The one way out: HTTP requests that can't be led into our own network, and whose answers are bounded.

http and https only; every address is judged by `guard` when the socket is made, so names, numbers in any spelling and
each hop of a redirect go through it; redirects are followed by hand, and credentials never go to another host or
scheme, nor unencrypted. No cookies, no proxy of the environment, bounded headers, bodies (`decoding`) and time.

A host and port on the list of allowed ones goes through a connector of its own that has no guard: an intranet, a test.

    may(url)? | a turn at its host (`pace`) | request | redirect: again, at most five times | the answer
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext
from dataclasses import dataclass, field
from functools import lru_cache
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.connector import AddrInfoType
from yarl import URL

from syndication.errors import FetchError, FetchLimit, FetchRefused
from syndication.intake.decoding import ACCEPTED, Body
from syndication.intake.guard import host_port, is_public
from syndication.intake.lookup import Lookup
from syndication.intake.pace import Pace

#: A redirect beyond these is a circle or a maze.
MAX_REDIRECTS = 5
#: Bytes of a header line, and headers of a response. Servers send up to 8 KB (nginx, Apache); behind CDNs a Link or a
#: Content-Security-Policy has been seen beyond that. node and h11 take 16 KB.
MAX_HEADER_BYTES = 16 * 1024
MAX_HEADERS = 128
#: Letters of an address: longer ones are traps, and no server takes them (RFC 9110 §4.1 recommends 8000).
MAX_URL = 8000

#: Bodies beyond this size, and how many of them may come at once: a hundred bombs together are no larger than these.
LARGE_BYTES = 2_000_000
LARGE_AT_ONCE = 4

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
#: Headers that are lists, of which each line counts (RFC 9110 §5.3).
_LISTS = frozenset({"link", "cache-control", "im"})

#: Judges an address before it is asked: raises FetchError if it may not be. `robots.Robots.may` is one.
May = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a client may do; made from the configuration by the flows."""

    agent: str  #: User-Agent: who asks, with an address where that can be looked up
    allow: frozenset[str] = frozenset()  #: ``host:port`` that may be private
    max_bytes: int = 10_000_000  #: of a body as it comes
    max_unpacked_bytes: int = 50_000_000  #: of a body unpacked
    total_s: float = 30  #: of one request with its redirects, without waiting for turns
    idle_s: float = 10  #: between two bytes, and to connect
    per_host: int = 1  #: connections to one host at once


@dataclass(frozen=True, slots=True)
class Credentials:
    """A name and its password (RFC 7617)."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for."""

    url: str
    accept: str = "*/*"
    credentials: Credentials | None = None
    etag: str | None = None  #: the answer's that is known, byte for byte: If-None-Match
    modified: str | None = None  #: its Last-Modified, byte for byte: If-Modified-Since
    delta: bool = False  #: whether a 226 with what is new since ``etag`` would be understood (RFC 3229, A-IM: feed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer, whatever its status."""

    url: str  #: after redirects
    status: int
    headers: Mapping[str, str]  #: names in lower case; of one that came twice the first, of `_LISTS` all
    body: bytes  #: unpacked
    hops: tuple[str, ...] = ()  #: every address that was asked, in order; the last is ``url``
    permanent: str | None = None  #: where it has moved for good (301, 308 on every hop); None if it has not


class Client:
    """An async context manager; inside of it any number of `get`, one after the other or at once."""

    def __init__(self, rules: Rules, pace: Pace | None = None) -> None:
        """Nothing is opened before the client is entered. Without ``pace`` the caller sees to it himself."""
        self._rules = rules
        self._pace = pace
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Make both ways out: for the world, and for what is allowed by name."""
        self._lookup = Lookup()
        self._large = asyncio.Semaphore(LARGE_AT_ONCE)
        self._open.callback(self._lookup.stop)
        self._guarded = await self._open.enter_async_context(self._session(_guarded_socket))
        self._allowed = await self._open.enter_async_context(self._session(_socket))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections."""
        await self._open.aclose()

    async def get(
        self,
        url: str,
        *,
        accept: str = "*/*",
        credentials: Credentials | None = None,
        etag: str | None = None,
        modified: str | None = None,
        delta: bool = False,
    ) -> Response:
        """The answer at ``url``, redirects followed, robots.txt not asked. Raises FetchError."""
        return await self.send(
            Request(url=url, accept=accept, credentials=credentials, etag=etag, modified=modified, delta=delta)
        )

    async def send(self, request: Request, may: May | None = None) -> Response:
        """The answer; ``may`` judges every address of the way. Raises FetchRefused, FetchLimit, FetchLater, FetchError.

        Any status is an answer: 304 and 226 if they were asked for or not, and a redirect that leads nowhere.
        """
        target = _parsed(request.url)
        origin, moved, hops, left_s = _origin(target), True, [str(target)], self._rules.total_s
        for _ in range(MAX_REDIRECTS + 1):
            if may is not None:
                await may(hops[-1])
            async with self._turn(hops[-1]):
                began = time.monotonic()
                try:
                    async with asyncio.timeout(max(left_s, 0)):
                        found = await self._hop(target, request, with_credentials=_origin(target) == origin)
                except TimeoutError as error:
                    what = f"no whole answer within {self._rules.total_s:g} s"
                    raise FetchLimit(what, where=hops[-1], kind="timeout") from error
                left_s -= time.monotonic() - began
            if isinstance(found, _Answer):
                permanent = hops[-1] if moved and len(hops) > 1 else None
                return Response(
                    url=hops[-1],
                    status=found.status,
                    headers=found.headers,
                    body=found.body,
                    hops=tuple(hops),
                    permanent=permanent,
                )
            target, moved = found.to, moved and found.status in _PERMANENT
            hops.append(str(target))
        raise FetchRefused(f"more than {MAX_REDIRECTS} redirects", where=request.url)

    def _turn(self, url: str) -> AbstractAsyncContextManager[None]:
        return nullcontext() if self._pace is None else self._pace.turn(url)

    async def _hop(self, target: URL, request: Request, *, with_credentials: bool) -> _Answer | _Redirect:
        """One request: its answer, or where it leads to."""
        is_allowed = host_port(target.raw_host or "", target.port or 0) in self._rules.allow
        headers = _conditions(request)
        if request.credentials is not None and with_credentials:
            if target.scheme != "https" and not is_allowed:
                hint = "Give the address with https"
                raise FetchRefused("the password would be sent unencrypted", where=str(target), hint=hint)
            headers["Authorization"] = _basic(request.credentials)
        session = self._allowed if is_allowed else self._guarded
        try:
            async with session.get(target, headers=headers, allow_redirects=False) as response:
                location = response.headers.get("Location", "").strip()
                if response.status in _REDIRECTS and location:
                    return _Redirect(response.status, _next(target, location))
                return await self._read(response, str(target))
        except aiohttp.ServerTimeoutError as error:
            raise FetchLimit("no byte came for too long", where=str(target), kind="timeout") from error
        except TimeoutError:
            raise  # the one of all hops
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _failed(error, str(target)) from error

    async def _read(self, response: aiohttp.ClientResponse, url: str) -> _Answer:
        """The answer with its body."""
        limits = {"max_bytes": self._rules.max_bytes, "max_unpacked_bytes": self._rules.max_unpacked_bytes}
        coding = ", ".join(response.headers.getall("Content-Encoding", []))
        body = Body(url, coding, **limits)
        body.expect(response.content_length)
        is_large = False
        try:
            async for block in response.content.iter_any():
                for size in body.steps(block):
                    if is_large:
                        await asyncio.sleep(0)  # others go on between two pieces
                    elif size > LARGE_BYTES:
                        await self._large.acquire()
                        is_large = True
        finally:
            if is_large:
                self._large.release()
        return _Answer(response.status, _headers(response.headers), body.whole())

    def _session(self, factory: aiohttp.connector.SocketFactoryType) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0,  # `pace` counts
                limit_per_host=self._rules.per_host,
                socket_factory=factory,
                resolver=self._lookup,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self._rules.agent, "Accept-Encoding": ACCEPTED},
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._rules.idle_s, sock_read=self._rules.idle_s),
            auto_decompress=False,  # it would unpack without a limit
            trust_env=False,  # a proxy would connect in our place, past the guard
            max_line_size=MAX_HEADER_BYTES,
            max_field_size=MAX_HEADER_BYTES,
            max_headers=MAX_HEADERS,
        )


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one hop gave that leads no further."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class _Redirect:
    """Where one hop leads."""

    status: int
    to: URL


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


def _origin(target: URL) -> tuple[str, str | None, int | None]:
    """RFC 6454 §4."""
    return target.scheme, target.raw_host, target.port


@lru_cache(maxsize=4096)  # the same feeds are asked again and again
def _parsed(url: str) -> URL:
    """The address without user and fragment. Raises FetchRefused for what is none, or not http(s)."""
    try:
        if len(url) > MAX_URL:
            raise ValueError
        target = URL(url.strip())
        if target.scheme not in ("http", "https") or not target.raw_host or not target.port:
            raise ValueError
        return target.with_user(None).with_fragment(None)
    except ValueError as error:
        raise FetchRefused("no http or https address", where=url[:200]) from error


def _next(target: URL, location: str) -> URL:
    """Where a redirect leads (RFC 9110 §10.2.2), judged like any address. Bytes that are no UTF-8 are escaped."""
    try:
        plain = "".join(f"%{ord(c) - 0xDC00:02X}" if "\udc80" <= c <= "\udcff" else c for c in location)
        joined = str(target.join(URL(plain)))
    except ValueError as error:
        raise FetchRefused("a redirect to no address", where=str(target)) from error
    return _parsed(joined)


def _basic(credentials: Credentials) -> str:
    """RFC 7617 §2.1: UTF-8."""
    return aiohttp.encode_basic_auth(credentials.user, credentials.password, encoding="utf-8")


def _conditions(request: Request) -> dict[str, str]:
    """The headers of one request. A validator that can't be sent as it came is not sent: the whole answer comes."""
    headers = {"Accept": request.accept}
    if request.etag and _is_sendable(request.etag):
        headers["If-None-Match"] = request.etag
        if request.delta:
            headers["A-IM"] = "feed"
    if request.modified and _is_sendable(request.modified):
        headers["If-Modified-Since"] = request.modified
    return headers


#: What HTTP does not let through (RFC 9110 §5.5), what aiohttp does not, and what `_headers` puts for what it lost.
_UNSENDABLE = re.compile(r"[\0-\x08\x0a-\x1f\x7f\ud800-\udfff\ufffd]").search


def _is_sendable(value: str) -> bool:
    """Whether a header value goes out byte for byte."""
    return len(value) <= MAX_HEADER_BYTES and _UNSENDABLE(value) is None


def _headers(found: Mapping[str, str]) -> dict[str, str]:
    """By lower-case name, of a mapping that may give a name twice.

    Bytes that are no UTF-8 become U+FFFD, since no store keeps lone surrogates.
    """
    headers: dict[str, str] = {}
    for name, value in found.items():
        key, text = name.lower(), value
        if not value.isascii():
            text = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        if key not in headers:
            headers[key] = text
        elif key in _LISTS:
            headers[key] += f", {text}"
    return headers


def _failed(error: Exception, url: str) -> FetchError:
    """The library's errors in our words."""
    if isinstance(error, aiohttp.ClientConnectorError) and isinstance(error.os_error, _NotPublic):
        hint = "If that is meant, add its host:port to fetch.allow"
        return FetchRefused("leads to an address that is not public", where=url, hint=hint)
    if isinstance(error, aiohttp.InvalidURL):  # numbers in other spellings: 127.1, 2130706433, 0177.0.0.1
        return FetchRefused("no http or https address", where=url)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return FetchError("there is no such host", where=url, kind="dns")
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return FetchError("no secure connection could be made", where=url, hint=str(error)[:200], kind="tls")
    if isinstance(error, aiohttp.ClientConnectorError):
        return FetchError(f"can't be reached: {error.os_error}"[:300], where=url, kind="connect")
    return FetchError(f"the answer broke off or is no HTTP ({type(error).__name__})", where=url)
