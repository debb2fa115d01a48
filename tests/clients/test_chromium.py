"""A browser: every kind of page opens without a complaint, in both directions, and bidi is as it computes it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from syndication.store.articles import find
from tests.clients.browser import chromium, tab
from tests.clients.served import Served

pytestmark = [pytest.mark.tool, pytest.mark.xdist_group("clients")]

WAYS = {"ar": "rtl", "ckb": "rtl", "en": "ltr", "kmr": "ltr"}
MISSING = "/nothing/here.html"
PAGES = {
    "/": "ar",
    "/index.ckb.html": "ckb",
    "/index.kmr.html": "kmr",
    "/index.en.html": "en",
    "/all.html": "ar",
    "/languages/en.html": "en",
    "/sections/culture.html": "ar",
    MISSING: "ar",
}
#: Of every element that is shown and says its language: that, the direction it has, and how its text begins.
DIRECTIONS = """[...document.querySelectorAll('[lang]')]
  .filter(each => each === document.documentElement || each.checkVisibility())
  .map(each => [each.lang.split('-')[0], getComputedStyle(each).direction, each.textContent.trim().slice(0, 40)])"""
#: The widths of all pictures, once they are there; those out of sight are loaded too.
PICTURES = """Promise.all([...document.images].map(each => {
  each.loading = 'eager';
  return each.decode().then(() => each.naturalWidth);
}))"""
#: The direction that a browser finds for a text that says none.
AUTO = """%s.map(text => {
  const each = document.createElement('p');
  each.dir = 'auto';
  each.textContent = text;
  document.body.append(each);
  return getComputedStyle(each).direction;
})"""
#: The same for a text in HTML whose own words about direction a reader has dropped.
AUTO_HTML = """%s.map(html => {
  const each = document.createElement('div');
  each.innerHTML = html;
  for (const inner of each.querySelectorAll('[dir], [lang]')) {
    inner.removeAttribute('dir');
    inner.removeAttribute('lang');
  }
  each.dir = 'auto';
  document.body.append(each);
  return getComputedStyle(each).direction;
})"""


@pytest.fixture(scope="module")
def browser(tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chromium(tool("chromium"), tmp_path_factory.mktemp("chromium")) as address:
        yield address


def article_paths(site: Served) -> dict[str, str]:
    """Our page of one article for each language, and of one with a picture."""
    found = {item["language"]: item for item in site.items()}
    found["picture"] = next(item for item in site.items() if "image" in item)
    with site.home.store.read() as connection:
        keys = {name: find(connection, item["id"]).article.key for name, item in found.items()}
    return {f"/articles/{key}.html": found[name]["language"] for name, key in keys.items()}


async def test_every_kind_of_page_opens_without_a_complaint_in_its_direction(site: Served, browser: str) -> None:
    pages = PAGES | article_paths(site)
    assert len(pages) >= 12
    lost = f"Failed to load resource: the server responded with a status of 404 (Not Found) {site.url}{MISSING}"
    pictures: list[int] = []
    async with tab(browser) as page:
        for path, language in pages.items():
            await page.open(site.url + path)
            assert await page.evaluate("document.title"), path
            assert await page.evaluate("document.documentElement.lang") == language, path
            assert await page.evaluate("getComputedStyle(document.body).direction") == WAYS[language], path
            found = await page.evaluate(DIRECTIONS)
            assert [each for each in found if each[1] != WAYS[each[0]]] == [], path
            pictures += await page.evaluate(PICTURES)
            assert page.complaints == ([lost] if path == MISSING else []), path
        assert len(pictures) > 5
        assert set(pictures) == {1}


async def test_what_a_page_must_not_do_is_complained_of(site: Served, browser: str) -> None:
    """The test above can fail: a script of its own is stopped by the page's policy, and heard of."""
    async with tab(browser) as page:
        await page.open(f"{site.url}/")
        await page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))"
        )
        assert await page.evaluate("window.ran") is None
        assert any("Content Security Policy" in text for text in page.complaints), page.complaints


async def test_no_page_is_wider_than_a_phone(site: Served, browser: str) -> None:
    async with tab(browser) as page:
        await page.command(
            "Emulation.setDeviceMetricsOverride", width=390, height=844, deviceScaleFactor=2, mobile=True
        )
        for path in PAGES | article_paths(site):
            await page.open(site.url + path)
            assert await page.evaluate("document.documentElement.scrollWidth") <= 390, path
            assert await page.evaluate("window.innerWidth") == 390, path


async def test_titles_and_texts_have_their_direction_where_nothing_else_says_it(site: Served, browser: str) -> None:
    """Readers drop ``dir`` and ``lang`` and leave it to the browser: the first strong character decides."""
    items = site.items()
    ways = [WAYS[item["language"]] for item in items]
    assert set(ways) == {"rtl", "ltr"}
    nato = next(number for number, item in enumerate(items) if item["title"].startswith("\u200fNATO"))
    async with tab(browser) as page:
        for name in ("title", "summary"):
            assert await page.evaluate(AUTO % written([item[name] for item in items])) == ways, name
        assert await page.evaluate(AUTO % written([items[nato]["title"]])) == ["rtl"]
        assert await page.evaluate(AUTO % written([items[nato]["title"].lstrip("\u200f")])) == ["ltr"], (
            "without the mark"
        )
        assert await page.evaluate(AUTO_HTML % written([item["content_html"] for item in items])) == ways
        assert page.complaints == []


def written(value: Any) -> str:
    return json.dumps(value)
