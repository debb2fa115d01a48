"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).

In: ``Shown`` entries, or a ``Page`` and its fragments. Out: bytes, UTF-8, keys in the order written here. An item's
bytes are a fragment; a document is the feed's own object with the items joined in as its last value.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from syndication.documents import Page
from syndication.model import Link
from syndication.render.entry import Shown, front, legal
from syndication.text.direction import marked

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def fragments(entries: Iterable[Shown]) -> list[bytes]:
    """The bytes of each item's object."""
    return [_dump(_item(shown)) for shown in entries]


def document(page: Page, items: Sequence[bytes]) -> bytes:
    """The whole feed, one line for each item, newest first."""
    about = page.channel
    feed = {
        "version": VERSION,
        "title": marked(legal(about.title), about.direction),
        "home_page_url": legal(about.home),
        "feed_url": legal(about.url),
        "description": marked(legal(about.description), about.direction),
        "icon": legal(about.image),
        "authors": [_filled({"name": legal(about.publisher), "url": legal(about.site_url)})],
        "language": legal(about.language or ""),
        "_syndication": _filled(
            {"about": front(legal(about.url)), "source": legal(about.publisher), "rights": legal(about.rights)}
        ),
    }
    return _dump(_filled(feed))[:-1] + b',"items":[\n' + b",\n".join(items) + b"\n]}\n"


def _item(shown: Shown) -> dict[str, Any]:
    """An item; keys without a value are left out, but for one of content_html and content_text, which must be there."""
    content = {"content_html": shown.content} if shown.content else {"content_text": shown.summary or shown.title}
    return _filled(
        {
            "id": shown.id,
            "url": shown.url,
            "title": shown.title,
            **content,
            "summary": shown.summary,
            "image": shown.image.url if shown.image else "",
            "date_published": shown.published.isoformat() if shown.published else "",
            "date_modified": shown.updated.isoformat(),
            "authors": [{"name": name} for name in shown.authors],
            "tags": [label for _, label in shown.categories],
            "language": shown.language,
            "attachments": [
                _filled({"url": each.url, "mime_type": each.type, "size_in_bytes": each.length})
                for each in shown.enclosures
            ],
            "_syndication": _filled(
                {
                    "about": shown.about,
                    "related": [_related(link) for link in shown.links],
                    "source": shown.outlet.name if shown.outlet else "",
                    "rights": shown.outlet.rights if shown.outlet else "",
                }
            ),
        }
    )


def _related(link: Link) -> dict[str, Any]:
    """A related article; without ``url`` its address is not known (yet)."""
    return _filled(
        {
            "url": link.url,
            "title": link.title,
            "language": link.language,
            "source": link.source,
            "kind": link.kind,
            "teaser": link.teaser,
        }
    )


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _dump(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
