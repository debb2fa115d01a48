"""Documents that break the process that reads them, and their neighbours, which do not notice."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from syndication.errors import FetchError, InputError
from syndication.intake.feed import parse
from syndication.intake.parse_pool import Limits, ParsePool

RSS = b"<rss><channel><title>x</title><item><title>one</title><guid>1</guid></item></channel></rss>"
LIMITS = Limits(memory_bytes=600_000_000, cpu_s=1, wall_s=60, jobs=1000)


def own_pid() -> int:
    return os.getpid()


def die() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def spin() -> None:
    while True:
        pass


def rest(seconds: float) -> None:
    time.sleep(seconds)


def fill() -> int:
    return len(bytearray(2_000_000_000))


def refuse() -> None:
    raise FetchError("not found", where="https://n.example/", hint="Look")


async def test_documents_are_read_in_another_process_and_what_it_raises_comes_back() -> None:
    async with ParsePool(1, LIMITS) as pool:
        found = await pool.run(parse, RSS, "text/xml", "https://n.example/feed")
        assert [entry.guid for entry in found.entries] == ["1"]
        assert await pool.run(own_pid) != os.getpid()
        with pytest.raises(FetchError, match="not found") as raised:
            await pool.run(refuse)
        assert (raised.value.where, raised.value.hint) == ("https://n.example/", "Look")


async def test_a_document_that_kills_its_process_is_refused_and_the_next_is_read() -> None:
    async with ParsePool(2, LIMITS) as pool:
        killers = [pool.run(die) for _ in range(2)]
        others = [pool.run(parse, RSS, "", "") for _ in range(6)]
        found = await asyncio.gather(*killers, *others, return_exceptions=True)
        assert [isinstance(each, InputError) for each in found] == [True] * 2 + [False] * 6


async def test_a_document_without_end_is_refused() -> None:
    async with ParsePool(1, LIMITS) as pool:
        with pytest.raises(InputError, match="more memory"):
            await pool.run(fill)
        with pytest.raises(InputError, match="1 s of processor time"):
            await pool.run(spin)
        assert (await pool.run(parse, RSS, "", "")).outcome == "feed"


async def test_a_document_that_only_waits_is_refused() -> None:
    async with ParsePool(1, Limits(wall_s=0.2)) as pool:
        with pytest.raises(InputError, match=r"0\.2 s"):
            await pool.run(rest, 60)


async def test_the_limit_of_time_is_each_documents_own() -> None:
    async with ParsePool(1, Limits(cpu_s=5)) as pool:
        first = await pool.run(limit)
        await pool.run(burn)
        assert await pool.run(limit) > first


def limit() -> int:
    return resource.getrlimit(resource.RLIMIT_CPU)[0]


def burn() -> None:
    """Enough for the next whole second."""
    end = time.process_time() + 1
    while time.process_time() < end:
        pass


async def test_a_process_is_replaced_after_its_number_of_documents() -> None:
    async with ParsePool(1, Limits(jobs=2)) as pool:
        assert len({await pool.run(own_pid) for _ in range(3)}) == 2


async def test_leaving_ends_what_is_being_read() -> None:
    began = time.monotonic()
    async with ParsePool(1, Limits()) as pool:
        task = asyncio.ensure_future(pool.run(rest, 60))
        await asyncio.wait([task], timeout=0.3)
    with pytest.raises(InputError, match="ending"):
        await task
    assert time.monotonic() - began < 20


CHILD = """
import asyncio, os, sys
from syndication.intake.parse_pool import ParsePool

async def main():
    async with ParsePool(1) as pool:
        print(await pool.run(os.getpid), flush=True)
        await asyncio.sleep(60)

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_a_killed_parent_leaves_no_process_behind(tmp_path: Path) -> None:
    script = tmp_path / "child.py"
    script.write_text(CHILD)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
        assert pid != parent.pid
        # The worker holds the other end of stdout too: the file ends when both have.
        assert parent.stdout.read() == b""
