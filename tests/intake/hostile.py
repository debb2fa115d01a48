"""An origin on loopback that serves what the world serves: broken, hostile and odd things, a path for each.

A `Case` is a row of the table: the path, what stands there, and what a good consumer makes of it. The rows are in
`hostile_wire` (how answers come), `hostile_ways` (where they lead) and `hostile_feeds` (what they say).
Bytes go out as a case gives them, without any library in between, and the connection is closed after them.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

#: How the whole fetch ends: entries were taken in; the host says nothing changed; it failed and is tried again later,
#: the operator being told why; it is not tried again at all.
Ends = Literal["taken", "unchanged", "failed", "stopped"]


#: The host that articles are at. An equally long one takes its place in each row's bytes: one URL is one article.
HOST = b"bucket.example"
#: Two articles, as any outlet might have them.
FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>جريدة الدلو</title><link>https://bucket.example/</link>
<item><title>افتتاح جسر الدلاء في كركوك</title><link>https://bucket.example/1</link>
<guid isPermaLink="false">bucket-1</guid><pubDate>Sat, 01 Jun 2024 09:00:00 +0300</pubDate>
<description>نص قصير عن جسر جديد يمر فوق نهر صغير في المدينة.</description></item>
<item><title>سوق الخيوط يعود إلى أربيل</title><link>https://bucket.example/2</link>
<guid isPermaLink="false">bucket-2</guid><pubDate>Sat, 01 Jun 2024 08:00:00 +0300</pubDate>
<description>نص قصير عن سوق قديم يبيع الخيوط والأزرار.</description></item>
</channel></rss>
""".encode()
#: Paths below this are the ordinary feed: where redirects lead.
FEEDS = "/feed/of/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request."""

    path: str  #: with its query
    headers: Mapping[str, str]  #: names in lower case
    before: int  #: how often this path was asked for before
    host: str  #: of this origin, ``127.0.0.1:PORT``

    def own(self, data: bytes) -> bytes:
        """``data`` with articles at a host of this path's own."""
        return data.replace(HOST, b"b%05x.example" % (zlib.crc32(self.path.encode()) & 0xFFFFF))


#: The bytes of an answer, status line and all, as they are to go out.
Serve = Callable[[Asked], AsyncIterator[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A row."""

    path: str
    serves: Serve
    client: str = "200"  #: what the client gives: a status, or the kind of its FetchError
    new: int = 0  #: articles after the first fetch
    then: int = 0  #: articles that the second fetch adds
    ends: Ends = "taken"  #: how the first fetch ends
    title: str = ""  #: the title of an article that comes of it, letter by letter
    dated: str = ""  #: when the first article was published; ``past``: not later than it was fetched

    def __str__(self) -> str:
        return self.path


def good(path: str, serves: Serve, new: int = 2, then: int = 0, client: str = "200") -> Case:
    """It is read, and gives ``new`` articles, ``then`` more the next time."""
    return Case(path=path, serves=serves, new=new, then=then, client=client)


def odd(path: str, serves: Serve, client: str = "200", ends: Ends = "failed") -> Case:
    """The client gives an answer, of which the fetch makes nothing."""
    return Case(path=path, serves=serves, client=client, ends=ends)


def bad(path: str, kind: str, serves: Serve) -> Case:
    """The client gives up, for that reason."""
    return Case(path=path, serves=serves, client=kind, ends="failed")


def once(*blocks: bytes) -> Serve:
    """The same bytes every time."""

    async def serve(asked: Asked) -> AsyncIterator[bytes]:
        for block in blocks:
            yield block

    return serve


def head(status: str = "200 OK", **headers: str | int) -> bytes:
    """A status line and headers; ``_`` in a name is ``-``."""
    lines = [f"HTTP/1.1 {status}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def answer(body: bytes = b"", status: str = "200 OK", **headers: str | int) -> bytes:
    """A whole answer, an RSS feed unless ``Content_Type`` says otherwise."""
    known: dict[str, str | int] = {"Content_Type": "application/rss+xml", "Content_Length": len(body)}
    return head(status, **{**known, **headers}) + body


def page(body: bytes, **headers: str | int) -> Serve:
    """Always this body with 200."""
    return once(answer(body, "200 OK", **headers))


@dataclass
class Origin:
    """The running server."""

    host: str  #: ``127.0.0.1:PORT``
    asked: list[Asked] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"


@contextlib.contextmanager
def running(cases: Iterable[Case]) -> Iterator[Origin]:
    """The origin for the length of the block. A path that no case has, /robots.txt too, is answered with 404."""
    serves = {case.path: case.serves for case in cases}
    with socket.create_server(("127.0.0.1", 0), backlog=500) as listener:
        origin = Origin("{}:{}".format(*listener.getsockname()))
        loop, stop, ready = asyncio.new_event_loop(), asyncio.Event(), threading.Event()
        before: Counter[str] = Counter()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                asked = _asked(await reader.readuntil(b"\r\n\r\n"), origin.host, before)
                origin.asked.append(asked)
                usual = _feed if asked.path.startswith(FEEDS) else _missing
                async for block in serves.get(asked.path, usual)(asked):
                    writer.write(asked.own(block))
                    await writer.drain()
                writer.close()
                await writer.wait_closed()
            except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                pass  # the client had enough, or the test
            finally:
                writer.transport.abort()

        async def serve() -> None:
            async with await asyncio.start_server(connected, sock=listener):
                ready.set()
                await stop.wait()
            still = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in still:
                task.cancel()
            await asyncio.gather(*still, return_exceptions=True)
            await asyncio.sleep(0.01)  # in which the aborted connections are closed
            await loop.shutdown_asyncgens()

        thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
        thread.start()
        assert ready.wait(20)
        try:
            yield origin
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join(20)
            loop.close()


_feed = page(FEED)
_missing = once(answer(b"nothing here", "404 Not Found", Content_Type="text/plain"))


def _asked(head_bytes: bytes, host: str, before: Counter[str]) -> Asked:
    first, *lines = head_bytes.decode("utf-8", "surrogateescape").split("\r\n")
    path = first.split(" ")[1]
    before[path] += 1
    pairs = (line.partition(":") for line in lines if line)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    return Asked(path=path, headers=headers, before=before[path] - 1, host=host)
