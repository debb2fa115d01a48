from __future__ import annotations

import json
from typing import Any

import pytest

from syndication.documents import EntryView
from syndication.model import Content
from syndication.render import json_feed
from syndication.render.fragments import render
from tests.render.json_rules import problems
from tests.render.samples import IDEAS, page, style


def document(*views: EntryView, content: Content = "full", **about: Any) -> bytes:
    return json_feed.document(page("json", *views, **about), render(views, style("json", content=content)))


def feed(*views: EntryView, content: Content = "full", **about: Any) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(document(*views, content=content, **about))
    return read


def item(entry: EntryView, content: Content = "full") -> dict[str, Any]:
    found: dict[str, Any] = feed(entry, content=content)["items"][0]
    return found


@pytest.mark.parametrize("content", ["full", "excerpt", "headline"])
def test_a_feed_of_every_idea_keeps_json_feed_1_1(content: Content) -> None:
    assert problems(feed(*IDEAS.values(), content=content)) == []
    assert problems(feed(*IDEAS.values(), content=content, language=None, rights="", image="", description="")) == []
    assert problems(feed()) == []


def test_the_checker_sees_what_is_wrong() -> None:
    wrong = feed(IDEAS["picture_and_media"])
    del wrong["items"][0]["content_html"], wrong["items"][0]["attachments"][0]["mime_type"], wrong["title"]
    wrong["items"][0] |= {"date_published": "2026-03-14 08:51", "image": "javascript:x", "colour": "red", "_x": 1}
    assert problems(wrong) == [
        "feed: no title",
        "item 0: image is 'javascript:x'",
        "item 0: date_published is '2026-03-14 08:51'",
        "item 0: unknown key colour",
        "item 0: the extension _x is no object",
        "item 0: neither content_html nor content_text",
        "item 0, attachment: no mime_type",
    ]


def test_the_channel_says_all_of_itself() -> None:
    about = feed()
    assert about.pop("items") == []
    assert about == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "صحيفة المثال: الأخبار & الرأي",
        "home_page_url": "https://gazette.example/",
        "feed_url": "https://feeds.gazette.example/news/all.json",
        "description": "كل ما تنشره صحيفة المثال",
        "icon": "https://gazette.example/logo.png",
        "authors": [{"name": "صحيفة المثال", "url": "https://gazette.example/"}],
        "language": "ar",
        "_syndication": {
            "about": "https://feeds.gazette.example/news/",
            "source": "صحيفة المثال",
            "rights": "جميع الحقوق محفوظة",
        },
    }


def test_an_item_is_complete() -> None:
    got = item(IDEAS["picture_and_media"])
    assert got.pop("content_html").startswith('<div dir="rtl" lang="ar"><figure><img ')
    assert got == {
        "id": "https://gazette.example/?p=9",
        "url": "https://gazette.example/city/9",
        "title": "افتتاح سوق الكتب على ضفة النهر",
        "summary": "فتحت السوق أبوابها صباحا.",
        "image": "https://gazette.example/i/9.jpg",
        "date_published": "2026-03-14T08:51:00+00:00",
        "date_modified": "2026-03-14T08:51:00+00:00",
        "authors": [{"name": "صحيفة المثال"}],
        "tags": ["المدينة"],
        "language": "ar",
        "attachments": [
            {"url": "https://gazette.example/a/9.mp3", "mime_type": "audio/mpeg"},
            {"url": "https://gazette.example/v/9.mp4", "mime_type": "video/mp4", "size_in_bytes": 7_000_000},
        ],
        "_syndication": {"about": "https://feeds.gazette.example/news/"},
    }


def test_related_articles_say_what_they_are_and_a_pick_may_lack_its_address() -> None:
    assert item(IDEAS["picks_with_and_without_url"])["_syndication"]["related"] == [
        {"url": "https://gazette.example/city/guide", "title": "دليل زوار السوق", "language": "ar", "kind": "editor"},
        {"title": "كيف بنيت القاعة", "kind": "editor", "teaser": "حكاية القاعة من أول حجر…"},
        {
            "url": "https://other.example/a?b=1&c=2",
            "title": "Book market opens",
            "language": "en",
            "source": "Other",
            "kind": "story",
        },
        {"url": "https://gazette.example/city/stories", "title": "«قصص & حكايات» <الجزء 2>", "kind": "computed"},
    ]


def test_a_foreign_entry_names_its_outlet() -> None:
    got = item(IDEAS["from_another_outlet"])
    assert (got["url"], "external_url" in got) == ("https://star.example/bridge/13", False)
    assert got["authors"] == [{"name": "A. Writer"}]
    assert (got["_syndication"]["source"], got["_syndication"]["rights"]) == ("The Star", "© The author & The Star")
    least = item(IDEAS["from_a_feed_that_says_nothing"])
    assert least["url"] == "https://feeds.gazette.example/news/articles/article00014.html"
    assert (least["_syndication"]["source"], "rights" in least["_syndication"]) == ("ئەستێرە", False)
    ours = item(IDEAS["plain"])["_syndication"]
    assert not {"source", "rights"} & set(ours)


def test_excerpts_and_headlines_are_text() -> None:
    excerpt, headline = item(IDEAS["plain"], "excerpt"), item(IDEAS["plain"], "headline")
    assert (excerpt["content_text"], excerpt["summary"]) == ("فتحت السوق أبوابها صباحا.",) * 2
    assert headline["content_text"] == headline["title"]
    assert "summary" not in headline
    assert "content_html" not in excerpt | headline


def test_a_withdrawn_item_shows_only_the_notice() -> None:
    got = item(IDEAS["withdrawn"])
    assert set(got) == {
        "id", "url", "title", "content_html", "summary", "date_published", "date_modified", "language", "_syndication",
    }  # fmt: skip
    assert (got["id"], got["title"]) == ("https://gazette.example/?p=7", "خبر مسحوب")


def test_letters_are_written_as_they_are_one_line_for_each_item() -> None:
    got = document(*IDEAS.values())
    assert b"\\u" not in got
    assert len(got.decode().splitlines()) == len(IDEAS) + 2


def test_joined_items_are_the_same_document_as_one_dump() -> None:
    got = document(*IDEAS.values())
    assert got.replace(b"\n", b"") == json.dumps(json.loads(got), ensure_ascii=False, separators=(",", ":")).encode()
