"""Heads and the responses made of them: all that can be worked out before a request comes.

A ``Prepared`` holds the heads of one document's 200 and 304 in every coding, never its bytes: those belong to the
shelf, which must be able to let go of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from aiohttp import hdrs, web
from multidict import CIMultiDict

from syndication.documents import Document
from syndication.errors import GoneWhy
from syndication.serve import conditional
from syndication.serve.negotiate import OFFERED, Coding
from syndication.serve.ready import head

if TYPE_CHECKING:
    from syndication.flows.status import Told

Headers = CIMultiDict[str]

#: Methods that every address answers.
ALLOW: Final = "GET, HEAD, OPTIONS"

#: Seconds that a cache may serve an old copy while it fetches the new one (RFC 5861 §3), and while we are down (§4).
STALE_WHILE_REVALIDATE_S: Final = 600
STALE_IF_ERROR_S: Final = 86_400

#: Seconds that a browser may remember the answer to a preflight; a day is what Firefox takes at most.
PREFLIGHT_MAX_AGE_S: Final = 86_400

#: Seconds that a permanent redirect is kept by caches.
MOVED_MAX_AGE_S: Final = 120

#: Seconds after which a client may ask again while the store is down: two polls of the log would be too eager.
RETRY_AFTER_S: Final = 10

# Sent with everything. A version in Server would only help those who look for an old one.
_ALWAYS: Final = ((hdrs.SERVER, "syndication"), ("X-Content-Type-Options", "nosniff"))

# Feeds are read by scripts of other sites; If-None-Match is no safelisted header, so a preflight comes before it.
_CORS: Final = ((hdrs.ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (hdrs.ACCESS_CONTROL_EXPOSE_HEADERS, "ETag, Link"))

#: Characters that a URL in ``Link`` keeps: all that RFC 3986 §2 allows, and the % of what is encoded already.
_URL_SAFE: Final = ":/?#[]@!$&'()*+,;=%-._~"

#: status: (English, Arabic). The two languages that every reader or operator of these feeds has one of.
_WORDS: Final[dict[int, tuple[str, str]]] = {
    400: ("This address has a part that cannot be understood.", "في هذا العنوان جزء غير مفهوم."),
    404: ("There is nothing at this address.", "لا يوجد شيء في هذا العنوان."),
    405: (f"This address only answers {ALLOW}.", f"لا يقبل هذا العنوان سوى {ALLOW}."),
    500: ("Something went wrong on our side.", "حدث خطأ لدينا."),
    503: ("The feeds are out of reach for a moment. Please try again.", "الخلاصات غير متاحة مؤقتا. حاول بعد قليل."),
}


#: The same for 410.
_GONE: Final[dict[GoneWhy, tuple[str, str]]] = {
    "withdrawn": ("What was at this address has been withdrawn.", "سُحب ما كان في هذا العنوان."),
    "expired": ("The time of what was at this address is over.", "انتهت مدة نشر ما كان في هذا العنوان."),
    "comments": ("There are no feeds of comments.", "لا خلاصات للتعليقات."),
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """The heads of one document. ``tag`` and ``modified`` are the document's own objects."""

    tag: str
    modified: datetime
    settled: bool  #: the second of ``modified`` was over, so Last-Modified may be sent
    last_modified: str
    found: dict[Coding, bytes]  #: head of the 200
    unchanged: dict[Coding, bytes]  #: head of the 304
    held: dict[str, Coding]  #: If-None-Match as nearly everyone sends it: one tag of ours, strong or weak

    def fits(self, document: Document) -> bool:
        """Whether these are the heads of this very document."""
        return self.tag is document.content_tag and self.modified is document.modified


def prepare(document: Document, now: datetime, *, elsewhere: bool = False) -> Prepared:
    """Work out all heads of a document as of ``now``; ``elsewhere``: under another address than its own."""
    settled = conditional.is_over(document.modified, now)
    last_modified = conditional.written_date(document.modified)
    tags = {coding: conditional.entity_tag(document.content_tag, coding) for coding in OFFERED}
    common = Headers(_ALWAYS)
    common[hdrs.CACHE_CONTROL] = (
        f"public, max-age={document.max_age_s}, stale-while-revalidate={STALE_WHILE_REVALIDATE_S}, "
        f"stale-if-error={STALE_IF_ERROR_S}"
    )
    common[hdrs.VARY] = hdrs.ACCEPT_ENCODING
    if document.address.ext != "html":
        common.extend(_CORS)
    if elsewhere:
        # RFC 9110 §8.7: these are the bytes of that address. It guides caches, so a 304 has it too (§15.4.5).
        common[hdrs.CONTENT_LOCATION] = quote(document.canonical, safe=_URL_SAFE)
    found, unchanged = {}, {}
    for coding, tag in tags.items():
        # RFC 9110 §15.4.5: a 304 has what would guide a cache, and nothing else of the representation.
        guiding = Headers(common)
        guiding["ETag"] = tag
        unchanged[coding] = head(304, guiding)
        representation = _representation(document, guiding, coding)
        if settled:
            representation[hdrs.LAST_MODIFIED] = last_modified
        found[coding] = head(200, representation)
    held = {prefix + tag: coding for coding, tag in tags.items() for prefix in ("", "W/")}
    return Prepared(document.content_tag, document.modified, settled, last_modified, found, unchanged, held)


