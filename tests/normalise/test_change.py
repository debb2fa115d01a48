from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.model import Article, Credit, Enclosure, Image, Pick, State, Stored
from syndication.normalise.change import Change, content_hash, decide, hashed, settled, sighted, text_hash

NOW = datetime(2024, 5, 30, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FULL = hashed(
    Article(
        id="https://moon.example/?p=7",
        key="abcdefghijkl",
        publisher_id="7",
        url="https://moon.example/7",
        canonical_url="moon.example/7",
        twin="0123456789abcdef",
        title="جسر النجوم يعود",
        summary="ملخص",
        html="<p>فتح الجسر.</p>",
        text="فتح الجسر.",
        published=NOW - 3 * HOUR,
        sections=("محلي",),
        authors=("ليلى التوت",),
        tags=("طرق",),
        image=Image(url="https://moon.example/7.jpg?w=300"),
        enclosures=(Enclosure(url="https://moon.example/7.mp3?x=1", type="audio/mpeg"),),
        picks=(Pick(ref="3"),),
    )
)
PAGE = hashed(
    Article(
        id="tag:moon.example,2024-01-01:0123456789abcdef",
        key="mnopqrstuvwx",
        form="page",
        twin="0123456789abcdef",
        title=FULL.title,
        html="<p>فتح الجسر.</p>",
        text="فتح الجسر.",
        sections=("أخبار محلية",),
        picks=(Pick(title="عنوان", teaser="بداية…"),),
    )
)


def version(base: Article = FULL, **changes: Any) -> Article:
    return hashed(replace(base, **changes))


def stored(article: Article = FULL, state: State = "live", shown: datetime = NOW - 2 * HOUR) -> Stored:
    return Stored(
        article=article,
        state=state,
        arrived=1,
        revision=1,
        touched=1,
        touched_at=NOW - 2 * HOUR,
        first_seen=NOW - 2 * HOUR,
        shown_updated=shown,
    )


def outcome(change: Change) -> tuple[str, str, datetime]:
    return change.kind, change.state, change.updated


# --- what counts as a change


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "جسر النجوم  يعود"},
        {"html": "<div><p>فتح <b>الجسر</b>.</p></div>"},
        {"text": " فتح\n\nالجسر."},
        {"image": Image(url="https://moon.example/7.jpg?w=900", alt="جسر")},
        {"enclosures": (Enclosure(url="https://moon.example/7.mp3?x=2", type="audio/mpeg", length=9),)},
        {"updated": NOW},
    ],
)
def test_markup_white_space_and_query_strings_of_media_are_no_change(changes: dict[str, Any]) -> None:
    assert version(**changes).hash == FULL.hash == content_hash(FULL, FULL.text_hash)
    assert decide(stored(), version(**changes), NOW).kind == "unchanged"


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "عنوان"},
        {"text": "نص"},
        {"summary": "x"},
        {"language": "ckb"},
        {"image": Image(url="https://moon.example/8.jpg")},
        {"image": None},
        {"sections": ("محلي", "طرق"), "tags": ()},
        {"authors": ()},
        {"tags": ("طرق", "جسور")},
        {"enclosures": ()},
        {"picks": (Pick(ref="4"),)},
    ],
)
def test_everything_that_an_entry_shows_is_a_change(changes: dict[str, Any]) -> None:
    assert version(**changes).hash != FULL.hash
    assert decide(stored(), version(**changes), NOW).kind == "corrected"


@pytest.mark.parametrize("url", ["http://moon.example/7", "https://www.moon.example/7", "https://moon.example/7/"])
def test_another_spelling_of_the_address_is_taken_and_leaves_updated_alone(url: str) -> None:
    change = decide(stored(), version(url=url), NOW)
    assert (*outcome(change), change.article.url) == ("corrected", "live", NOW - 2 * HOUR, url)
    assert decide(stored(change.article), version(url=None), NOW).kind == "unchanged"


def test_only_title_and_text_move_updated() -> None:
    assert text_hash(version(tags=(), summary="x", language="en")) == FULL.text_hash
    assert decide(stored(), version(tags=()), NOW).updated == NOW - 2 * HOUR
    assert decide(stored(), version(title="عنوان"), NOW).updated == NOW
    assert decide(stored(), version(text="نص"), NOW).updated == NOW


