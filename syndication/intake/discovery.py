"""From a site's address to its feeds: where to look, in which order. Pure; asking is for the flow.

    what the page names | the usual places (WordPress's /feed/ first) | news sitemaps, where there is nothing else

And of a WordPress site the feeds of its categories, which its pages link to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urljoin, urlsplit

from syndication.intake.parsed import FeedLink, ParsedFeed
from syndication.text.urls import absolute, canonical

#: Where feeds stand that no page names, the most frequent first: WordPress, Ghost and Jekyll, Drupal, hand-made.
USUAL = ("/feed/", "/rss.xml", "/feed.xml", "/rss", "/atom.xml", "/index.xml", "/feed.json", "/?feed=rss2")
#: Where news sitemaps stand that no robots.txt names.
SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/googlenews.xml")
#: Categories whose feeds are proposed: a menu has that many.
MAX_CATEGORIES = 20
#: Characters of a page in which its menu stands.
MAX_PAGE = 500_000

#: Feeds of comments, of one post or of searches are not what is looked for.
_NOT_WANTED = re.compile(r"/comments?/|comments?-?feed|[?&](?:feed=comments|s=)|/search/", re.IGNORECASE)
_CATEGORY = re.compile(r"""href\s*=\s*["']([^"'<>\s]{0,500}/category/[^"'<>\s?#]{1,300})""", re.IGNORECASE)
_SITEMAP = re.compile(r"^\s*sitemap\s*:\s*(\S{1,1000})", re.IGNORECASE | re.MULTILINE)


def named(page: ParsedFeed) -> Iterator[FeedLink]:
    """The feeds that a page names, each once, those of comments left out."""
    seen = set()
    for link in page.links:
        key = canonical(link.href)
        if link.rel == "alternate" and key not in seen and not _NOT_WANTED.search(link.href):
            seen.add(key)
            yield link


def usual(url: str) -> Iterator[str]:
    """The usual places of the site, of the part that ``url`` names before those of the whole."""
    below = url.partition("?")[0].partition("#")[0].rstrip("/")
    home = urljoin(url, "/").rstrip("/")
    places = [below + path for path in USUAL[:2]] if below != home else []
    yield from dict.fromkeys([*places, *(home + path for path in USUAL)])


def categories(page: bytes, url: str) -> Iterator[str]:
    """Feeds of the categories that a WordPress page links to, in the order of its menu."""
    text = page[:MAX_PAGE].decode("utf-8", "replace")
    found: dict[str, None] = {}
    for match in _CATEGORY.finditer(text):
        target = absolute(match[1], url)
        if target and urlsplit(target).netloc == urlsplit(url).netloc:
            found[f"{target.rstrip('/').removesuffix('/feed')}/feed/"] = None
    yield from list(found)[:MAX_CATEGORIES]


def sitemaps(robots: str, url: str) -> Iterator[str]:
    """News sitemaps: those that a robots.txt names and whose address says so, then the usual places."""
    said = (absolute(place, url) for place in _SITEMAP.findall(robots))
    yield from dict.fromkeys(
        [*(place for place in said if place and "news" in place.lower()), *(urljoin(url, path) for path in SITEMAPS)]
    )


def slug_of(url: str, taken: Iterable[str] = ()) -> str:
    """A name for a source: its host without what all hosts have, with a number if that is taken."""
    host = (urlsplit(url).hostname or "source").removeprefix("www.").removeprefix("feeds.")
    parts = [part for part in host.split(".") if part]
    name = re.sub(r"[^a-z0-9]+", "-", unquote("-".join(parts[:-1] or parts)).lower()).strip("-") or "source"
    known, number, slug = set(taken), 1, name
    while slug in known:
        number += 1
        slug = f"{name}-{number}"
    return slug
