from __future__ import annotations

import email.utils

import pytest

from syndication.serve.ready import head
from tests.serve.fakes import FakePublisher, document
from tests.serve.servers import serving


def test_a_head_is_a_status_line_and_header_lines() -> None:
    assert head(304, {"ETag": '"x"', "Vary": "Accept-Encoding"}) == (
        b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nVary: Accept-Encoding\r\n'
    )


@pytest.mark.parametrize("value", ["a\r\nSet-Cookie: b", "a\nb", "a\0b", "a\rb", "a\x7fb"])
def test_no_value_breaks_out_of_its_line(value: str) -> None:
    with pytest.raises(ValueError, match="control character in the header Link"):
        head(200, {"Link": value})


async def test_the_date_is_an_http_date() -> None:
    async with serving(FakePublisher(document())) as client:
        written = (await client.ask("/all.rss")).headers["date"]
    assert written.endswith(" GMT")
    assert email.utils.format_datetime(email.utils.parsedate_to_datetime(written), usegmt=True) == written


@pytest.mark.parametrize(
    ("version", "lines", "connection", "stays"),
    [
        ("1.1", [], None, True),
        ("1.1", ["Connection: close"], "close", False),
        ("1.0", [], None, False),
        ("1.0", ["Connection: keep-alive"], "keep-alive", True),
    ],
)
@pytest.mark.parametrize("condition", [[], [f'If-None-Match: "{document().content_tag}"']])
async def test_the_connection_stays_as_the_client_wishes(
    version: str, lines: list[str], connection: str | None, stays: bool, condition: list[str]
) -> None:
    async with serving(FakePublisher(document())) as client:
        answer = await client.ask("/all.rss", *lines, *condition, version=version)
        assert answer.status == (304 if condition else 200)
        assert answer.headers.get("connection") == connection
        assert ("content-length" in answer.headers) == (not condition)
        if stays:
            assert (await client.ask("/all.rss", *lines, version=version)).status == 200
        else:
            assert await client.is_closed()


async def test_requests_that_are_sent_ahead_are_answered_in_order() -> None:
    async with serving(FakePublisher(document(), document("/all.json", b"{}", "9.5e77.cafe"))) as client:
        for target in ("/all.rss", "/all.json", "/all.rss", "/nothing.rss", "/all.json"):
            await client.send(target)
        answers = [await client.answer() for _ in range(5)]
    assert [answer.status for answer in answers] == [200, 200, 200, 404, 200]
    assert [len(answer.body) for answer in answers if answer.status == 200] == [300, 2, 300, 2]


async def test_a_large_body_comes_whole_to_a_slow_client() -> None:
    body = bytes(range(256)) * 40_000
    async with serving(FakePublisher(document(body=body))) as client:
        await client.send("/all.rss")
        await client.send("/all.rss")
        assert (await client.answer()).body == body
        assert (await client.answer()).body == body