# --- updated


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (None, NOW),
        (NOW - HOUR, NOW - HOUR),
        (NOW - 2 * HOUR, NOW),
        (NOW - 9 * HOUR, NOW),
        (NOW + timedelta(minutes=4), NOW + timedelta(minutes=4)),
        (NOW + HOUR, NOW),
    ],
)
def test_updated_is_the_sources_time_if_later_than_the_last_else_now(said: datetime | None, wanted: datetime) -> None:
    assert decide(stored(), version(text="نص", updated=said), NOW).updated == wanted


def test_updated_never_goes_back_even_when_the_clock_does() -> None:
    assert decide(stored(shown=NOW + HOUR), version(text="نص"), NOW).updated == NOW + HOUR


def test_an_older_version_never_undoes_a_newer_one() -> None:
    corrected = stored(version(text="نص مصحح", updated=NOW - HOUR))
    change = decide(corrected, version(updated=NOW - 2 * HOUR), NOW)
    assert outcome(change) == ("unchanged", "live", corrected.shown_updated)
    assert change.article == corrected.article


# --- new articles


@pytest.mark.parametrize(
    ("published", "modified", "state", "updated"),
    [
        (NOW - HOUR, None, "live", NOW - HOUR),
        (NOW - 2 * HOUR, NOW - HOUR, "live", NOW - HOUR),
        (NOW - HOUR, NOW - 2 * HOUR, "live", NOW - HOUR),
        (NOW - HOUR, NOW + HOUR, "live", NOW - HOUR),
        (None, None, "live", NOW),
        (None, NOW - HOUR, "live", NOW - HOUR),
        (NOW + timedelta(minutes=5), None, "live", NOW + timedelta(minutes=5)),
        (NOW + timedelta(minutes=6), None, "waiting", NOW + timedelta(minutes=6)),
        (NOW + HOUR, NOW, "waiting", NOW + HOUR),
    ],
)
def test_a_new_article_is_live_or_waits_for_its_time(
    published: datetime | None, modified: datetime | None, state: str, updated: datetime
) -> None:
    change = decide(None, version(published=published, updated=modified), NOW)
    assert outcome(change) == ("new", state, updated)


def test_another_outlets_article_never_waits() -> None:
    assert decide(None, version(outlet="star.example", published=NOW + HOUR), NOW).state == "live"


# --- published


def test_published_never_changes_once_it_was_shown() -> None:
    change = decide(stored(), version(published=NOW - HOUR), NOW)
    assert (change.kind, change.article.published) == ("unchanged", FULL.published)
    assert decide(stored(), version(published=NOW + HOUR, title="x"), NOW).state == "live"


def test_an_embargo_moves_with_its_article() -> None:
    waiting = stored(version(published=NOW + HOUR), "waiting")
    later = decide(waiting, version(published=NOW + 2 * HOUR), NOW)
    assert (*outcome(later), later.article.published) == ("corrected", "waiting", NOW + 2 * HOUR, NOW + 2 * HOUR)
    lifted = decide(waiting, version(published=NOW - HOUR), NOW)
    assert outcome(lifted) == ("corrected", "live", NOW - HOUR)
    assert decide(waiting, version(published=NOW + HOUR), NOW).kind == "unchanged"


# --- withdrawal


@pytest.mark.parametrize("state", ["notice", "withdrawn"])
def test_a_tombstone_blocks_versions_not_modified_after_the_withdrawal(state: State) -> None:
    gone = stored(state=state, shown=NOW - HOUR)
    for modified in (None, NOW - 2 * HOUR, NOW - HOUR, NOW + HOUR):
        assert outcome(decide(gone, version(text="نص", updated=modified), NOW)) == ("blocked", state, NOW - HOUR)


def test_an_article_published_again_comes_back_under_its_id() -> None:
    gone = stored(Article(id=FULL.id, key=FULL.key, title="", published=FULL.published), "withdrawn", NOW - HOUR)
    change = decide(gone, version(id="other", key="k", updated=NOW - HOUR / 2, published=NOW), NOW)
    assert outcome(change) == ("returned", "live", NOW - HOUR / 2)
    assert (change.article.id, change.article.key, change.article.published) == (FULL.id, FULL.key, FULL.published)
    assert change.article.text == FULL.text


