from __future__ import annotations

from typing import get_args

from syndication.model import Ext
from syndication.render.entry import show
from syndication.render.formats import FORMATS
from tests.render.samples import IDEAS, page, style


def test_every_extension_has_its_format() -> None:
    assert tuple(FORMATS) == get_args(Ext)


def test_media_types_are_the_registered_ones() -> None:
    assert {ext: form.content_type for ext, form in FORMATS.items()} == {
        "rss": "application/rss+xml; charset=utf-8",
        "atom": "application/atom+xml; charset=utf-8",
        "json": "application/feed+json",
        "html": "text/html; charset=utf-8",
    }
    assert all(form.content_type.startswith(form.media_type) for form in FORMATS.values())


def test_each_format_joins_as_many_fragments_as_there_are_entries() -> None:
    views = tuple(IDEAS.values())
    for ext, form in FORMATS.items():
        fragments = form.fragments(show(view, style(ext)) for view in views)
        assert len(fragments) == len(views)
        document = form.document(page(ext, *views), fragments)
        at = [document.index(fragment) for fragment in fragments]
        assert at == sorted(at)


def test_a_page_without_entries_is_a_document_still() -> None:
    for ext, form in FORMATS.items():
        assert form.document(page(ext), [])
