"""A process of its own for `test_hostile_fetch`: what the bombs cost it at most.

``python -m tests.flows.hostile_memory CONFIG STORE`` fetches the source ``calm`` first, then all others, and prints by
how many megabytes the second pass raised the peak of this process.
"""

from __future__ import annotations

import asyncio
import resource
import sys
from pathlib import Path

from syndication.config import load
from syndication.flows.fetch import Fetcher, tools
from syndication.flows.fetch_results import Told
from syndication.store.engine import Store


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


async def run(folder: Path, url: str) -> int:
    """The growth of this process's peak."""
    config, store, told = load(folder, {}), Store.open(url), list[Told]()
    async with tools(config, store) as opened:
        await Fetcher(store, config, opened, told.append).once(["calm"])
        before = peak_mb()
        names = [each.slug for each in config.outlets if each.slug != "calm"]
        await Fetcher(store, config, opened, told.append).once(names)
    store.close()
    assert [each.new for each in told if each.source == "calm"] == [2]
    assert len(told) == len(names) + 1
    return peak_mb() - before


if __name__ == "__main__":
    print(asyncio.run(run(Path(sys.argv[1]), sys.argv[2])))  # noqa: T201