# --- expiry


def test_a_version_whose_time_has_run_out_is_expired_at_once() -> None:
    assert outcome(decide(None, version(expires=NOW), NOW)) == ("new", "expired", NOW)
    assert outcome(decide(stored(), version(expires=NOW), NOW)) == ("corrected", "expired", NOW - 2 * HOUR)
    assert decide(stored(state="waiting"), version(expires=NOW, published=NOW + HOUR), NOW).state == "expired"
    assert decide(stored(state="notice"), version(expires=NOW, updated=NOW), NOW).kind == "blocked"
    assert decide(None, version(expires=NOW + HOUR), NOW).state == "live"


def test_another_expiry_is_a_change_that_leaves_updated_alone() -> None:
    change = decide(stored(), version(expires=NOW + HOUR), NOW)
    assert outcome(change) == ("corrected", "live", NOW - 2 * HOUR)
    assert change.article.expires == NOW + HOUR
    assert decide(stored(version(expires=NOW + HOUR)), version(expires=NOW + HOUR), NOW).kind == "unchanged"


@pytest.mark.parametrize(
    ("modified", "stays"), [(None, True), (NOW - 2 * HOUR, True), (NOW - HOUR, False), (NOW - 5 * HOUR, True)]
)
def test_only_a_later_version_takes_an_expiry_away(modified: datetime | None, stays: bool) -> None:
    old = stored(version(expires=NOW + HOUR, updated=NOW - 2 * HOUR))
    change = decide(old, version(title="عنوان آخر", updated=modified), NOW)
    assert (change.article.expires is not None) == stays


# Modified and expires of the version that comes (hours from now), and whether it brings the article back. Stored are an
# expiry an hour ago and, in the second half, a modification two hours ago.
RETURNS = [
    (None, None, None, False),
    (None, -1, None, False),
    (None, -2, None, False),
    (None, 1, None, True),
    (None, -0.5, None, False),
    (-1, None, None, True),
    (-3, None, None, False),  # FULL was published then
    (-2, None, -2, False),
    (-1, None, -2, True),
    (-3, 5, -2, False),
    (-2, 5, -2, True),
    (-1, -1, -2, False),
    (None, 5, -2, True),
]


@pytest.mark.parametrize(("modified", "expires", "known", "returns"), RETURNS)
def test_an_expired_article_comes_back_only_with_more_time(
    modified: float | None, expires: float | None, known: float | None, returns: bool
) -> None:
    def at(hours: float | None) -> datetime | None:
        return None if hours is None else NOW + hours * HOUR

    rest = Article(id=FULL.id, key=FULL.key, title="", published=FULL.published, updated=at(known), expires=NOW - HOUR)
    gone = stored(rest, "expired")
    change = decide(gone, version(updated=at(modified), expires=at(expires)), NOW)
    assert (change.kind, change.state) == (("returned", "live") if returns else ("blocked", "expired"))
    if returns:
        assert (change.article.id, change.article.text) == (FULL.id, FULL.text)
        assert change.updated >= gone.shown_updated


def test_another_outlets_expiry_is_final() -> None:
    gone = stored(version(outlet="star.example", expires=NOW - HOUR), "expired")
    assert decide(gone, version(outlet="star.example", expires=NOW + HOUR), NOW).kind == "blocked"


def test_an_article_may_return_under_an_embargo() -> None:
    gone = stored(Article(id=FULL.id, key=FULL.key, title=""), "withdrawn", NOW - HOUR)
    change = decide(gone, version(updated=NOW, published=NOW + HOUR), NOW)
    assert outcome(change) == ("returned", "waiting", NOW + HOUR)


def test_another_outlets_withdrawal_is_final() -> None:
    gone = stored(version(outlet="star.example"), "withdrawn", NOW - HOUR)
    assert decide(gone, version(outlet="star.example", updated=NOW), NOW).kind == "blocked"


# --- the same article through another door


