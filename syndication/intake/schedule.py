"""When a feed is asked again, and what a failure means for that. Pure: given the time, a chance, and what was said.

In: how the settings bound the rhythm, the times of the newest entries, headers and hints of the feed. Out: seconds to
wait, and sentences for the operator. The order of what is heeded:

1. half of the mean interval between the newest entries, up to now: a feed that falls silent is asked less and less;
2. the bounds of the settings;
3. never before the feed's own ``ttl``, the answer's ``max-age`` or ``Expires``, nor in its ``skipHours`` and
   ``skipDays`` (RSS 2.0, elements of channel; RFC 9111 §4.2.1), the publisher's own site aside;
4. never before a ``Retry-After`` (RFC 9110 §10.2.3), whoever it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

MINUTE, HOUR, DAY = 60, 3600, 86_400

#: Newest entries that the rhythm is read from: enough to be no accident, few enough to follow a change of habits.
RHYTHM = 12
#: Without two dates there is no rhythm: twice an hour, as readers do.
UNKNOWN_S = 30 * MINUTE
#: Hints to wait longer are mistakes (a ttl of a year would end the feed), and so is a Retry-After.
MOST_HINT_S = DAY
#: A failing feed is asked again after its usual least wait, then twice that, and so on up to a day, and never given up.
#: The publisher's own site is asked more often: nothing else would bring its articles.
FIRST_BACKOFF_S, MOST_BACKOFF_S, MOST_OWN_BACKOFF_S = 5 * MINUTE, DAY, 15 * MINUTE
#: How far the wait after a failure is spread: feeds that failed together (our network) come back one by one.
SPREAD = 0.5
#: A host that asks for less work (429, 503) and does not say for how long.
SLOW_S = 15 * MINUTE
#: A permanent redirect (301, 308) is believed when it has led to one address for so long: sites under repair,
#: hijacked or misconfigured ones answer 301 as well, for a day or three.
MOVED_S = 6 * DAY
#: Failures at an adopted address, in a row, after which the one in the settings is asked again.
MOVED_FAILURES = 5
#: A server that answers 304 is asked without condition once a day: some answer so for ever.
FULL_S = DAY

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What the settings say of a source's rhythm."""

    min_s: int
    max_s: int
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a feed and its server ask for."""

    ttl_s: int = 0  #: of the feed
    fresh_s: int = 0  #: of the answer: `fresh_s`
    skip_hours: frozenset[int] = frozenset()  #: of the day, UTC
    skip_days: frozenset[str] = frozenset()  #: English names


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What to do after a fetch that gave nothing."""

    wait_s: int
    hold_s: int = 0  #: for how long the whole host is to be left alone
    stops: bool = False  #: the feed is gone for good


# --- after a good answer ---------------------------------------------------------------------------------------------


def wait_s(bounds: Bounds, hints: Hints, times: Iterable[int], now: datetime) -> int:
    """Seconds until the next fetch. ``times``: of the newest entries, seconds since 1970."""
    if bounds.is_own:
        return bounds.min_s
    wait = min(max(half_interval_s(times, now), bounds.min_s), bounds.max_s)
    wait = max(wait, min(max(hints.ttl_s, hints.fresh_s), MOST_HINT_S))
    return _awake(wait, hints, now)


def half_interval_s(times: Iterable[int], now: datetime) -> int:
    """Half of the mean interval between the newest entries and now; `UNKNOWN_S` if there are not two."""
    end = int(now.timestamp())
    newest = sorted((min(each, end) for each in times), reverse=True)[:RHYTHM]
    if len(newest) < 2:
        return UNKNOWN_S
    return (end - newest[-1]) // len(newest) // 2


def _awake(wait: int, hints: Hints, now: datetime) -> int:
    """The wait, prolonged to the next hour in which the feed may be asked; unchanged if there is none."""
    if len(hints.skip_hours & set(range(24))) == 24:
        return wait
    asleep = {day.strip().lower() for day in hints.skip_days}
    if asleep.issuperset(_DAYS):
        return wait
    at = now.astimezone(UTC) + timedelta(seconds=wait)
    begin = at
    while at.hour in hints.skip_hours or _DAYS[at.weekday()] in asleep:
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return wait + int((at - begin).total_seconds()) + (1 if at != begin else 0)


