"""Asking a WordPress site: where its REST interface is, pages of posts, single posts, with patience and in order.

In: a client and the site's address. Out: parsed answers (`Answer`), never judged beyond "is this WordPress's JSON".
What `wordpress` makes of a post, and what is stored, is not known here.

Pages are numbered, and posts move between them while they are read. So `changes` never relies on numbers for long: it
asks for the oldest modification after the last one that it saw, and only within one second (of a mass edit) turns
pages. Whatever slips through all the same, the daily listing finds.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from syndication.errors import FetchError, FetchLimit
from syndication.intake.client import Client, Credentials, Response
from syndication.intake.wordpress import EMBEDDED, FIELDS, Category, categories, modified_s, post_id

#: Posts in an answer: WordPress's own limit, then fewer where that is too much for the site's memory or time.
SIZES = (100, 25, 5)
#: How far back a run begins before the last modification that the one before saw: saving takes time, clocks differ.
OVERLAP_S = 600
#: How far before the time asked for an answer may lie. ``modified_after`` compares local times, of which one hour a
#: year comes twice; more means that the site ignores it.
MARGIN_S = 2 * 3600
#: Tries for an answer, and the longest pause between two that is waited for instead of given up.
TRIES = 4
MAX_PAUSE_S = 120
#: Pages of categories that are read; a newsroom has a handful.
MAX_CATEGORY_PAGES = 20

#: "Too many requests", and "come back later".
_LATER = frozenset({429, 503})
#: The site broke down over the question; a smaller one may do.
_BROKE_DOWN = frozenset({500, 502, 504})
#: What a site answers for a post that is not there, or not for everybody (class-wp-rest-posts-controller.php).
_NOT_PUBLIC = frozenset({"rest_post_invalid_id", "rest_forbidden", "rest_cannot_read", "rest_post_trashed"})
_BEYOND = "rest_post_invalid_page_number"
_API = "/wp-json/"

Pause = Callable[[float], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of posts."""

    posts: list[object]
    total: int | None  #: posts in all pages (X-WP-Total); None where a proxy took the header away
    pages: int | None  #: X-WP-TotalPages

    def is_last(self, page: int) -> bool:
        """Whether nothing comes after this page, as far as it says."""
        return not self.posts or (self.pages is not None and page >= self.pages)


@dataclass(frozen=True, slots=True)
class Portion:
    """Posts in the order of their modification."""

    posts: list[object]
    until_s: int | None  #: all up to this modification time were given; None: nothing new is known
    total: int | None  #: posts still to come when the portion was asked for


class FilterIgnored(FetchError):
    """The site does not know ``modified_after`` (WordPress before 5.7)."""


