"""What an answer means for its feed, without a network."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from syndication.errors import FetchError, FetchLater
from syndication.flows import fetched, reading, seen
from syndication.flows.fetched import Case
from syndication.flows.reading import Reading
from syndication.intake.client import Response
from syndication.intake.schedule import DAY, MOVED_FAILURES
from syndication.model import Source, SourceFeed
from syndication.store.sources import Feed

URL = "https://one.example/feed"
SALT = seen.salt("rules")
KNOWN = Feed(
    key="k", url=URL, etag='"1"', last_modified="then", body_hash=fetched.body_hash(b"old"), full_s=60, ok_s=60,
    seen=seen.packed(SALT, [1], b""), said=reading.kept({"title": "One", "ttl_s": 7200}), entries=9,
)  # fmt: skip


def case(feed: Feed = KNOWN, **fields: Any) -> Case:
    source_feed = SourceFeed(url=URL)
    source = Source(
        slug="one", titles={"en": "One"}, outlet=fields.pop("outlet", "one"), feeds=(source_feed,),
        zone=ZoneInfo("Asia/Baghdad"), min_s=120, max_s=21600,
    )  # fmt: skip
    now = datetime(2026, 3, 4, 10, tzinfo=UTC)
    return Case(source=source, source_feed=source_feed, feed=feed, now=now, salt=SALT, chance=0.0, **fields)


def answer(status: int = 200, body: bytes = b"new", **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(url=URL, status=status, headers=named, body=body)


def read(**fields: Any) -> Reading:
    return Reading(**{"outcome": "feed", "hashes": (1, 2), "said": {"title": "One"}, **fields})


def test_a_feed_is_asked_whole_first_under_other_rules_and_once_a_day() -> None:
    assert not case().is_asked_whole
    assert case(replace(KNOWN, full_s=None)).is_asked_whole
    assert case(replace(KNOWN, full_s=DAY)).is_asked_whole
    assert case(replace(KNOWN, seen=seen.packed(seen.salt("other"), [1], b""))).is_asked_whole


def test_a_304_leaves_all_as_it_was_and_heeds_what_the_feed_said() -> None:
    result = fetched.unchanged(case(), answer(304)).result
    assert (result.is_good, result.is_same, result.feed, result.wait_s) == (True, True, KNOWN, 7200)


def test_a_304_beside_a_move_is_written() -> None:
    moved = replace(answer(304), permanent="https://new.example/feed")
    result = fetched.unchanged(case(), moved).result
    assert (result.is_same, result.feed.moved_to) == (False, "https://new.example/feed")
    back = fetched.unchanged(case(replace(KNOWN, moved_to="https://new.example/feed")), answer(304)).result
    assert (back.is_same, back.feed.moved_to) == (False, None)


def test_the_own_site_waits_for_no_hint() -> None:
    assert fetched.unchanged(case(outlet=""), answer(304, cache_control="max-age=9000")).result.wait_s == 120


def test_a_read_feed_is_kept_whole() -> None:
    done = fetched.changed(case(replace(KNOWN, failures=3, problem="x")), answer(ETag="no", etag='"2"'), read())
    feed = done.result.feed
    assert (feed.etag, feed.last_modified, feed.failures, feed.problem, feed.entries) == ('"2"', None, 0, "", 2)
    assert feed.body_hash == fetched.body_hash(b"new")
    assert seen.unpacked(feed.seen, SALT) == {1, 2}
    assert fetched.is_known(case(feed), answer(body=b"new"))
    assert not fetched.is_known(case(feed), answer(226, body=b"new"))


def test_a_validator_that_is_a_trap_is_not_kept() -> None:
    feed = fetched.changed(case(), answer(etag="x" * 2000, last_modified=""), read()).result.feed
    assert (feed.etag, feed.last_modified) == (None, None)


def test_what_is_no_feed_names_the_feeds_that_it_tells_of() -> None:
    page = Reading(outcome="html", why="a web page", said={"feeds": ["https://one.example/rss"]})
    result = fetched.unread(case(), answer(), page).result
    assert result.feed.problem == "what came is no feed: a web page; it names https://one.example/rss"
    assert (result.is_good, result.feed.failures, result.feed.etag) == (False, 1, '"1"')


def test_a_host_that_wants_a_pause_is_held() -> None:
    done = fetched.refused_by(case(), answer(429, retry_after="60"))
    assert (done.hold, done.result.wait_s) == (("https://one.example", 60), 60)
    assert fetched.refused_by(case(), answer(404)).hold is None


def test_an_adopted_address_that_goes_on_failing_is_given_up() -> None:
    feed = replace(KNOWN, address="https://new.example/", failures=MOVED_FAILURES - 2)
    feed = fetched.failed(case(feed), "no").result.feed
    assert feed.address == "https://new.example/"
    assert fetched.failed(case(feed), "no").result.feed.address is None


def test_what_was_not_asked_only_waits() -> None:
    later = FetchLater("its host asked for a pause", where=URL, after_s=12.2)
    result = fetched.spared(case(), later, later.after_s).result
    assert (result.tried, result.wait_s, result.feed.failures) == (False, 13, 0)


def test_why_no_answer_came_is_a_sentence_with_its_hint() -> None:
    result = fetched.out_of_reach(
        case(), FetchError("there is no such host", where=URL, hint="Is it spelt right?")
    ).result
    assert result.feed.problem == "there is no such host. Is it spelt right?"
    assert result.feed.status is None


@pytest.mark.parametrize("text", ["", "{", "[1]", "null"])
def test_a_broken_memory_of_what_a_feed_said_is_none(text: str) -> None:
    assert reading.said_of(text) == {}
