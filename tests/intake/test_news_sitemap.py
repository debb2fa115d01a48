"""News sitemaps as a source: what is an entry, and what is none."""

from __future__ import annotations

import gzip

import pytest

from syndication.intake.news_sitemap import parse
from syndication.text.titles import plain_title

URL = "https://one.example/news-sitemap.xml"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
)
ENTRY = (
    "<url><loc>/a?x=1&amp;y=2</loc><lastmod>2026-03-04</lastmod><n:news><n:publication><n:name>One</n:name>"
    "<n:language>ckb</n:language></n:publication><n:publication_date>2026-03-04T10:00:00+03:00</n:publication_date>"
    "<n:title>A &amp; B &lt; C</n:title><n:keywords>نەوت, بودجە ,</n:keywords></n:news></url>"
)


def test_an_entry_has_title_link_date_language_and_keywords() -> None:
    found = parse(f"{HEAD}{ENTRY}<url><loc>https://one.example/page</loc></url></urlset>".encode(), "", URL)
    (entry,) = found.entries
    assert found.outcome == "feed"
    assert entry.url == "https://one.example/a?x=1&y=2"
    assert plain_title(entry.title) == "A & B < C"
    assert (entry.published, entry.language, entry.tags) == ("2026-03-04T10:00:00+03:00", "ckb", ("نەوت", "بودجە"))
    assert (entry.guid, entry.summary, entry.html) == (None, None, None)


def test_a_sitemap_in_windows_1256_is_read() -> None:
    text = f"{HEAD}{ENTRY}</urlset>".replace("UTF-8", "windows-1256").replace("نەوت", "نفط").replace("بودجە", "موازنة")
    (entry,) = parse(text.encode("windows-1256"), "", URL).entries
    assert entry.tags == ("نفط", "موازنة")


def test_a_packed_sitemap_is_read() -> None:
    assert len(parse(gzip.compress(f"{HEAD}{ENTRY}</urlset>".encode()), "", URL).entries) == 1


def test_what_stands_before_a_break_is_taken() -> None:
    found = parse(f"{HEAD}{ENTRY}<url><loc>".encode(), "", URL)
    assert (found.outcome, len(found.entries)) == ("feed", 1)
    assert "breaks off" in found.why


@pytest.mark.parametrize(
    ("body", "outcome", "why"),
    [
        (b"", "empty", "empty"),
        (b" \n", "empty", "empty"),
        (b"<html><body>No</body></html>", "html", "a web page"),
        (b"<!DOCTYPE html><html><title>Just a moment...</title></html>", "blocked", "Just a moment"),
        (b"<rss><title>x</title></rss>", "unreadable", "no sitemap"),
        (b"%PDF-1.4", "unreadable", "breaks off"),
        (
            b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>x</loc></sitemap>'
            b"</sitemapindex>",
            "unreadable",
            "a list of sitemaps",
        ),
        (b'<!DOCTYPE u [<!ENTITY a "aaaa">]>' + f"{HEAD}{ENTRY}</urlset>".encode()[39:], "unreadable", "document type"),
    ],
)
def test_what_is_no_news_sitemap_says_so(body: bytes, outcome: str, why: str) -> None:
    found = parse(body, "", URL)
    assert found.outcome == outcome
    assert why in found.why


def test_an_empty_one_is_a_feed_without_entries() -> None:
    assert parse(f"{HEAD}</urlset>".encode(), "", URL).outcome == "feed"


def test_entries_beyond_the_bound_are_left() -> None:
    found = parse((HEAD + ENTRY * 5005 + "</urlset>").encode(), "", URL)
    assert len(found.entries) == 5000
