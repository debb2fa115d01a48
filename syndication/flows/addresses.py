"""Path <-> address <-> selection: which public addresses there are, and which articles each one shows (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, cast
from urllib.parse import quote, unquote, urlsplit

from syndication.errors import NotFound
from syndication.flows import old_addresses
from syndication.model import UI_LANGUAGES, Address, Ext
from syndication.selection import Selection
from syndication.text.keys import is_key, name_key
from syndication.text.language import normal_tag

if TYPE_CHECKING:
    from syndication.config import Config

#: Plural folder -> kind, for the addresses of the form ``/FOLDER/KEY.EXT`` (design.md, Addresses).
FOLDERS: dict[str, Literal["section", "language", "tag", "article"]] = {
    "sections": "section",
    "languages": "language",
    "tags": "tag",
    "articles": "article",
}
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
    spelling that documents name.

    Raises NotFound for any other path, also for a section that the configuration does not know; Gone (feeds of
    comments) and BadRequest (``/?feed=``) as ``old_addresses.find`` does. Whether there is anything at the address is
    the store's to say.
    """
    if old := old_addresses.find(path, query, config):
        return old
    for inner in _inside(path, config):
        found = _exact(inner, config) or _exact(_respelled(inner), config)
        if found:
            return found
    raise NotFound("there is nothing at this address", where=path[:MAX_PATH_CHARS], hint="All feeds are listed at /")


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
    key = (normal_tag(key) or "") if kind == "language" else key.lower() if kind == "article" else name_key(key)
    return f"/{folder}/{key}.{ext}"


def _exact(path: str, config: Config) -> Address | None:
    """The address whose ``path`` this is."""
    if path == "/":
        return Address("index", "", "html")
    if path == "/feeds.opml":
        return Address("index", "", "opml")
    found = _PATH.fullmatch(path) if len(path) <= MAX_PATH_CHARS else None
    if found and found["ext"] in EXTS:
        ext = cast(Ext, found["ext"])
        folder, key, tag = found["folder"], found["key"], found["tag"]
        if folder is None and key == "all" and tag is None:
            return Address("all", "", ext)
        if folder is None and key == "index" and ext == "html" and tag in UI_LANGUAGES:
            return Address("index", tag, "html")
        if folder in FOLDERS and tag is None and _is_known(FOLDERS[folder], key, ext, config):
            return Address(FOLDERS[folder], key, ext)
    return None


def _is_known(kind: str, key: str, ext: str, config: Config) -> bool:
    if kind == "section":
        return any(section.slug == key for section in config.sections)
    if kind == "language":
        return _LANGUAGE.fullmatch(key) is not None
    if kind == "article":
        return ext == "html" and _ARTICLE_KEY.fullmatch(key) is not None
    return is_key(key)


def selection(address: Address, config: Config) -> Selection:
    """Which articles the page at ``address`` shows; an index page lists labels of all articles."""
    if address.kind == "section":
        return Selection(sections=config.section_keys(address.key))
    if address.kind == "language":
        return Selection(languages=frozenset((address.key,)))
    if address.kind == "tag":
        return Selection(tags=frozenset((address.key,)))
    return Selection()


def public_url(base: str, path: str) -> str:
    """``path`` below ``feeds.url``, percent-encoded (RFC 3986 §2.1)."""
    return base + quote(path, safe="/")
