"""What is shown of another outlet's article, and under whose name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest

from syndication.config import Config
from syndication.flows import attribution, views
from syndication.model import Article, Credit, Enclosure, Image, Link, Source, SourceFeed, Stored
from syndication.render.fragments import render
from syndication.store.links import Shown
from tests.flows.newsroom import START, config
from tests.render.samples import EXTS, style

SOURCE = Source(
    slug="star",
    titles={"ar": "النجمة", "en": "The Star"},
    outlet="star.example",
    feeds=(SourceFeed(url="https://star.example/feed/"),),
    zone=UTC,
    min_s=1,
    max_s=2,
)
ARTICLE = Article(
    id="https://star.example/?p=1",
    key="abcdefghijkl",
    outlet="star.example",
    url="https://star.example/1",
    title="جسر النجوم",
    summary="ملخص " * 40,
    html='<p>نص</p><img src="https://star.example/2.jpg" alt="">',
    text="نص",
    published=START,
    image=Image(url="https://star.example/i.jpg"),
    enclosures=(
        Enclosure(url="https://star.example/a.mp3", type="audio/mpeg"),
        Enclosure(url="https://star.example/i.jpg", type="image/jpeg"),
    ),
    credit=Credit(source="star", feed="https://star.example/feed/", title="الخلاصة"),
)
SITE = {"title": "بريد البساتين", "url": "https://post.example", "tag": "post.example,2026-01-01"}
SETTINGS: dict[str, Any] = {
    "slug": "star",
    "title": {"ar": "النجمة", "en": "The Star"},
    "feeds": [{"url": "https://star.example/feed/"}],
}


def source(**changes: Any) -> Source:
    return replace(SOURCE, **changes)


def stored(article: Article = ARTICLE) -> Stored:
    return Stored(
        article=article,
        state="live",
        arrived=1,
        revision=1,
        touched=1,
        touched_at=START,
        first_seen=START,
        shown_updated=START,
    )


# --- names


def test_an_outlet_has_its_name_in_the_articles_language_else_its_feeds_title_else_its_word() -> None:
    assert attribution.outlet_name(ARTICLE, SOURCE) == "النجمة"
    assert attribution.outlet_name(replace(ARTICLE, language="en"), SOURCE) == "The Star"
    assert attribution.outlet_name(ARTICLE, None) == "الخلاصة"
    assert attribution.outlet_name(replace(ARTICLE, credit=Credit(source="star")), None) == "star.example"
    assert attribution.outlet_name(replace(ARTICLE, credit=None), None) == ""


@pytest.mark.parametrize(
    ("entry", "feed", "wanted"),
    [
        (("ليلى التوت", "desk@star.example"), ("هيئة",), ("ليلى التوت",)),
        (("admin", "x@star.example"), ("وكالة النجمة",), ("وكالة النجمة",)),
        ((), (), ("النجمة",)),
        ((), ("webmaster@star.example",), ("النجمة",)),
    ],
)
def test_the_entrys_authors_sign_else_its_feeds_else_the_outlet(
    entry: tuple[str, ...], feed: tuple[str, ...], wanted: tuple[str, ...]
) -> None:
    article = replace(ARTICLE, authors=entry)
    assert attribution.authors(article, Credit(source="star", authors=feed), "النجمة") == wanted


# --- policy


def test_a_policy_lets_out_a_headline_an_excerpt_or_all() -> None:
    headline, short, full = (
        attribution.allowed(ARTICLE, source(policy=policy, image="link")) for policy in ("headline", "excerpt", "full")
    )
    assert (headline.title, headline.summary, headline.html, headline.enclosures) == (ARTICLE.title, "", "", ())
    assert (short.summary, short.html, short.image) == (ARTICLE.summary, "", ARTICLE.image)
    assert full == ARTICLE


def test_an_excerpt_is_cut_to_what_is_allowed_by_now() -> None:
    assert len(attribution.allowed(ARTICLE, source(excerpt=50)).summary) <= 50
    assert attribution.allowed(ARTICLE, source(excerpt=2000)).summary == ARTICLE.summary


def test_pictures_stay_away_unless_they_may_be_linked() -> None:
    shown = attribution.allowed(ARTICLE, source(policy="full"))
    assert (shown.image, shown.html) == (None, "<p>نص</p>")
    assert [each.type for each in shown.enclosures] == ["audio/mpeg"]


def test_a_source_that_is_no_longer_configured_shows_excerpts_without_pictures() -> None:
    shown = attribution.allowed(ARTICLE, None)
    assert (shown.html, shown.image, shown.summary) == ("", None, ARTICLE.summary)


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ('<p>a</p><figure><img src="x" alt="a > b"><figcaption>c</figcaption></figure><p>d</p>', "<p>a</p><p>d</p>"),
        ("<figure><blockquote>a</blockquote></figure>", "<figure><blockquote>a</blockquote></figure>"),
        ('<figure><img src="a"><figure><img src="b"></figure></figure>x', "x"),
        ('<figure><p>a</p><figure><img src="b"></figure></figure>', "<figure><p>a</p></figure>"),
        ('<video controls poster="x" src="y"></video><p><img src="z"></p>', '<video controls src="y"></video><p></p>'),
        ("<p>img</p>", "<p>img</p>"),
        ('</figure><img src="x">', "</figure>"),
    ],
)
def test_pictures_leave_with_their_figures_and_captions(html: str, wanted: str) -> None:
    assert attribution.without_pictures(html) == wanted


def test_many_pictures_take_little_time() -> None:
    for piece in ("<figure>", '<img src="x">', "<figure><img></figure>", '<figure a="'):
        attribution.without_pictures(f'{piece * 30_000}<img src="x">')


# --- a whole entry


def test_an_entry_of_another_outlet_is_under_its_name_and_holds_no_list_of_ours() -> None:
    link = Link(kind="computed", title="خبر آخر", url="https://post.example/2")
    settings = Config.model_validate({"site": SITE, "source": [{**SETTINGS, "licence": "CC"}]})
    view = views.entry(stored(), Shown(links=(link,), text=(link,)), settings)
    assert (view.outlet, view.authors, view.publisher, view.licence) == ("النجمة", ("النجمة",), "النجمة", "CC")
    assert (view.url, view.links, view.text_list) == ("https://star.example/1", (link,), ())
    assert (view.stored.article.html, view.stored.article.image) == ("", None)


def test_our_own_entry_is_nobody_elses() -> None:
    view = views.entry(stored(replace(ARTICLE, outlet="", credit=None)), Shown(), config())
    assert (view.outlet, view.licence, view.stored.article.html) == ("", "", ARTICLE.html)


def test_whatever_a_page_asks_for_it_gets_no_more_than_the_policy_lets_out() -> None:
    view = views.entry(stored(), Shown(), config())
    for ext in EXTS:
        (made,) = render([view], style(ext, content="full"))
        assert "2.jpg" not in made.decode()
        assert "i.jpg" not in made.decode()
