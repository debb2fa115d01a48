"""The way out, against real servers on loopback: private as they are, they must be allowed by name to be asked."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
import tracemalloc
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from syndication.errors import FetchError, FetchLater, FetchLimit, FetchRefused
from syndication.intake.client import (
    LARGE_AT_ONCE,
    LARGE_BYTES,
    MAX_REDIRECTS,
    Client,
    Credentials,
    Request,
    Response,
    Rules,
)
from syndication.intake.pace import Pace
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


async def test_large_bodies_come_a_few_at_a_time_and_all_of_them() -> None:
    packed, count = gzip.compress(bytes(5 * LARGE_BYTES), 1), 3 * LARGE_AT_ONCE

    async def large(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Encoding": "gzip"})
        await response.prepare(request)
        await response.write(packed[:-8])
        await asyncio.sleep(0.3)  # in which all of them would be in memory
        await response.write(packed[-8:])
        return response

    async def size(client: Client, url: str) -> int:
        return len((await client.get(url)).body)

    with running(large) as server:
        async with Client(Rules(agent="test/1", allow=frozenset({server.host}), per_host=count)) as client:
            tracemalloc.start()
            sizes = await asyncio.gather(*(size(client, server.url) for _ in range(count)))
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
    assert sizes == [5 * LARGE_BYTES] * count
    assert peak < (LARGE_AT_ONCE * 7 + count) * LARGE_BYTES


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
        return web.Response(body=b"x" * 100, headers={"Content-Encoding": "sdch"})

    with running(odd) as server, pytest.raises(FetchError, match="sdch"):
        await get(server.url, server)


# --- conditional requests, and where an answer came from --------------------------------------------------------------


@pytest.mark.parametrize("etag", ['"a"', 'W/"a,b"', "no quotes", '"', "*", '"حبر"', '"a\tb"', "x" * 8000])
async def test_validators_go_back_as_they_came_byte_for_byte(etag: str) -> None:
    async def conditional(request: web.Request) -> web.StreamResponse:
        return web.Response(status=304 if "If-None-Match" in request.headers else 200, headers={"ETag": etag})

    with running(conditional) as server, anyone(server) as client:
        async with client:
            first = await client.get(server.url)
            again = await client.get(server.url, etag=first.headers["etag"], modified="yesterday, at noon", delta=True)
        assert (again.status, again.body) == (304, b"")
        headers = server.asked[1].headers
        assert headers["If-None-Match"] == etag
        assert headers["If-Modified-Since"] == "yesterday, at noon"
        assert headers["A-IM"] == "feed"


async def test_nothing_conditional_is_sent_without_validators_nor_a_wish_for_changes_without_an_etag() -> None:
    with running(hello) as server, anyone(server) as client:
        async with client:
            await client.get(server.url, etag="", modified="", delta=True)
            await client.get(server.url, modified="Mon, 01 Jun 2026 00:00:00 GMT", delta=True)
            await client.get(server.url, etag='"a"')
    for request in server.asked:
        assert "A-IM" not in request.headers
    assert ["If-None-Match" in request.headers for request in server.asked] == [False, False, True]


@pytest.mark.parametrize("broken", ['"a\r\nX-Evil: 1"', '"\0"', '"\udce9"', "lost \ufffd", "x" * 20_000])
async def test_a_validator_that_can_not_be_sent_costs_a_whole_answer(broken: str) -> None:
    with running(hello) as server, anyone(server) as client:
        async with client:
            assert (await client.get(server.url, etag=broken, modified=broken)).status == 200
        assert not {"If-None-Match", "If-Modified-Since", "X-Evil"} & set(server.asked[0].headers)


async def test_a_delta_is_an_answer() -> None:
    async def delta(request: web.Request) -> web.StreamResponse:
        return web.Response(status=226, text="new", headers={"IM": "feed"})

    with running(delta) as server:
        found = await get(server.url, server)
    assert (found.status, found.body, found.headers["im"]) == (226, b"new", "feed")


async def test_of_a_header_that_came_twice_the_first_counts_and_lists_are_joined() -> None:
    async def twice(request: web.Request) -> web.StreamResponse:
        response = web.Response(text="x")
        for number in (1, 2):
            response.headers.add("Link", f"<https://{number}.example/>; rel=hub")
            response.headers.add("ETag", f'"{number}"')
        return response

    with running(twice) as server:
        found = await get(server.url, server)
    assert found.headers["link"] == "<https://1.example/>; rel=hub, <https://2.example/>; rel=hub"
    assert found.headers["etag"] == '"1"'


def chain(*statuses: int) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """/0 leads to /1 and so on, by the statuses; behind the last is the answer."""

    async def handler(request: web.Request) -> web.StreamResponse:
        place = int(request.path.strip("/"))
        if place == len(statuses):
            return web.Response(text="there")
        return web.Response(status=statuses[place], headers={"Location": f"/{place + 1}"})

    return handler


@pytest.mark.parametrize(
    ("statuses", "is_permanent"),
    [
        ((), False),
        ((301,), True),
        ((308,), True),
        ((301, 308, 301), True),
        ((302,), False),
        ((303,), False),
        ((307,), False),
        ((301, 302), False),
        ((302, 301), False),
        ((301, 307, 301), False),
    ],
)
async def test_a_move_is_for_good_if_every_hop_says_so(statuses: tuple[int, ...], is_permanent: bool) -> None:
    with running(chain(*statuses)) as server:
        found = await get(f"{server.url}/0", server)
    assert found.hops == tuple(f"{server.url}/{place}" for place in range(len(statuses) + 1))
    assert found.url == found.hops[-1]
    assert found.permanent == (found.url if is_permanent else None)


async def test_every_address_of_the_way_is_judged_before_it_is_asked() -> None:
    judged: list[str] = []

    async def may(url: str) -> None:
        judged.append(url)
        if url.endswith("/2"):
            raise FetchRefused("robots.txt", kind="robots")

    with running(chain(302, 302, 302)) as server, anyone(server) as client:
        async with client:
            with pytest.raises(FetchRefused):
                await client.send(Request(url=f"{server.url}/0"), may)
        assert judged == [f"{server.url}/{place}" for place in range(3)]
        assert len(server.asked) == 2


async def test_every_request_takes_its_turn_and_waiting_does_not_count_as_time() -> None:
    slept: list[float] = []
    now = [0.0]

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds
        await asyncio.sleep(0.4)

    pace = Pace(gap_s=30, clock=lambda: now[0], sleep=sleep)
    with running(chain(301, 302, 302)) as server:
        async with Client(Rules(agent="test/1", allow=frozenset({server.host}), total_s=1.1), pace) as client:
            await client.get(f"{server.url}/0")
            pace.hold(server.url, 60)
            with pytest.raises(FetchLater):
                await client.get(f"{server.url}/0")
        assert slept == [30, 30, 30]
        assert len(server.asked) == 4


# --- what failed ------------------------------------------------------------------------------------------------------


def anyone(server: Loopback) -> contextlib.nullcontext[Client]:
    """A client that may ask the server."""
    return contextlib.nullcontext(Client(Rules(agent="test/1", allow=frozenset({server.host}))))


async def test_a_name_with_one_private_address_is_never_asked_there(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def names(host: str, port: int, *args: object, **kwargs: object) -> list[object]:
        asked.append(host)
        if host == "gone.example":
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("10.0.0.1", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", names)
    with running(hello) as server:
        port = server.host.partition(":")[2]
        async with Client(Rules(agent="test/1", allow=frozenset({server.host}))) as client:
            with pytest.raises(FetchRefused) as refused:
                await client.get(f"http://rebound.example:{port}/")
            with pytest.raises(FetchError, match="no such host") as unknown:
                await client.get("http://gone.example/")
        assert (refused.value.kind, unknown.value.kind) == ("refused", "dns")
        assert asked == ["rebound.example", "gone.example"]
        assert not server.asked


async def test_a_host_that_is_allowed_by_name_is_allowed_on_that_port_alone() -> None:
    with running(hello) as server, running(hello) as other:
        with pytest.raises(FetchRefused):
            await get(other.url, server)
        with pytest.raises(FetchRefused):
            await get(f"http://localhost:{server.host.partition(':')[2]}/", server)
        assert not other.asked
        assert not server.asked


async def test_a_failure_says_what_it_failed_of() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        gone = "{}:{}".format(*listener.getsockname())
    with running(hello) as server, running(dripping) as slow:
        cases: tuple[tuple[str, str, dict[str, Any], str], ...] = (
            (f"http://{gone}/", gone, {}, "connect"),
            (f"https://{server.host}/", server.host, {}, "tls"),
            # Only what never ends is hurried: a busy machine may take its time over the others.
            (slow.url, slow.host, {"total_s": 0.3}, "timeout"),
            (f"http://{server.host}/", "", {}, "refused"),
            (server.url, server.host, {"max_bytes": 2}, "too-large"),
        )
        for url, allowed, rules, kind in cases:
            with pytest.raises(FetchError) as caught:
                await get(url, Loopback(allowed), **rules)
            assert caught.value.kind == kind
