"""The way out against an origin that serves everything that goes wrong: an answer or our error, in bounded time."""

from __future__ import annotations

import asyncio
from collections import Counter
from random import Random

import pytest

from syndication.errors import FetchError
from syndication.intake.client import Client, Rules
from syndication.intake.pace import Pace
from tests.intake import hostile_ways, hostile_wire
from tests.intake.hostile import FEED, Case, Origin, good, head, once, running
from tests.intake.hostile_wire import PACK

CASES = [*hostile_wire.CASES, *hostile_ways.CASES]
#: Small, so that reaching them is quick; a feed of `hostile_feeds` fits.
LIMITS = {"max_bytes": 8_000_000, "max_unpacked_bytes": 12_000_000, "total_s": 4.0, "idle_s": 3.0}


async def outcome(client: Client, origin: Origin, case: Case) -> str:
    """A status, or the kind of the error."""
    try:
        return str((await client.get(origin.url(case.path))).status)
    except FetchError as error:
        return error.kind


@pytest.fixture(scope="module")
def outcomes() -> dict[str, str]:
    """What the client makes of every case, all at once."""

    async def ask(origin: Origin) -> list[str]:
        rules = Rules(agent="test/1 (+https://us.example)", allow=frozenset({origin.host}), per_host=50, **LIMITS)  # type: ignore[arg-type]
        async with Client(rules, Pace(gap_s=0, per_host=30)) as client:
            return await asyncio.gather(*(outcome(client, origin, case) for case in CASES))

    for codings in hostile_wire.BOMBS:
        hostile_wire.bomb(codings)
    with running(CASES) as origin:
        found = asyncio.run(ask(origin))
    return dict(zip((case.path for case in CASES), found, strict=True))


@pytest.mark.xdist_group("hostile")
@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_client_gives_an_answer_or_says_why_not(case: Case, outcomes: dict[str, str]) -> None:
    assert outcomes[case.path] == case.client


def test_no_path_has_two_rows() -> None:
    assert len({case.path for case in CASES}) == len(CASES)


def mangled(seed: int) -> bytes:
    """An answer with a few bytes changed, doubled, dropped or put in, the same for every run."""
    chance = Random(seed)
    coding = chance.choice(["gzip", "br", "zstd", "deflate", ""])
    body = PACK[coding](FEED) if coding else FEED
    length = {"Content_Length": len(body)} if chance.random() < 0.3 else {}
    data = bytearray(head(chance.choice(["200 OK", "302 Found", "304 No"]), Content_Encoding=coding, **length) + body)
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(min(len(data), chance.choice([200, len(data), len(data)])))
        part = chance.choice([b"", b"\r\n", b"\0", b"\xff", b":", b"HTTP/1.1", bytes(data[at : at + 9]) * 2, b"9" * 30])
        data[at : at + chance.randint(0, 9)] = part
    return bytes(data)


async def test_no_bytes_give_anything_but_an_answer_or_our_error() -> None:
    answers = [mangled(seed) for seed in range(300)]
    cases = [good(f"/{seed}", once(data)) for seed, data in enumerate(answers)]
    with running(cases) as origin:
        rules = Rules(agent="test/1", allow=frozenset({origin.host}), per_host=20, total_s=5, idle_s=2)
        async with Client(rules) as client:
            found = Counter(await asyncio.gather(*(outcome(client, origin, case) for case in cases)))
    assert {"200", "302", "protocol"} <= set(found)
    assert found["timeout"] < 20, "whoever hears nothing more is told so at once"
