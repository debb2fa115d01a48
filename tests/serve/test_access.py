from __future__ import annotations

import json
import threading

from syndication.serve.access import MAX_CHARS, AccessLog
from tests.serve.fakes import FakePublisher, document
from tests.serve.servers import serving


async def test_every_request_is_one_line_of_json() -> None:
    written: list[bytes] = []
    log = AccessLog(written.append)
    async with serving(FakePublisher(document()), access=log) as client:
        await client.ask("/all.rss", 'User-Agent: Reader "7"\\ \u0645')
        await client.ask("/all.rss", f'If-None-Match: "{document().content_tag}"')
        await client.ask("/all.rss", method="HEAD")
        await client.ask(f"/{'n' * 1000}?q=1")
        await client.ask("/all.rss", method="POST")
    assert written == []  # nothing was written while requests were answered
    log.flush()
    lines = [json.loads(line) for line in b"".join(written).splitlines()]
    assert [(line["method"], line["status"], line["bytes"]) for line in lines[:3]] == [
        ("GET", 200, 300),
        ("GET", 304, 0),
        ("HEAD", 200, 0),
    ]
    assert lines[0]["path"] == "/all.rss"
    assert lines[0]["remote"] == "127.0.0.1"
    assert lines[0]["agent"] == 'Reader "7"\\ م'
    assert lines[0]["time"].endswith("+00:00")
    assert lines[0]["ms"] >= 0
    assert [line["status"] for line in lines[3:]] == [404, 405]
    assert len(lines[3]["path"]) == MAX_CHARS


async def test_what_the_buffer_cannot_take_is_counted_and_said_once() -> None:
    written: list[bytes] = []
    log = AccessLog(written.append, max_waiting=3)
    async with serving(FakePublisher(document()), access=log) as client:
        for _ in range(10):
            await client.ask("/all.rss")
    log.flush()
    log.flush()
    lines = [json.loads(line) for line in b"".join(written).splitlines()]
    assert len(lines) == 4
    assert lines[-1] == {"dropped": 7}


async def test_a_reader_of_the_log_that_stands_still_holds_no_request_up() -> None:
    entered, go_on = threading.Event(), threading.Event()
    written: list[bytes] = []

    def stuck(lines: bytes) -> None:
        entered.set()
        go_on.wait(20)
        written.append(lines)

    with AccessLog(stuck, max_waiting=5) as log:
        async with serving(FakePublisher(document()), access=log) as client:
            assert (await client.ask("/all.rss")).status == 200
            assert entered.wait(20)
            for _ in range(20):
                assert (await client.ask("/all.rss")).status == 200
        go_on.set()
    lines = [json.loads(line) for line in b"".join(written).splitlines()]
    assert len([line for line in lines if "path" in line]) == 6
    assert lines[-1] == {"dropped": 15}


async def test_the_last_lines_are_written_at_the_end() -> None:
    written: list[bytes] = []
    with AccessLog(written.append) as log:
        async with serving(FakePublisher(document()), access=log) as client:
            await client.ask("/all.rss")
    assert json.loads(b"".join(written))["status"] == 200
