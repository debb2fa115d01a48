"""The way out, against real servers on loopback: private as they are, they must be allowed by name to be asked."""

from __future__ import annotations

import asyncio
import gzip
import socket
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web

from syndication.errors import FetchError, FetchLimit, FetchRefused
from syndication.intake.client import MAX_REDIRECTS, Client, Credentials, Response, Rules
from tests.intake.loopback import Loopback, running

SECRET = Credentials("salma", "لؤلؤ pearl")


async def get(url: str, *servers: Loopback, credentials: Credentials | None = None, **rules: float) -> Response:
    """One answer, of servers that are allowed."""
    allow = frozenset(server.host for server in servers)
    async with Client(Rules(agent="test/1 (+https://us.example)", allow=allow, **rules)) as client:  # type: ignore[arg-type]
        return await client.get(url, credentials=credentials)


async def hello(request: web.Request) -> web.StreamResponse:
    return web.Response(text="مرحبا", headers={"X-What": "greeting", "Set-Cookie": "a=b"})


def redirect(to: str, status: int = 302) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handler(request: web.Request) -> web.StreamResponse:
        if request.path == "/end":
            return web.Response(text=request.headers.get("Authorization", "none"))
        return web.Response(status=status, headers={"Location": to}, body=b"moved")

    return handler


async def test_an_answer_comes_with_status_headers_and_unpacked_body() -> None:
    async def packed(request: web.Request) -> web.StreamResponse:
        assert request.headers["Accept-Encoding"] == "gzip, deflate, br, zstd"
        return web.Response(
            body=gzip.compress(b"hello"), headers={"Content-Encoding": "gzip", "X-What": "1"}, status=418
        )

    with running(packed) as server:
        found = await get(f"{server.url}/path?q=1#part", server)
    assert (found.status, found.body, found.headers["x-what"]) == (418, b"hello", "1")
    assert found.url == f"{server.url}/path?q=1"


async def test_it_says_who_asks_and_keeps_no_cookies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with running(hello) as server:
        async with Client(Rules(agent="test/1 (+https://us.example)", allow=frozenset({server.host}))) as client:
            for _ in range(2):
                await client.get(server.url, accept="application/json")
        for request in server.asked:
            assert request.headers["User-Agent"] == "test/1 (+https://us.example)"
            assert request.headers["Accept"] == "application/json"
            assert not request.cookies


@pytest.mark.parametrize(
    "name",
    ["127.0.0.1", "localhost", "127.1", "0x7f.1", "2130706433", "0", "[::ffff:127.0.0.1]", "[::1]", "0177.0.0.1"],
)
async def test_no_spelling_of_a_private_address_is_connected_to(name: str) -> None:
    with running(hello) as server:
        port = server.host.partition(":")[2]
        with pytest.raises(FetchRefused):
            await get(f"http://{name}:{port}/")
        assert not server.asked


async def test_a_refused_address_is_told_with_the_way_out() -> None:
    with running(hello) as server, pytest.raises(FetchRefused, match="not public") as caught:
        await get(server.url)
    assert "fetch.allow" in caught.value.hint
    assert caught.value.where == server.url


async def test_a_redirect_to_a_private_address_is_not_followed() -> None:
    with running(hello) as inside, running(redirect(f"{inside.url}/admin")) as outside:
        with pytest.raises(FetchRefused, match="not public"):
            await get(outside.url, outside)
        assert not inside.asked


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "ftp://a.example/", "gopher://a.example/", "http://", "//[::", "javascript:x"]
)
async def test_a_redirect_to_another_scheme_or_to_nothing_is_not_followed(to: str) -> None:
    with running(redirect(to)) as server, pytest.raises(FetchRefused):
        await get(server.url, server)


