"""Other outlets, as invented as the newsroom: ten feeds in four languages that tell of the same events.

``outlets.jsonl`` beside this module says which outlet gives which entry from which step on; there are 20 steps. On
purpose there are in it: events that two outlets tell of, in each language; a correction; a report that its outlet gives
a second time under another address; a wide outlet, of which only what names Iraq or Kurdistan is wanted; and an outlet
whose server is broken. `feed` is a function of the step alone; ``demo.origin`` serves it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from importlib.resources import files
from typing import Any, Literal
from xml.sax.saxutils import escape

#: Steps of the play; before the first, each outlet has what a source has when it is first read.
STEPS = 20

_MEDIA_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}

#: What the outlets call their sections, and the slugs of ours; by language.
_SECTIONS = {
    "ar": {"ثقافة": "culture", "اقتصاد": "economy", "أمن": "security", "رياضة": "sport", "علوم": "technology"},
    "ckb": {"کولتوور": "culture", "ئابووری": "economy", "وەرزش": "sport"},
    "kmr": {"Çand": "culture", "Aborî": "economy"},
    "en": {"Business": "economy", "Society": "society"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An invented outlet and its one feed."""

    slug: str
    title: str
    language: str
    format: Literal["rss", "atom", "json"] = "rss"
    relevance: Literal["all", "iraq"] = "all"
    is_broken: bool = False  #: its server answers with an error, always


OUTLETS: tuple[Outlet, ...] = (
    Outlet(slug="najm", title="وكالة النجم الأخضر", language="ar"),
    Outlet(slug="kawkab", title="صحيفة الكوكب الصغير", language="ar", format="atom"),
    Outlet(slug="afaq", title="الأفق الواسع", language="ar", relevance="iraq"),
    Outlet(slug="bistan", title="هەواڵی باخچە", language="ckb", format="atom"),
    Outlet(slug="henar", title="دەنگی هەنار", language="ckb"),
    Outlet(slug="rojname", title="Rojnameya Darê", language="kmr"),
    Outlet(slug="deng", title="Dengê Gulê", language="kmr", format="json"),
    Outlet(slug="orchard", title="The Orchard Times", language="en", format="json"),
    Outlet(slug="comet", title="Comet Post", language="en"),
    Outlet(slug="muattal", title="منبر البرج المعطل", language="ar", is_broken=True),
)


def sources(base: str) -> str:
    """The text of a ``sources.toml`` that reads all of them below ``base``."""
    return "".join(_table(outlet, base) for outlet in OUTLETS)


def feed(outlet: Outlet, step: int, base: str) -> tuple[str, bytes]:
    """The outlet's document at a step, newest entry first: its media type and its bytes."""
    entries = sorted(_entries(outlet.slug, step).values(), key=lambda entry: entry["published"], reverse=True)
    write = {"rss": _rss, "atom": _atom, "json": _json}[outlet.format]
    return _MEDIA_TYPES[outlet.format], write(outlet, entries, f"{base}/{outlet.slug}").encode()


Entry = Mapping[str, Any]


def _table(outlet: Outlet, base: str) -> str:
    sections = ", ".join(f'"{label}" = "{slug}"' for label, slug in _SECTIONS[outlet.language].items())
    lines = (
        "[[source]]",
        f'slug = "{outlet.slug}"',
        f'title = "{outlet.title}"',
        f'outlet = "{outlet.slug}.example"',
        f'language = "{outlet.language}"',
        f'relevance = "{outlet.relevance}"',
        f'feeds = [{{ url = "{base}/{outlet.slug}/feed" }}]',
        f"sections = {{ {sections} }}",
        'section = "local"',
        'licence = "© ' + outlet.title + '"',
    )
    return "\n".join(lines) + "\n\n"


def _entries(slug: str, step: int) -> dict[str, Entry]:
    """What the outlet has given up to a step, each id in its last version."""
    found = (entry for entry in _all() if entry["outlet"] == slug and entry["step"] <= step)
    return {entry["id"]: entry for entry in found}


def _all() -> Iterator[Entry]:
    for line in files(__package__).joinpath("outlets.jsonl").read_bytes().splitlines():
        yield json.loads(line)


def _rss(outlet: Outlet, entries: list[Entry], address: str) -> str:
    items = "".join(
        f"<item><title>{escape(each['title'])}</title><link>{address}/{each['id']}</link>"
        f'<guid isPermaLink="false">{outlet.slug}:{each["id"]}</guid><category>{escape(each["category"])}</category>'
        f"<pubDate>{format_datetime(datetime.fromisoformat(each['published']))}</pubDate>"
        f"<description>{escape(each['summary'])}</description></item>"
        for each in entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{escape(outlet.title)}</title><link>{address}/</link><description>{escape(outlet.title)}</description>"
        f"<language>{outlet.language}</language>{items}</channel></rss>"
    )


def _atom(outlet: Outlet, entries: list[Entry], address: str) -> str:
    items = "".join(
        f"<entry><id>tag:{outlet.slug}.example,2025:{each['id']}</id><title>{escape(each['title'])}</title>"
        f'<link href="{address}/{each["id"]}"/><category term="{escape(each["category"])}"/>'
        f"<published>{each['published']}</published><updated>{each.get('updated', each['published'])}</updated>"
        f"<summary>{escape(each['summary'])}</summary></entry>"
        for each in entries
    )
    updated = max(each.get("updated", each["published"]) for each in entries)
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}">'
        f"<id>tag:{outlet.slug}.example,2025:feed</id><title>{escape(outlet.title)}</title><updated>{updated}</updated>"
        f"<author><name>{escape(outlet.title)}</name></author>"
        f'<link href="{address}/"/><link rel="self" href="{address}/feed"/>{items}</feed>'
    )


def _json(outlet: Outlet, entries: list[Entry], address: str) -> str:
    items = [
        {
            "id": f"{address}/{each['id']}",
            "url": f"{address}/{each['id']}",
            "title": each["title"],
            "summary": each["summary"],
            "content_text": each["summary"],
            "date_published": each["published"],
            "tags": [each["category"]],
            **({"date_modified": each["updated"]} if "updated" in each else {}),
        }
        for each in entries
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.title,
        "home_page_url": f"{address}/",
        "feed_url": f"{address}/feed",
        "language": outlet.language,
        "items": items,
    }
    return json.dumps(document, ensure_ascii=False)
