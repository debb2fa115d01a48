"""Moments: from the ways in which feeds, exports and people write a time to an aware UTC datetime with whole seconds.

ISO 8601 and RFC 3339, RFC 822 and what systems make of it, JavaScript's and C's way, Unix time in seconds or
milliseconds, and dates for people in Arabic, Sorani, Kurmanji and English («٣٠ی کانوونی دووەمی ٢٠٢٦»). Numbers alone
are read day first (15-07-2025), as all our outlets mean them; the year goes first where it has four digits. A weekday
that contradicts the date is not believed. Whatever has a word or a number in it that we do not understand is no date,
nor is one of another calendar's years: 1447 is Hijri, 1404 Iran's, 2725 Kurdish. A wrong date is worse than none.

Two patterns read nine of ten feeds; anything else is folded, cut into tokens from left to right, and put together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache

from syndication.text.date_words import AFTERNOON, MORNING, NIGHT, NOON, Word, vocabulary
from syndication.text.fold import fold

#: Years that an article can be of: the web's first, and far enough ahead for any embargo. Outside it is a broken date.
MIN_YEAR, MAX_YEAR = 1990, 2100
#: Longer ones are no dates; it bounds the work.
_MAX_LENGTH = 100
#: Unix times above this are milliseconds (in seconds it would be the year 5138).
_MILLISECONDS_FROM = 100_000_000_000
#: RFC 5322 4.3: two digits below this are of this century.
_CENTURY_TURNS = 50

# --- the usual forms -------------------------------------------------------------------------------------------------

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBERS = {name: number for number, name in enumerate(_MONTHS, start=1)}
#: RFC 822 as nearly all feeds have it.
_RFC_822 = re.compile(
    rf"(?:[A-Z][a-z]{{2}}, )?(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}}) (\d\d):(\d\d):(\d\d) ([+-]\d{{4}}|GMT|UTC|Z)",
    re.ASCII,
)
#: RFC 3339, also without a zone.
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)
_UNIX = re.compile(r"\d{9,13}(?:\.\d+)?", re.ASCII)

# --- all others, folded ----------------------------------------------------------------------------------------------

#: ISO 8601's week and ordinal dates: 2025-W29-5, 2025-199; and a month alone, which W3C's profile of it allows.
_ISO_DAY = re.compile(r"(\d{4})-?(?:w(\d{2})-?([1-7])|(\d{3})|(?<=-)(\d{2})$)(?![\d-])", re.ASCII)
_T = re.compile(r"(?<=\d) ?t ?(?=\d)")
_BASIC_TIME = re.compile(r"(?<=\d)t(\d\d)(\d\d)?(\d\d)?(?![\d:])", re.ASCII)
#: RFC 5322's comments, and Java's name of the zone behind the offset.
_COMMENT = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_GAP = re.compile(r"[\s,،؛;:|/.'_-]+")
_DATE = re.compile(r"(\d{1,4}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{1,4})(?!\d)", re.ASCII)
_TIME = re.compile(r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?(?!\d)", re.ASCII)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?: ?(\d{2})(\d{2})(\d{2})?)?(?!\d)", re.ASCII)
_OFFSET = re.compile(r" ?(?:(?:utc|gmt|z) ?([+-]) ?|([+-]))(0?\d|1[0-4])(?::?([0-5]\d))?(?::?00)?(?![\d:/.])", re.ASCII)
_NUMBER = re.compile(r"\d+", re.ASCII)
_WORD = re.compile(r"[^\W\d_]+")
_PAIR = re.compile(r"([^\W\d_]+)[\s.'-]+([^\W\d_]+)")
#: Names of zones that are several zones' (AST, IST) count as none; so does a foreign weekday at the beginning.
_MAX_UNKNOWN = 9
#: One letter for the half of the day behind or before a time; «م» behind a year is the era.
_LETTERS = {fold("ص"): MORNING, fold("م"): AFTERNOON}


@dataclass(slots=True)
class _Parts:
    """What was found so far."""

    year_month_day: tuple[int, int, int] | None = None
    months: list[Word] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    time: tuple[int, int, int] | None = None
    half: int | None = None
    offset: int | None = None  #: minutes east of Greenwich
    last: str = ""  #: kind of the token before


def moment(value: str | int | None, zone: tzinfo) -> datetime | None:
    """The moment that ``value`` names, in UTC; one without a zone is in ``zone``. None if it names none."""
    try:
        found = _unix(value) if isinstance(value, int) else _written(value, zone) if value else None
        return found if found and MIN_YEAR <= found.year <= MAX_YEAR else None
    except (ValueError, OverflowError, OSError):  # no such day, hour or zone
        return None


def _unix(value: int) -> datetime | None:
    """Unix time in seconds, or in milliseconds where seconds would lie thousands of years ahead."""
    if isinstance(value, bool):
        return None
    return datetime.fromtimestamp(value // 1000 if abs(value) >= _MILLISECONDS_FROM else value, UTC)


def _written(value: str, zone: tzinfo) -> datetime | None:
    text = value.strip()
    if found := _RFC_822.fullmatch(text):
        day, name, year, hour, minute, second, offset = found.groups()
        if second != "60" and hour != "24":
            local = datetime(int(year), _NUMBERS[name], int(day), int(hour), int(minute), int(second), tzinfo=UTC)
            return local - _offset(offset)
    elif _RFC_3339.fullmatch(text) and text[17:19] != "60" and text[11:13] != "24":
        return _in_utc(datetime.fromisoformat(text), zone)
    return _folded(text[: _MAX_LENGTH + 1], zone)


@cache  # the pattern allows twenty thousand offsets at most
def _offset(said: str) -> timedelta:
    """``+0300`` as a difference. ValueError for one that is none."""
    if said.isalpha():
        return timedelta()
    minutes = int(said[1:3]) * 60 + int(said[3:5])
    if minutes >= 24 * 60 or said[3] > "5":
        raise ValueError(said)
    return timedelta(minutes=-minutes if said[0] == "-" else minutes)


def _in_utc(local: datetime, zone: tzinfo) -> datetime:
    return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC).replace(microsecond=0)


def _folded(value: str, zone: tzinfo) -> datetime | None:
    """Any form, in any of our languages."""
    if len(value) > _MAX_LENGTH:
        return None
    text = " ".join(fold(value).split())
    if _UNIX.fullmatch(text) and not (len(text) == 12 and text.startswith(("19", "20"))):
        return _unix(int(text.partition(".")[0]))
    if found := _ISO_DAY.match(text):
        text = f"{_iso_day(found)}{text[found.end() :]}"
    parts = _read(_T.sub(" ", _BASIC_TIME.sub(_extended, _COMMENT.sub(" ", text))))
    return None if parts is None else _put_together(parts, zone)


def _extended(basic: re.Match[str]) -> str:
    """ISO 8601's ``T2015`` as `_TIME` has it."""
    return f" {basic[1]}:{basic[2] or '00'}:{basic[3] or '00'}"


