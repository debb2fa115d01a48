"""Entity tags and the two conditions of a feed reader's request: pure, total, given ``now``.

A document has one content tag, ``R.S.C`` (docs/design.md, Rendering). Each coding of it is a representation of its own
and has its own strong tag: the content tag, and the coding's name behind it, as in ``-gzip`` (letters, digits, dots and
hyphens are legal in RFC 9110 §8.8.3 etagc, and no comma, semicolon or backslash is there for a proxy to trip over).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from syndication.serve.negotiate import OFFERED, Coding

_SUFFIX: Final[dict[Coding, str]] = {"identity": "", "gzip": "-gzip", "br": "-br", "zstd": "-zstd"}

#: Characters of If-None-Match that are looked at: a hundred tags of ours. More is no cache, only work.
MAX_CHARS: Final = 8_000

# RFC 9110 §8.8.3: entity-tag = [ %s"W/" ] DQUOTE *etagc DQUOTE, as one member of a list (§5.6.1). Blanks belong to the
# member, so a run of them is matched in one way only and a hostile header costs linear time.
_MEMBER: Final = re.compile(r'[ \t]*(?:[Ww]/)?"([^\x00-\x20"\x7f]*)"[ \t]*(?:,|\Z)')

_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1
    )
}

# RFC 9110 §5.6.7: the form to send, and the two obsolete ones that a recipient has to take.
_TIME: Final = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})"
_DATES: Final = (
    re.compile(rf"[A-Z][a-z]{{2}}, (?P<day>[0-9]{{2}}) (?P<month>[A-Z][a-z]{{2}}) (?P<year>[0-9]{{4}}) {_TIME} GMT"),
    re.compile(rf"[A-Z][a-z]{{5,8}}, (?P<day>[0-9]{{2}})-(?P<month>[A-Z][a-z]{{2}})-(?P<year>[0-9]{{2}}) {_TIME} GMT"),
    re.compile(rf"[A-Z][a-z]{{2}} (?P<month>[A-Z][a-z]{{2}}) (?P<day>[ 0-9][0-9]) {_TIME} (?P<year>[0-9]{{4}})"),
)

#: A two-digit year that seems to be further ahead than this is of the past century (RFC 9110 §5.6.7).
_YEARS_AHEAD: Final = 50


def entity_tag(content_tag: str, coding: Coding) -> str:
    """The strong ETag, quotes included, of a document's content in one coding."""
    return f'"{content_tag}{_SUFFIX[coding]}"'


def none_match(lines: Sequence[str], content_tag: str, chosen: Coding) -> Coding | None:
    """Which coding's tag an ``If-None-Match`` holds, ``chosen`` first; None: it holds no tag of this content.

    ``lines`` are the header's lines as sent. The comparison is the weak one (RFC 9110 §13.1.2), and the content
    decides, not the coding. The 304 has to name a tag that the client has, or a cache between us must not use it for
    what it stores (RFC 9111 §4.3.4). Members that are not entity tags are passed over.
    """
    header = ",".join(lines) if len(lines) != 1 else lines[0]
    if header.strip(" \t") == "*":
        return chosen
    header = header[:MAX_CHARS]
    if content_tag not in header:
        return None
    ours = {content_tag + suffix: coding for coding, suffix in _SUFFIX.items()}
    held = {ours[tag] for tag in _tags(header) if tag in ours}
    if not held:
        return None
    return chosen if chosen in held else next(coding for coding in OFFERED if coding in held)


def _tags(header: str) -> list[str]:
    """The opaque parts of a list's entity tags; a member that is none is skipped up to the next comma."""
    tags = []
    at = 0
    while at < len(header):
        member = _MEMBER.match(header, at)
        if member is not None:
            tags.append(member[1])
            at = member.end()
        else:
            comma = header.find(",", at)
            if comma < 0:
                break
            at = comma + 1
    return tags


def is_over(modified: datetime, now: datetime) -> bool:
    """Whether the second ``modified`` is over, so that no other version of the same second can follow."""
    return now >= modified + timedelta(seconds=1)


def unmodified(lines: Sequence[str], modified: datetime, now: datetime) -> bool:
    """Whether an ``If-Modified-Since`` may be answered with 304 (to be asked only without ``If-None-Match``).

    Not while the second of ``modified`` lasts; not for several dates, for what is no HTTP date (RFC 9110 §13.1.3), and
    not for a date ahead of us: such a client would not see a new version until its date has come.
    """
    if len(lines) != 1 or not is_over(modified, now):
        return False
    since = http_date(lines[0], now)
    return since is not None and modified <= since <= now


def http_date(text: str, now: datetime) -> datetime | None:
    """An HTTP date in any of its three forms as aware UTC, None if it is none. ``now`` places a two-digit year."""
    for form in _DATES:
        match = form.fullmatch(text.strip(" \t"))
        if match is not None:
            break
    else:
        return None
    year = int(match["year"])
    if len(match["year"]) == 2:
        year += now.year - now.year % 100
        if year > now.year + _YEARS_AHEAD:
            year -= 100
    try:
        return datetime(
            year,
            _MONTHS.get(match["month"], 0),
            int(match["day"]),
            int(match["hour"]),
            int(match["minute"]),
            # A leap second is legal here and not in datetime.
            min(int(match["second"]), 59),
            tzinfo=UTC,
        )
    except ValueError:
        return None


def written_date(moment: datetime) -> str:
    """A UTC time as an IMF-fixdate, whatever the locale is."""
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[moment.weekday()]
    month = next(name for name, number in _MONTHS.items() if number == moment.month)
    return f"{day}, {moment.day:02} {month} {moment.year:04} {moment:%H:%M:%S} GMT"
