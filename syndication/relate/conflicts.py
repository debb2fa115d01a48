"""What two titles say against being of one event: another ordinal, another state, another day, other numbers.

    title | ordinals, days of the week, states, the frame without these and numbers, what fills it | bits of one number

"The fourth relief plane" and "the fifth" share nearly every word, as do a ruler's cables to two states and the prices
of two days. What tells them apart is a word of a small class, so an article keeps those of its title beside its words,
as bits of one number (marks); of classes with many members some share their bits, and are then taken for one.
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
_FILLER, _FILLERS = 54, 8
#: Marks are smaller than this.
MAX_MARKS = 1 << (_FILLER + _FILLERS)

#: What a conflict adds to the threshold: so much that nothing reaches it. Of the July pairs whose titles have other
#: ordinals none was of one event, however alike; and nothing else parts two items of a series.
VETO = 10.0
#: Or a little: with other states in two titles of other wording one in thirty was of one event up to a likeness of .45
#: and three in four above .65; with an ordinal in one title only, as many as of other pairs that are .1 less alike.
DOUBT = 0.1
#: The same title with another number is an update ("30 dead", "32 dead") or, so many seconds later, of a series.
SERIES_S = 43_200
#: Titles of fewer words are no frame: "Oil 70", "Oil 68" may be anything.
_MIN_FRAME = 2


class Conflict(NamedTuple):
    """What speaks against one event."""

    kind: str  #: "ordinals", "ordinal" (in one title only), "states", "days" or "numbers"
    weight: float  #: added to the threshold


def marks(title: Sequence[str]) -> int:
    """The marks of a title, given as folded words in order."""
    found, before = 0, ""
    frame, fillers = [], set()
    for word in title:
        if before not in MONTHS_BEFORE_ORDINALS:
            found |= _bit(_ORDINAL, ORDINALS.get(word))
        day, state = WEEKDAYS.get(word), STATES.get(word)
        found |= _bit(_DAY, day) | _bit(_STATE, None if state is None else state % _STATES)
        if state is not None or day is not None or word.isdecimal():
            fillers.add(word if state is None else f"state {state}")
        else:
            frame.append(word)
        before = word
    if fillers and len(frame) >= _MIN_FRAME:
        # 0 stands for "no frame", so the hashes begin with 1.
        found |= 1 + _hash(" ".join(frame), (1 << _FRAMES) - 1) << _FRAME
        found |= _hash(" ".join(sorted(fillers)), 1 << _FILLERS) << _FILLER
    return found


def conflicts(one: int, other: int, apart_s: int) -> tuple[Conflict, ...]:
    """What the marks of two titles, published ``apart_s`` seconds from each other, say against one event; symmetric."""
    found = []
    ordinals = _bits(one, _ORDINAL, _ORDINALS), _bits(other, _ORDINAL, _ORDINALS)
    if _differ(*ordinals):
        found.append(Conflict("ordinals", VETO))
    elif not all(ordinals) and max(ordinals) > 1:  # "the first" often goes without saying
        found.append(Conflict("ordinal", DOUBT))
    if _differ(_bits(one, _DAY, _DAYS), _bits(other, _DAY, _DAYS)):
        found.append(Conflict("days", VETO))
    framed = _bits(one, _FRAME, _FRAMES) == _bits(other, _FRAME, _FRAMES) != 0
    if _differ(_bits(one, _STATE, _STATES), _bits(other, _STATE, _STATES)):
        found.append(Conflict("states", VETO if framed else DOUBT))
    elif framed and not found and one >> _FILLER != other >> _FILLER:
        found.append(Conflict("numbers", VETO if apart_s >= SERIES_S else DOUBT))
    return tuple(found)


def _differ(one: int, other: int) -> bool:
    """Whether both have members of a class and none in common."""
    return bool(one and other and not one & other)


def _bit(begin: int, place: int | None) -> int:
    return 0 if place is None else 1 << begin + place


def _bits(value: int, begin: int, size: int) -> int:
    return value >> begin & (1 << size) - 1


def _hash(text: str, below: int) -> int:
    """The same in every process."""
    return zlib.crc32(text.encode()) % below
