"""Who hides or appears on a merged page changes both validators, from the server and in the built files."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from email.utils import parsedate_to_datetime

import pytest

from syndication.flows.articles import withdraw
from syndication.flows.build import build
from tests.e2e.sites import Home, answering, followed
from tests.flows.newsroom import articles_of
from tests.flows.test_merged import foreign, put, report
from tests.serve import servers
from tests.serve.servers import Client

FEED = "/merged.rss"
OUTLETS = "".join(
    f'[[source]]\nslug = "{name}"\ntitle = "{name}"\noutlet = "{name}.example"\n'
    f'feeds = [{{ url = "https://{name}.example/f" }}]\n'
    for name in ("agency", "daily")
)


def own_joins(home: Home) -> None:
    put(home.store, *articles_of(report(3, 0)))


def lead_leaves(home: Home) -> None:
    withdraw(home.store, "agency-1", silent=True)


def lead_becomes_a_notice(home: Home) -> None:
    withdraw(home.store, "agency-1")


CHANGES: dict[Callable[[Home], None], tuple[str, str]] = {
    own_joins: ("agency-1", "https://post.example/a/0003"),
    lead_leaves: ("agency-1", "daily-2"),
    lead_becomes_a_notice: ("Daily: ", "daily-2"),
}
every_change = pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)


@pytest.fixture
def site(own: Home) -> Home:
    """A story that two outlets tell."""
    own.keep_sections("politics")
    (own.folder / "config" / "sources.toml").write_text(OUTLETS, encoding="utf-8")
    put(own.store, foreign(1, "agency", 0))
    put(own.store, foreign(2, "daily", 0))
    return own


async def settled(client: Client) -> servers.Answer:
    """The feed as soon as its second is over."""
    async with asyncio.timeout(5):
        while "last-modified" not in (answer := await client.ask(FEED)).headers:
            await asyncio.sleep(0.05)
    return answer


@every_change
async def test_the_server_says_that_the_page_is_another(site: Home, change: Callable[[Home], None]) -> None:
    async with answering(site) as (client, publisher):
        before = await settled(client)
        conditions = [
            f"If-None-Match: {before.headers['etag']}",
            f"If-Modified-Since: {before.headers['last-modified']}",
        ]
        assert [(await client.ask(FEED, each)).status for each in conditions] == [304, 304]
        change(site)
        await followed(publisher)
        after = await client.ask(FEED)
        gone, come = (text.encode() for text in CHANGES[change])
        assert (gone in before.body, gone in after.body) == (True, False)
        assert come in after.body
        assert after.headers["etag"] != before.headers["etag"]
        assert [(await client.ask(FEED, each)).status for each in conditions] == [200, 200]
        assert moment(await settled(client)) > moment(before)


@every_change
def test_the_build_writes_the_page_anew_with_another_date(site: Home, change: Callable[[Home], None]) -> None:
    build(site.store, site.config, site.out)
    path = site.out / FEED.removeprefix("/")
    before, date = path.read_bytes(), path.stat().st_mtime
    build(site.store, site.config, site.out)
    assert path.stat().st_mtime == date
    change(site)
    build(site.store, site.config, site.out)
    assert path.read_bytes() != before
    assert path.stat().st_mtime > date
    names = {each.name for each in site.out.rglob("*.rss")}
    assert {"daily.rss", "stories.rss", "merged.rss"} <= names
    assert (site.out / "sources.opml").exists()
    own_pages = list(site.out.glob("articles/*.html"))
    assert len(own_pages) == (change is own_joins), "other outlets' articles have their pages at home"


def moment(answer: servers.Answer) -> float:
    return parsedate_to_datetime(answer.headers["last-modified"]).timestamp()
