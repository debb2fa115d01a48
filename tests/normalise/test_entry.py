from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.intake import pagetext
from syndication.model import Article, Enclosure, Image, Pick, RawEntry, Rejected
from syndication.normalise import entry, fields
from syndication.normalise.rules import SiteRules
from syndication.text.markup import MAX_BODY_BYTES
from syndication.text.titles import MAX_TITLE

SITE = SiteRules(
    url="https://moon.example/", tag="moon.example,2024-01-01", language="ar", zone=timezone(timedelta(hours=3))
)
TEXT = "فتحت بلدية الرمان صباح اليوم جسر النجوم أمام السيارات.\n\nوقال رئيس البلدية إن الجسر يتحمل الشاحنات."


def article(**fields: Any) -> Article:
    found = entry.article(
        RawEntry(**{"place": "a:1", "id": "7", "title": "جسر النجوم يعود", "text": TEXT, **fields}), SITE
    )
    assert isinstance(found, Article), found
    return found


def rejected(**fields: Any) -> Rejected:
    found = entry.article(
        RawEntry(**{"place": "a:1", "id": "7", "title": "جسر النجوم يعود", "text": TEXT, **fields}), SITE
    )
    assert isinstance(found, Rejected), found
    return found


def test_the_same_entry_gives_the_same_article() -> None:
    assert article() == article()
    assert article().hash
    assert article().text_hash
    assert article().key.isalnum()
    assert len(article().key) == 12


# --- title


def test_titles_are_decoded_once_and_stand_on_one_line() -> None:
    assert article(title=" توت &amp;amp; <b>تين</b>\n5 &lt; 7 ").title == "توت &amp; تين 5 < 7"


def test_a_headline_of_page_text_has_no_entities() -> None:
    assert article(form="page", title="كيف نكتب &amp; في الصفحة", id=None).title == "كيف نكتب &amp; في الصفحة"


def test_a_record_without_a_title_has_the_beginning_of_its_text() -> None:
    assert article(title=" <br> ", text="فتح الجسر\nصباح اليوم.").title == "فتح الجسر صباح اليوم."
    assert article(title="", html="<p>فتح &amp; أغلق</p>").title == "فتح & أغلق"
    assert article(title="", text="كلمة " * 99).title.endswith("كلمة…")


def test_a_record_without_words_is_refused_and_its_unread_fields_named() -> None:
    assert rejected(title="", text=" ", unknown=("headline", "body")) == Rejected(
        place="a:1",
        field="title",
        reason="no title, and no text to take one from",
        hint="Fields not read: headline, body",
    )
    assert rejected(title="", text=None).hint == "Every article needs a title"


def test_a_title_without_end_is_cut() -> None:
    for form in ("record", "page"):
        assert MAX_TITLE - 10 < len(article(form=form, title="كلمة " * 5000).title) <= MAX_TITLE


# --- address and id


def test_a_relative_address_is_the_sites() -> None:
    found = article(url="/local/7")
    assert (found.url, found.canonical_url) == ("https://moon.example/local/7", found.canonical_url)
    assert found.canonical_url
    assert article(url=None).url is None


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://moon.example/7", "https://moon.example/" + "x" * 3000])
def test_an_address_that_cannot_be_one_is_refused(url: str) -> None:
    assert rejected(url=url).field == "url"


def test_ids_come_from_the_publisher() -> None:
    assert (article().id, article().publisher_id) == ("tag:moon.example,2024-01-01:7", "7")
    assert article(guid="https://moon.example/?p=7").id == "https://moon.example/?p=7"
    assert rejected(guid="\ud800").field == "guid"


def test_page_text_and_the_record_of_the_same_article_are_twins() -> None:
    page = pagetext.read(f"محلي\nجسر النجوم يعود\n{TEXT}".encode(), "p.txt")
    assert isinstance(page, RawEntry)
    made = entry.article(page, SITE)
    assert isinstance(made, Article)
    html = "".join(f"<p>{part}</p>" for part in TEXT.split("\n\n"))
    assert made.twin == article(html=html, text=None).twin
    assert made.id == f"tag:moon.example,2024-01-01:{made.twin}"
    assert (made.published, made.url, made.publisher_id) == (None, None, None)


