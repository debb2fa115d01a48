from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from syndication.documents import EntryView, Tombstone
from syndication.model import Content, Credit, Enclosure, Ext, Image, Link
from syndication.render.formats import FORMATS
from syndication.render.fragments import render
from tests.render.samples import EXTS, IDEAS, NOON, XML, page, style, unstyled, view, whole

CONTENTS: tuple[Content, ...] = ("full", "excerpt", "headline")


def document(ext: Ext, *views: EntryView, **changes: Any) -> bytes:
    return FORMATS[ext].document(page(ext, *views), render(views, style(ext, **changes)))


# Any string at all, lone surrogates and control characters included: what a broken door could let through.
ANY = st.text(st.characters(exclude_categories=()), max_size=30)
TAGS = st.sampled_from(("ar", "ckb", "kmr", "kmr-Arab", "en", "fa", ""))
TIMES = st.integers(631_152_000, 4_102_444_800).map(lambda second: datetime.fromtimestamp(second, UTC))
LINKS = st.lists(
    st.builds(
        Link,
        kind=st.sampled_from(("editor", "story", "computed")),
        title=ANY,
        url=st.none() | ANY,
        teaser=ANY,
        language=st.none() | TAGS,
        source=ANY,
    ),
    max_size=3,
).map(tuple)
IMAGES = st.none() | st.builds(
    Image, url=ANY, width=st.none() | st.integers(0, 9), type=st.none() | ANY, alt=ANY, credit=ANY
)

CREDITS = st.builds(
    Credit,
    source=ANY,
    feed=ANY,
    address=ANY,
    id=ANY,
    title=ANY,
    home=ANY,
    updated=st.none() | TIMES,
    authors=st.lists(ANY, max_size=2).map(tuple),
    rights=ANY,
    feed_rights=ANY,
    icon=ANY,
)


@st.composite
def views(draw: st.DrawFn) -> EntryView:
    return view(
        draw(st.integers(1, 9)),
        id=draw(ANY),
        title=draw(ANY),
        summary=draw(ANY),
        html=draw(ANY),
        text=draw(ANY),
        language=draw(TAGS),
        published=draw(st.none() | TIMES),
        state=draw(st.sampled_from(("live", "notice"))),
        updated_as_shown=draw(TIMES),
        image=draw(IMAGES),
        enclosures=draw(st.lists(st.builds(Enclosure, url=ANY, type=ANY), max_size=2).map(tuple)),
        authors=draw(st.lists(ANY, max_size=2).map(tuple)),
        categories=draw(st.lists(st.tuples(ANY, ANY), max_size=2).map(tuple)),
        links=draw(LINKS),
        text_list=draw(LINKS),
        outlet=draw(ANY),
        licence=draw(ANY),
        credit=draw(st.none() | CREDITS),
    )


@pytest.mark.parametrize("ext", XML)
@settings(max_examples=40, deadline=None)
@given(entries=st.lists(views(), max_size=4), content=st.sampled_from(CONTENTS), listed=st.booleans())
def test_a_document_is_what_feedgen_makes_in_one_go(
    ext: Ext, entries: list[EntryView], content: Content, listed: bool
) -> None:
    form = style(ext, content=content, text_list=listed)
    gone = (Tombstone(id="tag:gazette.example,2026:gone", when=NOON),)
    made = page(ext, *entries, gone=gone)
    # One by one, in the other order: a fragment does not know who stands beside it.
    fragments = [render([entry], form)[0] for entry in reversed(entries)][::-1]
    joined = FORMATS[ext].document(made, fragments)
    assert joined == whole(made, form)
    assert joined == FORMATS[ext].document(made, render(entries, form))
    etree.fromstring(joined)


