from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.errors import FetchError, FetchKind, FetchLater, FetchLimit, FetchRefused
from syndication.intake.client import Client, May, Request, Response, Rules
from syndication.intake.robots import MAX_BYTES, Robots, RobotsCopy, ours

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
RULES = (
    b"User-agent: *\nDisallow: /private/\nCrawl-delay: 7\n\nUser-agent: syndication\nDisallow: /no/\nAllow: /no/but\n"
)


class World(Client):
    """Hosts' robots.txt files as they would be answered, and what was asked."""

    def __init__(self, answer: bytes | int | FetchError) -> None:
        super().__init__(Rules(agent="test/1"))
        self.answer = answer
        self.asked: list[str] = []

    async def send(self, request: Request, may: May | None = None) -> Response:
        assert may is None, "a robots.txt is never asked whether it may be fetched"
        self.asked.append(request.url)
        await asyncio.sleep(0)
        if isinstance(self.answer, FetchError):
            raise self.answer
        status, body = (self.answer, b"<html>") if isinstance(self.answer, int) else (200, self.answer)
        return Response(url=request.url, status=status, headers={}, body=body)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)


def robots(world: World, clock: Clock | None = None, *known: RobotsCopy) -> Robots:
    return Robots(world, "syndication", clock or Clock(), known=known)


async def is_allowed(answer: bytes | int | FetchError, path: str) -> bool:
    try:
        await robots(World(answer)).may(f"https://a.example{path}")
    except FetchRefused:
        return False
    return True


async def test_the_group_of_our_name_counts_else_the_one_for_all() -> None:
    assert await is_allowed(RULES, "/private/feed")
    assert not await is_allowed(RULES, "/no/feed")
    assert await is_allowed(RULES, "/no/but/feed")
    assert not await is_allowed(RULES.replace(b": syndication", b": other"), "/private/feed")


@pytest.mark.parametrize(
    ("text", "is_free"),
    [
        (b"", True),
        (b"User-agent: *\nDisallow:", True),
        (b"User-agent: *\nDisallow: /", False),
        (b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /\r\n", False),
        (b"user-agent : *\rdisallow : /\r", False),
        (b"User-Agent: SYNDICATION/0.1\nDisallow: /", False),
        (b"User-agent: synd\nUser-agent: syndicationbot\nUser-agent: mysyndication\nDisallow: /", True),
        (b"User-agent: other\nUser-agent: syndication\n\n# hello\nSitemap: /x\nDisallow: /feed", False),
        (b"User-agent: other\nDisallow: /\nUser-agent: *\nDisallow: /x", True),
        (b"User-agent: syndication\nAllow: /\nUser-agent: *\nDisallow: /", True),
        (b"User-agent: *\nDisallow: /*.xml$", True),
        (b"User-agent: *\nDisallow: /*feed", False),
        (b"User-agent: *\nDisallow: /%66eed", False),
        (b"User-agent: *\nDisallow: /\nAllow: /feed$", True),
        (b"Disallow: /", True),
        (b"<!DOCTYPE html><title>User-agent</title><p>Disallow: /", True),
        (b"User-agent: *\nDisallow: /\0", False),
    ],
)
async def test_what_is_written_counts(text: bytes, is_free: bool) -> None:
    assert await is_allowed(text, "/feed") == is_free


async def test_rules_go_by_the_whole_address() -> None:
    text = "User-agent: *\nDisallow: /أخبار\nDisallow: /?feed=".encode()
    assert not await is_allowed(text, "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/feed")
    assert not await is_allowed(text, "/?feed=rss2")
    assert await is_allowed(text, "/?p=1")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 451, 204, 301, 304])
async def test_no_robots_txt_allows_all(status: int) -> None:
    assert await is_allowed(status, "/feed")


async def test_a_robots_txt_that_leads_nowhere_or_inside_allows_all() -> None:
    assert await is_allowed(FetchRefused("more than 5 redirects"), "/feed")


@pytest.mark.parametrize("answer", [500, 503, 522, 429, FetchLimit("slow", kind="timeout"), FetchError("no HTTP")])
async def test_a_host_out_of_order_makes_us_wait(answer: int | FetchError) -> None:
    world, clock = World(answer), Clock()
    asking = robots(world, clock)
    for _ in range(3):
        with pytest.raises(FetchLater, match=r"robots\.txt") as caught:
            await asking.may("https://a.example/feed")
        assert (caught.value.kind, caught.value.after_s) == ("later", 60)
    assert len(world.asked) == 1
    clock.later(minutes=2)
    world.answer = b""
    await asking.may("https://a.example/feed")


