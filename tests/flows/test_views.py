from __future__ import annotations

from dataclasses import replace

from syndication.documents import Address
from syndication.flows import channels, listing, selecting, views
from syndication.flows.addresses import EXTS
from syndication.model import Link
from syndication.store.counts import Count
from syndication.store.engine import Store
from syndication.store.links import Shown
from tests.flows.newsroom import config, put, record, stored

HERE = "https://feeds.example"
CONFIG = config(
    site={"title": {"ar": "بريد البساتين", "en": "Orchard Post"}, "rights": "© 2026"},
    bylines={"authors": "show"},
)


def test_each_feed_says_what_it_is_of_and_where_it_is() -> None:
    channel = channels.channel(Address("section", "sport", "atom"), CONFIG)
    assert channel.title == "رياضة – بريد البساتين"
    assert channel.url == f"{HERE}/sections/sport.atom"
    assert [each.url for each in channel.alternates] == [
        f"{HERE}/sections/sport.{ext}" for ext in ("rss", "atom", "json", "html")
    ]
    assert (channel.language, channel.direction, channel.rights) == ("ar", "rtl", "© 2026")
    assert channels.channel(Address("all", "", "rss"), CONFIG).title == "بريد البساتين"
    assert channels.channel(Address("tag", "a-b", "rss"), CONFIG, "A B").title == "A B – بريد البساتين"
    assert channels.channel(Address("language", "ckb", "rss"), CONFIG).language == "ckb"


def test_a_feed_has_one_id_in_every_format_and_no_two_feeds_share_one() -> None:
    ids = {
        feed: {channels.feed_id(replace(feed, ext=ext), CONFIG) for ext in EXTS}
        for feed in (
            Address("all", "", "rss"),
            Address("section", "sport", "rss"),
            Address("tag", "sport", "rss"),
            Address("tag", "نهر", "rss"),
            Address("language", "ar", "rss"),
        )
    }
    assert all(len(found) == 1 for found in ids.values())
    assert len(set.union(*ids.values())) == len(ids)
    assert ids[Address("tag", "نهر", "rss")] == {"tag:post.example,2026-01-01:tag/%D9%86%D9%87%D8%B1"}


def test_a_feed_that_stands_for_wordpresss_has_its_id_at_every_address() -> None:
    old = "https://post.example/feed/atom/"
    base = config(feeds={"url": HERE, "wordpress_id": old})
    sport = base.section[1].model_copy(update={"wordpress_id": "http://old.example/رياضة/feed/atom/"})
    settings = base.model_copy(update={"section": (base.section[0], sport, base.section[2])})
    for ext in EXTS:
        assert channels.feed_id(Address("all", "", ext), settings) == old
        assert channels.feed_id(Address("section", "sport", ext), settings) == "http://old.example/رياضة/feed/atom/"
        assert channels.feed_id(Address("section", "local", ext), settings).startswith("tag:")
    assert channels.channel(Address("all", "", "atom"), settings).id == old


def test_pages_for_people_show_excerpts_and_feeds_the_text_with_its_list() -> None:
    assert selecting.style(Address("all", "", "html"), CONFIG).content == "excerpt"
    full = selecting.style(Address("all", "", "rss"), CONFIG)
    assert (full.content, full.text_list) == ("full", True)
    short = selecting.style(Address("all", "", "rss"), config(feeds={"url": HERE, "full_text": False}))
    assert (short.content, short.text_list) == ("excerpt", False)
    assert not selecting.style(Address("all", "", "rss"), config(feeds={"url": HERE, "text_list": False})).text_list


def test_an_entry_links_to_its_article_or_to_our_page_of_it(sqlite: Store) -> None:
    put(sqlite, record(1), record(2, url=None))
    one, two = (stored(sqlite, word) for word in "12")
    assert views.entry(one, Shown(), CONFIG).url == "https://post.example/a/0001"
    assert views.entry(two, Shown(), CONFIG).url == f"{HERE}/articles/{two.article.key}.html"
    links = (Link(kind="computed", title="t", url=f"/articles/{two.article.key}.html"), Link(kind="editor", title="u"))
    view = views.entry(one, Shown(links, links), CONFIG)
    assert [link.url for link in view.links] == [f"{HERE}/articles/{two.article.key}.html", None]
    assert view.text_list == view.links


def test_categories_are_sections_by_their_title_then_other_labels_and_tags_once_each(sqlite: Store) -> None:
    put(sqlite, record(1, section=["محلي", "محليات", "طقس"], tags=["طقس", "C++"]))
    assert views.entry(stored(sqlite, "1"), Shown(), CONFIG).categories == (
        ("local", "محليات"),
        ("طقس", "طقس"),
        ("c", "C++"),
    )


def test_a_name_that_is_no_name_never_leaves_the_house(sqlite: Store) -> None:
    put(sqlite, record(1, author=["admin", "desk@post.example"]), record(2, author="سدرة الرمان"))
    assert views.entry(stored(sqlite, "1"), Shown(), CONFIG).authors == ("بريد البساتين",)
    assert views.entry(stored(sqlite, "2"), Shown(), CONFIG).authors == ("سدرة الرمان",)
    assert views.entry(stored(sqlite, "2"), Shown(), config()).authors == ("بريد البساتين",)


COUNTS = [
    Count("all", "", "", 9, 1),
    Count("language", "ar", "", 8, 1),
    Count("language", "fr", "", 1, 1),
    Count("section", "رياضه", "رياضة", 3, 1),
    Count("tag", "often", "Often", 5, 1),
    Count("tag", "seldom", "Seldom", 4, 1),
]


def test_the_list_of_feeds_has_every_section_and_only_tags_that_are_worth_it() -> None:
    assert [(each.kind, each.key, name) for each, name in listing.feeds(CONFIG, COUNTS)] == [
        ("all", "", ""),
        *(("section", slug, "") for slug in ("local", "sport", "economy")),
        ("language", "ar", ""),
        ("language", "fr", ""),
        ("tag", "often", "Often"),
    ]


def test_the_index_is_in_the_language_of_its_address() -> None:
    page = listing.index(Address("index", "en", "html"), CONFIG, COUNTS)
    assert (page.language, page.publisher, page.publisher_language) == ("en", "Orchard Post", "en")
    assert page.url == f"{HERE}/index.en.html"
    assert [tag for tag, _ in page.translations] == ["ar", "ckb", "kmr", "en"]
    assert [group.kind for group in page.groups] == ["all", "section", "language", "tag"]
    home = listing.index(Address("index", "", "html"), CONFIG, COUNTS)
    assert (home.language, home.publisher, home.url) == ("ar", "بريد البساتين", f"{HERE}/")