def _iso_day(found: re.Match[str]) -> date:
    year, week, weekday, day, month = found.groups()
    if week:
        return date.fromisocalendar(int(year), int(week), int(weekday))
    if month:
        return date(int(year), int(month), 1)
    if not 1 <= int(day) <= 366:
        raise ValueError(day)
    return date(int(year), 1, 1) + timedelta(days=int(day) - 1)


# --- tokens ----------------------------------------------------------------------------------------------------------


def _read(text: str) -> _Parts | None:
    """The parts of ``text``; None if there is anything in it that can't be one."""
    parts, at = _Parts(), 0
    while at < len(text):
        end = _token(text, at, parts)
        if end is None:
            return None
        at = end
    return parts


def _token(text: str, at: int, parts: _Parts) -> int | None:
    """Take the token at ``at``; where it ends, or None if it can't be part of a date."""
    if parts.last in ("time", "half") and parts.offset is None and (found := _OFFSET.match(text, at)):
        minutes = int(found[3]) * 60 + int(found[4] or 0)
        parts.offset, parts.last = (-minutes if (found[1] or found[2]) == "-" else minutes), "zone"
    elif found := _GAP.match(text, at):
        pass
    elif text[at].isdigit():
        found = _numbers(text, at, parts)
    elif found := _PAIR.match(text, at):
        if not _word(f"{_bare(found[1])} {_bare(found[2])}", parts):
            found = _WORD.match(text, at)
            return found.end() if found and (_word(_bare(found[0]), parts) or _stray(found[0], at, parts)) else None
    elif found := _WORD.match(text, at):
        return found.end() if _word(_bare(found[0]), parts) or _stray(found[0], at, parts) else None
    return found.end() if found else None


def _numbers(text: str, at: int, parts: _Parts) -> re.Match[str] | None:
    """A date or time of digits, or a number."""
    if parts.year_month_day is None and (found := _COMPACT.match(text, at)):
        year, month, day, *clock = found.groups()
        parts.year_month_day, parts.last = (int(year), int(month), int(day)), "date"
        if clock[0]:
            return _timed((clock[0], clock[1], clock[2]), found, parts)
    elif parts.year_month_day is None and (found := _DATE.match(text, at)):
        parts.year_month_day, parts.last = _ordered(found[1], found[3], found[4]), "date"
    elif parts.time is None and (found := _TIME.match(text, at)):
        return _timed((found[1], found[2], found[3]), found, parts)
    elif found := _NUMBER.match(text, at):
        parts.numbers.append(found[0])
        parts.last = "number"
    return found


