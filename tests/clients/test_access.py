"""axe-core finds nothing on any page: WCAG 2.2 AA and its own best practices, in both schemes and at both widths.

https://github.com/dequelabs/axe-core. The script is no Python package: ``AXE_JS`` names its file (.ci/run installs it).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from syndication.demo import articles, newsroom
from syndication.flows.articles import put, withdraw
from syndication.flows.publish import Publisher
from syndication.flows.sources import pause
from syndication.model import Article, Credit
from syndication.store.articles import find
from syndication.text.keys import article_key
from tests.clients.browser import Page, chromium, tab
from tests.e2e.sites import Home, answering

pytestmark = [pytest.mark.tool, pytest.mark.xdist_group("clients")]

#: The publication in English: what the demo is called, beside its language.
ENGLISH = {
    "SYNDICATION_SITE__LANGUAGE": "en",
    "SYNDICATION_SITE__TITLE": "Echo of the Orchards",
    "SYNDICATION_SITE__DESCRIPTION": "Invented news from the land of orchards.",
    "SYNDICATION_SITE__RIGHTS": "Echo of the Orchards: all names are invented",
}
#: Two outlets, one of which is paused, so that the status has something to tell.
OUTLETS = """
[[source]]
slug = "agency"
title = "Agency"
outlet = "agency"
feeds = [{ url = "https://agency.example/feed" }]

[[source]]
slug = "daily"
title = "يومية الجبل"
feeds = [{ url = "https://daily.example/feed" }]
"""
LANGUAGES: dict[str, dict[str, str]] = {"ar": {}, "en": ENGLISH}
#: The demo's articles with related ones, with a picture, and one that can be withdrawn without a notice.
SHOWN, PICTURE, SILENT = "106", "119", "112"
#: Each kind of page is seen in all four ways, two in each language: a run takes a fifth of a second.
WAYS = {"ar": (("light", 390), ("dark", 1280)), "en": (("dark", 390), ("light", 1280))}
#: axe-core leaves out text whose letters are joined, as it takes them for icons ("ligatures"): all Arabic. With letters
#: of equal width it does not, and measures their contrast too.
LETTERS = "CanvasRenderingContext2D.prototype.measureText = text => ({width: 10 * text.length})"
RUN = """axe.run(document, {resultTypes: ['violations'], runOnly: {type: 'tag', values: [
  'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice']}})
  .then(found => found.violations.map(each => [each.id, ...each.nodes.map(node => node.html.slice(0, 200))]))"""


@pytest.fixture(scope="module")
def axe() -> str:
    """The script; without it tests skip, or fail where REQUIRE_TOOLS names ``axe``."""
    path = Path(os.environ.get("AXE_JS") or "-")
    if not path.is_file():
        if "axe" in os.environ.get("REQUIRE_TOOLS", "").split(","):
            pytest.fail("AXE_JS names no file, and REQUIRE_TOOLS asks for axe")
        pytest.skip("AXE_JS names no file of axe-core")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser(axe: str, tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chromium(tool("chromium"), tmp_path_factory.mktemp("chromium")) as address:
        yield address


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, played: Path) -> Path:
    """A copy of the demo with one article more withdrawn, of which nothing is left."""
    folder = tmp_path_factory.mktemp("access")
    shutil.copytree(played / "config", folder / "config")
    shutil.copy(played / "syndication.db", folder)
    (folder / "config" / "sources.toml").write_text(OUTLETS, encoding="utf-8")
    home = Home(folder, newsroom.ENVIRON)
    withdraw(home.store, SILENT, silent=True)
    put(home.store, [_told(home)])
    pause(home.store, home.config, "daily", "asked to wait")
    home.close()
    return folder


def _told(home: Home) -> Article:
    """An outlet's article."""
    with home.store.read() as connection:
        own = find(connection, SHOWN).article
    id = "https://agency.example/1"
    credit = Credit(source="agency", feed="https://agency.example/feed", title="Agency")
    return replace(
        own, id=id, key=article_key("agency", id), outlet="agency", url=id, canonical_url=id, twin=None, credit=credit
    )


def paths(home: Home) -> dict[str, int]:
    """Every kind of page with its status."""
    with home.store.read() as connection:
        keys = {word: find(connection, word).article.key for word in (SHOWN, PICTURE, articles.WITHDRAW, SILENT)}
    found = dict.fromkeys(("/", "/all.html", "/sections/culture.html", "/languages/kmr.html"), 200)
    found |= {f"/articles/{key}.html": 200 for key in keys.values()}
    found[f"/articles/{keys[SILENT]}.html"] = 410
    found |= dict.fromkeys(("/status", "/merged.html", "/sources/agency.html", "/stories.html"), 200)
    return found | {"/sections/opinion.html": 200, "/nothing/here.html": 404, "/?feed=wrong": 400}


@asynccontextmanager
async def opened(home: Home, browser: str) -> AsyncIterator[tuple[Page, str, Publisher]]:
    """A tab whose pages may be looked into by scripts, and the site."""
    async with answering(home) as (client, publisher), tab(browser) as page:
        await page.command("Page.setBypassCSP", enabled=True)
        yield page, f"http://{client.host}:{client.port}", publisher


async def as_seen(page: Page, scheme: str, width: int) -> None:
    """On a screen of that width, in that scheme."""
    await page.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    await page.command(
        "Emulation.setDeviceMetricsOverride", width=width, height=844, deviceScaleFactor=1, mobile=width < 500
    )


async def violations(page: Page, axe: str, language: str = "ar") -> list[Any]:
    """What axe-core finds in the ways that this language is seen in."""
    found: list[Any] = []
    await page.evaluate(f"{axe};{LETTERS};0")
    for scheme, width in WAYS[language]:
        await as_seen(page, scheme, width)
        found += [(scheme, width, each) for each in await page.evaluate(RUN)]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_page_has_a_barrier(folder: Path, browser: str, axe: str, language: str) -> None:
    home = Home(folder, newsroom.ENVIRON | LANGUAGES[language])
    try:
        async with opened(home, browser) as (page, url, publisher):
            for path, status in paths(home).items():
                await page.open(url + path)
                assert await page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus") == status
                if path == "/":
                    assert await page.evaluate("document.documentElement.lang") == language
                assert await violations(page, axe, language) == [], path
            frame = (await page.command("Page.getFrameTree"))["frameTree"]["frame"]["id"]
            await page.command("Page.setDocumentContent", frameId=frame, html=publisher.refusal(503)[0].decode())
            assert await violations(page, axe, language) == []
    finally:
        home.close()


async def test_a_barrier_would_be_found(folder: Path, browser: str, axe: str) -> None:
    """The test above can fail: a picture without a text, and words too pale to be read."""
    home = Home(folder, newsroom.ENVIRON)
    try:
        async with opened(home, browser) as (page, url, _):
            await page.open(f"{url}/")
            await page.evaluate("document.querySelector('main').append(new Image(9, 9))")
            await page.evaluate("document.querySelector('h1').style.color = '#999'")
            assert {"image-alt", "color-contrast"} <= {each[0] for _, _, each in await violations(page, axe)}
    finally:
        home.close()
