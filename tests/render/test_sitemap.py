from __future__ import annotations

from dataclasses import replace
from typing import Any

from lxml import etree

from syndication.documents import EntryView
from syndication.model import State
from syndication.render import sitemap
from tests.render.samples import view

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}


def texts(path: str, *entries: EntryView) -> Any:
    return etree.fromstring(sitemap.document(entries, "صحيفة المثال")).xpath(f"{path}/text()", namespaces=NAMES)


def in_state(state: State) -> EntryView:
    return replace(view(), stored=replace(view().stored, state=state))


def test_an_article_is_named_at_the_publisher_s_address_with_its_time_title_and_language() -> None:
    entry = view(title="NATO & الحلف", language="kmr-Arab")
    assert texts("//s:loc", entry) == [entry.stored.article.url]
    assert texts("//n:title", entry) == ["NATO & الحلف"]
    assert texts("//n:language", entry) == ["kmr"]
    assert texts("//n:name", entry) == ["صحيفة المثال"]
    published = entry.stored.article.published
    assert published is not None
    assert texts("//n:publication_date", entry) == [published.isoformat()]


def test_what_has_no_address_on_the_site_no_date_or_is_withdrawn_is_left_out() -> None:
    assert texts("//s:loc", view(url=None), view(published=None), in_state("notice")) == []


def test_an_empty_sitemap_is_a_document_too() -> None:
    assert etree.fromstring(sitemap.document((), "x")).tag == f"{{{NAMES['s']}}}urlset"
