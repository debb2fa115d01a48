from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml import html

from syndication.documents import Alternate
from syndication.errors import GoneWhy
from syndication.model import UI_LANGUAGES, Content
from syndication.render.fragments import render
from syndication.render.html import views
from syndication.render.html.views import IndexFeed, IndexGroup, IndexPage
from syndication.render.index_words import index_words
from syndication.render.words import words
from tests.render.samples import EXTS, FEEDS, IDEAS, NOON, PICKS, SITE, channel, page, style, unstyled, view

ZONE = ZoneInfo("Asia/Baghdad")


def parsed(page: bytes | str) -> Any:
    """The root of a page, as lxml.html reads it (whose stubs know too little to be of use)."""
    return html.document_fromstring(page if isinstance(page, str) else page.decode())


def alternates(path: str) -> tuple[Alternate, ...]:
    return tuple(Alternate(ext=ext, url=f"{FEEDS}/{path}.{ext}") for ext in EXTS)


def index(language: str) -> IndexPage:
    say = words(language)
    feeds = IndexFeed(title="كل المقالات", language="ar", newest=NOON, alternates=alternates("all"))
    section = IndexFeed(
        title="<المدينة> & حولها",
        language="ar",
        description=say.including.format("النقل" if say.direction == "rtl" else "Transport"),
        alternates=alternates("sections/city"),
    )
    tag = IndexFeed(title="NATO", language=None, newest=NOON, alternates=alternates("tags/nato"))
    return IndexPage(
        language=language,
        publisher="صحيفة المثال",
        publisher_language="ar",
        description="صحيفة من كل الناس",
        site_url=f"{SITE}/",
        description_language="ar",
        rights_language="ar",
        url=f"{FEEDS}/index.{language}.html",
        opml_url=f"{FEEDS}/feeds.opml",
        zone=ZONE,
        translations=tuple((tag, f"{FEEDS}/index.{tag}.html") for tag in UI_LANGUAGES),
        groups=(
            IndexGroup(kind="all", feeds=(feeds,)),
            IndexGroup(kind="section", feeds=(section,)),
            IndexGroup(kind="language", feeds=()),
            IndexGroup(kind="tag", feeds=(tag,)),
        ),
        rights="جميع الحقوق محفوظة",
    )


def feed(content: Content = "excerpt") -> bytes:
    entries = tuple(IDEAS.values())
    return views.feed_view(page("html", *entries), render(entries, style("html", content=content)))


def every_page() -> dict[str, bytes]:
    pages = {"feed": feed(), "feed_full": feed("full"), "feed_empty": views.feed_view(page("html"), [])}
    pages |= {f"article_{name}": views.article_view(entry, "full", channel("html")) for name, entry in IDEAS.items()}
    pages |= {f"index_{language}": views.index_view(index(language)) for language in UI_LANGUAGES}
    pages |= {
        f"error_{status}_{language}": views.error_view(status, channel("html", language=language), "limit=<x>")
        for status in (400, 404, 405, 410, 503)
        for language in UI_LANGUAGES
    }
    return pages


PAGES = every_page()


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_whole_and_asks_for_nothing(name: str) -> None:
    text = PAGES[name].decode()
    root = parsed(text)
    assert text.startswith("<!DOCTYPE html>\n")
    assert root.get("lang")
    assert root.get("dir") in ("rtl", "ltr")
    assert root.findtext("head/title")
    assert root.xpath("//meta[@name='robots']/@content") == ["noindex, follow"]
    assert len(root.xpath("//h1")) == 1
    assert len(root.xpath("//main")) == 1
    assert root.xpath("//script | //iframe | //link[@rel='stylesheet'] | //@*[starts-with(name(), 'on')]") == []
    assert root.xpath("//@style") == []  # the policy would refuse them


@pytest.mark.parametrize("name", ["index_ar", "index_kmr", "error_404_ckb", "article_picks_with_and_without_url"])
def test_golden(name: str, golden: Callable[[str, bytes], None]) -> None:
    golden(f"render/{name}.html", unstyled(PAGES[name]))


def test_the_policy_names_the_style_that_every_page_has() -> None:
    policy = views.content_security_policy()
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    for body in PAGES.values():
        found = re.search(rb"<style>(.*?)</style>", body, re.DOTALL)
        assert found is not None
        assert base64.b64encode(hashlib.sha256(found[1]).digest()).decode() in policy


def test_a_feeds_page_is_a_copy_of_the_publishers() -> None:
    root = parsed(feed())
    assert (root.get("lang"), root.get("dir")) == ("ar", "rtl")
    assert root.xpath("//link[@rel='canonical']/@href") == [f"{SITE}/"]
    assert root.xpath("//link[@rel='alternate']/@href") == [f"{FEEDS}/all.{ext}" for ext in ("rss", "atom", "json")]
    assert root.xpath("//header//a/@href") == [f"{SITE}/", f"{FEEDS}/"]
    assert root.xpath("string(//main//code)") == f"{FEEDS}/all.rss"
    assert len(root.xpath("//main//code//wbr")) == 4  # long addresses break where people would
    assert root.xpath("//*[@class='formats']//a/@href") == [f"{FEEDS}/all.{ext}" for ext in ("rss", "atom", "json")]
    assert root.xpath("//a[@href=$help]", help=f"{FEEDS}/#subscribe")
    assert root.xpath("//article/h2/a/@href") == [entry.url for entry in IDEAS.values()]


