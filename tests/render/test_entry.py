from __future__ import annotations

from dataclasses import replace

import pytest

from syndication.model import Image, Link
from syndication.render.entry import front, is_iri, legal, show
from tests.render.samples import IDEAS, NOON, PICKS, SITE, style, view

RLM, LRM = "\u200f", "\u200e"
FULL = style("rss")


@pytest.mark.parametrize(
    ("title", "language", "shown"),
    [
        ("NATO يجتمع", "ar", f"{RLM}NATO يجتمع"),
        ("«NATO» يجتمع", "ar", f"{RLM}«NATO» يجتمع"),
        ("يجتمع NATO", "ar", "يجتمع NATO"),
        ("2026", "ar", "2026"),
        ("سوق books", "en", f"{LRM}سوق books"),
        ("NATO kom dibe", "kmr", "NATO kom dibe"),
        ("NATO کۆدەبێتەوە", "ckb", f"{RLM}NATO کۆدەبێتەوە"),
    ],
)
def test_title_and_summary_get_a_mark_only_where_they_begin_in_the_other_direction(
    title: str, language: str, shown: str
) -> None:
    entry = show(view(title=title, summary=title, language=language), FULL)
    assert entry.title == entry.summary == shown


@pytest.mark.parametrize(
    ("body", "marked"),
    [
        ("<p>NATO يجتمع</p>", f"<p>{RLM}NATO يجتمع</p>"),
        ("<p>يجتمع NATO</p>", "<p>يجتمع NATO</p>"),
        ("<p>2026 &amp; <b>NATO</b></p>", f"<p>2026 &amp; <b>{RLM}NATO</b></p>"),
        ('<p title="a > NATO">يجتمع</p>', '<p title="a > NATO">يجتمع</p>'),
        (
            "<figure><figcaption>2026</figcaption></figure> <p>NATO</p>",
            f"<figure><figcaption>2026</figcaption></figure> <p>{RLM}NATO</p>",
        ),
        ("<p>&nbsp;&quot;</p><p>&#78;ATO</p>", f"<p>&nbsp;&quot;</p><p>{RLM}&#78;ATO</p>"),
        ("<p>1</p>", "<p>1</p>"),
        ("broken <", f"{RLM}broken <"),
    ],
)
def test_the_text_gets_its_mark_in_the_block_where_it_begins(body: str, marked: str) -> None:
    assert show(view(html=body), FULL).content == f'<div dir="rtl" lang="ar">{marked}</div>'


def test_the_first_figure_is_the_articles_image_where_the_text_has_none() -> None:
    image = Image(url=f'{SITE}/i.jpg?a=1&b="', width=3, height=0, alt='"<ليلا>"', credit="AP صورة")
    with_figure = show(view(image=image, html="<p>نص</p>"), FULL).content
    assert with_figure == (
        '<div dir="rtl" lang="ar"><figure>'
        f'<img src="{SITE}/i.jpg?a=1&amp;b=&quot;" alt="&quot;&lt;ليلا&gt;&quot;" width="3">'
        f"<figcaption>{RLM}AP صورة</figcaption></figure><p>نص</p></div>"
    )
    own = '<p>نص</p><img src="https://a.example/other.jpg">'
    assert show(view(image=image, html=own), FULL).content == f'<div dir="rtl" lang="ar">{own}</div>'


def test_the_list_in_the_text_links_what_has_an_address_and_names_the_rest() -> None:
    content = show(view(html="<p>نص</p>", text_list=PICKS), FULL).content
    assert content == (
        '<div dir="rtl" lang="ar"><p>نص</p><h2>مقالات ذات صلة</h2><ul>'
        f'<li><a href="{SITE}/city/guide">دليل زوار السوق</a></li>'
        "<li>كيف بنيت القاعة<br>حكاية القاعة من أول حجر…</li>"
        '<li dir="ltr" lang="en"><a href="https://other.example/a?b=1&amp;c=2">Book market opens</a></li>'
        f'<li><a href="{SITE}/city/stories">«قصص &amp; حكايات» &lt;الجزء 2&gt;</a></li>'
        "</ul></div>"
    )


def test_there_is_no_list_without_links_without_full_text_or_where_it_is_switched_off() -> None:
    entry = view(text_list=PICKS)
    for form in (style("rss", text_list=False), style("rss", content="excerpt"), style("html")):
        assert "مقالات ذات صلة" not in show(entry, form).content
    assert "<h2>" not in show(view(text_list=()), FULL).content


def test_a_language_without_own_words_gets_a_heading_that_names_its_language() -> None:
    link = (Link(kind="computed", title="Nouvelle", url=SITE, language="fr"),)
    content = show(view(language="fa", text_list=link), FULL).content
    assert '<h2 dir="ltr" lang="en">Related articles</h2><ul><li dir="ltr" lang="fr">' in content
    assert "<h2>" in show(view(language="ar-IQ", text_list=link), FULL).content


