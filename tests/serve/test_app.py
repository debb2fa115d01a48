from __future__ import annotations

import asyncio
import logging
import socket

import pytest

from syndication.serve.access import AccessLog
from syndication.serve.app import served
from syndication.serve.handlers import Handler, Site
from tests.serve.fakes import NOW, FakePublisher, as_publisher, document, parse
from tests.serve.servers import Client, serving


async def test_a_request_in_flight_ends_and_no_new_connection_is_taken() -> None:
    publisher = FakePublisher(document())
    publisher.gate = asyncio.Event()
    site = Site(as_publisher(publisher), parse, lambda: NOW)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = served(Handler(site, AccessLog(lambda lines: None)), listener)
        await server.__aenter__()
        client = Client(listener, site)
        idle = Client(listener, site)
        assert (await idle.ask("/nothing.rss")).status == 404
        await client.send("/all.rss")
        await publisher.asked.wait()
        stopping = asyncio.ensure_future(server.__aexit__(None, None, None))
        assert await idle.is_closed()
        assert not stopping.done()
        publisher.gate.set()
        answer = await client.answer()
        assert (answer.status, answer.body) == (200, document().body)
        await stopping
        assert await client.is_closed()
    for each in (client, idle):
        await each.close()


async def test_a_request_that_does_not_end_is_cut_off_after_the_grace() -> None:
    publisher = FakePublisher(document())
    publisher.gate = asyncio.Event()
    site = Site(as_publisher(publisher), parse, lambda: NOW)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        async with served(Handler(site, AccessLog(lambda lines: None)), listener, grace_s=0.05):
            client = Client(listener, site)
            await client.send("/all.rss")
            await publisher.asked.wait()
        assert await client.is_closed()
    await client.close()


async def test_the_listening_socket_outlives_the_server() -> None:
    site = Site(as_publisher(FakePublisher(document())), parse, lambda: NOW)
    handler = Handler(site, AccessLog(lambda lines: None))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        for _ in range(2):
            async with served(handler, listener.dup()):
                client = Client(listener, site)
                assert (await client.ask("/all.rss")).status == 200
                await client.close()


@pytest.mark.parametrize(
    "raw",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /all.rss\r\n\r\n",
        b"GET /all.rss HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n",
        b"GET /all.rss HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 70_000 + b"\r\n\r\n",
        b"GET /all.rss HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"NONSENSE / HTTP/1.1\r\n\r\n",
    ],
)
async def test_malformed_http_is_refused_without_filling_the_log(raw: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving(FakePublisher(document())) as client:
        reader, writer = await asyncio.open_connection(client.host, client.port)
        writer.write(raw)
        writer.write_eof()
        answer = await reader.read()
        assert answer == b"" or b" 400 " in answer.splitlines()[0]
        writer.close()
        assert (await client.ask("/all.rss")).status == 200
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_refused_request_is_answered_before_its_body_has_come() -> None:
    async with serving(FakePublisher(document())) as client:
        await client.send("/all.rss", "Content-Encoding: gzip", "Content-Length: 4", method="POST")
        assert (await client.answer()).status == 405