def test_an_article_of_a_title_alone_is_taken_in() -> None:
    found = article(text=None, guid="g")
    assert (found.html, found.text, found.twin, found.summary) == ("", "", None, "")
    assert rejected(text=None, id=None).field == "id"


# --- language


def test_the_publishers_word_beats_the_words() -> None:
    assert article(language="ar-IQ").language == "ar"
    assert article(language="ku-Arab").language == "ckb"


def test_a_language_that_was_not_said_is_told_from_the_words() -> None:
    assert article().language == "ar"
    sorani = article(
        title="پردی ئەستێرەکان کرایەوە", text=None, html="<p>پردەکە دوای دوو ساڵ بە ڕووی خەڵکدا کرایەوە.</p>"
    )
    assert sorani.language == "ckb"
    assert (
        article(language="no language at all", title="Bridge reopens", text="The bridge opened today.").language == "en"
    )


# --- body and summary


def test_html_goes_before_text_and_is_sanitised() -> None:
    found = article(html='<p onclick="x">فتح <a href="/2">الجسر</a><script>x()</script></p>')
    assert 'href="https://moon.example/2"' in found.html
    assert "script" not in found.html
    assert "onclick" not in found.html
    assert found.text.split() == ["فتح", "الجسر"]


def test_the_publishers_summary_goes_before_the_beginning_of_the_text() -> None:
    assert article(summary="<p>ملخص &amp; أكثر</p>").summary == "ملخص & أكثر"
    long = article(text="كلمة " * 3000)
    assert long.summary.endswith("…")
    assert len(long.summary) <= SITE.excerpt
    assert article().summary == " ".join(TEXT.split())


# --- times


def test_times_are_utc_and_naive_ones_in_the_sites_zone() -> None:
    assert article(published="2024-05-30T18:00:00").published == datetime(2024, 5, 30, 15, tzinfo=UTC)
    assert article(published="2024-05-30T18:00:00Z").published == datetime(2024, 5, 30, 18, tzinfo=UTC)
    assert article(updated=1717088400).updated == datetime(2024, 5, 30, 17, tzinfo=UTC)
    for nothing in ("0000-00-00 00:00:00", "0001-01-01T00:00:00", "0001-01-01T00:00:00Z", " "):
        assert article(published=nothing).published is None
    assert article(expires="2024-06-01T00:00:00").expires == datetime(2024, 5, 31, 21, tzinfo=UTC)


@pytest.mark.parametrize("value", ["الخميس القادم", "30/30/2024", "1717", 5, 10**18])
def test_a_date_that_cannot_be_read_is_refused(value: str | int) -> None:
    found = rejected(published=value)
    assert (found.field, found.reason) == ("published", f"no date can be read from «{value}»")
    assert rejected(updated=value).field == "updated"
    assert rejected(expires=value).field == "expires"


# --- labels


def test_labels_are_plain_text_and_each_stands_once() -> None:
    found = article(sections=("سياسة", "سياسه", " ", "أمن &amp; قضاء"), tags=tuple(f"وسم {n}" for n in range(99)))
    assert found.sections == ("سياسة", "أمن & قضاء")
    assert len(found.tags) == fields.MAX_LABELS
    assert len(article(authors=("س " * 500,)).authors[0]) <= fields.MAX_LABEL_CHARACTERS


# --- image, enclosures, picks


def test_the_given_image_goes_before_the_first_of_the_text() -> None:
    html = '<p>نص</p><img src="/two.jpg" width="600" height="400">'
    assert article(html=html).image is not None
    given = article(html=html, image=Image(url="/one.jpg", type="nonsense", alt="<b>جسر</b>")).image
    assert given == Image(url="https://moon.example/one.jpg", alt="جسر")
    fallback = article(html=html, image=Image(url="data:image/gif;base64,x")).image
    assert fallback is not None
    assert fallback.url == "https://moon.example/two.jpg"


