from __future__ import annotations

import asyncio

import pytest

from syndication.errors import FetchLater
from syndication.intake import pace
from syndication.intake.pace import Pace, host_key


class Time:
    """A clock that goes on only by what is slept."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


def paced(time: Time, gap_s: float = 1.0, per_host: int = 1, at_once: int = 100) -> Pace:
    return Pace(gap_s=gap_s, per_host=per_host, at_once=at_once, clock=time, sleep=time.sleep)


async def visit(pacer: Pace, url: str, log: list[tuple[str, float]], time: Time, lasts_s: float = 0.0) -> None:
    async with pacer.turn(url):
        log.append((url, time.now))
        await asyncio.sleep(0)
        time.now += lasts_s


async def test_a_host_is_asked_in_order_with_a_gap_after_each_answer() -> None:
    time, log = Time(), list[tuple[str, float]]()
    pacer = paced(time, gap_s=2.0)
    urls = [f"https://a.example/{number}" for number in range(3)]
    await asyncio.gather(*(visit(pacer, url, log, time, lasts_s=5.0) for url in urls))
    assert log == [(urls[0], 100.0), (urls[1], 107.0), (urls[2], 114.0)]


async def test_other_hosts_do_not_wait() -> None:
    time, log = Time(), list[tuple[str, float]]()
    pacer = paced(time)
    await asyncio.gather(*(visit(pacer, f"https://{name}.example/", log, time) for name in "abcde"))
    assert time.slept == []
    assert len(log) == 5


async def test_only_so_many_hosts_at_once_and_so_many_requests_to_one() -> None:
    time = Time()
    pacer = paced(time, gap_s=0.0, per_host=2, at_once=5)
    now: dict[str, int] = {}
    most = {"all": 0, "a": 0}

    async def request(host: str) -> None:
        async with pacer.turn(f"https://{host}.example/"):
            now[host] = now.get(host, 0) + 1
            most["all"] = max(most["all"], sum(now.values()))
            most["a"] = max(most["a"], now.get("a", 0))
            for _ in range(3):
                await asyncio.sleep(0)
            now[host] -= 1

    await asyncio.gather(*(request(host) for host in "aaaaaabcdefgh"))
    assert most == {"all": 5, "a": 2}


async def test_who_waits_for_the_gap_keeps_no_other_host_from_going() -> None:
    time, log = Time(), list[tuple[str, float]]()
    pacer = paced(time, gap_s=10.0, at_once=1)
    await visit(pacer, "https://a.example/", log, time)
    waiting = asyncio.ensure_future(visit(pacer, "https://a.example/", log, time))
    await visit(pacer, "https://b.example/", log, time)
    await waiting
    assert [url for url, _ in log] == ["https://a.example/", "https://b.example/", "https://a.example/"]


async def test_who_gives_up_waiting_leaves_his_turn_to_the_next() -> None:
    time, log = Time(), list[tuple[str, float]]()
    pacer = paced(time, gap_s=0.0)
    async with pacer.turn("https://a.example/"):
        waiting = asyncio.ensure_future(visit(pacer, "https://a.example/gone", log, time))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    await visit(pacer, "https://a.example/next", log, time)
    assert [url for url, _ in log] == ["https://a.example/next"]


async def test_a_request_that_fails_gives_its_turn_back_and_counts_for_the_gap() -> None:
    time, log = Time(), list[tuple[str, float]]()
    pacer = paced(time, gap_s=3.0)
    with pytest.raises(OSError, match="gone"):
        async with pacer.turn("https://a.example/"):
            raise OSError("gone")
    await visit(pacer, "https://a.example/", log, time)
    assert log == [("https://a.example/", 103.0)]


async def test_a_host_that_wants_a_pause_is_left_alone_as_a_whole() -> None:
    time, log = Time(), list[tuple[str, float]]()
    pacer = paced(time)
    pacer.hold("http://a.example/feed", 120)
    pacer.hold("http://a.example/feed", 5)
    with pytest.raises(FetchLater) as caught:
        await visit(pacer, "https://A.example/other", log, time)
    assert (caught.value.kind, caught.value.after_s) == ("later", 120)
    await visit(pacer, "https://b.example/", log, time)
    time.now += 120
    assert pacer.held_s("https://a.example/") == 0
    await visit(pacer, "https://a.example/other", log, time)
    assert len(log) == 2


async def test_a_pause_asked_for_while_others_wait_holds_for_them_too() -> None:
    time, log = Time(), list[tuple[str, float]]()
    pacer = paced(time)
    async with pacer.turn("https://a.example/"):
        waiting = asyncio.ensure_future(visit(pacer, "https://a.example/2", log, time))
        await asyncio.sleep(0)
        pacer.hold("https://a.example/", 60)
    with pytest.raises(FetchLater):
        await waiting
    assert log == []


async def test_a_pause_and_a_gap_are_bounded() -> None:
    time, log = Time(), list[tuple[str, float]]()
    pacer = paced(time)
    pacer.hold("https://a.example/", 1e12)
    assert pacer.held_s("https://a.example/") == pace.MAX_HOLD_S
    pacer.hold("https://c.example/", -5)
    assert pacer.held_s("https://c.example/") == pacer.held_s("https://unknown.example/") == 0
    pacer.widen("https://b.example/", 1e12)
    await visit(pacer, "https://b.example/", log, time)
    await visit(pacer, "https://b.example/", log, time)
    assert log[1][1] == 100.0 + pace.MAX_GAP_S
    pacer.widen("https://b.example/", 0)
    await visit(pacer, "https://b.example/", log, time)
    await visit(pacer, "https://b.example/", log, time)
    assert log[3][1] == log[2][1] + 1.0


async def test_hosts_at_rest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "MAX_HOSTS", 10)
    time, log = Time(), list[tuple[str, float]]()
    pacer = paced(time)
    pacer.hold("https://held.example/", 1e6)
    for number in range(40):
        await visit(pacer, f"https://{number}.example/", log, time)
        time.now += 2
    assert len(pacer._hosts) <= 11
    assert pacer.held_s("https://held.example/") > 0


def test_a_host_is_its_name_and_an_unusual_port() -> None:
    assert host_key("https://A.example./x") == host_key("http://a.example:80/y") == "a.example"
    assert host_key("http://127.0.0.1:8081/") == "127.0.0.1:8081"
    assert host_key("http://[") == "http://["
