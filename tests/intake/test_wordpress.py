from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.intake import wordpress
from syndication.intake.wordpress import MAX_ID, Category, categories, entry, is_published, modified_s, post_id
from syndication.model import Image, RawEntry, Rejected
from tests.intake.wordpress_server import CATEGORIES, START, embedded, moment, post

KNOWN = categories(list(CATEGORIES.values()))


def answered(**fields: Any) -> dict[str, Any]:
    """A post as the interface gives it."""
    values: dict[str, Any] = {
        "id": 7,
        "status": "publish",
        "link": "https://post.example/local/%D8%AC%D8%B3%D8%B1/",
        "guid": {"rendered": "http://old.post.example/?p=7"},
        "title": {"rendered": "جسر &#8220;النجوم&#8221; &amp; النهر"},
        "content": {"rendered": "<p>أغلقت البلدية الجسر ثلاثة أسابيع.</p>\n", "protected": False},
        "excerpt": {"rendered": "<p>موجز كتبه المحرر بنفسه</p>\n", "protected": False},
        "date": "2026-03-01T16:00:00",
        "date_gmt": "2026-03-01T13:00:00",
        "modified": "2026-03-01T17:00:00",
        "modified_gmt": "2026-03-01T14:00:00",
        "featured_media": 9,
        "_embedded": embedded(post(7, image=True, categories=(3, 1), tags=("جسور", "أنهار"))),
    }
    return values | fields


def read(**fields: Any) -> RawEntry:
    found = entry(answered(**fields), KNOWN, "post.example post 7")
    assert isinstance(found, RawEntry), found
    return found


def test_a_post_becomes_an_entry_with_all_that_readers_know_of_it() -> None:
    assert read() == RawEntry(
        place="post.example post 7",
        id="7",
        guid="http://old.post.example/?p=7",
        url="https://post.example/local/%D8%AC%D8%B3%D8%B1/",
        title="جسر &#8220;النجوم&#8221; &amp; النهر",
        sections=("ضفة &amp; جسر", "محليات", "غير مصنف"),
        authors=("سلمى الرمان",),
        published="2026-03-01T13:00:00Z",
        updated="2026-03-01T14:00:00Z",
        summary="<p>موجز كتبه المحرر بنفسه</p>",
        html="<p>أغلقت البلدية الجسر ثلاثة أسابيع.</p>\n",
        tags=("جسور", "أنهار"),
        image=Image(url="https://post.example/bridge.jpg", width=1200, height=800, type="image/jpeg", alt="الجسر"),
    )


@pytest.mark.parametrize("gmt", [None, "", "0000-00-00T00:00:00", "-0001-11-30T00:00:00", 5])
def test_without_a_time_in_gmt_the_local_one_is_taken_without_a_zone(gmt: object) -> None:
    assert read(date_gmt=gmt).published == "2026-03-01T16:00:00"
    assert read(date_gmt=gmt, date=None).published is None
    assert read(modified_gmt=gmt).updated == "2026-03-01T17:00:00"
    assert modified_s(answered(modified_gmt=gmt)) is None


NO_META: tuple[object, ...] = ({}, [], None, "ends", {"other": "1775001600"})
NO_DATES: tuple[object, ...] = ("", " ", "0", 0, None, False, True, [], {}, -1, 1.5)


@pytest.mark.parametrize(
    ("meta", "expires"),
    [
        ({"ends": "2026-04-01 00:00:00"}, "2026-04-01 00:00:00"),
        ({"ends": "1775001600"}, 1775001600),
        ({"ends": 1775001600}, 1775001600),
        ({"ends": ["1775001600", "x"]}, 1775001600),
        *[({"ends": given}, None) for given in NO_DATES],
        *[(given, None) for given in NO_META],
    ],
)
def test_the_meta_field_that_says_when_it_expires_is_read_if_it_is_named(meta: object, expires: object) -> None:
    found = entry(answered(meta=meta), KNOWN, "post.example post 7", "ends")
    assert isinstance(found, RawEntry)
    assert found.expires == expires
    assert read(meta=meta).expires is None


def test_a_time_with_a_zone_keeps_it() -> None:
    assert read(date_gmt="2026-03-01T13:00:00+00:00").published == "2026-03-01T13:00:00+00:00"


def test_a_modification_time_is_seconds() -> None:
    assert modified_s(answered(modified_gmt=moment(START))) == START


@pytest.mark.parametrize("sign", ["&#038;", "&amp;", "&"])
def test_a_guid_is_what_feed_readers_see_after_their_xml_parser(sign: str) -> None:
    guid = read(guid={"rendered": f"http://old.post.example/?post_type=x{sign}p=7"}).guid
    assert guid == "http://old.post.example/?post_type=x&p=7"