@pytest.mark.parametrize("ext", EXTS)
def test_a_lone_surrogate_or_control_character_is_left_out_and_the_feed_lives(ext: Ext) -> None:
    bad = "\ud800 \x00\x0b\x1f\ufffe\uffff"
    link = Link(
        kind="editor", title=f"رابط{bad}", url=f"https://a.example/{bad}", teaser=bad, language="ar", source=bad
    )
    entry = view(
        1,
        id=f"id{bad}",
        title=f"عنوان{bad}",
        summary=f"ملخص{bad}",
        html=f"<p>نص{bad}</p>",
        text=f"نص{bad}",
        image=Image(url=f"https://a.example/{bad}", alt=bad, credit=bad, type=bad),
        enclosures=(Enclosure(url=f"https://a.example/{bad}", type=bad),),
        authors=(bad, f"كاتب{bad}"),
        categories=((f"a{bad}", bad), (bad, bad)),
        links=(link,),
        text_list=(link,),
    )
    made = page(ext, entry, title=f"صحيفة{bad}", description=bad, publisher=f"ناشر{bad}", rights=bad, image=f"i{bad}")
    got = FORMATS[ext].document(made, render([entry], style(ext))).decode()
    assert not set(bad.replace(" ", "")) & set(got)
    assert "عنوان" in got


@pytest.mark.parametrize("idea", IDEAS)
@pytest.mark.parametrize("ext", EXTS)
def test_golden(ext: Ext, idea: str, golden: Callable[[str, bytes], None]) -> None:
    golden(f"render/{idea}.{ext}", unstyled(document(ext, IDEAS[idea])))


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("ext", XML)
def test_feedparser_reads_titles_links_and_ids_of_every_idea(ext: Ext, content: Content) -> None:
    views = list(IDEAS.values())
    feed = feedparser.parse(document(ext, *views, content=content))
    assert feed.bozo == 0
    assert feed.feed.link == "https://gazette.example/"
    assert [entry.id for entry in feed.entries] == [each.stored.article.id for each in views]
    assert [entry.link for entry in feed.entries] == [each.url for each in views]
    titles = {name: "خبر مسحوب" if name == "withdrawn" else each.stored.article.title for name, each in IDEAS.items()}
    titles["arabic_title_begins_in_latin"] = "\u200fNATO يعقد اجتماعا في المدينة"
    assert [entry.title for entry in feed.entries] == list(titles.values())
    assert {entry.title_detail.type for entry in feed.entries} == {"text/plain"}
    assert ["content" in entry for entry in feed.entries] == [content == "full"] * len(views)


@pytest.mark.parametrize("ext", XML)
def test_feedparser_finds_related_links_with_their_attributes(ext: Ext) -> None:
    feed = feedparser.parse(document(ext, IDEAS["picks_with_and_without_url"]))
    related = [dict(link) for link in feed.entries[0].links if link.rel == "related"]
    assert related == [
        {
            "rel": "related",
            "type": "text/html",
            "hreflang": "ar",
            "title": "دليل زوار السوق",
            "href": "https://gazette.example/city/guide",
        },
        {
            "rel": "related",
            "type": "text/html",
            "hreflang": "en",
            "title": "Book market opens",
            "href": "https://other.example/a?b=1&c=2",
        },
        {
            "rel": "related",
            "type": "text/html",
            "title": "«قصص & حكايات» <الجزء 2>",
            "href": "https://gazette.example/city/stories",
        },
    ]


_PRINT_DIGEST = """
import hashlib
from tests.render.test_fragments import digest
print(digest())
"""


def digest() -> str:
    """Of all documents of all ideas, and their codings."""
    from syndication.render.encode import encode

    whole = hashlib.sha256()
    for ext in EXTS:
        body = document(ext, *IDEAS.values())
        whole.update(body + encode(body, "gzip") + encode(body, "br"))
    return whole.hexdigest()


def test_bytes_are_the_same_under_other_hash_seeds_zones_and_locales() -> None:
    seen = {digest()}
    for seed, zone, locale in (
        ("0", "Asia/Baghdad", "C"),
        ("1", "America/Lima", "C.UTF-8"),
        ("77", "UTC", "ar_IQ.UTF-8"),
    ):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONUTF8": "1"}
        run = subprocess.run(
            [sys.executable, "-c", _PRINT_DIGEST], env=environment, capture_output=True, text=True, timeout=50
        )
        assert run.returncode == 0, run.stderr
        seen.add(run.stdout.strip())
    assert len(seen) == 1
