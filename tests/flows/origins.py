"""Outlets on loopback for tests of fetching: feeds of invented entries, and servers that say what a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from syndication import logs
from syndication.config import Config, load
from syndication.flows.asking import client_rules
from syndication.flows.fetch import Fetcher, Tools
from syndication.flows.fetch_results import Told
from syndication.flows.reading import Job, Reading, read
from syndication.intake.client import Client
from syndication.intake.pace import Pace
from syndication.intake.robots import Robots
from syndication.store.engine import Store
from tests.config.folders import SITE
from tests.intake.loopback import Loopback, running

SECTIONS = '[[section]]\nslug = "politics"\ntitles = { ar = "سياسة" }\n'


def item(number: int, *, title: str = "", date: str | None = "", text: str = "") -> str:
    """An entry; without a ``date`` it has its number's minute, with None it has none."""
    when = f"Wed, 04 Mar 2026 {8 + number // 60 % 12:02d}:{number % 60:02d}:00 GMT" if date == "" else date
    return (
        f"<item><title>{title or f'Entry number {number} of this outlet'}</title>"
        f"<link>https://outlet.example/{number}</link><guid isPermaLink='false'>n-{number}</guid>"
        + (f"<pubDate>{when}</pubDate>" if when else "")
        + f"<description>{text or f'What happened in case {number}, in short words.'}</description></item>"
    )


def rss(*items: str, channel: str = "") -> bytes:
    """A feed of these items."""
    head = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Outlet</title>'
    return f"{head}<link>https://outlet.example/</link>{channel}{''.join(items)}</channel></rss>".encode()


def numbered(*numbers: int) -> bytes:
    return rss(*(item(number) for number in numbers))


@dataclass
class Says:
    """What a path answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = Says | Callable[[web.Request], Says]


@contextmanager
def origin(paths: Mapping[str, Answer]) -> Iterator[Loopback]:
    """A server of these paths; a mapping that changes changes what it says. All others are 404."""

    async def handle(request: web.Request) -> web.Response:
        answer = paths.get(request.path, Says(status=404))
        says = answer if isinstance(answer, Says) else answer(request)
        return web.Response(status=says.status, body=says.body, headers=dict(says.headers))

    with running(handle) as server:
        yield server


def config(tmp_path: Path, server: Loopback, sources: Mapping[str, str | Collection[str]], more: str = "") -> Config:
    """Settings with these sources: slug and path, or paths. ``more``: lines for every source."""
    folder = tmp_path / "config"
    folder.mkdir(exist_ok=True)
    fetch = f'[fetch]\nallow = ["{server.host}"]\ngap_s = 0\n'
    (folder / "syndication.toml").write_text(SITE + fetch, encoding="utf-8")
    (folder / "sections.toml").write_text(SECTIONS, encoding="utf-8")
    tables = []
    for slug, paths in sources.items():
        urls = [paths] if isinstance(paths, str) else paths
        feeds = ", ".join(f'{{ url = "{server.url}{path}" }}' for path in urls)
        tables.append(f'[[source]]\nslug = "{slug}"\ntitle = "{slug}"\noutlet = "{slug}"\nfeeds = [{feeds}]\n{more}\n')
    (folder / "sources.toml").write_text("\n".join(tables), encoding="utf-8")
    return load(folder, {})


async def in_place(job: Job) -> Reading:
    """Read here, without a pool."""
    return read(job)


async def fetch(store: Store, config: Config, names: Collection[str] | None = None, **changes: object) -> list[Told]:
    """One pass: what is due, or these sources."""
    told: list[Told] = []
    pace = Pace(gap_s=0)
    async with Client(client_rules(config), pace) as client:
        robots = Robots(client, "syndication", logs.now)
        values: dict[str, object] = {"client": client, "pace": pace, "robots": robots, "read": in_place, **changes}
        tools = Tools(**values)  # type: ignore[arg-type]
        await Fetcher(store, config, tools, told.append).once(names)
    return sorted(told, key=lambda each: (each.source, each.url))


def fetched(store: Store, config: Config, names: Collection[str] | None = None) -> list[Told]:
    return asyncio.run(fetch(store, config, names))
