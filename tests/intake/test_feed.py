"""Documents of every kind, as entries or as what came in a feed's place."""

from __future__ import annotations

import gzip
import json
import random
import re
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.intake import fast_feed, full_feed
from syndication.intake.feed import parse
from syndication.intake.parsed import ParsedFeed
from tests.intake.real_feeds import invented, real

URL = "https://from.example/feed"
INVENTED, REAL = invented(), real()


def plain(found: ParsedFeed) -> bytes:
    """As JSON, without what is empty."""

    def kept(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: kept(each) for name, each in value.items() if each or each == 0}
        if isinstance(value, (list, tuple)):
            return [kept(each) for each in value]
        return sorted(value) if isinstance(value, frozenset) else value

    return (json.dumps(kept(asdict(found)), ensure_ascii=False, indent=1) + "\n").encode()


@pytest.mark.parametrize("name", INVENTED)
def test_a_feed_is_read_as_its_golden_file_says(name: str, golden: Callable[[str, bytes], None]) -> None:
    golden(f"feeds/{name}.json", plain(parse(INVENTED[name], "", URL)))


@pytest.mark.parametrize("name", INVENTED)
def test_an_encoding_makes_no_difference(name: str) -> None:
    text = INVENTED[name].decode()
    bare = re.sub(r"<\?xml [^>]*\?>", "", text)
    first = parse(INVENTED[name], "", URL)
    copies = [
        (text.encode("utf-16"), ""),
        (text.encode("utf-16-le"), "text/xml; charset=utf-8"),
        (bare.encode("utf-16-be"), ""),
        (b"\xef\xbb\xbf" + bare.encode(), ""),
        (text.encode(), "text/xml; charset=windows-1256"),
        (gzip.compress(text.encode()), ""),
    ]
    if "<![CDATA[" not in text:
        copies.append((bare.encode("cp1256", "xmlcharrefreplace"), "text/xml; charset=windows-1256"))
    for body, content_type in copies:
        assert parse(body, content_type, URL).entries == first.entries


def test_json_feeds_of_both_versions_are_read(golden: Callable[[str, bytes], None]) -> None:
    old = {
        "version": "https://jsonfeed.org/version/1",
        "title": "JSON <1>",
        "home_page_url": "https://j.example/",
        "feed_url": "/feed.json",
        "author": {"name": "Desk"},
        "items": [
            {"id": 7, "url": "/7", "title": "A < b", "content_text": "one\n\ntwo", "author": {"name": "Salwa"}},
            {"id": "https://j.example/8", "external_url": "https://k.example/8", "summary": "5 < 7", "tags": ["x", 5]},
            "no item",
        ],
    }
    new = old | {
        "version": "https://jsonfeed.org/version/1.1",
        "authors": [{"name": "Desk"}, {"url": "x"}],
        "language": "ckb",
        "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
        "next_url": "https://j.example/feed.json?page=2",
        "items": [
            {
                "id": "9",
                "content_html": "<p>x</p>",
                "content_text": "y",
                "image": "i.jpg",
                "date_published": "2024-06-01T09:00:00+03:00",
                "date_modified": "2024-06-01T10:00:00+03:00",
                "authors": [{"name": "Salwa"}, {"name": "Rebaz"}],
                "language": "ar",
                "attachments": [{"url": "9.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 12}],
            }
        ],
    }
    for name, document in (("json_1.0", old), ("json_1.1", new)):
        golden(f"feeds/{name}.json", plain(parse(b"\xef\xbb\xbf" + json.dumps(document).encode(), "", URL)))


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        "[" * 100_000,
        '{"items": [1], "version": 5}',
        '{"items": ' + "9" * 10_000 + "}",
        '{"version": "jsonfe',
    ],
)
def test_other_json_is_no_feed(text: str) -> None:
    assert parse(text.encode(), "application/json", "").outcome == "unreadable"


# --- faults -----------------------------------------------------------------------------------------------------------

ITEM = (
    "<item><title>جسر</title><link>https://from.example/{0}</link><guid>g{0}</guid><description>نص</description></item>"
)
TWO = f"<rss><channel><title>ورقة</title>{ITEM.format(1)}{ITEM.format(2)}</channel></rss>"


@pytest.mark.parametrize(
    "text",
    [
        TWO.replace("جسر</title>", "جسر", 1),
        TWO.replace("نص</description>", "نص", 1),
        TWO.replace("ورقة</title>", "ورقة"),
        TWO.replace("نص</description>", "<![CDATA[نص]]>", 1),
        TWO.replace("<channel><title>ورقة</title>", "<channel><title>ورقة</title><items>").replace(
            "</ch", "</items></ch"
        ),
        f"<!DOCTYPE html>\n{TWO}",
    ],
)
def test_a_text_that_is_never_closed_and_a_box_around_the_items_cost_no_entry(text: str) -> None:
    found = parse(text.encode(), "", URL)
    assert found.origin.title == "ورقة"
    assert [(entry.title, entry.url, entry.guid, entry.html) for entry in found.entries] == [
        ("جسر", "https://from.example/1", "g1", "نص"),
        ("جسر", "https://from.example/2", "g2", "نص"),
    ]