def test_the_first_public_id_stays() -> None:
    other = version(id="https://moon.example/?p=7000", key="x", publisher_id="7000", title="عنوان", url=None)
    article = settled(stored(), other)
    assert (article.id, article.key, article.publisher_id) == (FULL.id, FULL.key, "7")
    assert (article.title, article.url) == ("عنوان", FULL.url)


def test_page_text_adds_its_picks_to_a_record_and_takes_nothing_away() -> None:
    known = version(picks=())
    change = decide(stored(known), PAGE, NOW)
    assert outcome(change) == ("corrected", "live", NOW - 2 * HOUR)
    assert change.article == version(known, picks=PAGE.picks)


def test_a_record_gives_page_text_its_date_and_address_and_keeps_its_id_and_picks() -> None:
    change = decide(stored(PAGE), version(picks=()), NOW)
    assert change.kind == "corrected"
    article = change.article
    assert (article.id, article.form, article.picks) == (PAGE.id, "record", PAGE.picks)
    assert (article.published, article.url, article.publisher_id) == (FULL.published, FULL.url, "7")


def test_both_doors_used_by_turns_come_to_rest() -> None:
    record = version(picks=())
    for first, second in ((record, PAGE), (PAGE, record)):
        both = decide(stored(first), second, NOW).article
        assert decide(stored(both), first, NOW).kind == "unchanged"
        assert decide(stored(both), second, NOW).kind == "unchanged"


def test_a_record_with_nothing_but_a_guid_is_corrected_by_one() -> None:
    known = version(publisher_id=None)
    change = decide(stored(known), version(id=known.id, url=None, publisher_id=None, published=None, text="نص"), NOW)
    assert outcome(change) == ("corrected", "live", NOW)
    assert (change.article.text, change.article.published) == ("نص", FULL.published)


def test_a_guid_that_comes_after_page_text_is_kept() -> None:
    record = version(id="g1", url=None, canonical_url=None, publisher_id=None, published=None)
    article = decide(stored(PAGE), record, NOW).article
    assert (article.id, article.form, article.publisher_id) == (PAGE.id, "record", "g1")
    assert decide(stored(article), record, NOW).kind == "unchanged"


def test_page_text_is_corrected_by_page_text() -> None:
    change = decide(stored(PAGE), version(PAGE, text="فتح الجسر.\n\nفقرة جديدة."), NOW)
    assert outcome(change) == ("corrected", "live", NOW)


TIMES = st.none() | st.integers(-5, 5).map(lambda hours: NOW + hours * HOUR)


@settings(max_examples=200)
@given(
    st.sampled_from(["waiting", "live", "notice", "withdrawn", "expired"]),
    st.sampled_from([FULL, PAGE, version(title="x"), version(PAGE, text="y"), version(picks=())]),
    st.sampled_from([FULL, PAGE, version(title="x"), version(PAGE, text="y"), version(picks=())]),
    TIMES,
    TIMES,
)
def test_a_second_import_changes_nothing_and_updated_never_goes_back(
    state: State, old: Article, new: Article, published: datetime | None, modified: datetime | None
) -> None:
    before = stored(old, state)
    said = new if new.twin == PAGE.id[-16:] and new.url is None else version(new, published=published, updated=modified)
    change = decide(before, said, NOW)
    if change.kind in ("unchanged", "blocked"):
        assert outcome(change)[1:] == (state, before.shown_updated)
        return
    if state != "waiting":
        assert change.updated >= before.shown_updated
    assert change.article == hashed(change.article)
    after = replace(before, article=change.article, state=change.state, shown_updated=change.updated)
    assert decide(after, said, NOW).kind == "unchanged"


@pytest.mark.parametrize(
    ("raw", "typeset"),
    [
        ('قال "نعم"... ثم صمت', "قال “نعم”… ثم صمت"),
        ("it's -- almost --- done", "it’s – almost — done"),
        ("''twice'' 3x4", "“twice” 3×4"),
        ("- قال - ثم صمت --", "– قال – ثم صمت —"),
    ],
)
def test_what_wordpress_typesets_is_no_correction(raw: str, typeset: str) -> None:
    one, other = version(title=raw, text=raw), version(title=typeset, text=typeset)
    assert decide(stored(one), other, NOW).kind == "unchanged"