def _timed(said: tuple[str, str, str | None], found: re.Match[str], parts: _Parts) -> re.Match[str] | None:
    if parts.time is not None:
        return None
    hour, minute, second = said
    parts.time, parts.last = (int(hour), int(minute), int(second or 0)), "time"
    return found


def _ordered(first: str, second: str, third: str) -> tuple[int, int, int]:
    """Year, month and day: the year first if it has four digits, else the day first. ValueError if neither can be."""
    if len(first) == 4 and len(third) <= 2:
        return int(first), int(second), int(third)
    if len(first) > 2 or len(third) not in (2, 4):
        raise ValueError(first)
    day, month = int(first), int(second)
    if month > 12 >= day:  # an American date that can't be read otherwise
        day, month = month, day
    return _year(third), month, day


def _year(said: str) -> int:
    if len(said) == 2:  # RFC 5322 4.3
        return int(said) + (2000 if int(said) < _CENTURY_TURNS else 1900)
    return int(said)


def _bare(word: str) -> str:
    """Without the Arabic article (see `month_names.bare`)."""
    return word[2:] if word.startswith("ال") and len(word) > 3 else word


def _word(name: str, parts: _Parts) -> bool:
    """Take a word, or a pair of them, if it is known."""
    if name in _LETTERS:
        if parts.last not in ("number", "date") or name != fold("م"):  # behind a year «م» is the era
            parts.half = _LETTERS[name]
        parts.last = "half" if parts.last == "time" else parts.last
        return True
    word = _vocabulary().get(name)
    if word is None:
        return False
    if word.part == "month":
        parts.months.append(word)
        parts.last = "month"
    elif word.part == "half":
        if parts.last == "number" and parts.time is None:  # «8 مساء»
            parts.time = (int(parts.numbers.pop()), 0, 0)
        parts.half, parts.last = word.value, "half"
    elif word.part == "zone":
        parts.offset = word.value if parts.offset is None else parts.offset
        parts.last = "half"  # "GMT+3" is one token, "GMT +3" may be two
    return True


def _stray(name: str, at: int, parts: _Parts) -> bool:
    """Whether a word that nobody knows does no harm: a weekday in another language, or a zone behind the time."""
    is_latin = name.isascii() and len(name) <= _MAX_UNKNOWN
    return is_latin and (at == 0 or parts.last in ("time", "half", "zone"))


@cache
def _vocabulary() -> dict[str, Word]:
    return vocabulary()


# --- putting together ------------------------------------------------------------------------------------------------


def _put_together(parts: _Parts, zone: tzinfo) -> datetime | None:
    """The moment that the parts make; None if they are too few, too many or contradict each other."""
    day = _day(parts)
    if day is None:
        return None
    year, month, number = day
    hour, minute, second = parts.time or (0, 0, 0)
    if parts.half is not None:
        hour = _hour(hour, parts.half)
    where = zone if parts.offset is None else timezone(timedelta(minutes=parts.offset))
    is_midnight = (hour, minute, second) == (24, 0, 0)  # ISO 8601: the end of the day
    # A leap second (RFC 3339 5.6) is shown as the last ordinary one.
    second = 59 if second == 60 else second
    local = datetime(year, month, number, 0 if is_midnight else hour, minute, second, tzinfo=where)
    return _in_utc(local + timedelta(days=1) if is_midnight else local, zone)


def _day(parts: _Parts) -> tuple[int, int, int] | None:
    """Year, month and day."""
    months = {word.value for word in parts.months}
    if parts.year_month_day is not None:
        year, month, day = parts.year_month_day
        return None if parts.numbers or months - {month} else (year, month, day)
    if len(months) != 1 or len(parts.numbers) != 2:
        return None
    first, second = parts.numbers
    if len(first) == 4:
        first, second = second, first
    if len(first) > 2 or len(second) not in (2, 4):
        return None
    if len(second) == 2 and any(word.is_solar_too for word in parts.months):
        return None  # of which calendar the year is, two digits do not tell
    return _year(second), months.pop(), int(first)


def _hour(hour: int, half: int) -> int:
    """The hour of 24. ValueError if there is no such hour in that part of the day."""
    if half == MORNING and hour > 12:
        raise ValueError(hour)
    if hour > 12 or (half == NOON and hour in (10, 11)) or (half == NIGHT and hour < 6):
        return hour
    if half in (AFTERNOON, NOON):
        return hour % 12 + 12
    return hour % 12 + (12 if half == NIGHT and hour != 12 else 0)
