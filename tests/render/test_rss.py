from __future__ import annotations

from typing import Any

import feedparser
import pytest
from lxml import etree

from syndication.documents import EntryView
from syndication.model import Content
from syndication.render import rss
from syndication.render.fragments import render
from tests.render.samples import IDEAS, facts, page, style, view

NS = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
}


def document(*views: EntryView, content: Content = "full", **about: Any) -> bytes:
    return rss.document(page("rss", *views, **about), render(views, style("rss", content=content)))


def channel(*views: EntryView, content: Content = "full", **about: Any) -> etree._Element:
    return etree.fromstring(document(*views, content=content, **about))[0]


def item(entry: EntryView, content: Content = "full") -> etree._Element:
    found = channel(entry, content=content).find("item")
    assert found is not None
    return found


def names(element: etree._Element) -> list[str]:
    return [str(etree.QName(child).localname) for child in element]


def test_titles_are_the_bytes_that_no_reader_takes_for_markup() -> None:
    got = document(IDEAS["title_with_markup_as_text"], IDEAS["title_with_less_than"], title="AT&T < <i>")
    assert "<title>«AT&#x26;T» &#x26; &#x3C;b&gt;</title>".encode() in got
    assert b"<title>5 &#x3C; 7</title>" in got
    assert got.count(b"&#x26;T &#x3C; &#x3C;i&gt;</title>") == 2  # of the channel and of its image
    assert b"&#x" not in b"".join(part.split(b"</title>")[1] for part in got.split(b"<title>")[1:])


def test_tags_rights_and_the_feeds_description_are_plain_text_in_the_same_way() -> None:
    entry = view(categories=(("q&a", "Q&A <3"),), summary="A & B")
    got = document(entry, description="بيع & شراء <مجانا>", rights="A & B")
    assert "<description>بيع &#x26; شراء &#x3C;مجانا&gt;</description>".encode() in got
    assert b"<copyright>A &#x26; B</copyright>" in got
    assert b">Q&#x26;A &#x3C;3</category>" in got
    assert got.count(b"<description>A &amp; B</description>") + got.count("\u200fA &amp; B</description>".encode()) == 1


def test_a_tag_like_title_in_the_text_is_not_touched() -> None:
    entry = view(title="T", html="<p>سوق &lt;title&gt;A &amp; B&lt;/title&gt;</p>")
    assert item(entry).findtext("content:encoded", namespaces=NS) == (
        '<div dir="rtl" lang="ar"><p>سوق &lt;title&gt;A &amp; B&lt;/title&gt;</p></div>'
    )


@pytest.mark.parametrize(
    ("plain", "written"),
    [
        ("A & B, AT&T", "A & B, AT&T"),
        ("5 < 7", "5 &lt; 7"),
        ("<b>", "&lt;b&gt;"),
        ("write &amp; or &copy", "write &amp;amp; or &amp;copy"),
    ],
)
def test_a_description_is_html_that_shows_the_plain_text(plain: str, written: str) -> None:
    assert rss.as_html(plain) == written
    assert item(view(summary="م " + plain)).findtext("description") == "م " + written


def test_the_channel_says_all_of_itself() -> None:
    about = channel()
    assert about.findtext("link") == "https://gazette.example/"
    assert about.findtext("description") == "كل ما تنشره صحيفة المثال"
    assert about.findtext("language") == "ar"
    assert about.findtext("copyright") == "جميع الحقوق محفوظة"
    assert about.findtext("generator") == "syndication"
    assert about.findtext("lastBuildDate") == "Sat, 14 Mar 2026 09:00:00 +0000"
    assert about.findtext("image/url") == "https://gazette.example/logo.png"
    assert about.findtext("image/link") == "https://gazette.example/"
    links = [facts(link) for link in about.iterfind("atom:link", NS)]
    assert links == [
        {"href": "https://feeds.gazette.example/news/all.rss", "rel": "self", "type": "application/rss+xml"}
    ]


def test_a_mixed_channel_has_no_language_and_no_empty_elements() -> None:
    about = channel(language=None, rights="", image="", description="")
    assert not {"language", "copyright", "image"} & set(names(about))
    assert about.findtext("description") == about.findtext("title")


@pytest.mark.parametrize(
    ("seconds", "minutes", "period", "frequency"),
    [
        (120, 2, "hourly", 30),
        (61, 2, "hourly", 30),
        (1, 1, "hourly", 60),
        (300, 5, "hourly", 12),
        (2700, 45, "daily", 32),
        (3600, 60, "hourly", 1),
        (7200, 120, "daily", 12),
        (86_400, 1440, "daily", 1),
        (420, 7, "weekly", 1440),
        (660, 11, "hourly", 5),  # no period can be divided by it
        (5_000_000, 83_334, "weekly", 1),
    ],
)
def test_ttl_and_update_period_say_the_same_number(seconds: int, minutes: int, period: str, frequency: int) -> None:
    about = channel(ttl_s=seconds)
    assert about.findtext("ttl") == str(minutes)
    assert about.findtext("sy:updatePeriod", namespaces=NS) == period
    assert about.findtext("sy:updateFrequency", namespaces=NS) == str(frequency)