def test_entries_carry_their_own_language_and_direction() -> None:
    root = parsed(feed())
    tongues = [(each.get("lang"), each.get("dir")) for each in root.iter("article")]
    assert tongues[4:6] == [("ckb", "rtl"), ("en", "ltr")]
    assert set(tongues) == {("ar", "rtl"), ("ckb", "rtl"), ("en", "ltr")}


@pytest.mark.parametrize(
    ("language", "direction", "shown"),
    [("ckb", "rtl", "ckb"), ("kmr", "rtl", "kmr"), (None, "rtl", "ar"), (None, "ltr", "en")],
)
def test_words_around_a_feed_are_of_its_language(language: str | None, direction: str, shown: str) -> None:
    got = views.feed_view(page("html", language=language, direction=direction, publisher_language="ar"), []).decode()
    root = parsed(got)
    assert (root.get("lang"), root.get("dir")) == (shown, words(shown).direction)
    assert root.xpath("//h1/@dir") == ([] if shown == "ar" else ["rtl"])
    assert words(shown).empty in got


def test_a_feeds_page_is_headed_by_what_sets_it_apart() -> None:
    named = page("html", name="سياسة", name_language="ar", title="سياسة – صحيفة المثال")
    root = parsed(views.feed_view(named, []))
    assert root.findtext(".//h1") == "سياسة"
    assert root.findtext("head/title") == "سياسة – صحيفة المثال"
    assert "كل ما تنشره" not in root.text_content()
    tag = parsed(views.feed_view(page("html", name="NATO", name_language=None), []))
    assert tag.xpath("//h1/@dir") == ["auto"]


def test_times_are_in_the_zone_of_the_publication() -> None:
    made = page("html", zone=ZONE)
    root = parsed(views.feed_view(made, render([replace(IDEAS["plain"], zone=ZONE)], style("html", content="excerpt"))))
    assert root.xpath("//time/@datetime") == ["2026-03-14T09:00:00Z", "2026-03-14T08:59:00Z"]
    assert [each.text for each in root.iter("time")] == ["14 آذار 2026، 12:00", "14 آذار 2026، 11:59"]
    assert "Asia/Baghdad" in root.xpath("//footer")[0].text_content()


def test_an_article_shows_its_text_its_media_and_its_related_articles_once() -> None:
    entry = view(9, title="سوق & <كتب>", html="<p>نص كامل</p>", links=PICKS, text_list=PICKS)
    got = views.article_view(entry, "full", channel("html")).decode()
    root = parsed(got)
    assert root.xpath("//h1")[0].text_content() == "سوق & <كتب>"
    assert root.xpath("//link[@rel='canonical']/@href") == [f"{SITE}/city/9"]
    assert "<p>نص كامل</p>" in got
    assert got.count("مقالات ذات صلة") == 1
    assert [item.text_content() for item in root.xpath("//*[@class='related']/li")] == [
        "دليل زوار السوق",
        "كيف بنيت القاعةحكاية القاعة من أول حجر…",
        "Book market opens (Other)",
        "«قصص & حكايات» <الجزء 2>",
    ]
    assert f'<a href="{SITE}/city/9">المقال في موقع الناشر</a>' in got


def test_an_article_of_which_an_excerpt_may_be_shown_shows_no_more() -> None:
    got = views.article_view(IDEAS["plain"], "excerpt", channel("html")).decode()
    assert "<p>فتحت السوق أبوابها صباحا.</p>" in got
    assert "وتستمر أسبوعا" not in got


def test_an_article_without_an_own_address_or_withdrawn_links_to_no_original() -> None:
    for name in ("undated_without_url", "withdrawn"):
        assert words("ar").original not in PAGES[f"article_{name}"].decode()
    assert words("ar").notice in PAGES["article_withdrawn"].decode()


