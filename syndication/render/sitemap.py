"""The news sitemap: our own newest articles, for search engines that take news (schema ``sitemap-news/0.9``).

In: entries and the publication's name. Out: the bytes of the document. Pure; raises nothing. It names articles at their
address on the publisher's site, so an article without one is left out, and so is what is undated or withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree

from syndication.documents import EntryView
from syndication.render.entry import legal

CONTENT_TYPE = "application/xml; charset=utf-8"
#: Articles of one file, and hours before the newest (the rules of sitemaps for news).
MAX_ENTRIES = 1000
HOURS = 48

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_PREFIXES: dict[Any, str] = {None: _SITEMAP, "news": _NEWS}  # None: no prefix, which lxml's stubs do not know


def document(entries: Iterable[EntryView], publication: str) -> bytes:
    """The sitemap of these entries, in their order; ``publication`` is its name as it stands on the site."""
    root = etree.Element(f"{{{_SITEMAP}}}urlset", nsmap=_PREFIXES)
    for entry in entries:
        article = entry.stored.article
        if article.url and article.published and entry.stored.state == "live":
            url = etree.SubElement(root, f"{{{_SITEMAP}}}url")
            etree.SubElement(url, f"{{{_SITEMAP}}}loc").text = legal(article.url)
            news = etree.SubElement(url, f"{{{_NEWS}}}news")
            paper = etree.SubElement(news, f"{{{_NEWS}}}publication")
            etree.SubElement(paper, f"{{{_NEWS}}}name").text = legal(publication)
            # The schema knows languages of two or three letters: no script, no region.
            etree.SubElement(paper, f"{{{_NEWS}}}language").text = article.language.partition("-")[0]
            etree.SubElement(news, f"{{{_NEWS}}}publication_date").text = article.published.isoformat()
            etree.SubElement(news, f"{{{_NEWS}}}title").text = legal(article.title)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8") + b"\n"
