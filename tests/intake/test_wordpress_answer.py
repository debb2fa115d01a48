"""A list of posts as a document like a feed."""

from __future__ import annotations

import json

import pytest

from syndication.intake.wordpress_answer import parse

URL = "https://post.example/wp-json/wp/v2/posts"
POST = {
    "id": 7,
    "guid": {"rendered": "https://post.example/?p=7"},
    "link": "https://post.example/7/",
    "status": "publish",
    "title": {"rendered": "سوق الزهور"},
    "content": {"rendered": "<p>نص</p>", "protected": False},
}


def test_posts_that_everybody_may_read_are_entries_whatever_stands_between_them() -> None:
    closed = [POST | {"status": "private"}, POST | {"content": {"rendered": "", "protected": True}}]
    body = "\ufeff" + json.dumps([None, 1, [], {}, *closed, POST])
    (entry,) = parse(body.encode(), URL).entries
    assert (entry.guid, entry.url) == ("https://post.example/?p=7", "https://post.example/7/")
    assert (entry.title, entry.html) == ("سوق الزهور", "<p>نص</p>")


@pytest.mark.parametrize(
    ("body", "outcome", "why"),
    [
        ("", "empty", "the body is empty"),
        ("[]", "feed", ""),
        ('{"code": "rest_no_route"}', "unreadable", "the answer is no list of posts"),
        ("Notice: x" + json.dumps([POST]), "unreadable", "the answer is no JSON"),
        ("[" * 100_000, "unreadable", "the answer is no JSON"),
        (" <html><title>خبر</title></html>", "html", "a web page: خبر"),
        ("<html><script>window._cf_chl_opt={}</script></html>", "blocked", "Cloudflare asks for a browser"),
    ],
)
def test_what_is_no_list_of_posts_says_so(body: str, outcome: str, why: str) -> None:
    found = parse(body.encode(), URL)
    assert (found.outcome, found.why, found.entries) == (outcome, why, ())