@pytest.mark.parametrize(
    ("language", "title", "shown_language"),
    [
        ("ar", "خبر مسحوب", "ar"),
        ("ckb", "هەواڵی کشێنراوە", "ckb"),
        ("kmr", "Nûçeya vekişandî", "kmr"),
        ("en", "Withdrawn article", "en"),
        ("fa", "Withdrawn article", "en"),
    ],
)
def test_a_notice_keeps_id_link_and_times_and_nothing_else(language: str, title: str, shown_language: str) -> None:
    live = IDEAS["picture_and_media"].stored.article
    entry = show(
        view(
            9,
            state="notice",
            language=language,
            image=live.image,
            enclosures=live.enclosures,
            links=PICKS,
            text_list=PICKS,
            updated_as_shown=NOON,
        ),
        FULL,
    )
    assert (entry.id, entry.url, entry.title, entry.language) == (live.id, live.url, title, shown_language)
    assert (entry.published, entry.updated, entry.corrected) == (live.published, NOON, True)
    assert entry.image is None
    assert [entry.links, entry.enclosures, entry.categories, entry.authors] == [()] * 4
    assert live.summary not in entry.content
    assert entry.summary in entry.content


def test_styles_show_full_text_or_an_excerpt_or_a_title() -> None:
    entry = IDEAS["plain"]
    shown = {content: show(entry, style("rss", content=content)) for content in ("full", "excerpt", "headline")}
    assert {name: (bool(each.summary), bool(each.content)) for name, each in shown.items()} == {
        "full": (True, True),
        "excerpt": (True, False),
        "headline": (False, False),
    }


def test_an_outlets_headline_has_no_text_in_any_style() -> None:
    entry = show(view(summary="", html="", text="", text_list=PICKS), FULL)
    assert (entry.summary, entry.content) == ("", "")


def test_a_title_that_is_lost_is_replaced_by_the_summary_then_by_the_link() -> None:
    assert show(view(title="\x00 ", summary="ملخص"), FULL).title == "ملخص"
    assert show(view(title="", summary="", language="en"), FULL).title == f"{SITE}/city/1"


def test_legal_text_is_returned_as_it_is() -> None:
    text = "نص\t\n\r \u200c\u200f\U0001f4f0"
    assert legal(text) is text


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/p/all.rss",
        "https://a.example/p/sections/%D8%B3.atom",
        "https://a.example/p/languages/ckb.json",
        "https://a.example/p/tags/a-b.html",
        "https://a.example/p/articles/abc.html",
        "https://a.example/p/index.ar.html",
        "https://a.example/p/",
        "https://a.example/p",
    ],
)
def test_the_list_of_feeds_is_found_from_any_address_of_ours(url: str) -> None:
    assert front(url) == "https://a.example/p/"


def test_another_outlets_text_ends_in_a_line_that_says_whose_it_is() -> None:
    entry = IDEAS["from_another_outlet"]
    line = (
        '<p><a href="https://star.example/bridge/13">Read at <bdi>The Star</bdi></a> · <bdi>CC BY 4.0</bdi></p></div>'
    )
    assert show(entry, FULL).content.endswith(line)
    assert "Read at" not in show(entry, style("html")).content  # pages have a line of their own
    assert "Read at" not in show(IDEAS["english_in_an_arabic_feed"], FULL).content
    kurdish = show(IDEAS["from_a_feed_that_says_nothing"], FULL).content
    assert kurdish.endswith("<p>بابەتەکە لە <bdi>ئەستێرە</bdi> بخوێنەرەوە</p></div>")
    hostile = show(replace(entry, outlet="<b>&", licence="<i>"), FULL).content
    assert "<bdi>&lt;b&gt;&amp;</bdi></a> · <bdi>&lt;i&gt;</bdi>" in hostile


def test_an_outlet_has_something_in_place_of_what_its_feed_does_not_say() -> None:
    outlet = show(IDEAS["from_a_feed_that_says_nothing"], FULL).outlet
    assert outlet is not None
    assert (outlet.id, outlet.title, outlet.authors) == ("https://star.example/feed/", "ئەستێرە", ("ئەستێرە",))
    assert (outlet.article, outlet.rights, outlet.note) == ("", "", "")
    assert show(IDEAS["plain"], FULL).outlet is None
    full = IDEAS["from_another_outlet"]
    assert show(replace(full, stored=replace(full.stored, state="notice")), FULL).outlet is None


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("tag:a,2020:b", True), ("https://a.example/?p=1", True), ("14", False), ("a: b", False), ("", False)],
)
def test_an_iri_is_told_from_other_ids(text: str, is_one: bool) -> None:
    assert is_iri(text) == is_one
