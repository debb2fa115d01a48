"""The formats, one row each: adding one is adding a row (and its extension to ``model.Ext``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from syndication.documents import Page
from syndication.model import Ext
from syndication.render import atom, json_feed, rss
from syndication.render.entry import Shown
from syndication.render.html import views


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How pages of one extension are written."""

    media_type: str  #: bare, for ``type`` attributes
    content_type: str  #: for the header field
    fragments: Callable[[Iterable[Shown]], list[bytes]]  #: one for each entry, in order
    document: Callable[[Page, Sequence[bytes]], bytes]  #: the page with its entries' fragments, newest first


def _text(media_type: str) -> str:
    return f"{media_type}; charset=utf-8"


FORMATS: dict[Ext, Format] = {
    "rss": Format(
        media_type=rss.MEDIA_TYPE,
        content_type=_text(rss.MEDIA_TYPE),
        fragments=rss.fragments,
        document=rss.document,
    ),
    "atom": Format(
        media_type=atom.MEDIA_TYPE,
        content_type=_text(atom.MEDIA_TYPE),
        fragments=atom.fragments,
        document=atom.document,
    ),
    # JSON is UTF-8 and its types define no charset parameter (RFC 8259 §11).
    "json": Format(
        media_type=json_feed.MEDIA_TYPE,
        content_type=json_feed.MEDIA_TYPE,
        fragments=json_feed.fragments,
        document=json_feed.document,
    ),
    "html": Format(
        media_type=views.MEDIA_TYPE,
        content_type=_text(views.MEDIA_TYPE),
        fragments=views.fragments,
        document=views.feed_view,
    ),
}