@pytest.mark.parametrize(
    "excerpt",
    [
        "",
        "<p></p>",
        "<p>أغلقت البلدية الجسر [&hellip;]</p>",
        "<p>أغلقت البلدية الجسر ثلاثة أسابيع.</p>",
        "<p>أغلقت البلدية الجسر&hellip; <a href='https://post.example/'>أكمل القراءة</a></p>",
        "<p>أغلقت البلدية الجسر...</p>",
        "<p>كلمات من صورة قبل النص [&#8230;]</p>",
    ],
)
def test_an_excerpt_that_nobody_wrote_is_none(excerpt: str) -> None:
    assert read(excerpt={"rendered": excerpt}).summary is None


def test_a_short_excerpt_of_the_editors_stays_even_if_the_text_begins_with_it() -> None:
    assert read(excerpt={"rendered": "<p>أغلقت البلدية</p>"}).summary == "<p>أغلقت البلدية</p>"


@pytest.mark.parametrize("name", ["salma", "Salma", "salma@post.example", ""])
def test_logins_and_addresses_are_no_authors(name: str) -> None:
    parts = {"author": [{"name": name, "slug": "salma"}], "wp:term": []}
    assert read(_embedded=parts).authors == ()


def test_embedded_errors_are_left_out_and_named() -> None:
    refused = {"code": "rest_forbidden", "message": "…", "data": {"status": 401}}
    found = read(_embedded={"author": [refused], "wp:featuredmedia": [refused], "wp:term": [refused]})
    assert (found.authors, found.image, found.sections, found.tags) == ((), None, (), ())
    assert found.unknown == ("author (not readable)", "featured image (not readable)")
    assert "categories and tags (not readable)" in read(_embedded=None).unknown


def test_a_post_without_a_featured_image_lacks_none() -> None:
    parts = embedded(post(7))
    assert read(featured_media=0, _embedded=parts).unknown == ()


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"status": "draft"}, "status"),
        ({"status": "private"}, "status"),
        ({"status": None}, "status"),
        ({"content": {"rendered": "", "protected": True}}, "content.protected"),
        ({"id": None}, "id"),
        ({"id": True}, "id"),
        ({"id": -7}, "id"),
        ({"id": MAX_ID + 1}, "id"),
        ({"id": "x"}, "id"),
    ],
)
def test_what_not_everybody_may_read_or_is_no_post_is_rejected(fields: dict[str, object], where: str) -> None:
    found = entry(answered(**fields), KNOWN, "place")
    assert isinstance(found, Rejected)
    assert (found.place, found.field) == ("place", where)
    assert not (where != "id" and is_published(answered(**fields)))


def test_related_posts_of_jetpack_are_picks() -> None:
    related = [{"id": 3, "url": "https://post.example/3/", "title": "خبر &amp; آخر"}, {"title": "بلا عنوان"}, 5, None]
    (pick,) = read(**{"jetpack-related-posts": related}).picks
    assert (pick.title, pick.url, pick.ref) == ("خبر &amp; آخر", "https://post.example/3/", "https://post.example/3/")


def test_parents_that_go_in_circles_end() -> None:
    known = {3: Category("a", 4), 4: Category("b", 3)}
    parts = {"wp:term": [[{"id": 3, "name": "a", "taxonomy": "category"}]], "author": []}
    found = entry(answered(_embedded=parts), known, "")
    assert isinstance(found, RawEntry)
    assert found.sections == ("a", "b")


def test_flat_texts_and_numbers_in_digits_do() -> None:
    found = read(id="7", title="عنوان", content="<p>نص</p>")
    assert (found.id, found.title, found.html) == ("7", "عنوان", "<p>نص</p>")


def test_what_is_no_category_is_passed_over() -> None:
    assert categories([None, 1, {"id": 2}, {"id": 3, "name": 4}, {"id": 5, "name": "x", "parent": "y"}]) == {
        5: Category("x", 0)
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = [*wordpress.FIELDS, "rendered", "protected", "code", "message", *wordpress.EMBEDDED]


@settings(max_examples=80)
@given(
    st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6), st.dictionaries(st.sampled_from(NAMES), JSON, max_size=4)
)
def test_no_shape_of_an_answer_raises(fields: dict[str, object], parts: dict[str, object]) -> None:
    for value in (
        fields,
        answered(**fields),
        answered(_embedded=parts),
        answered(_embedded={"wp:term": [parts, [parts]]}),
    ):
        assert isinstance(entry(value, KNOWN, "place"), RawEntry | Rejected)
        post_id(value)
        modified_s(value)


@pytest.mark.parametrize("value", [None, 1, "x", [], [[]], True])
def test_what_is_no_object_is_rejected(value: object) -> None:
    assert isinstance(entry(value, KNOWN, "place"), Rejected)
    assert (post_id(value), modified_s(value), is_published(value)) == (None, None, False)
