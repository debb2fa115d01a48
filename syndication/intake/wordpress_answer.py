"""A list of posts as WordPress's REST interface answers it, as a document like a feed: for other outlets' sites.

The publisher's own site is read by `wordpress_api`, which also finds what was withdrawn there; of an outlet's site the
newest posts are enough, and one request gets them.
"""

from __future__ import annotations

import json
from urllib.parse import urlencode, urlsplit

from syndication.intake import charset, pages
from syndication.intake.parsed import ParsedFeed
from syndication.intake.wordpress import EMBEDDED, FIELDS, entry, post_id
from syndication.model import Origin, RawEntry
from syndication.text.urls import absolute

#: Posts asked for: more than a newsroom publishes between two fetches, less than a feed's size matters.
POSTS = 30


def address(home: str) -> str:
    """Where a site's newest posts are; ``home`` is its home page, or the address of its REST interface itself."""
    query = urlencode({"per_page": POSTS, "_embed": ",".join(EMBEDDED), "_fields": ",".join(FIELDS)}, safe=":,")
    if "rest_route=" in home:  # plain permalinks
        return f"{home}&{query}"
    base = home.partition("?")[0]
    if urlsplit(base).path.rstrip("/").endswith("/posts"):
        return f"{base}?{query}"
    return f"{base.partition('/wp-json')[0].rstrip('/')}/wp-json/wp/v2/posts?{query}"


def parse(body: bytes, url: str) -> ParsedFeed:
    """The posts as entries; posts that not everybody may read are left out. Nothing is raised."""
    if not body.strip():
        return ParsedFeed(outcome="empty", why="the body is empty")
    try:
        found = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        text = charset.decode(body).text
        if text.lstrip().startswith("<"):
            return pages.judge(text, "text/html", url)
        return ParsedFeed(outcome="unreadable", why="the answer is no JSON")
    if not isinstance(found, list):
        return ParsedFeed(outcome="unreadable", why="the answer is no list of posts")
    entries = []
    for number, post in enumerate(found, 1):
        # The number of a post says nothing beside those of other sites; its guid does.
        read = entry(post, {}, f"{url}#{number}")
        if isinstance(read, RawEntry) and post_id(post) is not None:
            entries.append(read)
    origin = Origin(url=url, home=absolute("/", url))
    return ParsedFeed(outcome="feed", origin=origin, entries=tuple(entries))
