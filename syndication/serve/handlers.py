"""From a request to a response.

Warm, a request costs one look-up by its raw path, one by its address, and the comparison of two headers::

    raw path | routes | Publisher.warm | If-None-Match ? 304 : Accept-Encoding | Publisher.encoded | 200

Everything else (the first request of an address, refusals, redirects, OPTIONS) takes the long way once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import quote, unquote

from aiohttp import hdrs, web

from syndication.documents import Address, Document
from syndication.errors import BadRequest, Gone, GoneWhy, Moved, NotFound, StoreError
from syndication.serve import conditional, negotiate, responses
from syndication.serve.negotiate import Coding, Packed
from syndication.serve.ready import Ready

if TYPE_CHECKING:
    from multidict import CIMultiDictProxy

    from syndication.flows.publish import Publisher
    from syndication.flows.status import Operations
    from syndication.serve.access import AccessLog

_log = logging.getLogger("syndication.serve")

#: Addresses that are remembered by raw path. Beyond it the oldest goes and takes the long way the next time.
MAX_ROUTES: Final = 20_000

#: Values of Accept-Encoding that are remembered. Browsers, readers and proxies together send a few dozen.
MAX_CODINGS: Final = 1_000

#: A path longer than this names nothing: the longest key is 80 bytes, 240 characters when percent-encoded.
MAX_PATH_CHARS: Final = 2_000

#: Methods that are answered with a document.
_ANSWERED: Final = frozenset({"GET", "HEAD"})


class Parse(Protocol):
    """``flows.addresses.parse`` under one configuration."""

    def __call__(self, path: str, *, query: str = "") -> Address:
        """The address that a decoded path names. Raises NotFound, Gone or BadRequest."""
        ...


@dataclass(slots=True)
class _Route:
    """An address that has been answered, and the headers of its newest document."""

    address: Address
    is_canonical: bool  #: asked for by its own path, in whatever percent-encoding
    prepared: responses.Prepared | None = None

    def prepare(self, document: Document, now: datetime) -> responses.Prepared:
        """The headers of a document under the path that was asked for."""
        return responses.prepare(document, now, elsewhere=not self.is_canonical)


@dataclass(frozen=True, slots=True)
class _Encoded:
    """What a document is lacking before it can be sent: its body in this coding."""

    coding: Packed


class Site:
    """One configuration's addresses and documents, with what was worked out for them. Swapped whole on SIGHUP."""

    def __init__(
        self, publisher: Publisher, parse: Parse, clock: Callable[[], datetime], operations: Operations | None = None
    ) -> None:
        """Answer from ``publisher``; ``clock`` gives UTC seconds; ``operations`` answers operators."""
        self._publisher = publisher
        self._parse = parse
        self._clock = clock
        self._operations = operations
        self._routes: dict[str, _Route] = {}
        self._codings: dict[str | None, Coding] = {}
        self._busy = 0
        self._free = asyncio.Event()
        self._free.set()

    def warm(self, request: web.BaseRequest) -> Ready | None:
        """The answer to GET or HEAD of an address whose bytes are at hand; None: ask ``cold``."""
        route = self._routes.get(request.raw_path)
        if route is None:
            return None
        document = self._publisher.warm(route.address)
        if document is None:
            return None
        answer = self._answer(route, document, request.headers)
        return None if isinstance(answer, _Encoded) else answer

    async def drained(self, timeout_s: float) -> None:
        """Wait until no request renders any more, for ``timeout_s`` at most."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._free.wait(), timeout_s)

    async def cold(self, request: web.BaseRequest) -> Ready | web.Response:
        """The answer to any GET or HEAD: redirects, refusals, documents that have to be rendered or packed first."""
        self._busy += 1
        self._free.clear()
        try:
            return await self._told(request) or await self._cold(request)
        finally:
            self._busy -= 1
            if not self._busy:
                self._free.set()

    async def _told(self, request: web.BaseRequest) -> web.Response | None:
        """The answer at an address for operators; None: it is none."""
        if self._operations is None:
            return None
        path = _origin_form(request.raw_path).partition("?")[0]
        try:
            told = await self._operations.answer(path)
        except StoreError as error:
            _log.error("no status: %s", error)
            return self.refusal(request, 503)
        return None if told is None else responses.told(told)

    async def _cold(self, request: web.BaseRequest) -> Ready | web.Response:
        path, _, query = _origin_form(request.raw_path).partition("?")
        route = None if query else self._routes.get(path)
        try:
            if route is None:
                route, redirected = self._find(path, query, request.headers)
                if redirected:
                    return responses.redirect(redirected)
            document = await self._publisher.document(route.address)
        except Moved as error:
            return responses.moved(_from(path, error.to))
        except NotFound as error:
            return self.refusal(request, 410, why=error.why) if isinstance(error, Gone) else self.refusal(request, 404)
        except BadRequest as error:
            return self.refusal(request, 400, str(error))
        except StoreError as error:
            _log.error("no document: %s", error, extra={"path": route.address.path if route else path})
            return self.refusal(request, 503)
        if not query:
            self._remember(path, route)
        answer = self._answer(route, document, request.headers)
        if isinstance(answer, _Encoded):
            assert route.prepared is not None
            body = await self._publisher.encode(document, answer.coding)
            # While it was packed another request may have prepared the route for a newer document.
            prepared = route.prepared
            if not prepared.fits(document):
                prepared = route.prepare(document, self._clock())
            answer = Ready(200, prepared.found[answer.coding], body)
        return answer

    def refusal(
        self, request: web.BaseRequest, status: int, detail: str = "", why: GoneWhy | None = None
    ) -> web.Response:
        """An error: a page for browsers, text for all others.

        ``detail`` says more, in English; ``why`` there is nothing any more (410).
        """
        page = None
        if negotiate.is_browser(request.headers.get(hdrs.ACCEPT)):
            try:
                page = self._publisher.refusal(status, detail, why)
            except Exception:  # the fault that is being reported may be that no page can be rendered
                _log.exception("no page for an error")
        return responses.refusal(status, page, detail, why)

    def _answer(self, route: _Route, document: Document, headers: CIMultiDictProxy[str]) -> Ready | _Encoded:
        """304 or 200, conditions first (RFC 9110 §13.2.2: If-None-Match, and only without it If-Modified-Since)."""
        prepared = route.prepared
        if prepared is None or not prepared.settled or not prepared.fits(document):
            prepared = route.prepared = route.prepare(document, self._clock())
        accepted = headers.get(hdrs.ACCEPT_ENCODING)
        coding = self._codings.get(accepted) or self._learn(accepted)
        tag = headers.get(hdrs.IF_NONE_MATCH)
        if tag is not None:
            named = prepared.held.get(tag) or conditional.none_match(
                headers.getall(hdrs.IF_NONE_MATCH), prepared.tag, coding
            )
            if named is not None:
                return Ready(304, prepared.unchanged[named], None)
        elif hdrs.IF_MODIFIED_SINCE in headers and self._is_unmodified(prepared, headers):
            return Ready(304, prepared.unchanged[coding], None)
        if coding == "identity":
            return Ready(200, prepared.found[coding], document.body)
        body = self._publisher.encoded(document, coding)
        if body is None:
            return _Encoded(coding)
        return Ready(200, prepared.found[coding], body)

    def _is_unmodified(self, prepared: responses.Prepared, headers: CIMultiDictProxy[str]) -> bool:
        """Whether If-Modified-Since is our Last-Modified or a later date that has been."""
        lines = headers.getall(hdrs.IF_MODIFIED_SINCE)
        if not prepared.settled:
            return False
        return lines == [prepared.last_modified] or conditional.unmodified(lines, prepared.modified, self._clock())

    def _learn(self, accepted: str | None) -> Coding:
        """Read an Accept-Encoding that was not met before, and remember it."""
        coding = negotiate.coding(accepted)
        if len(self._codings) >= MAX_CODINGS:
            self._codings.clear()
        self._codings[accepted] = coding
        return coding

    def _remember(self, path: str, route: _Route) -> None:
        """Keep a route by its path. Paths with a query never get here: their number has no bound."""
        if path not in self._routes and len(self._routes) >= MAX_ROUTES:
            del self._routes[next(iter(self._routes))]
        self._routes[path] = route

    def _find(self, path: str, query: str, headers: CIMultiDictProxy[str]) -> tuple[_Route, str]:
        """What a path names, and where to redirect if it lacks its extension ("" if it does not)."""
        if len(path) > MAX_PATH_CHARS:
            raise NotFound("no address is that long")
        try:
            decoded = unquote(path, errors="strict")
        except UnicodeDecodeError as error:
            raise NotFound("the path is not UTF-8") from error
        try:
            address = self._parse(decoded, query=query)
            return _Route(address, decoded == address.path and query == address.query_string), ""
        except Gone:
            raise
        except NotFound:
            stem = decoded.removesuffix("/")
            if not stem or "." in stem.rpartition("/")[2]:
                raise
        html_first = negotiate.wants_page(headers.get(hdrs.ACCEPT), headers.get("Sec-Fetch-Mode"))
        # An article has an HTML view and no feed.
        for ext in ("html", "rss") if html_first else ("rss", "html"):
            try:
                address = self._parse(f"{stem}.{ext}", query=query)
            except NotFound:
                continue
            # Relative to where the client is, so that a prefix which a proxy takes off stays.
            up = "../" if stem != decoded else ""
            name = quote(address.path.rpartition("/")[2]) + (f"?{address.query_string}" if address.query else "")
            return _Route(address, is_canonical=False), up + name
        raise NotFound("no such address")


def _from(path: str, to: str) -> str:
    """Where ``to`` lies as seen from ``path``, another spelling of an address in the same folder."""
    return ("../" if path.endswith("/") else "") + quote(to.rpartition("/")[2])


def _origin_form(target: str) -> str:
    """The path and query of a request target (RFC 9112 §3.2: proxies may send a whole URL)."""
    if target.startswith("/") or "://" not in target:
        return target
    return "/" + target.partition("://")[2].partition("/")[2]


class Handler:
    """What the server calls for every request. ``site`` may be exchanged between two requests."""

    def __init__(self, site: Site, access: AccessLog) -> None:
        """Answer from ``site`` and note each answer in ``access``."""
        self.site = site
        self._access = access

    async def __call__(self, request: web.BaseRequest) -> Ready | web.Response:
        """The response to a request; an unforeseen fault is logged with its traceback and becomes a 500."""
        began = self._access.now()
        method = request.method
        try:
            response = (self.site.warm(request) if method in _ANSWERED else None) or await self._slowly(request, method)
        except Exception:
            _log.exception("a request failed")
            response = self.site.refusal(request, 500)
        size = response.size if isinstance(response, Ready) else response.content_length or 0
        self._access.note(request, response.status, 0 if method == "HEAD" else size, began)
        return response

    async def _slowly(self, request: web.BaseRequest, method: str) -> Ready | web.Response:
        """Everything that is not warm."""
        if method in _ANSWERED:
            return await self.site.cold(request)
        if method == "OPTIONS":
            return responses.options(
                hdrs.ORIGIN in request.headers and hdrs.ACCESS_CONTROL_REQUEST_METHOD in request.headers
            )
        return self.site.refusal(request, 405)