@pytest.mark.parametrize(
    "url",
    ["", "file:///etc/passwd", "ftp://a.example/", "a.example", "//a.example", "http://", "http://[", "http://a:0/"],
)
async def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(FetchRefused):
        await get(url)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed_with_the_credentials_on_the_same_host(status: int) -> None:
    with running(redirect("../end", status)) as server:
        found = await get(f"{server.url}/a/b", server, credentials=SECRET)
    assert found.url == f"{server.url}/end"
    assert found.body.startswith(b"Basic ")


async def test_credentials_never_go_to_another_host_nor_come_back_into_an_address() -> None:
    async def far(request: web.Request) -> web.StreamResponse:
        return web.Response(text=request.headers.get("Authorization", "none"))

    with running(far) as other, running(redirect(f"http://u:p@{other.host}/x")) as first:
        found = await get(first.url, first, other, credentials=SECRET)
    assert found.body == b"none"
    assert "Authorization" in first.asked[0].headers


async def test_credentials_are_not_sent_unencrypted_into_the_world() -> None:
    with pytest.raises(FetchRefused, match="unencrypted"):
        await get("http://93.184.216.34/", credentials=SECRET)
    assert "pearl" not in repr(SECRET)


async def test_a_circle_of_redirects_ends() -> None:
    with running(redirect("/again")) as server:
        with pytest.raises(FetchRefused, match="more than 5 redirects"):
            await get(server.url, server)
        assert len(server.asked) == MAX_REDIRECTS + 1


async def test_a_redirect_without_a_place_is_an_answer() -> None:
    with running(redirect("")) as server:
        assert (await get(server.url, server)).status == 302


async def test_a_body_that_is_too_large_is_not_read() -> None:
    async def huge(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(1000):
            await response.write(bytes(100_000))
        return response

    with running(huge) as server, pytest.raises(FetchLimit, match="larger than 1,000,000 bytes"):
        await get(server.url, server, max_bytes=1_000_000)


async def test_a_gzip_bomb_is_not_unpacked() -> None:
    async def bomb(request: web.Request) -> web.StreamResponse:
        return web.Response(body=gzip.compress(bytes(30_000_000)), headers={"Content-Encoding": "gzip"})

    with running(bomb) as server, pytest.raises(FetchLimit, match="unpacked"):
        await get(server.url, server, max_unpacked_bytes=1_000_000)


async def dripping(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while request.transport is not None and not request.transport.is_closing():
        await response.write(b".")
        await asyncio.sleep(0.02)
    return response


async def test_a_slow_drip_is_cut_off() -> None:
    with running(dripping) as server, pytest.raises(FetchLimit, match=r"no whole answer within 0\.3 s"):
        await get(server.url, server, total_s=0.3)


async def test_a_server_that_says_nothing_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host = "{}:{}".format(*listener.getsockname())
        with pytest.raises(FetchLimit, match="no byte came"):
            await get(f"http://{host}/", Loopback(host), idle_s=0.2)


async def test_headers_are_bounded() -> None:
    async def long(request: web.Request) -> web.StreamResponse:
        return web.Response(headers={"X-Long": "x" * 20_000})

    async def many(request: web.Request) -> web.StreamResponse:
        return web.Response(headers={f"X-{number}": "x" for number in range(200)})

    for handler in (long, many):
        with running(handler) as server, pytest.raises(FetchError):
            await get(server.url, server)


async def test_what_can_not_be_reached_or_is_no_http_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host = "{}:{}".format(*listener.getsockname())
    with pytest.raises(FetchError, match="can't be reached"):
        await get(f"http://{host}/", Loopback(host))
    async with await asyncio.start_server(_gibberish, "127.0.0.1", 0) as server:
        host = "{}:{}".format(*server.sockets[0].getsockname())
        with pytest.raises(FetchError, match="no HTTP"):
            await get(f"http://{host}/", Loopback(host))


async def _gibberish(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"220 smtp.example ready\r\n")
    writer.close()
    await writer.wait_closed()


async def test_an_unknown_coding_is_an_error() -> None:
    async def odd(request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"x", headers={"Content-Encoding": "sdch"})

    with running(odd) as server, pytest.raises(FetchError, match="sdch"):
        await get(server.url, server)