def test_another_outlets_article_says_where_it_is_to_be_read_and_under_which_licence() -> None:
    for got in (PAGES["article_from_another_outlet"].decode(), feed().decode()):
        assert '<a href="https://star.example/bridge/13">Read at <bdi>The Star</bdi></a>' in got
        assert "<bdi>CC BY 4.0</bdi>" in got
        assert "<bdi>A. Writer</bdi>" in got
    article = PAGES["article_from_another_outlet"].decode()
    assert '<link rel="canonical" href="https://star.example/bridge/13">' in article
    assert words("en").original not in article
    unlinked = parsed(PAGES["article_from_a_feed_that_says_nothing"])
    assert [each.text_content() for each in unlinked.iterfind(".//p[@class='more']")] == ["ئەستێرە"]


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_the_list_of_feeds_names_every_format_in_the_words_of_its_language(language: str) -> None:
    root = parsed(PAGES[f"index_{language}"])
    say = words(language)
    assert (root.get("lang"), root.get("dir")) == (language, say.direction)
    assert root.findtext("body/main//h1") == say.feeds
    assert [each.text_content() for each in root.iter("h2")] == [
        "كل المقالات",
        *(say.groups[kind] for kind in ("section", "tag")),
        say.subscribe,
    ]
    cards = root.xpath("//section[@class='box'][@aria-labelledby='all'] | //*[@class='cards']/li")
    assert [card.xpath(".//a/@href") for card in cards] == [
        [f"{FEEDS}/{path}.{ext}" for ext in ("html", "rss", "atom", "json")]
        for path in ("all", "sections/city", "tags/nato")
    ]
    assert [card.xpath("string(.//code)") for card in cards] == [
        f"{FEEDS}/{path}.rss" for path in ("all", "sections/city", "tags/nato")
    ]
    assert [card.xpath("string(.//time)") for card in cards] == [
        say.when(NOON.astimezone(ZONE)),
        "",
        say.when(NOON.astimezone(ZONE)),
    ]
    assert [item.text for item in root.xpath("//ol/li")] == list(index_words(language).steps)
    assert root.xpath("//a[@href=$opml]", opml=f"{FEEDS}/feeds.opml")
    assert root.xpath("//header/nav//a/@hreflang") == list(UI_LANGUAGES)
    assert root.xpath("//header/nav//a[@aria-current='page']/@hreflang") == [language]
    assert root.xpath("//link[@rel='alternate'][@hreflang]/@href") == [
        f"{FEEDS}/index.{tag}.html" for tag in UI_LANGUAGES
    ]
    assert "_syndication" in root.xpath("//footer")[0].text_content()


def test_a_list_without_feeds_says_so() -> None:
    assert words("en").empty in views.index_view(replace(index("en"), groups=())).decode()


def test_an_error_says_what_was_wrong_and_escapes_it() -> None:
    english = channel("html", language="en")
    got = views.error_view(400, english, "limit=<script>").decode()
    assert "Request not understood" in got
    assert "limit=&lt;script&gt;" in got
    assert words("en").errors[500][0] in views.error_view(502, english).decode()
    assert "canonical" not in got


@pytest.mark.parametrize("why", ["expired", "comments"])
def test_what_is_gone_without_a_withdrawal_says_so_in_every_language(why: GoneWhy) -> None:
    text = parsed(views.error_view(410, channel("html"), why=why)).text_content()
    for tag in UI_LANGUAGES:
        assert words(tag).gone[why] in text
        assert words(tag).errors[410][1] not in text


def test_an_error_is_told_in_every_language_each_with_its_list_of_feeds() -> None:
    root = parsed(views.error_view(404, channel("html")))
    assert root.findtext(".//h1") == words("ar").errors[404][0]
    assert [each.text for each in root.iter("strong")] == [words(tag).errors[404][0] for tag in ("ckb", "kmr", "en")]
    assert root.xpath("//main//a/@href") == [
        f"{FEEDS}/",
        *(f"{FEEDS}/index.{tag}.html" for tag in ("ckb", "kmr", "en")),
    ]
    assert root.xpath("//link[@rel='alternate']/@href") == [f"{FEEDS}/all.{ext}" for ext in ("rss", "atom", "json")]


def test_an_articles_own_first_level_heading_is_lowered() -> None:
    entry = view(html='<h1 dir="rtl">رأس</h1><p>نص &lt;h1&gt;</p><h10></h10>')
    got = views.article_view(entry, "full", channel("html")).decode()
    assert '<h2 dir="rtl">رأس</h2><p>نص &lt;h1&gt;</p><h10></h10>' in got


def test_attached_files_are_named_in_the_words_of_the_article() -> None:
    root = parsed(PAGES["article_picture_and_media"])
    assert [each.text_content() for each in root.xpath("//*[@class='file']/a")] == [
        "تسجيل صوتي audio/mpeg", "فيديو video/mp4, 7.0 MB",
    ]  # fmt: skip


def test_texts_are_escaped_everywhere() -> None:
    evil = '"><script>alert(1)</script>'
    entry = view(
        title=evil, summary=evil, language='ar"><x', authors=(evil,), categories=((evil, evil),),
        links=tuple(PICKS[:1]), text_list=(), html="<p>نص</p>",
    )  # fmt: skip
    made = page("html", entry, title=evil, description=evil, publisher=evil, rights=evil)
    pages = [
        views.feed_view(made, render([entry], style("html", content="excerpt"))),
        views.article_view(entry, "full", made.channel),
        views.index_view(index("ar")),
    ]
    for got in pages:
        assert b"<script" not in got
        assert b"<x" not in got
