from __future__ import annotations

import asyncio
import socket
import threading

import pytest

from syndication.intake.lookup import Lookup

Info = tuple[int, int, int, str, tuple[object, ...]]


def answering(monkeypatch: pytest.MonkeyPatch, *found: Info) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: list(found))


async def test_every_address_of_a_name_is_given_but_those_of_one_link(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = socket.SOCK_STREAM
    answering(
        monkeypatch,
        (socket.AF_INET, stream, 6, "", ("93.184.216.34", 80)),
        (socket.AF_INET6, stream, 6, "", ("2606:4700::1111", 80, 0, 0)),
        (socket.AF_INET6, stream, 6, "", ("fe80::1%eth0", 80, 0, 2)),
        (socket.AF_INET6, stream, 6, "", ("no IPv6 in this Python", 80)),
    )
    lookup = Lookup()
    found = await lookup.resolve("a.example", 80)
    lookup.stop()
    assert [(each["host"], each["family"], each["port"]) for each in found] == [
        ("93.184.216.34", socket.AF_INET, 80),
        ("2606:4700::1111", socket.AF_INET6, 80),
    ]


@pytest.mark.parametrize("name", ["x" * 64 + ".example", "a..example"])
async def test_what_can_be_no_name_is_an_unknown_one(name: str) -> None:
    lookup = Lookup()
    with pytest.raises(OSError):
        await lookup.resolve(name, 80)
    lookup.stop()


async def test_names_that_hang_hold_up_neither_other_names_nor_other_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on = threading.Event()

    def hanging(host: str, *args: object, **kwargs: object) -> list[Info]:
        if host.startswith("dead"):
            goes_on.wait(20)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", hanging)
    lookup = Lookup()
    dead = [asyncio.ensure_future(lookup.resolve(f"dead{number}.example")) for number in range(24)]
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        assert await lookup.resolve("alive.example")
        assert await asyncio.get_running_loop().run_in_executor(None, str, 1) == "1"
    goes_on.set()
    await asyncio.gather(*dead)
    lookup.stop()