@pytest.mark.parametrize("kind", ["dns", "connect", "tls"])
async def test_a_host_that_is_away_is_told_as_such(kind: FetchKind) -> None:
    with pytest.raises(FetchError, match="away") as caught:
        await robots(World(FetchError("away", kind=kind))).may("https://a.example/feed")
    assert caught.value.kind == kind


async def test_a_copy_is_used_for_half_a_day_then_fetched_anew() -> None:
    world, clock = World(b"User-agent: *\nDisallow: /"), Clock()
    asking = robots(world, clock)
    for _ in range(3):
        with pytest.raises(FetchRefused, match=r"robots\.txt") as caught:
            await asking.may("https://a.example/feed")
        assert caught.value.kind == "robots"
        clock.later(hours=5)
    assert len(world.asked) == 1
    world.answer = b""
    await asking.may("https://a.example/feed")
    assert len(world.asked) == 2


async def test_the_last_copy_helps_a_host_that_is_out_of_order_for_a_day_at_most() -> None:
    world, clock = World(b""), Clock()
    asking = robots(world, clock)
    await asking.may("https://a.example/feed")
    world.answer = 500
    for _ in range(2):
        clock.later(hours=11, minutes=59)
        await asking.may("https://a.example/feed")
    clock.later(minutes=3)
    with pytest.raises(FetchLater):
        await asking.may("https://a.example/feed")


async def test_copies_are_handed_out_once_and_taken_back_by_the_next_process() -> None:
    world, clock = World(b"User-agent: *\nDisallow: /\0x\n"), Clock()
    asking = robots(world, clock)
    with suppress(FetchRefused):
        await asking.may("https://A.example:443/feed")
    await asking.may("http://a.example:8080/feed")
    changed = asking.changed()
    assert [copy.origin for copy in changed] == ["https://a.example", "http://a.example:8080"]
    assert changed[0] == RobotsCopy(
        origin="https://a.example", text="User-agent: *\nDisallow: /x\n", status=200, at=NOON
    )
    assert asking.changed() == ()
    later = World(500)
    with pytest.raises(FetchRefused):
        await robots(later, clock, *changed).may("https://a.example/x")
    assert later.asked == []
    assert robots(later, clock, *changed).copy_of("https://a.example/y") == changed[0]


async def test_a_copy_from_the_future_is_not_believed() -> None:
    ahead = RobotsCopy(origin="https://a.example", text="", status=200, at=NOON + timedelta(hours=3))
    with pytest.raises(FetchRefused):
        await robots(World(b"User-agent: *\nDisallow: /"), None, ahead).may("https://a.example/feed")


async def test_feeds_of_one_host_at_once_ask_for_it_once() -> None:
    world = World(b"")
    asking = robots(world)
    await asyncio.gather(*(asking.may(f"https://a.example/feed/{number}") for number in range(20)))
    assert world.asked == ["https://a.example/robots.txt"]


async def test_a_crawl_delay_widens_the_gap() -> None:
    told: list[tuple[str, float]] = []
    text = b"User-agent: *\nCrawl-delay: 7\n"
    asking = Robots(World(text), "syndication", Clock(), widen=lambda url, gap_s: told.append((url, gap_s)))
    await asking.may("https://a.example/feed")
    assert told == [("https://a.example/feed", 7.0)]


async def test_only_the_first_half_megabyte_is_read() -> None:
    rest = b"# x\n" * (MAX_BYTES // 4 - 7) + b"User-agent: *\nDisallow: /\n"
    assert not await is_allowed(rest, "/feed")
    assert await is_allowed(b"#\n" * MAX_BYTES + b"User-agent: *\nDisallow: /\n", "/feed")


async def test_names_and_rules_by_the_thousand_cost_little() -> None:
    # Protego alone gives each of 14,000 names each of 20,000 rules.
    text = "".join(f"User-agent: {number:x}\n" for number in range(14_000)) + "Disallow: /a\n" * 20_000
    assert ours(text, "syndication") == ""
    assert await is_allowed(text.encode(), "/feed")


@pytest.mark.parametrize("url", ["", "a.example", "file:///etc/passwd", "http://", "http://[", "http://a:x/"])
async def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(FetchRefused):
        await robots(World(b"")).may(url)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [b"User-agent: *\n", b"Disallow: /", b"Allow: ", b"Crawl-delay: ", b"\r", b"$*%", b"Request-rate: 1/"]
            ),
            st.binary(max_size=20),
        ),
        max_size=20,
    ).map(b"".join)
)
def test_no_bytes_break_it(text: bytes) -> None:
    async def ask() -> None:
        with suppress(FetchRefused):
            await robots(World(text)).may("https://a.example/feed")

    asyncio.run(ask())
