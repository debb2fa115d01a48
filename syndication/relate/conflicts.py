"""What two titles say against being of one event: another ordinal, another state, another day, other numbers.

    title | ordinals, states, days of the week, the title without its numbers, the numbers | bits of one number (marks)

"The fourth relief plane" and "the fifth" share nearly every word, as do a ruler's cables to two states and the prices
of two days. What tells them apart is a word of a small class, so an article keeps those of its title beside its words,
as bits of one number; of classes with many members some share their bits, and are then taken for one.
Only titles are looked at: a report's text names other ordinals, states and days in passing. Measured in docs/decisions.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import NamedTuple

from syndication.relate.names import MONTHS_BEFORE_ORDINALS, ORDINALS, STATES, WEEKDAYS

#: Bits, from the lowest, of each class. Ordinals and days have one each.
_ORDINAL, _ORDINALS = 0, 12
_DAY, _DAYS = 12, 7
_STATE, _STATES = 19, 23
_FRAME, _FRAMES = 42, 12
_NUMBER, _NUMBERS = 54, 8
#: Marks are smaller than this.
MAX_MARKS = 1 << (_NUMBER + _NUMBERS)

#: What a conflict adds to the threshold. Of the July pairs whose titles have other ordinals none was of one event,
#: however alike. With other states one in thirty was up to .45 and three in four above .65; with an ordinal ("the
#: second plane") in one title only, as many as of other pairs that are .1 less alike.
VETO = 10.0
DOUBT = 0.1
#: Titles of fewer words without their numbers are no frame: "Oil 70", "Oil 68" may be anything.
_MIN_FRAME = 3


class Conflict(NamedTuple):
    """What speaks against one event."""

    kind: str  #: "ordinals", "ordinal" (in one title only), "states", "days" or "numbers"
    weight: float  #: added to the threshold


def marks(title: Sequence[str]) -> int:
    """The marks of a title, given as folded words in order."""
    found, before = 0, ""
    for word in title:
        if before not in MONTHS_BEFORE_ORDINALS:
            found |= _bit(_ORDINAL, ORDINALS.get(word))
        found |= _bit(_DAY, WEEKDAYS.get(word))
        state = STATES.get(word)
        found |= _bit(_STATE, None if state is None else state % _STATES)
        before = word
    numbers = [word for word in title if word.isdecimal()]
    frame = [word for word in title if not word.isdecimal()]
    if numbers and len(frame) >= _MIN_FRAME:
        # 0 stands for "no frame", so the hashes begin with 1.
        found |= 1 + _hash(" ".join(frame), (1 << _FRAMES) - 1) << _FRAME
        found |= _hash(" ".join(sorted(set(numbers))), 1 << _NUMBERS) << _NUMBER
    return found


def conflicts(one: int, other: int) -> tuple[Conflict, ...]:
    """What the marks of two titles say against one event; symmetric."""
    found = []
    for kind, begin, size, weight in (
        ("ordinals", _ORDINAL, _ORDINALS, VETO),
        ("days", _DAY, _DAYS, DOUBT),
        ("states", _STATE, _STATES, DOUBT),
    ):
        mine, theirs = _bits(one, begin, size), _bits(other, begin, size)
        if mine and theirs and not mine & theirs:
            found.append(Conflict(kind, weight))
    mine, theirs = _bits(one, _ORDINAL, _ORDINALS), _bits(other, _ORDINAL, _ORDINALS)
    if not (mine and theirs) and mine | theirs > 1:  # "the first" often goes without saying
        found.append(Conflict("ordinal", DOUBT))
    frame = _bits(one, _FRAME, _FRAMES)
    if frame and frame == _bits(other, _FRAME, _FRAMES) and one >> _NUMBER != other >> _NUMBER:
        found.append(Conflict("numbers", DOUBT))
    return tuple(found)


def _bit(begin: int, place: int | None) -> int:
    return 0 if place is None else 1 << begin + place


def _bits(value: int, begin: int, size: int) -> int:
    return value >> begin & (1 << size) - 1


def _hash(text: str, below: int) -> int:
    """The same in every process."""
    return zlib.crc32(text.encode()) % below
