"""Invented entries, one idea each, and feedgen's whole document to compare with. All texts here are made up."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from lxml import etree

from syndication.documents import Alternate, Channel, EntryView, Page, Style, Tombstone
from syndication.model import Article, Credit, Enclosure, Ext, Image, Link, State, Stored
from syndication.render import atom, rss
from syndication.render.entry import show

NOON = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
SITE = "https://gazette.example"
FEEDS = "https://feeds.gazette.example/news"
XML: tuple[Ext, ...] = ("rss", "atom")
EXTS: tuple[Ext, ...] = ("rss", "atom", "json", "html")


def style(ext: Ext, **changes: Any) -> Style:
    return replace(Style(ext, "full", True), **changes)


def view(number: int = 1, **fields: Any) -> EntryView:
    """A view; ``fields`` go to the article, or to the view or the stored row that has a field of that name."""
    article: dict[str, Any] = {
        "id": f"{SITE}/?p={number}",
        "key": f"article{number:05d}",
        "url": f"{SITE}/city/{number}",
        "title": "افتتاح سوق الكتب على ضفة النهر",
        "summary": "فتحت السوق أبوابها صباحا.",
        "html": "<p>فتحت السوق أبوابها صباحا.</p><p>وتستمر أسبوعا.</p>",
        "text": "فتحت السوق أبوابها صباحا.\n\nوتستمر أسبوعا.",
        "published": NOON - timedelta(minutes=number),
    }
    state: State = fields.pop("state", "live")
    updated: datetime | None = fields.pop("updated_as_shown", None)
    names = ("authors", "categories", "links", "text_list", "outlet", "licence", "publisher")
    outer = {name: fields.pop(name) for name in names if name in fields}
    made = Article(**{**article, **fields})
    seen = made.published or NOON - timedelta(days=1)
    stored = Stored(
        article=made,
        state=state,
        arrived=number,
        revision=number,
        touched=number,
        touched_at=NOON,
        first_seen=seen,
        shown_updated=updated or seen,
    )
    view_url = f"{FEEDS}/articles/{made.key}.html"
    shown = {"authors": ("صحيفة المثال",), "categories": (("city", "المدينة"),), "links": (), "text_list": (), **outer}
    return EntryView(stored=stored, url=made.url or view_url, view_url=view_url, **shown)


PICKS = (
    Link(kind="editor", title="دليل زوار السوق", url=f"{SITE}/city/guide", language="ar"),
    Link(kind="editor", title="كيف بنيت القاعة", teaser="حكاية القاعة من أول حجر…"),
    Link(kind="story", title="Book market opens", url="https://other.example/a?b=1&c=2", language="en", source="Other"),
    Link(kind="computed", title="«قصص & حكايات» <الجزء 2>", url=f"{SITE}/city/stories"),
)

#: An article of another outlet, with all that its feed says of itself, and with the least.
THEIRS = {
    "id": "https://star.example/?p=13",
    "url": "https://star.example/bridge/13",
    "title": "Bridge & river: 3 < 4",
    "summary": "The bridge opened again.",
    "html": "<p>The bridge opened again.</p>",
    "text": "The bridge opened again.",
    "language": "en",
    "outlet": "The Star",
    "publisher": "The Star",
}
CREDIT = Credit(
    source="star",
    feed="https://star.example/feed/?key=7",
    address="https://star.example/feed/",
    id="tag:star.example,2020:feed",
    title="The Star & friends",
    home="https://star.example/",
    updated=NOON - timedelta(hours=1),
    authors=("Desk of the Star",),
    rights="© The author & The Star",
    feed_rights="© The Star",
    icon="https://star.example/icon.png",
)

#: One idea each; the name is also that of its golden files.
IDEAS: dict[str, EntryView] = {
    "plain": view(1),
    "title_with_markup_as_text": view(
        2, title="«AT&T» & <b>", summary="شركة AT&T و<b> وسم.", id="tag:gazette.example,2026:2", language="en"
    ),
    "title_with_less_than": view(3, title="5 < 7", summary="5 < 7 && 7 > 5"),
    "arabic_title_begins_in_latin": view(
        4,
        title="NATO يعقد اجتماعا في المدينة",
        summary="NATO يجتمع يومين.",
        html="<figure><figcaption>2026</figcaption></figure><p>NATO يجتمع يومين.</p>",
        text="NATO يجتمع يومين.",
    ),
    "sorani_with_zwnj": view(
        5,
        language="ckb",
        title="بازاڕی کتێب لە که‌نار ڕووبار کرایه‌وه",
        summary="بازاڕه‌که هه‌فته‌یه‌ک ده‌خایه‌نێت.",
        html="<p>بازاڕه‌که هه‌فته‌یه‌ک ده‌خایه‌نێت.</p>",
        text="بازاڕه‌که هه‌فته‌یه‌ک ده‌خایه‌نێت.",
        links=PICKS[:1],
        text_list=PICKS[:1],
    ),
    "english_in_an_arabic_feed": view(
        6,
        language="en",
        title="Book market opens by the river",
        summary="It lasts a week.",
        html="<p>It lasts a week.</p>",
        text="It lasts a week.",
        links=PICKS[:1],
        text_list=PICKS[:1],
    ),
    "withdrawn": view(
        7,
        state="notice",
        updated_as_shown=NOON,
        image=Image(url=f"{SITE}/i/7.jpg"),
        enclosures=(Enclosure(url=f"{SITE}/a/7.mp3", type="audio/mpeg", length=10),),
        links=PICKS,
        text_list=PICKS,
    ),
    "picks_with_and_without_url": view(8, links=PICKS, text_list=PICKS),
    "picture_and_media": view(
        9,
        image=Image(
            url=f"{SITE}/i/9.jpg", width=1200, height=800, type="image/jpeg", alt="السوق «ليلا»", credit="Photo: مصور"
        ),
        enclosures=(
            Enclosure(url=f"{SITE}/a/9.mp3", type="audio/mpeg"),
            Enclosure(url=f"{SITE}/v/9.mp4", type="video/mp4", length=7_000_000),
        ),
    ),
    "undated_without_url": view(10, published=None, url=None),
    "corrected": view(11, updated_as_shown=NOON, authors=("كاتب أول", "كاتب ثان")),
    "from_another_outlet": view(
        13, **THEIRS, authors=("A. Writer",), credit=CREDIT, licence="CC BY 4.0", links=PICKS[:1], categories=()
    ),
    "from_a_feed_that_says_nothing": view(
        14,
        id="tag:star.example,2020:14",
        url=None,
        language="ckb",
        title="پردەکە دووبارە کرایەوە",
        summary="پردەکە کرایەوە.",
        html="<p>پردەکە کرایەوە.</p>",
        text="پردەکە کرایەوە.",
        outlet="ئەستێرە",
        publisher="ئەستێرە",
        authors=("ئەستێرە",),
        credit=Credit(source="star", feed="https://star.example/feed/"),
    ),
    "nothing_but_a_picture": view(12, summary="", html="", text="", image=Image(url=f"{SITE}/i/12.png")),
}

CHANNEL = Channel(
    id="tag:gazette.example,2026:all",
    title="صحيفة المثال: الأخبار & الرأي",
    description="كل ما تنشره صحيفة المثال",
    language="ar",
    direction="rtl",
    url=f"{FEEDS}/all.rss",
    home=f"{SITE}/",
    alternates=tuple(Alternate(ext=ext, url=f"{FEEDS}/all.{ext}") for ext in EXTS),
    publisher="صحيفة المثال",
    publisher_language="ar",
    site_url=f"{SITE}/",
    rights="جميع الحقوق محفوظة",
    image=f"{SITE}/logo.png",
)


def channel(ext: Ext, **changes: Any) -> Channel:
    return replace(CHANNEL, **{"url": f"{FEEDS}/all.{ext}", **changes})


def page(ext: Ext, *views: EntryView, gone: tuple[Tombstone, ...] = (), **changes: Any) -> Page:
    """A page of these views; ``changes`` go to its channel."""
    # A feed of several outlets has neither rights nor a language of its own (docs/feeds.md, Attribution).
    mixed = {"language": None, "rights": ""} if any(each.outlet for each in views) else {}
    return Page(
        channel=channel(ext, **(mixed | changes)), entries=views, gone=gone, updated=NOON, revision=99, modified=NOON
    )


def unstyled(document: bytes) -> bytes:
    """A page without its style sheet, which is the same in all and would fill every golden file."""
    return re.sub(rb"<style>.*?</style>", b"<style></style>", document, flags=re.DOTALL)


def whole(page: Page, style: Style) -> bytes:
    """The document that feedgen makes in one go of channel and entries, titles replaced as in ours."""
    shown = [show(entry, style) for entry in page.entries]
    if style.ext == "rss":
        feed = rss.channel(page.channel, page.updated)
        for each in shown:
            rss.add(feed, each)
        return rss.plain_text(feed.rss_str())
    feed = atom.channel(page.channel, page.updated, page.gone)
    for each in shown:
        atom.add(feed, each)
    made: bytes = feed.atom_str()
    return made


def facts(element: etree._Element) -> dict[str, str]:
    """The attributes of an element."""
    return {str(name): str(value) for name, value in element.attrib.items()}
