"""The list of feeds: as a page for people, as OPML for readers; and the pages of errors that lead to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree, html

from syndication.config import Config
from syndication.documents import Address, Document
from syndication.flows import drafts, listing, publish
from syndication.flows.addresses import parse
from syndication.flows.press import press
from syndication.flows.publish import Publisher
from syndication.flows.shelf import Lru
from syndication.render.html.views import IndexFeed, content_security_policy
from syndication.store import counts
from syndication.store.engine import Store
from tests.flows.newsroom import START, config, put, record

HERE = "https://feeds.example"
OPML = Address("index", "", "opml")
SECTIONS = [
    {"slug": "local", "titles": {"ar": "محليات", "en": "Local"}, "labels": ["محلي"]},
    {"slug": "city", "titles": {"ar": "المدينة", "en": "City"}, "parent": "local"},
    {"slug": "sport", "titles": {"ar": "رياضة"}},
]


def made(store: Store, address: Address, **tables: Any) -> Document:
    made_under = press(config(**tables), store, Lru(1_000_000, len))
    with store.read() as connection:
        return publish.compose(drafts.read(connection, address, made_under), made_under)


def listed(store: Store, language: str) -> dict[str, IndexFeed]:
    """The feeds of the index by their address without extension."""
    values = config().model_dump(include={"site", "feeds"}) | {"section": SECTIONS}
    settings = Config.model_validate(values)
    with store.read() as connection:
        found = counts.by_label(connection)
    page = listing.index(Address("index", language, "html"), settings, found)
    return {
        feed.alternates[0].url.removeprefix(HERE).rpartition(".")[0]: feed
        for group in page.groups
        for feed in group.feeds
    }


def hour(number: int) -> datetime:
    return START + timedelta(hours=number)


def test_a_feed_is_as_fresh_as_its_newest_article_and_a_section_as_those_below_it(sqlite: Store) -> None:
    put(
        sqlite,
        record(1, section="المدينة"),
        record(2, section="محلي"),
        record(4, section="المدينة", language="ckb"),
        record(3),
        record(9, published="2098-01-01T00:00:00Z"),  # waits for its hour, and nobody is told of it
    )
    feeds = listed(sqlite, "en")
    assert {path: feed.newest for path, feed in feeds.items()} == {
        "/all": hour(4),
        "/sections/local": hour(4),
        "/sections/city": hour(4),
        "/sections/sport": None,
        "/languages/ar": hour(3),
        "/languages/ckb": hour(4),
    }


def test_undated_articles_make_no_feed_fresh(sqlite: Store) -> None:
    put(sqlite, record(1, published=None))
    assert listed(sqlite, "ar")["/all"].newest is None


def test_a_feed_says_what_its_title_does_not(sqlite: Store) -> None:
    put(sqlite, record(1), record(2, language="en"), *(record(number, tags=["NATO"]) for number in range(3, 9)))
    english, arabic = listed(sqlite, "en"), listed(sqlite, "ar")
    assert (english["/sections/local"].title, english["/sections/local"].description) == ("Local", "With: City")
    assert (arabic["/sections/local"].title, arabic["/sections/local"].description) == ("محليات", "ومعه: المدينة")
    assert (english["/sections/sport"].title, english["/sections/sport"].language) == ("رياضة", "ar")
    assert (english["/languages/ar"].title, english["/languages/ar"].language) == ("العربية", "ar")
    assert (english["/languages/ar"].description, arabic["/languages/ar"].description) == ("Arabic", "")
    # Nobody says in which language a tag is.
    assert (english["/tags/nato"].title, english["/tags/nato"].language) == ("NATO", None)


def test_the_list_is_also_a_file_for_readers(sqlite: Store) -> None:
    put(sqlite, record(1), record(2, language="ckb"))
    assert parse("/feeds.opml", config()) == OPML
    document = made(sqlite, OPML)
    assert (document.media_type, document.policy) == ("text/x-opml; charset=utf-8", "")
    assert (document.canonical, document.max_age_s) == (f"{HERE}/feeds.opml", 120)
    root: Any = etree.fromstring(document.body)
    assert root.xpath("//outline/@xmlUrl") == [
        f"{HERE}/{path}.rss"
        for path in ("all", "sections/local", "sections/sport", "sections/economy", "languages/ar", "languages/ckb")
    ]
    assert root.xpath("/opml/body/outline[not(@xmlUrl)]/@text") == ["الأقسام", "اللغات"]
    assert made(sqlite, OPML) == document


def test_every_page_for_people_comes_with_the_policy_of_its_style(sqlite: Store) -> None:
    put(sqlite, record(1))
    for address in (Address("index", "", "html"), Address("all", "", "html")):
        assert made(sqlite, address).policy == content_security_policy()
    assert made(sqlite, Address("all", "", "rss")).policy == ""


def test_times_on_pages_are_those_of_the_publication(sqlite: Store) -> None:
    put(sqlite, record(1))
    page: Any = html.document_fromstring(made(sqlite, Address("all", "", "html")).body.decode())
    shown = page.xpath("string(//article//time)")
    assert shown.endswith(hour(1).astimezone(ZoneInfo("Asia/Baghdad")).strftime("%H:%M"))
    assert hour(1).astimezone(UTC).strftime("%H:%M") not in shown


def test_an_error_is_a_page_in_the_publications_language_and_rendered_once(sqlite: Store) -> None:
    publisher = Publisher(config(), sqlite)
    page, policy = publisher.refusal(404)
    root: Any = html.document_fromstring(page.decode())
    assert (root.get("lang"), root.findtext(".//h1")) == ("ar", "الصفحة غير موجودة")
    assert root.xpath("//main//a/@href")[0] == f"{HERE}/"
    assert policy == content_security_policy()
    assert publisher.refusal(404)[0] is page
    assert b"limit is &lt;0" in publisher.refusal(400, "limit is <0")[0]
    assert b"limit" not in publisher.refusal(400)[0]
    publisher.close()
