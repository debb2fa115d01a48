"""The publisher's own site as a source: how its articles can be had.

its WordPress REST interface (which also tells what was withdrawn) | a feed that its home page names | /feed/
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from syndication.errors import FetchError
from syndication.flows.asking import client_rules
from syndication.intake import discovery, feed
from syndication.intake.client import Client, Request
from syndication.intake.wordpress_api import Site

if TYPE_CHECKING:
    from syndication.config import Config


@dataclass(frozen=True, slots=True)
class OwnSite:
    """How to read it."""

    kind: str  #: as in the settings: wordpress, or feed
    url: str
    problem: str = ""  #: why nothing better could be found out


def look(config: Config, url: str) -> OwnSite:
    """Ask the site. Nothing is raised: of one that can't be reached its /feed/ is guessed, and ``problem`` says why."""
    return asyncio.run(_look(config, url))


async def _look(config: Config, url: str) -> OwnSite:
    async with Client(client_rules(config)) as client:
        try:
            await Site(client, url, None, pause=_no_pause).find()
            return OwnSite("wordpress", url)
        except FetchError:
            pass
        try:
            response = await client.send(Request(url=url, accept="text/html, */*;q=0.5"))
        except FetchError as error:
            return OwnSite("feed", urljoin(url, "/feed/"), str(error))
    page = feed.parse(response.body, response.headers.get("content-type", ""), response.url)
    if page.outcome == "feed":
        return OwnSite("feed", url)
    named = next((link.href for link in discovery.named(page)), None)
    if named is not None:
        return OwnSite("feed", named)
    return OwnSite(
        "feed", urljoin(url, "/feed/"), "its home page names no feed, and no WordPress REST interface answers"
    )


async def _no_pause(_: float) -> None:
    """A first look does not wait for a site that is busy."""
