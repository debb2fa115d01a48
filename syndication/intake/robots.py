"""robots.txt (RFC 9309): whether a host lets us fetch an address, asked once a day and remembered.

    copy that is fresh, else /robots.txt | 2xx: its rules | 4xx, or nothing to be found: all is allowed
                                         | 5xx, 429, no answer: the last copy up to its day, then wait

`Robots` belongs to one process. It begins with the copies that the store kept, and hands out those that it got since.
`may` is what `client.Client.send` asks at every hop, so a redirect to a host that forbids us is not followed.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from protego import Protego

from syndication.errors import FetchError, FetchLater, FetchRefused
from syndication.intake.client import Client, Request

#: Seconds after which a copy is fetched anew, and after which it is not used any more (RFC 9309 §2.4: 24 hours). What
#: lies between is for hosts that are out of order when we ask.
REFRESH_S = 12 * 3600
KEEP_S = 24 * 3600
#: Seconds for which a robots.txt that could not be had is not asked for again: the other feeds of that host follow.
RETRY_S = 60
#: Bytes that are read of it: RFC 9309 §2.5 asks for this much at least.
MAX_BYTES = 500 * 1024
#: Hosts that are remembered; redirects can name any number.
MAX_ORIGINS = 2000

#: Letters of a line that count; an address is not longer.
MAX_LINE = 8000

#: A line that names whom a group is for, in the spellings that are about, and the name: letters, _ and - (RFC 9309
#: §2.2.1), whatever version follows.
_USER_AGENT = re.compile(r"\ufeff?\s*user[- ]?agent\s*[:\s]\s*(\*|[a-z_-]+)?", re.IGNORECASE).match
#: A line that belongs to no group: empty, a comment, of the whole site.
_GROUPLESS = re.compile(r"\s*(?:#|$|site-?maps?\s*:|host\s*:)", re.IGNORECASE).match

#: A 4xx, but a temporary one: "the limit of crawlers is reached", as Google reads it too.
_TOO_MANY = 429
#: The host itself can't be reached, so the address that was meant would fail of the same.
_HOST_IS_AWAY = frozenset({"dns", "connect", "tls"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsCopy:
    """What one host said last."""

    origin: str  #: ``https://host`` or ``https://host:port``: rules count for that alone (RFC 9309 §2.3)
    text: str  #: without NUL, which PostgreSQL does not keep; "" if there was none
    status: int  #: of the answer; 0 if our own rules forbade to ask
    at: datetime


@dataclass(slots=True)
class _Host:
    """What is known of one origin."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    copy: RobotsCopy | None = None
    rules: Protego | None = None  #: of ``copy``, once they were needed
    failed_at: datetime | None = None