def fresh_s(headers: Mapping[str, str], now: datetime) -> int:
    """For how long the answer is fresh, as it says: ``max-age`` less ``Age``, else ``Expires``; 0 if it does not say.

    RFC 9111 §4.2.1, §5.2.2: ``no-cache`` and ``no-store`` mean not at all; ``s-maxage`` is for shared caches.
    """
    said = _directives(headers.get("cache-control", ""))
    if "no-cache" in said or "no-store" in said:
        return 0
    if "max-age" in said:
        return max(0, _number(said["max-age"]) - _number(headers.get("age", "")))
    expires = _date(headers.get("expires", ""))
    if expires is None:
        return 0
    sent = _date(headers.get("date", "")) or now
    return max(0, int((expires - sent).total_seconds()))


def _directives(value: str) -> dict[str, str]:
    """``Cache-Control`` as names and arguments; of one that is there twice the first (RFC 9111 §4.2.1)."""
    found: dict[str, str] = {}
    for part in value.split(","):
        name, _, argument = part.strip().partition("=")
        found.setdefault(name.strip().lower(), argument.strip().strip('"'))
    return found


def _number(text: str) -> int:
    """A count of seconds; 0 for what is none. More than ten digits are beyond every limit anyway."""
    text = text.strip()
    return int(text[:10]) if text.isascii() and text.isdigit() else 0


def _date(text: str) -> datetime | None:
    """An HTTP date (RFC 9110 §5.6.7)."""
    try:
        found: datetime = parsedate_to_datetime(text.strip())
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


# --- after a bad one -------------------------------------------------------------------------------------------------


def retry_after_s(value: str, now: datetime) -> int | None:
    """``Retry-After`` in seconds or as a date; None if it is neither. At most `MOST_HINT_S`."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(_number(value), MOST_HINT_S)
    at = _date(value)
    if at is None:
        return None
    return min(max(0, int((at - now).total_seconds())), MOST_HINT_S)


def backoff_s(bounds: Bounds, failures: int, chance: float) -> int:
    """Seconds to wait after the ``failures``-th failure in a row; ``chance`` (0 to 1) spreads them."""
    most = MOST_OWN_BACKOFF_S if bounds.is_own else MOST_BACKOFF_S
    first = bounds.min_s if bounds.is_own else max(bounds.min_s, FIRST_BACKOFF_S)
    # The spread takes away from the wait, so that the most is the most.
    wait = min(first << min(max(failures - 1, 0), 20), max(most, first))
    return max(min(first, wait), int(wait * (1 - SPREAD * chance)))


def after_status(status: int, headers: Mapping[str, str], wait: int, now: datetime) -> Failure:
    """What an answer that is no feed means; ``wait``: the `backoff_s` in force.

    410: gone for good (RFC 9110 §15.5.11). 429 and 503 speak for the host: too many requests, too much work
    (RFC 6585 §4, RFC 9110 §15.6.4). All others are errors that may end by themselves.
    """
    if status == 410:
        return Failure(wait_s=wait, stops=True)
    asked = retry_after_s(headers.get("retry-after", ""), now)
    if status in (429, 503):
        hold = SLOW_S if asked is None else asked
        return Failure(wait_s=max(hold, wait if asked is None else 0, 1), hold_s=hold)
    return Failure(wait_s=max(wait, asked or 0))


# --- redirects -------------------------------------------------------------------------------------------------------


def moved(permanent: str | None, known: str | None, held_s: int | None) -> tuple[bool, str | None]:
    """Whether to adopt the address that a permanent redirect leads to, and else which one to go on watching.

    ``permanent``: where this answer says that the feed has moved; ``known``: where the ones before said so, for
    ``held_s`` seconds.
    """
    if permanent is None:
        return False, None
    if permanent == known and held_s is not None and held_s >= MOVED_S:
        return True, None
    return False, permanent


# --- the rhythm as it is kept ----------------------------------------------------------------------------------------


def rhythm(kept: str, times: Iterable[int]) -> str:
    """The newest times of ``kept`` (JSON) and ``times``, as JSON."""
    return json.dumps(sorted({*rhythm_times(kept), *times}, reverse=True)[:RHYTHM])


def rhythm_times(kept: str) -> list[int]:
    """What `rhythm` has made; nothing of anything else."""
    try:
        found = json.loads(kept) if kept else []
    except ValueError:
        return []
    return [each for each in found if isinstance(each, int)] if isinstance(found, list) else []
