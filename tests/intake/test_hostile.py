"""The way out against an origin that serves everything that goes wrong: an answer or our error, in bounded time."""

from __future__ import annotations

import asyncio

import pytest

from syndication.errors import FetchError
from syndication.intake.client import Client, Rules
from syndication.intake.pace import Pace
from tests.intake import hostile_ways, hostile_wire
from tests.intake.hostile import Case, Origin, running

CASES = [*hostile_wire.CASES, *hostile_ways.CASES]
#: Small, so that reaching them is quick; a feed of `hostile_feeds` fits.
LIMITS = {"max_bytes": 8_000_000, "max_unpacked_bytes": 12_000_000, "total_s": 3.0, "idle_s": 1.5}


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
