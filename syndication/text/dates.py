"""Moments: from the ways in which feeds, exports and people write a time to an aware UTC datetime with whole seconds.

ISO 8601 / RFC 3339, RFC 822 / 5322 and what systems make of them, JavaScript's and C's way, Unix time in seconds or
milliseconds. A form that could be read in two ways ("03/04/2025", "15-07-2025") is refused: a wrong date is worse than
none. Month names of Arabic and Kurdish are a later issue.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from unicodedata import category, digit

#: Years that an article can be of: the web's first, and far enough ahead for any embargo. Outside it is a broken date.
MIN_YEAR, MAX_YEAR = 1990, 2100
#: Longer ones are no dates; it bounds the work.
_MAX_LENGTH = 100
#: Unix times above this are milliseconds (in seconds it would be the year 5138).
_MILLISECONDS_FROM = 100_000_000_000

_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
#: RFC 5322 4.3 and the names that European and Iraqi systems write; minutes east of Greenwich. Others are ambiguous.
_ZONES = {
    **dict.fromkeys(("z", "ut", "utc", "gmt", "wet"), 0),
    **{"est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420},
    **{"cet": 60, "cest": 120, "eet": 120, "eest": 180, "msk": 180, "bst": 60, "trt": 180},
}
_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?(?:\s*(?P<half>[ap])\.?m\.?)?"
_ZONE = r"(?:\s*(?P<zone>(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|[a-z]{1,5}))?(?:\s*\([^()]*\))?"
_MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_WEEKDAY = r"(?:[a-z]{2,9}\.?,?\s*)?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        # 2025-07-18T20:15:00+03:00, 2025/7/18 20:15, 2025-07-18
        rf"(?P<year>\d{{4}})([-/.])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}})(?:(?:\s*T\s*|,?\s+){_TIME}{_ZONE})?",
        # 20250718T201500Z, 20250718201500, 20250718
        rf"(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}})(?:T?(?P<hour>\d{{2}})(?P<minute>\d{{2}})(?P<second>\d{{2}})?{_ZONE})?",
        # Fri, 18 Jul 2025 20:15:00 +0300
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{_MONTH},?[\s-]+{_YEAR}(?:(?:,|\s+at)?\s+{_TIME}{_ZONE})?",
        # Fri Jul 18 2025 20:15:00 GMT+0300 (Arabian Standard Time); July 18, 2025
        rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}(?:(?:,|\s+at)?\s+{_TIME}{_ZONE})?",
        # Fri Jul 18 20:15:00 2025
        rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})\s+{_TIME}\s+(?P<year>\d{{4}})",
    )
)
_UNIX = re.compile(r"\d{9,13}(?:\.\d+)?", re.ASCII)


def moment(value: str | int | None, zone: tzinfo) -> datetime | None:
    """The moment that ``value`` names, in UTC; one without a zone is in ``zone``. None if it names none."""
    try:
        found = _unix(value) if isinstance(value, int) else _written(value, zone) if value else None
        found = found.astimezone(UTC).replace(microsecond=0) if found else None
    except (ValueError, OverflowError, OSError):  # no such day, hour or zone
        return None
    return found if found and MIN_YEAR <= found.year <= MAX_YEAR else None


def _unix(value: int) -> datetime | None:
    """Unix time in seconds, or in milliseconds where seconds would lie thousands of years ahead."""
    if isinstance(value, bool):
        return None
    return datetime.fromtimestamp(value // 1000 if abs(value) >= _MILLISECONDS_FROM else value, UTC)


def _written(value: str, zone: tzinfo) -> datetime | None:
    text = _ascii_digits(value.strip())
    if not text or len(text) > _MAX_LENGTH:
        return None
    if _UNIX.fullmatch(text):
        return _unix(int(text.partition(".")[0]))
    for form in _FORMS:
        if found := form.fullmatch(text):
            return _built(found.groupdict(), zone)
    return None


def _built(part: dict[str, str | None], zone: tzinfo) -> datetime:
    """A datetime of a form's parts. ValueError if there is no such moment."""
    written = part["year"] or ""
    year = int(written)
    if len(written) == 2:  # RFC 5322 4.3
        year += 2000 if year < 50 else 1900
    month = _MONTHS[name.lower()] if (name := part.get("name")) else int(part["month"] or 0)
    hour = int(part["hour"] or 0)
    if half := part.get("half"):
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half in "pP" else 0)
    # A leap second (RFC 3339 5.6) is shown as the last ordinary one.
    second = 59 if part["second"] == "60" else int(part["second"] or 0)
    day, minute = int(part["day"] or 0), int(part["minute"] or 0)
    return datetime(year, month, day, hour, minute, second, tzinfo=_zone(part.get("zone"), zone))


def _zone(name: str | None, default: tzinfo) -> tzinfo:
    """``+03:00``, ``GMT+3``, ``EST``; a name that is nobody's alone counts as none given."""
    if not name:
        return default
    known = _ZONES.get(name.lower())
    if known is not None:
        return timezone(timedelta(minutes=known))
    digits = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", name, re.IGNORECASE)
    if digits is None:
        return default
    offset = timedelta(hours=int(digits[2]), minutes=int(digits[3] or 0))
    return timezone(-offset if digits[1] == "-" else offset)


def _ascii_digits(text: str) -> str:
    """Arabic-Indic and Persian digits as ASCII; direction marks that editors put around dates go."""
    if text.isascii():
        return text
    plain = (str(digit(char)) if category(char) == "Nd" else char for char in text if category(char) != "Cf")
    return "".join(plain).replace("\xa0", " ").replace("\u202f", " ").replace("−", "-").strip()
