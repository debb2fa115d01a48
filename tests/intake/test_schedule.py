"""When a feed is asked again: examples by rule, and what holds whatever a server says."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.intake import schedule
from syndication.intake.schedule import DAY, HOUR, MINUTE, Bounds, Hints

NOW = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)  # a Wednesday
AT = int(NOW.timestamp())
USUAL = Bounds(min_s=2 * MINUTE, max_s=6 * HOUR)
OWN = Bounds(min_s=MINUTE, max_s=MINUTE, is_own=True)


def every(seconds: int, count: int = 12, newest_s: int = 0) -> list[int]:
    return [AT - newest_s - number * seconds for number in range(count)]


def wait(times: list[int], bounds: Bounds = USUAL, **hints: object) -> int:
    return schedule.wait_s(bounds, Hints(**hints), times, NOW)  # type: ignore[arg-type]


# --- the rhythm ------------------------------------------------------------------------------------------------------


def test_a_feed_is_asked_twice_as_often_as_it_gives_something() -> None:
    assert wait(every(HOUR, 12)) == 11 * HOUR // 12 // 2


def test_a_busy_feed_is_not_asked_more_often_than_the_settings_allow() -> None:
    assert wait(every(5)) == USUAL.min_s


def test_a_quiet_feed_is_asked_four_times_a_day() -> None:
    assert wait(every(3 * DAY)) == USUAL.max_s


def test_a_feed_that_falls_silent_is_asked_less_and_less() -> None:
    waits = [wait(every(10 * MINUTE, newest_s=silence)) for silence in (0, 6 * HOUR, DAY, 3 * DAY)]
    assert waits == sorted(set(waits))


def test_without_two_dates_it_is_asked_twice_an_hour() -> None:
    assert wait([]) == wait([AT]) == 30 * MINUTE


def test_only_the_newest_dates_count_and_none_lies_in_the_future() -> None:
    old = every(10 * DAY, 50)
    assert wait([*every(5, 20), *old]) == USUAL.min_s
    assert wait([AT + 9 * DAY, AT + 8 * DAY, AT]) == USUAL.min_s


def test_the_own_site_is_asked_every_minute_whatever_its_feed_says() -> None:
    assert wait([], OWN, ttl_s=HOUR, fresh_s=HOUR, skip_hours=frozenset(range(20))) == MINUTE


# --- what a feed asks for --------------------------------------------------------------------------------------------


def test_a_feed_is_not_asked_before_its_time_but_once_a_day() -> None:
    assert wait(every(5), ttl_s=45 * MINUTE) == wait(every(5), fresh_s=45 * MINUTE) == 45 * MINUTE
    assert wait(every(5), ttl_s=365 * DAY) == wait(every(5), fresh_s=365 * DAY) == DAY


def test_a_feed_is_not_asked_in_its_sleep() -> None:
    due = NOW + timedelta(seconds=wait(every(5), skip_hours=frozenset({10, 11})))
    assert (due.hour, due.minute) == (12, 0)
    due = NOW + timedelta(seconds=wait(every(5), skip_days=frozenset({"Wednesday", "thursday"})))
    assert (due.weekday(), due.hour) == (4, 0)


def test_a_feed_that_always_sleeps_is_asked_all_the_same() -> None:
    assert wait(every(5), skip_hours=frozenset(range(24))) == USUAL.min_s
    week = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    assert wait(every(5), skip_days=frozenset(week)) == USUAL.min_s


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"cache-control": "max-age=300"}, 300),
        ({"cache-control": 'public, MAX-AGE="300", s-maxage=9000'}, 300),
        ({"cache-control": "max-age=300", "age": "120"}, 180),
        ({"cache-control": "max-age=300", "age": "900"}, 0),
        ({"cache-control": "max-age=300, no-cache"}, 0),
        ({"cache-control": "max-age=-1"}, 0),
        ({"cache-control": "max-age=٣٠٠"}, 0),
        ({"cache-control": "max-age=99999999999999999999"}, 9_999_999_999),
        ({"expires": "Wed, 04 Mar 2026 11:00:00 GMT"}, 1800),
        ({"expires": "Wed, 04 Mar 2026 11:00:00 GMT", "date": "Wed, 04 Mar 2026 10:50:00 GMT"}, 600),
        ({"expires": "Wed, 04 Mar 2026 11:00:00 GMT", "cache-control": "max-age=60"}, 60),
        ({"expires": "0"}, 0),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
    ],
)
def test_how_long_an_answer_is_fresh(headers: dict[str, str], seconds: int) -> None:
    assert schedule.fresh_s(headers, NOW) == seconds


# --- failures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("Wed, 04 Mar 2026 10:32:00 GMT", 120),
        ("Wed, 04 Mar 2026 09:00:00 GMT", 0),
        ("31536000", DAY),
        ("Thu, 04 Mar 2027 10:32:00 GMT", DAY),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("", None),
    ],
)
def test_retry_after_in_seconds_or_as_a_date(value: str, seconds: int | None) -> None:
    assert schedule.retry_after_s(value, NOW) == seconds


def test_failures_are_waited_for_longer_and_longer_up_to_a_day() -> None:
    waits = [schedule.backoff_s(USUAL, failures, 0) for failures in range(1, 12)]
    assert waits[:4] == [5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 40 * MINUTE]
    assert waits[-1] == DAY


def test_the_own_site_is_asked_again_within_a_quarter_of_an_hour() -> None:
    assert [schedule.backoff_s(OWN, failures, 0) for failures in (1, 2, 99)] == [MINUTE, 2 * MINUTE, 15 * MINUTE]


def test_those_that_failed_together_come_back_one_by_one() -> None:
    assert len({schedule.backoff_s(USUAL, 5, chance / 10) for chance in range(10)}) == 10


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_for_a_pause_gets_it(status: int) -> None:
    asked = schedule.after_status(status, {"retry-after": "900"}, 300, NOW)
    assert (asked.wait_s, asked.hold_s, asked.stops) == (900, 900, False)
    assert schedule.after_status(status, {}, 3600, NOW) == schedule.Failure(wait_s=3600, hold_s=15 * MINUTE)
    assert schedule.after_status(status, {"retry-after": "0"}, 300, NOW).wait_s == 1


def test_gone_is_gone_and_other_errors_may_end() -> None:
    assert schedule.after_status(410, {}, 300, NOW).stops
    for status in (401, 403, 404, 418, 500, 502):
        assert schedule.after_status(status, {}, 300, NOW) == schedule.Failure(wait_s=300)
    assert schedule.after_status(500, {"retry-after": "900"}, 300, NOW) == schedule.Failure(wait_s=900)


# --- redirects -------------------------------------------------------------------------------------------------------


def test_a_move_is_believed_when_it_has_held_for_six_days() -> None:
    new, other = "https://new.example/feed", "https://other.example/feed"
    assert schedule.moved(new, None, None) == (False, new)
    assert schedule.moved(new, new, 5 * DAY) == (False, new)
    assert schedule.moved(new, new, 6 * DAY) == (True, None)
    assert schedule.moved(other, new, 9 * DAY) == (False, other), "another target begins anew"
    assert schedule.moved(None, new, 9 * DAY) == (False, None), "it answers at its address again"


# --- whatever is said ------------------------------------------------------------------------------------------------

TEXTS = st.one_of(
    st.text(max_size=20),
    st.integers(-(10**12), 10**12).map(str),
    st.datetimes().map(lambda at: format_datetime(at.replace(tzinfo=UTC), usegmt=True)),
)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "cache-control": st.one_of(TEXTS, TEXTS.map(lambda text: f"max-age={text}")),
        **dict.fromkeys(("expires", "date", "age", "retry-after"), TEXTS),
    },
)
BOUNDS = st.tuples(st.integers(60, 9000), st.integers(0, 90_000), st.booleans()).map(
    lambda each: Bounds(min_s=each[0], max_s=each[0] + each[1], is_own=each[2])
)


@given(
    bounds=BOUNDS,
    headers=HEADERS,
    ttl_s=st.integers(0, 10**9),
    hours=st.frozensets(st.integers(0, 23)),
    days=st.frozensets(st.sampled_from(["Monday", "Sunday", "friday", "Someday"])),
    times=st.lists(st.integers(-(10**10), 10**11), max_size=30),
)
def test_a_feed_is_asked_neither_too_soon_nor_never(
    bounds: Bounds, headers: dict[str, str], ttl_s: int, hours: frozenset[int], days: frozenset[str], times: list[int]
) -> None:
    fresh_s = schedule.fresh_s(headers, NOW)
    hints = Hints(ttl_s=ttl_s, fresh_s=fresh_s, skip_hours=hours, skip_days=days)
    found = schedule.wait_s(bounds, hints, schedule.rhythm_times(schedule.rhythm("", times)), NOW)
    assert bounds.min_s <= found <= max(bounds.max_s, DAY) + 4 * DAY
    if not bounds.is_own:
        assert found >= min(max(ttl_s, fresh_s), DAY)
        due = NOW + timedelta(seconds=found)
        assert len(hours) == 24 or due.hour not in hours


@given(
    bounds=BOUNDS,
    headers=HEADERS,
    status=st.integers(100, 599),
    failures=st.integers(1, 10**6),
    chance=st.floats(0, 1, exclude_max=True),
)
def test_a_failing_feed_is_never_given_up(
    bounds: Bounds, headers: dict[str, str], status: int, failures: int, chance: float
) -> None:
    back = schedule.backoff_s(bounds, failures, chance)
    assert math.isfinite(back)
    assert min(bounds.min_s, 5 * MINUTE) <= back <= max(DAY, bounds.min_s)
    found = schedule.after_status(status, headers, back, NOW)
    assert 1 <= found.wait_s <= max(DAY, bounds.min_s)
    assert 0 <= found.hold_s <= DAY
    assert found.stops is (status == 410)


@given(kept=st.one_of(st.text(max_size=30), st.just("[1, null, true]"), st.just("[" * 50)))
def test_a_broken_memory_of_the_rhythm_is_none(kept: str) -> None:
    assert schedule.rhythm_times(schedule.rhythm(kept, [AT]))[0] >= AT or schedule.rhythm_times(kept)