def test_an_item_is_complete() -> None:
    got = item(IDEAS["picture_and_media"])
    guid, enclosures = got.find("guid"), got.findall("enclosure")
    assert guid is not None
    assert (guid.get("isPermaLink"), guid.text) == ("false", "https://gazette.example/?p=9")
    assert got.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    assert got.findtext("link") == "https://gazette.example/city/9"
    assert got.findtext("description") == "فتحت السوق أبوابها صباحا."
    assert (got.findtext("content:encoded", namespaces=NS) or "").startswith('<div dir="rtl" lang="ar"><figure>')
    assert got.findtext("pubDate") == "Sat, 14 Mar 2026 08:51:00 +0000"
    assert got.findtext("category") == "المدينة"
    assert got.findtext("dc:creator", namespaces=NS) == "صحيفة المثال"
    assert [facts(each) for each in enclosures] == [
        {"url": "https://gazette.example/a/9.mp3", "length": "0", "type": "audio/mpeg"}
    ]
    picture = got.find("media:content", NS)
    assert picture is not None
    assert facts(picture) == {
        "url": "https://gazette.example/i/9.jpg",
        "medium": "image",
        "type": "image/jpeg",
        "width": "1200",
        "height": "800",
    }
    assert picture.findtext("media:description", namespaces=NS) == "السوق «ليلا»"
    assert picture.findtext("media:credit", namespaces=NS) == "Photo: مصور"
    thumbnail = got.find("media:thumbnail", NS)
    assert thumbnail is not None
    assert thumbnail.get("url") == "https://gazette.example/i/9.jpg"


def test_the_updated_time_stands_only_where_it_says_more_than_the_date() -> None:
    assert item(IDEAS["plain"]).find("atom:updated", NS) is None
    assert item(IDEAS["corrected"]).findtext("atom:updated", namespaces=NS) == "2026-03-14T09:00:00+00:00"
    undated = item(IDEAS["undated_without_url"])
    assert undated.find("pubDate") is None
    assert undated.find("atom:updated", NS) is None
    assert undated.findtext("link") == "https://feeds.gazette.example/news/articles/article00010.html"


def test_related_links_stand_under_the_atom_prefix() -> None:
    links = [facts(link) for link in item(IDEAS["picks_with_and_without_url"]).iterfind("atom:link", NS)]
    assert links[1] == {
        "rel": "related",
        "type": "text/html",
        "hreflang": "en",
        "title": "Book market opens",
        "href": "https://other.example/a?b=1&c=2",
    }
    assert len(links) == 3


def test_an_excerpt_has_no_full_text_and_a_headline_neither() -> None:
    entry = IDEAS["picture_and_media"]
    assert {"description", "encoded"} & set(names(item(entry, "excerpt"))) == {"description"}
    assert {"description", "encoded"} & set(names(item(entry, "headline"))) == set()


@pytest.mark.parametrize(
    ("content", "summary"),
    [("full", "فتحت السوق أبوابها صباحا."), ("excerpt", "فتحت السوق أبوابها صباحا."), ("headline", None)],
)
def test_a_pictures_text_is_never_read_as_the_entrys_own(content: Content, summary: str | None) -> None:
    read = feedparser.parse(document(IDEAS["picture_and_media"], content=content)).entries[0]
    assert read.get("summary") == summary
    assert ["فتحت السوق" in part.value for part in read.get("content", [])] == [True] * (content == "full")


def test_a_bare_picture_is_full_text_still() -> None:
    got = item(IDEAS["nothing_but_a_picture"])
    assert got.findtext("description") == got.findtext("title")
    assert got.findtext("content:encoded", namespaces=NS) == (
        '<div dir="rtl" lang="ar"><figure><img src="https://gazette.example/i/12.png" alt=""></figure></div>'
    )


def test_a_withdrawn_item_shows_only_the_notice() -> None:
    got = item(IDEAS["withdrawn"])
    assert names(got) == ["title", "link", "description", "encoded", "guid", "pubDate", "updated"]
    assert got.findtext("title") == "خبر مسحوب"
    assert got.findtext("guid") == "https://gazette.example/?p=7"


def test_namespaces_are_declared_on_the_root_alone() -> None:
    for views in ((), tuple(IDEAS.values())):
        got = document(*views)
        assert got.count(b"xmlns") == got[: got.index(b">", got.index(b"<rss"))].count(b"xmlns") == 5


def test_literal_tags_in_texts_do_not_mislead_the_cut() -> None:
    entries = [view(1, title="</item><item>", summary="</channel>", html="<p>&lt;item&gt;</p>"), view(2)]
    fragments = render(entries, style("rss"))
    assert len(fragments) == 2
    assert all(part.startswith(b"<item ") and part.endswith(b"</item>") for part in fragments)
    assert len(channel(*entries).findall("item")) == 2


def test_an_item_from_another_outlet_names_its_feed_its_article_and_its_writer() -> None:
    got = item(IDEAS["from_another_outlet"])
    source = got.find("source")
    assert source is not None
    assert (source.text, facts(source)) == ("The Star & friends", {"url": "https://star.example/feed/"})
    said = {name: got.findtext(f"dc:{name}", namespaces=NS) for name in ("creator", "source", "rights")}
    assert said == {
        "creator": "A. Writer",
        "source": "https://star.example/bridge/13",
        "rights": "© The author & The Star",
    }
    least = item(IDEAS["from_a_feed_that_says_nothing"])
    assert least.findtext("dc:creator", namespaces=NS) == "ئەستێرە"
    assert least.find("dc:source", NS) is None
    assert item(IDEAS["plain"]).find("source") is None


def test_a_channel_of_several_outlets_has_neither_language_nor_rights() -> None:
    got = channel(IDEAS["from_another_outlet"], IDEAS["plain"])
    assert not {"language", "copyright"} & set(names(got))
    assert {each.get("{http://www.w3.org/XML/1998/namespace}lang") for each in got.iterfind("item")} == {"en", "ar"}