class Site:
    """One site, behind a client that somebody else opens and closes."""

    def __init__(
        self,
        client: Client,
        url: str,
        credentials: Credentials | None,
        pause: Pause = asyncio.sleep,
        meta: str = "",
    ) -> None:
        """``url`` is the site's home page; ``pause`` waits for so many seconds; ``meta`` is a field of posts to get."""
        self._client = client
        self._base = url.split("?")[0].split("#")[0].partition(_API)[0].removesuffix("/wp-json").rstrip("/")
        self._credentials = credentials
        self._pause = pause
        fields = (*FIELDS, f"meta.{meta}") if meta else FIELDS
        #: How whole posts are asked for.
        self._whole = {"_embed": ",".join(EMBEDDED), "_fields": ",".join(fields)}
        self._plain = False  #: whether it answers only at ``/?rest_route=…`` (plain permalinks)

    async def find(self) -> None:
        """Find out where the interface is. Raises FetchError with what to do if there is none."""
        first: FetchError | None = None
        for self._plain in (False, True):
            try:
                response = await self._ask("/wp/v2/posts", per_page=1, _fields="id")
                _posts(response)
            except FetchLimit:
                raise
            except FetchError as error:
                # A wrong password is wrong at both addresses; a name that leads nowhere too.
                if type(error) is not _NotWordPress:
                    raise
                first = first or error
            else:
                self._move(response.url)
                return
        assert first is not None
        raise first

    async def categories(self) -> dict[int, Category]:
        """The site's categories; those that may not be read are missing."""
        found: dict[int, Category] = {}
        for page in range(1, MAX_CATEGORY_PAGES + 1):
            try:
                fields = "id,name,parent"
                answer = _posts(await self._ask("/wp/v2/categories", per_page=100, page=page, _fields=fields))
            except FetchError:
                break  # a beautified name less, not an import less
            found |= categories(answer.posts)
            if answer.is_last(page) or len(answer.posts) < 100:
                break
        return found

    async def changes(self, since_s: int | None) -> AsyncGenerator[Portion, None]:
        """All posts modified from ``since_s`` (less the overlap) on, oldest first, each version once.

        Raises FilterIgnored if the site can't be asked so, FetchError if it stops answering; what came before is good.
        """
        start = None if since_s is None else since_s - OVERLAP_S
        seen: set[tuple[int | None, int | None]] = set()
        page, sizes = 1, list(SIZES)
        while True:
            try:
                answer = await self._modified(start, page, sizes[0])
            except FetchLimit:
                if len(sizes) == 1:
                    raise
                page = 1
                del sizes[0]
                continue
            times = [time for post in answer.posts if (time := modified_s(post)) is not None]
            if start is not None and times and min(times) < start - MARGIN_S:
                raise FilterIgnored("the site ignores modified_after", where=self._base)
            fresh = [post for post in answer.posts if (post_id(post), modified_s(post)) not in seen]
            seen.update((post_id(post), modified_s(post)) for post in fresh)
            newest = max(times, default=None)
            yield Portion(fresh, newest, answer.total)
            if answer.is_last(page) or (page > 1 and not fresh):
                return
            if newest is not None and (start is None or newest - 1 > start):
                start, page = newest - 1, 1  # once more what has that second: the page may have ended within it
            else:
                page += 1

    async def listing(self) -> dict[int, int | None]:
        """Every published post's number with its modification time. Raises FetchError if it can't be had whole."""
        found: dict[int, int | None] = {}
        page = 1
        while True:
            fields = {"_fields": "id,modified_gmt", "orderby": "id", "order": "asc"}
            answer = _posts(await self._ask("/wp/v2/posts", per_page=SIZES[0], page=page, **fields))
            new = {number: modified_s(post) for post in answer.posts if (number := post_id(post)) is not None}
            is_known = new.keys() <= found.keys()
            found |= new
            if answer.is_last(page) or (page > 1 and is_known):  # the second: it does not turn pages
                break
            page += 1
        if answer.total is not None and len(found) < answer.total:
            raise FetchError(f"the listing has {len(found)} of {answer.total} posts", where=self._base)
        return found

    async def posts(self, numbers: Iterable[int]) -> list[object]:
        """These posts, at most 100; those that are not published are missing."""
        include = ",".join(map(str, numbers))
        answer = await self._ask("/wp/v2/posts", per_page=SIZES[0], include=include, **self._whole)
        return _posts(answer).posts

    async def is_public(self, number: int) -> bool | None:
        """Whether everybody may read this post; None if the answer leaves it open."""
        try:
            post = _json(await self._ask(f"/wp/v2/posts/{number}", _fields="id,status"))
        except _NotWordPress as error:
            return False if error.code in _NOT_PUBLIC or error.status == 410 else None
        if not isinstance(post, dict) or post_id(post) != number:
            return None
        return bool(post.get("status", "publish") == "publish")

    async def _modified(self, after_s: int | None, page: int, size: int) -> Answer:
        after = {}
        if after_s is not None:
            # With its zone: WordPress then turns it into the site's own, in which it compares.
            after["modified_after"] = datetime.fromtimestamp(max(after_s, 0), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        order = {"orderby": "modified", "order": "asc"}
        return _posts(await self._ask("/wp/v2/posts", per_page=size, page=page, **order, **after, **self._whole))

    def _move(self, url: str) -> None:
        """Ask where the first answer came from, so that not every question is redirected."""
        base = url.partition("/?rest_route=" if self._plain else _API)[0]
        if base == url or base == self._base:
            return
        if self._credentials is not None:
            hint = "The password goes only to the address that you give"
            raise FetchError(f"the site has moved to {base}/; import from there", where=self._base, hint=hint)
        self._base = base

    async def _ask(self, route: str, **query: str | int) -> Response:
        """The answer 200 to a question, after as many tries as it takes. Raises _NotWordPress or another FetchError."""
        url = f"{self._base}/?{urlencode({'rest_route': route, **query}, safe='/:,')}"
        if not self._plain:
            url = f"{self._base}/wp-json{route}?{urlencode(query, safe='/:,')}"
        for attempt in range(1, TRIES + 1):
            try:
                response = await self._client.get(url, accept="application/json", credentials=self._credentials)
            except FetchError as error:
                if type(error) is not FetchError or attempt == TRIES:
                    raise
                await self._pause(2**attempt)
                continue
            if response.status not in _LATER | _BROKE_DOWN:
                return _accepted(response)
            pause_s = _retry_after(response) or 2**attempt
            if attempt == TRIES or pause_s > MAX_PAUSE_S:
                break
            await self._pause(pause_s)
        if response.status in _BROKE_DOWN:
            raise FetchLimit(f"the site broke down ({response.status})", where=url)
        hint = "The same command goes on where this one stopped"
        raise FetchError(f"the site wants to be asked later ({response.status}, {pause_s} s)", where=url, hint=hint)


class _NotWordPress(FetchError):
    """An answer that holds no posts, with WordPress's own word for the reason if it gave one."""

    def __init__(self, what: str, response: Response, hint: str) -> None:
        super().__init__(what, where=response.url, hint=hint)
        self.status = response.status
        self.code = _code(response)


def _accepted(response: Response) -> Response:
    """An answer 200, or 400 for a page beyond the last; else the error with what to do."""
    if response.status == 200 or (response.status == 400 and _code(response) == _BEYOND):
        return response
    if response.status in (401, 403):
        what = f"the site does not let us read its posts ({response.status} {_code(response)})".replace(" )", ")")
        hint = "A security plugin may block /wp-json/, or the application password is wrong"
    else:
        what = f"no WordPress REST interface answers here ({response.status} {_code(response)})".replace(" )", ")")
        hint = "Is this the site's home page, and its REST interface switched on?"
    raise _NotWordPress(what, response, hint)


def _posts(response: Response) -> Answer:
    """The list in an answer, whatever its Content-Type says."""
    if response.status == 400:
        return Answer([], None, None)
    found = _json(response)
    if not isinstance(found, list):
        raise _NotWordPress("the answer is no list of posts", response, "Is this the site's home page?")
    return Answer(found, _header(response, "x-wp-total"), _header(response, "x-wp-totalpages"))


def _json(response: Response) -> object:
    """The answer's value. A mark before it comes from a PHP file that an editor on Windows saved."""
    try:
        return json.loads(response.body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        is_page = response.body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
        what = "a web page came instead of JSON" if is_page else "the answer is no JSON"
        hint = "A security plugin or a firewall may stand before /wp-json/; let this machine through"
        raise _NotWordPress(what, response, hint) from error


def _code(response: Response) -> str:
    """WordPress's word for an error (``{"code": "rest_forbidden", …}``)."""
    try:
        found = json.loads(response.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return ""
    code = found.get("code") if isinstance(found, dict) else None
    return code if isinstance(code, str) and re.fullmatch(r"\w{1,60}", code) else ""


def _header(response: Response, name: str) -> int | None:
    value = response.headers.get(name, "")
    return int(value) if re.fullmatch(r"\d{1,12}", value, re.ASCII) else None


def _retry_after(response: Response) -> int | None:
    """Seconds (RFC 9110 §10.2.3); a date is not worth a clock: the usual pause does."""
    return _header(response, "retry-after")