@pytest.mark.parametrize("prefix", ["", "a:"])
def test_an_atom_entry_may_be_the_whole_document(prefix: str) -> None:
    text = "<entry><title>جسر</title><id>urn:1</id><link href='https://from.example/1'/></entry>"
    text = re.sub("<(/?)", rf"<\1{prefix}", text)
    declared = f"xmlns:{prefix}".rstrip(":")
    found = parse(text.replace("entry>", f"entry {declared}='http://www.w3.org/2005/Atom'>", 1).encode(), "", URL)
    assert [(each.title, each.guid, each.url) for each in found.entries] == [("جسر", "urn:1", "https://from.example/1")]


def test_an_address_that_is_escaped_twice_is_read_once_more() -> None:
    found = parse(TWO.replace("example/1<", "example/?a=1&amp;#038;b=2&amp;amp;c=3<").encode(), "", URL)
    assert found.entries[0].url == "https://from.example/?a=1&b=2&c=3"


def test_of_several_times_the_first_that_can_be_read_counts() -> None:
    times = "<pubDate>{}</pubDate><dc:date>2024-06-01T09:00:00Z</dc:date></item>"
    for said, counts in (("أمس", "2024-06-01T09:00:00Z"), ("1 Jun 2024", "1 Jun 2024"), ("", "2024-06-01T09:00:00Z")):
        found = parse(TWO.replace("</item>", times.format(said)).encode(), "", URL)
        assert found.entries[0].published == counts


# --- what is no feed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"", "empty"),
        (b" \n\0", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        (bytes(range(256)) * 4, "binary"),
        (b"\x1f\x8b\x08\0broken", "binary"),
        (gzip.compress(b"\0" * 60_000_000), "binary"),
        (b"hello", "unreadable"),
        (b"<?xml version='1.0'?><urlset><url/></urlset>", "unreadable"),
        (b"<channel/>", "unreadable"),
        (b"<?xml version='1.0'?><opml><head><title>x</title></head><body/></opml>", "unreadable"),
    ],
)
def test_other_data_say_what_they_are(body: bytes, outcome: str) -> None:
    found = parse(body, "application/rss+xml", "")
    assert (found.outcome, found.entries, bool(found.why)) == (outcome, (), True)


def test_a_feed_without_entries_is_a_feed() -> None:
    assert parse(b"<rss><channel><title>x</title></channel></rss>", "", "").outcome == "feed"


def test_a_page_says_which_feeds_it_names() -> None:
    page = """<!doctype html><html><head><title>Paper</title><base href="/news/">
    <link rel="alternate" type="application/rss+xml" title="All &amp; more" href="rss.xml">
    <link rel='alternate' type='application/atom+xml' href='/atom?a=1&amp;b=2'>
    <!-- <link rel="alternate" type="application/rss+xml" href="/old.xml"> -->
    <link rel=alternate type=text/html href=/en>
    <link href="rss.xml" type="application/rss+xml" rel="alternate home"><link rel="stylesheet" href="x.css">
    <link rel="alternate" type="application/json" href="https://p.example/wp-json/wp/v2/posts/1">
    <link rel="alternate" type="application/feed+json" href="javascript:x"></head>
    <body><rss>is no feed here</rss>
    <script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script></body></html>"""
    found = parse(page.encode(), "text/html", "https://p.example/")
    assert (found.outcome, found.why) == ("html", "a web page: Paper")
    assert [(each.href, each.title) for each in found.links] == [
        ("https://p.example/news/rss.xml", "All & more"),
        ("https://p.example/atom?a=1&b=2", ""),
    ]


