"""Documents of every kind, as entries or as what came in a feed's place."""

from __future__ import annotations

from syndication.intake.feed import parse

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>خبرگزاری</title><link>https://news.example/</link><ttl>15</ttl>
<item><title>عنوان &amp;amp; تكملة</title><link>/a/1</link><guid isPermaLink="false">42</guid>
<pubDate>Fri, 18 Jul 2025 20:15:00 +0300</pubDate><description>&lt;p&gt;نص&lt;/p&gt;</description></item>
</channel></rss>"""


def test_an_entry_of_rss_is_read() -> None:
    found = parse(RSS.encode(), "application/rss+xml", "https://news.example/feed")
    assert (found.outcome, found.kind, found.ttl_minutes) == ("feed", "rss", 15)
    entry = found.entries[0]
    assert (entry.guid, entry.url, entry.title) == ("42", "https://news.example/a/1", "عنوان &amp; تكملة")
    assert (entry.published, entry.html, entry.summary) == ("Fri, 18 Jul 2025 20:15:00 +0300", "<p>نص</p>", "<p>نص</p>")
    assert entry.place == "https://news.example/feed#1"


def test_an_empty_body_is_said_to_be_empty() -> None:
    assert parse(b" \n", "", "").outcome == "empty"
