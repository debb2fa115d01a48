"""A hand-written publisher: a few documents, an empty shelf until somebody asks, and faults on demand."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, cast

from syndication.documents import Address, Document
from syndication.errors import BadRequest, Gone, GoneWhy, Moved, NotFound, StoreError
from syndication.render.encode import encode

if TYPE_CHECKING:
    from syndication.flows.publish import Publisher

NOW = datetime(2025, 7, 15, 12, 0, 0, tzinfo=UTC)
POLICY = "default-src 'none'; style-src 'sha256-x'"
TYPES: dict[str, str] = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
    "html": "text/html; charset=utf-8",
}


def document(
    path: str = "/all.rss", body: bytes = b"<rss/>" * 50, tag: str = "7.5e77.c0de", modified: datetime | None = None
) -> Document:
    """A document as the publisher would make it; its last change is long over unless ``modified`` says otherwise."""
    bare, _, query = path.partition("?")
    address = parse(bare, query=query)
    return Document(
        address=address,
        body=body,
        media_type=TYPES[address.ext],
        content_tag=tag,
        modified=modified or NOW - timedelta(hours=1),
        max_age_s=120,
        canonical=f"https://feeds.example{path}",
        policy=POLICY if address.ext == "html" else "",
    )


def parse(path: str, *, query: str = "") -> Address:
    """Addresses of the fake site: all, one section with an Arabic key, one article, the index; two old ones of all."""
    if path in ("/feed", "/feed/") or (path == "/" and query == "feed=rss2"):
        return Address("all", "", "rss")
    if path == "/comments/feed/":
        raise Gone("no comments", why="comments")
    if path == "/" and query == "feed=wrong":
        raise BadRequest("feed can't be that")
    if path == "/":
        return Address("index", "", "html")
    if path == "/all.rss" and "lang=ar" in query:
        return Address("all", "", "rss", (("lang", "ar"),))
    if path == "/all.rss" and "lang=" in query:
        raise BadRequest("lang has a value that there is not")
    if path.removesuffix("/") == "/stories/aaaaaaaaaaaa.rss":
        return Address("story", "aaaaaaaaaaaa", "rss")
    stem, _, ext = path.rpartition(".")
    kinds = {"/all": ("all", ""), "/sections/سياسة": ("section", "سياسة"), "/tags/gone": ("tag", "gone")}
    if stem in kinds and ext in TYPES:
        kind, key = kinds[stem]
        return Address(kind, key, ext)  # type: ignore[arg-type]
    if stem == "/articles/abcdefghijkl" and ext == "html":
        return Address("article", "abcdefghijkl", "html")
    raise NotFound("nothing here")


class FakePublisher:
    """Publishes what ``put`` was given. Counts what it renders and packs; ``fault`` is raised instead of a document."""

    def __init__(self, *documents: Document) -> None:
        self.documents: dict[Address, Document] = {}
        self.on_shelf: dict[Address, Document] = {}
        self.packed: dict[tuple[str, str], bytes] = {}
        self.rendered = 0
        self.compressed = 0
        self.speechless = False  #: pages of errors can't be rendered
        self.fault: BaseException | None = None
        self.gate: asyncio.Event | None = None  #: if set, rendering waits for it
        self.asked = asyncio.Event()  #: somebody waits for a document
        for each in documents:
            self.put(each)

    def put(self, document: Document) -> None:
        self.documents[document.address] = document
        self.on_shelf.pop(document.address, None)

    def warm(self, address: Address) -> Document | None:
        return self.on_shelf.get(address)

    async def document(self, address: Address) -> Document:
        self.asked.set()
        if address in self.on_shelf:
            return self.on_shelf[address]
        if self.gate is not None:
            await self.gate.wait()
        if self.fault is not None:
            raise self.fault
        if address.kind == "story":
            raise Moved("the story has another name", to="/stories/bbbbbbbbbbbb.rss")
        if address.key == "gone":
            raise Gone("withdrawn")
        if address not in self.documents:
            raise NotFound("nothing here")
        self.rendered += 1
        # A copy, as a rendering would be: equal, and not the same object.
        self.on_shelf[address] = replace(self.documents[address])
        return self.on_shelf[address]

    def encoded(self, document: Document, coding: str) -> bytes | None:
        return self.packed.get((document.content_tag, coding))

    async def encode(self, document: Document, coding: str) -> bytes:
        self.compressed += 1
        self.packed[document.content_tag, coding] = encode(document.body, coding)  # type: ignore[arg-type]
        return self.packed[document.content_tag, coding]

    def refusal(self, status: int, detail: str = "", why: GoneWhy | None = None) -> tuple[bytes, str]:
        if self.speechless:
            raise RuntimeError("no words")
        return f"<!DOCTYPE html><title>{status}</title>{why or ''}{escape(detail)}".encode(), POLICY


def as_publisher(fake: FakePublisher) -> Publisher:
    """The fake has the five methods that serve calls, and nothing else of the class."""
    return cast("Publisher", fake)


UNREACHABLE = StoreError("the database is out of reach")
