"""News sitemaps (developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap): titles, links and dates.

For outlets that offer search engines what they offer no reader. In: an answer's bytes. Out: a `ParsedFeed` whose
entries have neither text nor summary. Nothing is raised; a document type declaration is refused, so no entity expands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from syndication.intake import charset, pages, streams
from syndication.intake.parsed import ParsedFeed
from syndication.model import Origin, RawEntry
from syndication.text.clean import one_line
from syndication.text.urls import absolute

_MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
#: The rule is a thousand; those who do not keep to it are read as far.
MAX_ENTRIES = 5000
#: Characters of one element that are kept: titles and addresses are shorter.
MAX_CHARACTERS = 10_000
#: Tags of an entry.
MAX_KEYWORDS = 30

#: The elements that are read, by the names that expat gives them.
_FIELDS = {
    f"{_MAP} loc": "url",
    f"{_MAP} lastmod": "updated",
    f"{_NEWS} title": "title",
    f"{_NEWS} publication_date": "published",
    f"{_NEWS} language": "language",
    f"{_NEWS} keywords": "keywords",
}


class _Refused(Exception):
    """The document is not read on."""


@dataclass(slots=True)
class _Reader:
    """What was read so far."""

    base: str
    entries: list[RawEntry] = field(default_factory=list)
    root: str = ""
    _found: dict[str, str] = field(default_factory=dict)
    _name: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if not self.root:
            self.root = name
            if name != f"{_MAP} urlset":
                what = "a list of sitemaps; name one of those" if name.endswith(" sitemapindex") else "no sitemap"
                raise _Refused(what)
        if name == f"{_MAP} url":
            self._found = {}
        self._name = _FIELDS.get(name, "")

    def end(self, name: str) -> None:
        """An element ends; a ``url`` with a news title is an entry."""
        self._name = ""
        if name != f"{_MAP} url" or len(self.entries) >= MAX_ENTRIES:
            return
        found = {key: one_line(value) for key, value in self._found.items()}
        url = absolute(found.get("url", ""), self.base)
        if url is None or not found.get("title"):
            return
        keywords = tuple(word.strip() for word in found.get("keywords", "").split(",") if word.strip())
        self.entries.append(
            RawEntry(
                place=f"{self.base}#{len(self.entries) + 1}",
                url=url,
                # Plain text that `plain_title` decodes once, as it does with feeds.
                title=found["title"].replace("&", "&amp;").replace("<", "&lt;"),
                published=found.get("published") or found.get("updated"),
                language=found.get("language"),
                tags=keywords[:MAX_KEYWORDS],
            )
        )

    def text(self, words: str) -> None:
        """Some characters of the element that is open."""
        if self._name:
            before = self._found.get(self._name, "")
            if len(before) < MAX_CHARACTERS:
                self._found[self._name] = (before + words)[:MAX_CHARACTERS]


def parse(body: bytes, content_type: str, url: str) -> ParsedFeed:
    """The entries of a news sitemap, or why it is none."""
    if body.startswith(streams.GZIP_MAGIC):  # as many sitemaps are kept: sitemap.xml.gz
        body = streams.unpacked_document(body)
    if not body.strip():
        return ParsedFeed(outcome="empty", why="the body is empty")
    reader = _Reader(url)
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _no_doctype
    why = ""
    text = charset.decode(body, content_type).text.lstrip("\ufeff \t\r\n")
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        why = f"it breaks off: {expat.ErrorString(error.code)} in line {error.lineno}"
    except _Refused as error:
        why = str(error)
    if not reader.entries and (why or reader.root != f"{_MAP} urlset"):
        is_page = reader.root.rpartition(" ")[2] in ("", "html")
        if is_page and (page := pages.judge(text, content_type, url)).outcome in ("html", "blocked"):
            return page
        return ParsedFeed(outcome="unreadable", why=why or "no sitemap")
    return ParsedFeed(outcome="feed", why=why, origin=Origin(url=url), entries=tuple(reader.entries))


def _no_doctype(*_: object) -> None:
    raise _Refused("it declares a document type")