def test_a_page_that_lies_in_a_file_names_feeds_by_their_paths() -> None:
    link = "<link rel=alternate type=application/rss+xml href='{}'>"
    page = f"<html><head>{link.format(' /feed/ ')}{link.format('javascript:x')}</head></html>"
    assert [each.href for each in parse(page.encode(), "", "").links] == ["/feed/"]


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>",
        "<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1>",
        "<html><head><META NAME='robots'></head><iframe src='/_Incapsula_Resource?x'></iframe></html>",
        "<html><title>x</title><body><div id='px-captcha'></div></body></html>",
        "<html><body><h1>Access Denied</h1>You don't have permission to access this on this server.</body></html>",
        "<html><head><title>403 Forbidden</title></head><body><hr>nginx</body></html>",
        "<html><body><form action='https://consent.google.com/save'>Before you continue</form></body></html>",
        "<html><body><p>Please verify you are a human</p><script>" + "x" * 50_000 + "</script></body></html>",
        "<html><head><script src='https://a1.token.awswaf.com/a1/challenge.js'></script></head></html>",
        "<html><body><p>Your access was limited.</p><p>Generated by Wordfence</p></body></html>",
        "<html><head><title>Transferring to the website...</title></head></html>",
        "<title>Request Rejected</title>The requested URL was rejected. Please consult with your administrator.",
        "<html><body><h1>Not Acceptable!</h1>This error was generated by Mod_Security.</body></html>",
        "<html dir=rtl><body><h1>يرجى التحقق من أنك إنسان</h1></body></html>",
        "<html dir=rtl><body>يرجى تأكيد أنك لست روبوتا: لست روبوت</body></html>",
    ],
)
def test_a_wall_is_told(page: str) -> None:
    assert parse(page.encode(), "text/html", "https://p.example/feed").outcome == "blocked"


def test_an_article_about_captchas_is_no_wall() -> None:
    page = f"<html><title>News</title><body><p>{'كلام كثير عن captcha و access denied. ' * 100}</p></body></html>"
    assert parse(page.encode(), "text/html", "").outcome == "html"


# --- harm -------------------------------------------------------------------------------------------------------------

ARBITRARY = st.sampled_from([*INVENTED.values()])


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_something(body: bytes) -> None:
    assert parse(body, "", URL).outcome


@settings(max_examples=80, deadline=None)
@given(ARBITRARY, st.data())
def test_damaged_feeds_are_read_as_far_as_they_go(body: bytes, data: st.DataObject) -> None:
    whole = bytearray(body)
    for _ in range(data.draw(st.integers(0, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    found = parse(cut, data.draw(st.sampled_from(["", "text/xml; charset=windows-1256"])), URL)
    assert not found.why.startswith("can't be read")


@pytest.mark.parametrize(
    "body",
    [
        "<rss><channel>" + "<item><title>x</title><guid>1</guid></item>" * 10_000 + "</channel></rss>",
        "<rss><channel><item><description>" + "x &lt;p&gt; " * 500_000 + "</description></item></channel></rss>",
        "<rss><channel><item><description><![CDATA[" + "y" * 11_000_000 + "]]></description></item></channel></rss>",
        "<rss><channel>" + "<item>" * 3_000,
        "<feed>" + "<entry><content type='xhtml'>" + "<div>" * 3_000,
        "<rss>" + "<" * 40_000,
        "<rss>" + "&" * 30_000,
        "<rss>" + "<![CDATA[" * 50_000,
        "<rss>" + "<!--" * 50_000,
        '<rss><item><title a="' + "'\"<" * 20_000,
        "<html>" + "<" * 400_000,
        "<html>" + "<link rel='alternate' " * 20_000,
        "<rss><channel><item><title>x</title><author>a@b.c " + "a" * 500_000 + "</author></item></channel></rss>",
        "<rss><channel><item><title>" + "a\x80" * 10_000 + "a" * 2_000_000 + "</title></item></channel></rss>",
        "<rss " + "a='1' " * 20_000 + "/>",
        "<rss>" + "".join(f"<p{n}:x/>" for n in range(1_000)),
    ],
    ids=lambda body: f"{body[:30]}…{len(body)}",
)
def test_size_and_depth_cost_what_they_weigh(body: str) -> None:
    began = time.process_time()
    parse(body.encode("latin-1"), "", URL)
    assert time.process_time() - began < 10


# --- real feeds, where FEEDS names them -------------------------------------------------------------------------------


@pytest.mark.skipif(not REAL, reason="FEEDS names no feeds")
@pytest.mark.timeout(600)
def test_real_feeds_and_damaged_copies_of_them_are_read() -> None:
    chance = random.Random(1)
    for name, body in REAL.items():
        first = parse(body, "", URL)
        assert (name, first.outcome, bool(first.entries)) == (name, "feed", True)
        assert parse(body.decode("utf-8", "replace").encode("utf-16"), "", URL).outcome == "feed"
        for _ in range(3):
            damaged = bytearray(body[: chance.randrange(len(body))])
            for _ in range(10):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            assert not parse(bytes(damaged), "", URL).why.startswith("can't be read")


@pytest.mark.parametrize("end", ["</channel></rss>", "<"])
def test_entries_without_number_are_read_up_to_a_limit(end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for reader in (fast_feed, full_feed):
        monkeypatch.setattr(reader, "MAX_ENTRIES", 50)
    body = "<rss><channel>" + "<item><guid>1</guid></item>" * 55 + end
    assert len(parse(body.encode(), "", URL).entries) == 50