@pytest.mark.parametrize(
    ("old", "new"), [("10-12 قتيلا", "10–12 قتيلا"), ("a-b", "a—b"), ("5 x 7", "5 × 7"), ("Al-Sadr", "Al–Sadr")]
)
def test_typography_that_wordpress_would_not_have_made_is_a_correction(old: str, new: str) -> None:
    assert decide(stored(version(title=old)), version(title=new), NOW).kind == "corrected"


# --- other outlets' articles seen again


def seen(**fields: Any) -> Article:
    credit = Credit(
        source="star", feed=fields.pop("feed", "https://star.example/feed"), before=fields.pop("before", "")
    )
    return version(outlet=fields.pop("outlet", "star.example"), picks=(), credit=credit, **fields)


def test_labels_are_only_added() -> None:
    known = seen(sections=("local",), tags=("جسر",))
    again = sighted(known, seen(feed="https://star.example/b", sections=("politics",), tags=(), title="x"))
    assert (again.sections, again.tags, again.title) == (("local", "politics"), ("جسر",), known.title)
    assert again.hash == content_hash(again, again.text_hash) != known.hash
    assert sighted(again, seen(sections=("local",), tags=())) is again


def test_only_its_own_feed_or_a_later_version_of_the_outlet_replaces_content() -> None:
    known = seen()
    later = FULL.published + HOUR if FULL.published else None
    assert sighted(known, seen(text="نص")).text == "نص"
    assert sighted(known, seen(feed="b", text="نص")) is known
    assert sighted(known, seen(feed="b", text="نص", updated=later)).text == "نص"
    assert sighted(known, seen(outlet="sun.example", feed="b", text="نص", updated=later)) is known
    assert sighted(seen(updated=later), seen(text="نص", updated=FULL.published)).text == known.text


def test_a_version_before_the_stored_one_is_taken_back_only_if_it_is_fuller_or_later() -> None:
    full, short = seen(text="نص طويل جدا"), seen(text="نص")
    second = sighted(full, short)
    assert second.credit
    assert (second.text, second.credit.before) == ("نص", full.hash)
    third = sighted(second, full)
    assert third.credit
    assert (third.text, third.credit.before) == (full.text, short.hash)
    assert sighted(third, short) is third
    later = FULL.published + HOUR if FULL.published else None
    assert sighted(third, replace(short, updated=later)).text == "نص"


def test_a_copy_of_our_own_article_changes_nothing() -> None:
    change = decide(stored(), seen(title="نسخة"), NOW)
    assert (change.kind, change.article) == ("unchanged", FULL)


# --- our own feed beside other doors


def test_an_excerpt_and_labels_divided_otherwise_are_no_change_unless_later() -> None:
    whole = version(text="فتح الجسر صباح اليوم أمام السيارات.", sections=("محلي", "طرق"), tags=("نهر",))
    feed = version(text="فتح الجسر صباح […]", summary="فتح", sections=("محلي",), tags=("طرق", "نهر"))
    assert decide(stored(whole), feed, NOW).kind == "unchanged"
    assert decide(stored(whole), replace(feed, updated=NOW), NOW).kind == "corrected"
    assert decide(stored(whole), version(text="فتح الجسر مساء […]"), NOW).kind == "corrected"
    assert decide(stored(whole), version(text="…"), NOW).kind == "corrected"


VERSIONS = st.tuples(
    st.sampled_from(("نص", "نص أطول من غيره", "نص آخر")),
    st.none() | st.integers(-3, 3),  # hours of `updated` around the publication
    st.lists(st.sampled_from(("local", "politics")), max_size=2, unique=True),
)


@settings(max_examples=100)
@given(st.lists(VERSIONS, min_size=1, max_size=4))
def test_feeds_of_one_article_come_to_rest_after_two_rounds(versions: list[tuple[str, int | None, list[str]]]) -> None:
    at = FULL.published or NOW
    feeds = [
        seen(
            feed=f"https://star.example/{number}",
            text=text,
            updated=None if hours is None else at + hours * HOUR,
            sections=tuple(labels),
        )
        for number, (text, hours, labels) in enumerate(versions)
    ]
    known = feeds[0]
    for article in feeds * 2:
        known = sighted(known, article)
    for article in feeds * 2:
        assert sighted(known, article) == known