def _representation(document: Document, common: Headers, coding: Coding) -> Headers:
    """The headers of a 200 but Last-Modified."""
    headers = Headers(common)
    headers[hdrs.CONTENT_TYPE] = document.media_type
    headers[hdrs.ACCEPT_RANGES] = "none"
    if coding != "identity":
        headers[hdrs.CONTENT_ENCODING] = coding
    if document.address.ext == "html":
        headers["Content-Security-Policy"] = document.policy
    else:
        headers[hdrs.LINK] = f"<{quote(document.canonical, safe=_URL_SAFE)}>; rel=self"
        headers["X-Robots-Tag"] = "noindex"
    return headers


def redirect(location: str) -> web.Response:
    """302 from an address without an extension. It depends on who asks, so nobody may keep it."""
    headers = Headers(_ALWAYS)
    headers[hdrs.LOCATION] = location
    headers[hdrs.CACHE_CONTROL] = "private, no-store"
    return web.Response(status=302, headers=headers)


def told(answer: Told) -> web.Response:
    """What operators are told: true now, and for nobody to keep or to list."""
    headers = Headers(_ALWAYS)
    headers[hdrs.CACHE_CONTROL] = "no-store"
    headers[hdrs.CONTENT_TYPE] = answer.media_type
    headers["X-Robots-Tag"] = "noindex"
    if answer.policy:
        headers["Content-Security-Policy"] = answer.policy
    return web.Response(status=answer.status, headers=headers, body=answer.body)


def moved(location: str) -> web.Response:
    """301 to another address of ours. A story may get another name again, so it is kept no longer than a feed."""
    headers = Headers(_ALWAYS)
    headers[hdrs.LOCATION] = location
    headers[hdrs.CACHE_CONTROL] = f"public, max-age={MOVED_MAX_AGE_S}"
    headers.extend(_CORS)
    return web.Response(status=301, headers=headers)


def options(is_preflight: bool) -> web.Response:
    """204 to OPTIONS: what is allowed, and for a browser's preflight (Fetch §4.8) that any site may read feeds.

    The same for every address: whether there is anything is for the request itself to find out.
    """
    headers = Headers(_ALWAYS)
    headers[hdrs.ALLOW] = ALLOW
    headers[hdrs.CACHE_CONTROL] = "no-store"
    if is_preflight:
        headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = "*"
        headers[hdrs.ACCESS_CONTROL_ALLOW_METHODS] = "GET, HEAD"
        headers[hdrs.ACCESS_CONTROL_ALLOW_HEADERS] = "If-None-Match, If-Modified-Since"
        headers[hdrs.ACCESS_CONTROL_MAX_AGE] = str(PREFLIGHT_MAX_AGE_S)
    return web.Response(status=204, headers=headers)


def refusal(
    status: int, page: tuple[bytes, str] | None = None, detail: str = "", why: GoneWhy | None = None
) -> web.Response:
    """An error in plain words, as text or as a ``page`` with its policy; never to be kept by a cache.

    ``detail`` is a sentence of ours in English (the message of an error); nothing that the client sent is repeated.
    ``why`` there is nothing any more chooses among the words of 410.
    """
    headers = Headers(_ALWAYS)
    headers[hdrs.CACHE_CONTROL] = "no-store"
    # A script of another site may see why its feed failed.
    headers.extend(_CORS)
    if status == 405:
        headers[hdrs.ALLOW] = ALLOW
    if status == 503:
        headers[hdrs.RETRY_AFTER] = str(RETRY_AFTER_S)
    if page is not None:
        body, headers["Content-Security-Policy"] = page
        headers[hdrs.CONTENT_TYPE] = "text/html; charset=utf-8"
    else:
        english, arabic = _GONE[why or "withdrawn"] if status == 410 else _WORDS[status]
        headers[hdrs.CONTENT_TYPE] = "text/plain; charset=utf-8"
        body = f"{status} {english}{' ' if detail else ''}{detail}\n{arabic}\n".encode()
    return web.Response(status=status, headers=headers, body=body)
