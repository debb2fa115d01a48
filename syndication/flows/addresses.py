"""Path and query <-> address: which public addresses there are (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, cast
from urllib.parse import quote, unquote, urlsplit

from syndication.config_named import MERGED
from syndication.documents import Address, AddressKind
from syndication.errors import BadRequest, NotFound
from syndication.flows import narrowing, old_addresses, selecting
from syndication.model import UI_LANGUAGES, Ext
from syndication.text.keys import is_key, name_key
from syndication.text.language import normal_tag

if TYPE_CHECKING:
    from syndication.config import Config

#: Plural folder -> kind, for the addresses of the form ``/FOLDER/KEY.EXT`` (design.md, Addresses).
FOLDERS: dict[str, AddressKind] = {
    "sections": "section",
    "languages": "language",
    "tags": "tag",
    "authors": "author",
    "sources": "source",
    "feeds": "feed",
    "stories": "story",
    "articles": "article",
}
#: Feeds with a path of one part, ``/all.EXT``.
SINGLE: dict[str, AddressKind] = {"all": "all", MERGED: "merged", "stories": "stories", "search": "search"}
#: Files for programs: lists of feeds for readers, our newest articles for search engines.
FILES: dict[str, Address] = {
    "/feeds.opml": Address("index", "", "opml"),
    "/sources.opml": Address("sources", "", "opml"),
    "/news-sitemap.xml": Address("news-sitemap", "", "xml"),
}
#: What has no parameters: files, pages that list feeds, one article, all reports of one story.
_WITHOUT_QUERY: frozenset[AddressKind] = frozenset({"index", "sources", "article", "story", "news-sitemap"})
EXTS: tuple[Ext, ...] = ("rss", "atom", "json", "html")

#: No path of ours is longer: the longest folder, a key of 80 UTF-8 bytes and four hash characters, an extension.
MAX_PATH_CHARS = 120
_PATH = re.compile(r"/(?:(?P<folder>[a-z]+)/)?(?P<key>[^/.]+)(?:\.(?P<tag>[A-Za-z-]+))?\.(?P<ext>[a-z]+)")
#: A key in another Unicode form than ours is longer: each letter may have its marks behind it.
MAX_SPELLED_CHARS = 3 * MAX_PATH_CHARS
_SPELLED = re.compile(r"/(?P<folder>[^/]+)/(?P<key>[^/]+)\.(?P<ext>[^/.]+)/?")
_ARTICLE_KEY = re.compile(r"[a-z2-7]{12}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-zA-Z]{4})?")


def parse(path: str, config: Config, query: str = "") -> Address:
    """The address that a percent-decoded path names, with the query where there is one.

    Each is found by its own spelling, in capitals, in another Unicode form or with a slash behind it, by WordPress's
    address of the same feed, and by all of these below the path that ``feeds.url`` may have. ``Address.path`` is the
    spelling that documents name. The query of a feed narrows it (``narrowing``).

    Raises NotFound for any other path, also for a section or a feed by name that the configuration does not know; Gone
    (feeds of comments) and BadRequest (``/?feed=``) as ``old_addresses.find`` does, and BadRequest for a parameter with
    a value that it can't have. Whether there is anything at the address is the store's to say.
    """
    if old := old_addresses.find(path, query, config):
        return old
    for inner in _inside(path, config):
        found = _exact(inner, config) or _exact(_respelled(inner), config)
        if found:
            return _asked(found, query, config)
    raise NotFound("there is nothing at this address", where=path[:MAX_PATH_CHARS], hint="All feeds are listed at /")


def _asked(address: Address, query: str, config: Config) -> Address:
    """The address with its parameters in their one spelling."""
    if address.kind in _WITHOUT_QUERY:
        return address
    address = selecting.canonical(replace(address, query=narrowing.read(query, config)), config)
    if address.kind == "search" and "q" not in dict(address.query):
        raise BadRequest("q is missing", hint="Write what is looked for: /search.rss?q=words")
    return address


def _inside(path: str, config: Config) -> Iterator[str]:
    """The path without that of ``feeds.url``, which a proxy may have left on; then as it is."""
    prefix = unquote(urlsplit(config.feeds.url).path)
    if prefix and (path == prefix or path.startswith(f"{prefix}/")):
        yield path.removeprefix(prefix) or "/"
    yield path


def _respelled(path: str) -> str:
    """The path with its parts in our spelling, as far as they have one."""
    if len(path) > MAX_SPELLED_CHARS:
        return ""
    found = _SPELLED.fullmatch(path)
    if found is None:
        stem = path.lower().removesuffix("/")
        return stem if stem != "/" else ""  # "//" is no other spelling of "/"
    folder, key, ext = found["folder"].lower(), found["key"], found["ext"].lower()
    kind = FOLDERS.get(folder)
    key = (
        (normal_tag(key) or "")
        if kind == "language"
        else key.lower()
        if kind in ("article", "story")
        else name_key(key)
    )
    return f"/{folder}/{key}.{ext}"


def _exact(path: str, config: Config) -> Address | None:
    """The address whose ``path`` this is."""
    if path == "/":
        return Address("index", "", "html")
    if path in FILES:
        return FILES[path]
    found = _PATH.fullmatch(path) if len(path) <= MAX_PATH_CHARS else None
    if found and found["ext"] in EXTS:
        ext = cast(Ext, found["ext"])
        folder, key, tag = found["folder"], found["key"], found["tag"]
        if folder is None and key in SINGLE and tag is None:
            return Address(SINGLE[key], "", ext) if key != MERGED or MERGED in config.named_feeds else None
        if folder is None and key == "index" and ext == "html" and tag in UI_LANGUAGES:
            return Address("index", tag, "html")
        if folder in FOLDERS and tag is None and _is_known(FOLDERS[folder], key, ext, config):
            # The one that has a path of its own is found by the other too.
            return (
                Address("merged", "", ext) if (folder, key) == ("feeds", MERGED) else Address(FOLDERS[folder], key, ext)
            )
    return None


def _is_known(kind: str, key: str, ext: str, config: Config) -> bool:
    if kind == "section":
        return key in config.by_slug
    if kind == "language":
        return _LANGUAGE.fullmatch(key) is not None
    if kind in ("article", "story"):
        return (ext == "html" or kind == "story") and _ARTICLE_KEY.fullmatch(key) is not None
    if kind == "feed":
        return key in config.named_feeds
    if kind == "author" and config.bylines.authors == "site":
        return False
    return is_key(key)


def url(base: str, address: Address) -> str:
    """The public address, with its query; ``base`` is ``feeds.url``."""
    query = address.query_string
    return public_url(base, address.path) + (f"?{query}" if query else "")


def public_url(base: str, path: str) -> str:
    """``path`` below ``feeds.url``, percent-encoded (RFC 3986 §2.1)."""
    return base + quote(path, safe="/")