def test_enclosures_have_web_addresses_and_a_type() -> None:
    given = (
        Enclosure(url="/a.mp3", type="audio/mpeg", length=5),
        Enclosure(url="/a.mp3", type="audio/mpeg"),
        Enclosure(url="file:///etc/passwd", type="text/plain"),
        Enclosure(url="/b", type="<b>"),
    )
    assert article(enclosures=given).enclosures == (
        Enclosure(url="https://moon.example/a.mp3", type="audio/mpeg", length=5),
        Enclosure(url="https://moon.example/b", type="application/octet-stream"),
    )


def test_picks_keep_their_order_reference_and_words() -> None:
    given = (
        Pick(ref="12"),
        Pick(ref="https://moon.example/?p=13"),
        Pick(title="عنوان &amp; آخر", teaser="<i>بداية</i>…"),
        Pick(title="رابط", url="javascript:x", ref="javascript:x"),
        Pick(ref="\ud800"),
        Pick(),
    )
    assert article(picks=given).picks == (
        Pick(ref="12"),
        Pick(ref="https://moon.example/?p=13", url="https://moon.example/?p=13"),
        Pick(title="عنوان & آخر", teaser="بداية…"),
        Pick(title="رابط", ref="javascript:x"),
    )


# --- hostile input

HOSTILE = st.text("اaە<>&;\"'/:%?=#.\u200c\u202e\ud800\0\n 5", max_size=20)


@settings(max_examples=200, deadline=None)
@given(
    st.fixed_dictionaries(
        {"title": HOSTILE},
        optional={
            **dict.fromkeys(("id", "guid", "url", "language", "summary", "html", "text", "published"), HOSTILE),
            "updated": st.integers(),
            **dict.fromkeys(("sections", "authors", "tags"), st.lists(HOSTILE, max_size=3).map(tuple)),
            "image": st.builds(Image, url=HOSTILE, alt=HOSTILE, type=HOSTILE),
            "enclosures": st.tuples(st.builds(Enclosure, url=HOSTILE, type=HOSTILE)),
            "picks": st.tuples(st.builds(Pick, title=HOSTILE, url=HOSTILE, ref=HOSTILE, teaser=HOSTILE)),
        },
    )
)
def test_nothing_in_an_entry_raises_and_all_that_is_stored_is_utf8(fields: dict[str, Any]) -> None:
    found = entry.article(RawEntry(place="a:1", **fields), SITE)
    repr(found).encode()
    if isinstance(found, Article):
        assert found.title
        for text in (found.id, found.url or "", found.title, found.summary, found.html, found.text, *found.tags):
            text.encode()
            assert "\0" not in text


def test_the_real_shape_of_a_page_comes_through() -> None:
    data = (Path(__file__).parents[1] / "data" / "in" / "page.txt").read_bytes()
    raw = pagetext.read(data, "page.txt")
    assert isinstance(raw, RawEntry)
    found = entry.article(raw, SITE)
    assert isinstance(found, Article)
    assert found.sections == ("اقتصاد",)
    assert found.text.count("\n\n") == 1
    assert [bool(pick.title and pick.teaser) for pick in found.picks] == [True, True]


def test_a_body_beyond_a_megabyte_is_cut_and_ends_in_a_link_to_the_article() -> None:
    found = article(html="<p>" + "كلمة " * 40 + "</p>", url="/long")
    assert "href" not in found.html
    found = article(html=("<p>" + "كلمة " * 40 + "</p>") * 3000, url="/long")
    assert len(found.html.encode()) <= MAX_BODY_BYTES
    assert found.html.count('href="https://') == 1
    assert found.html.endswith("</a></p>")


def test_uncategorised_is_no_section() -> None:
    found = article(sections=("Uncategorized", "اقتصاد", "غير مصنّف"))
    assert found.sections == ("اقتصاد",)
