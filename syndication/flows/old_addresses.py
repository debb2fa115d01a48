"""WordPress's feed addresses -> the address whose document they stand for (pure).

Readers are subscribed to these and never learn of others, so they are answered in place (docs/moving.md). They are what
WordPress's rewrite rules make (wp-includes/class-wp-rewrite.php, ``generate_rewrite_rules`` and ``feeds``): a place,
then ``/feed/``, then perhaps a format; or ``/?feed=FORMAT`` with parameters that say the place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from syndication.documents import Address
from syndication.errors import BadRequest, Gone, NotFound
from syndication.model import Ext
from syndication.text.fold import words
from syndication.text.keys import name_key

if TYPE_CHECKING:
    from syndication.config import Config

#: WordPress's words for formats. RSS 0.92 and RSS 1.0 are answered with RSS 2.0: every reader takes it, and theirs had
#: no ids that a reader could know an article by. ``json`` is that of the plugin "JSON Feed".
FORMATS: dict[str, Ext] = {
    "feed": "rss",
    "rss2": "rss",
    "rss": "rss",
    "rdf": "rss",
    "atom": "atom",
    "json": "json",
}

#: WordPress cuts a slug at 200 bytes; a category's address has those of its parents too.
MAX_CHARS = 600
#: Parameters of ``/?feed=`` that are looked at.
MAX_PARAMETERS = 20

#: Parameters that make it the feed of one article's comments.
_ONE_ARTICLE = frozenset({"p", "page_id", "name", "pagename", "attachment_id", "withcomments"})
#: Parameters that choose by something that only WordPress knows: numbers of its tables, people, days, search words.
_ONLY_WORDPRESS = frozenset({"cat", "tag_id", "author", "author_name", "s", "m", "year", "monthnum", "day"})
#: First parts of paths that do so.
_ONLY_WORDPRESS_PATHS = frozenset({"author", "search"})


def find(path: str, query: str, config: Config) -> Address | None:
    """The address that a percent-decoded path and a query stand for; None: they are none of WordPress's.

    Raises Gone for feeds of comments, NotFound for feeds that are certainly WordPress's and that we have not, and
    BadRequest for a ``feed`` that is no format.
    """
    if len(path) > MAX_CHARS:
        return None
    inner = _inside(path, config)
    if inner == "/" and query and (found := _queried(query, config)):
        return found
    # The whole path first: with feeds.url = "https://…/feed" the site's own /feed/ is still the feed that it was.
    return _at_root(path) or _at_root(inner) or _at_place(inner, config)


def section_of(slug: str, config: Config) -> str | None:
    """The slug of our section for a category's: equal, or by the words of a title or label, forms of letters aside."""
    if slug in config.by_slug:
        return slug
    wanted = words(slug)
    for section in config.sections:
        if wanted and any(words(name) == wanted for name in (section.slug, *section.titles.values(), *section.labels)):
            return section.slug
    return None


def _inside(path: str, config: Config) -> str:
    """The path below the site's or our own address, whichever is longer: both may lie in a folder."""
    bases = sorted((unquote(urlsplit(url).path).rstrip("/") for url in (config.site.url, config.feeds.url)), key=len)
    for base in reversed(bases):
        if base and (path == base or path.startswith(f"{base}/")):
            return path.removeprefix(base) or "/"
    return path


def _split(path: str) -> tuple[list[str], Ext] | None:
    """The place, and the format; None if it is no feed's."""
    parts = path.removesuffix("/").split("/")[1:]
    if not all(parts):
        return None
    match parts:
        case [*place, "feed", word] if word in FORMATS:
            return place, FORMATS[word]
        case [*place, word] if word in FORMATS and word != "json":
            return place, FORMATS[word]
    return None


def _at_root(path: str) -> Address | None:
    """``/feed/`` and its like: the feed of everything."""
    found = _split(path)
    return Address("all", "", found[1]) if found and not found[0] else None


def _at_place(path: str, config: Config) -> Address | None:
    """A feed of a category, a tag, or an article's comments."""
    found = _split(path)
    if found is None:
        return None
    place, ext = found
    first, last = place[0], place[-1]
    if first == "category" and len(place) > 1:
        return _section(last, ext, config)
    if first == "tag" and len(place) == 2:
        return _tag(last, ext)
    if place == ["comments"]:
        raise _comments(path)
    if first in _ONLY_WORDPRESS_PATHS and len(place) > 1:
        raise _unknown(path)
    # Without WordPress's own first part: a section's page (some sites have another word before it), else an article's.
    slug = section_of(last, config)
    if slug is not None:
        return Address("section", slug, ext)
    if len(place) > 1:
        raise _comments(path)
    return None


def _queried(query: str, config: Config) -> Address | None:
    """``/?feed=FORMAT`` and what else is asked; parameters that nobody knows say nothing."""
    pairs = parse_qsl("&".join(query[:MAX_CHARS].split("&", MAX_PARAMETERS)[:MAX_PARAMETERS]), keep_blank_values=True)
    asked = dict(pairs)  # of a parameter given twice the last counts, as in PHP
    if "feed" not in asked:
        return None
    word = asked["feed"]
    if word.removeprefix("comments-") != word or not _ONE_ARTICLE.isdisjoint(asked):
        raise _comments("/")
    if word not in FORMATS:
        raise BadRequest("The parameter feed names no format that there is", hint="It may be rss2, atom or json")
    if not _ONLY_WORDPRESS.isdisjoint(asked):
        raise _unknown("/")
    if "category_name" in asked:
        return _section(asked["category_name"].rstrip("/").rpartition("/")[2], FORMATS[word], config)
    if "tag" in asked:
        return _tag(asked["tag"], FORMATS[word])
    return Address("all", "", FORMATS[word])


def _section(slug: str, ext: Ext, config: Config) -> Address:
    found = section_of(slug, config)
    if found is None:
        raise _unknown(slug)
    return Address("section", found, ext)


def _tag(slug: str, ext: Ext) -> Address:
    key = name_key(slug)
    if not key:
        raise _unknown(slug)
    return Address("tag", key, ext)


def _comments(path: str) -> Gone:
    return Gone("there are no feeds of comments", where=path[:MAX_CHARS], why="comments")


def _unknown(path: str) -> NotFound:
    return NotFound("there is no such feed", where=path[:MAX_CHARS], hint="All feeds are listed at /")
