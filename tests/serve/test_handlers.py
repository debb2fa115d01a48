from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp

from syndication.serve.access import AccessLog
from syndication.serve.app import served
from syndication.serve.handlers import Handler, Site
from tests.serve.fakes import NOW, FakePublisher, as_publisher, document, parse


@asynccontextmanager
async def serving(publisher: FakePublisher) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    site = Site(as_publisher(publisher), parse, lambda: NOW)
    handler = Handler(site, AccessLog(lambda lines: None))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host, port = listener.getsockname()[:2]
        async with served(handler, listener), aiohttp.ClientSession(auto_decompress=False) as session:
            yield session, f"http://{host}:{port}"


async def test_a_document_goes_out_with_all_its_headers() -> None:
    async with serving(FakePublisher(document())) as (session, base):
        for _ in range(2):
            async with session.get(f"{base}/all.rss", headers={"Accept-Encoding": "identity"}) as response:
                assert response.status == 200
                assert await response.read() == document().body
                print(response.headers)
            async with session.get(f"{base}/all.rss", headers={"If-None-Match": response.headers["ETag"]}) as response:
                assert response.status == 304
                print(response.headers)