class Robots:
    """The robots.txt files of all hosts, for the tasks of one event loop."""

    def __init__(
        self,
        client: Client,
        token: str,
        now: Callable[[], datetime],
        *,
        known: Iterable[RobotsCopy] = (),
        widen: Callable[[str, float], None] | None = None,
    ) -> None:
        """``token``: our product's name in User-Agent lines; ``widen`` (`Pace.widen`) is told a host's Crawl-delay."""
        self._client = client
        self._token = token
        self._now = now
        self._widen = widen
        self._hosts = {copy.origin: _Host(copy=copy) for copy in known}
        self._changed: dict[str, RobotsCopy] = {}

    async def may(self, url: str) -> None:
        """Nothing if ``url`` may be fetched.

        Raises FetchRefused (kind robots) if it may not, FetchLater if its robots.txt can't be had now, FetchError if
        the host can't be reached at all.
        """
        origin = _origin(url)
        host = self._host(origin)
        async with host.lock:  # its feeds are asked for at once; its robots.txt is fetched once
            if host.copy is None or not self._is_younger(host.copy.at, REFRESH_S):
                await self._refresh(origin, host)
            if host.rules is None:
                host.rules = Protego.parse("" if host.copy is None else ours(host.copy.text, self._token))
        delay_s = host.rules.crawl_delay(self._token)
        if delay_s is not None and self._widen is not None:
            self._widen(url, delay_s)
        if not host.rules.can_fetch(url, self._token):
            hint = 'If the outlet permits it, note that and set robots = "ignore" for the source'
            raise FetchRefused("the host's robots.txt forbids it", where=url, hint=hint, kind="robots")

    def changed(self) -> tuple[RobotsCopy, ...]:
        """The copies that came since the last call, to be kept for the next process."""
        found = tuple(self._changed.values())
        self._changed.clear()
        return found

    def copy_of(self, url: str) -> RobotsCopy | None:
        """What the host of ``url`` said last, if that is known."""
        host = self._hosts.get(_origin(url))
        return None if host is None else host.copy

    async def _refresh(self, origin: str, host: _Host) -> None:
        """Get a new copy, or keep the old one within its day. Raises as `may` does."""
        is_usable = host.copy is not None and self._is_younger(host.copy.at, KEEP_S)
        if host.failed_at is not None and self._is_younger(host.failed_at, RETRY_S):
            if is_usable:
                return
            raise FetchLater("its host gives no robots.txt now", where=origin, after_s=RETRY_S)
        try:
            copy = await self._ask(origin)
        except FetchError as error:
            host.failed_at = self._now()
            if is_usable:
                return
            if error.kind in _HOST_IS_AWAY or isinstance(error, FetchLater):
                raise
            raise FetchLater(f"its robots.txt can't be had: {error.what}", where=origin, after_s=RETRY_S) from error
        host.copy, host.rules, host.failed_at = copy, None, None
        self._changed[origin] = copy

    async def _ask(self, origin: str) -> RobotsCopy:
        """The host's answer. Raises FetchError if it gives none (RFC 9309 §2.3.1)."""
        url = f"{origin}/robots.txt"
        try:
            found = await self._client.send(Request(url=url, accept="text/plain, */*;q=0.1"))
        except FetchRefused:  # too many redirects, or one to where nobody may go: as if there were none
            return RobotsCopy(origin=origin, text="", status=0, at=self._now())
        if found.status >= 500 or found.status == _TOO_MANY:
            raise FetchError(f"it is answered with {found.status}", where=url)
        text = _text(found.body) if 200 <= found.status < 300 else ""
        return RobotsCopy(origin=origin, text=text, status=found.status, at=self._now())

    def _is_younger(self, at: datetime, seconds: float) -> bool:
        """Whether ``at`` is less than so long ago. What lies ahead (the clock was set back) is old."""
        return 0 <= (self._now() - at).total_seconds() < seconds

    def _host(self, origin: str) -> _Host:
        host = self._hosts.get(origin)
        if host is None:
            if len(self._hosts) >= MAX_ORIGINS:
                oldest = next((key for key, old in self._hosts.items() if not old.lock.locked()), None)
                if oldest is not None:
                    del self._hosts[oldest]
            host = self._hosts[origin] = _Host()
        return host


def ours(text: str, token: str) -> str:
    """The groups of a robots.txt that name ``token`` or ``*`` (RFC 9309 §2.2.1), as Protego reads them.

    Protego gives each rule of a group to each name of it: a few kilobytes of names and rules would take minutes. And it
    takes a name that ours begins with for ours.
    """
    lines: list[str] = []
    is_ours, in_rules = False, True
    for line in text.splitlines():
        found = _USER_AGENT(line)
        if found is None:
            if _GROUPLESS(line):
                continue
            in_rules = True
            if is_ours and len(line) <= MAX_LINE:
                lines.append(line)
            continue
        if in_rules:  # a name after rules begins a new group
            is_ours, in_rules = False, False
        name = (found[1] or "").lower()
        if name in ("*", token.lower()):
            is_ours = True
            lines.append(f"User-agent: {name}")
    return "\n".join(lines)


@lru_cache(maxsize=4096)  # the same feeds are asked again and again
def _origin(url: str) -> str:
    """Scheme and authority in lower case, without the port that goes without saying. Raises FetchRefused."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https"):
        raise FetchRefused("no http or https address", where=url[:200])
    name = f"[{host}]" if ":" in host else host
    is_usual = port in (None, 443 if parts.scheme == "https" else 80)
    return f"{parts.scheme}://{name}" if is_usual else f"{parts.scheme}://{name}:{port}"


def _text(body: bytes) -> str:
    """UTF-8 by RFC 9309 §2.3; a line cut in two at the end counts for nothing."""
    if len(body) > MAX_BYTES:
        body = body[:MAX_BYTES].rpartition(b"\n")[0]
    return body.decode("utf-8-sig", "replace").replace("\0", "")
