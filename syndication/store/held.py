"""A page from what is known of it: the changes since then are looked at, and nothing else is read again.

A page made anew after each new entry would judge its hundreds of candidates each time. Here the numbers of the log tell
what has changed since they were judged, and that is judged again with all that hangs on it. Where too much has changed,
or the page must look deeper than before, it is selected from the start. Both ways give the same page (a test).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from syndication.selection import Selection
from syndication.store import candidates, copies, pages, schema, stories
from syndication.store.candidates import COPY, Candidate
from syndication.store.log import Head
from syndication.store.pages import Limits, PageRows, Window

#: Changed articles beyond which it is cheaper to begin anew.
MANY = 100

#: Bytes of a candidate in memory (sys.getsizeof of its tuple and numbers, rounded up).
CANDIDATE_BYTES = 300

_c = schema.article.c


@dataclass(frozen=True, slots=True)
class Held:
    """A page as it was at a number of the log, with what it was chosen from."""

    epoch: str
    revision: int
    rows: PageRows
    chosen: Window

    def __len__(self) -> int:
        """Bytes, about."""
        return len(self.chosen.read) * CANDIDATE_BYTES


def select(
    connection: sa.Connection, selection: Selection, limits: Limits, head: Head, held: Held | None = None
) -> Held:
    """The page as of ``head``, which is where the log stands in this snapshot; ``held`` is the same page of before."""
    if held is not None and held.epoch == head.epoch:
        if held.revision == head.revision:
            return held
        chosen = _advanced(connection, selection, limits, held) if held.revision < head.revision else None
    else:
        chosen = None
    if chosen is None:
        # As many as it took before are asked for at once.
        first = candidates.FIRST if held is None else max(len(held.chosen.read) + 16, candidates.FIRST)
        chosen = pages.window(pages.candidates_of(connection, selection, limits.max, first), limits, selection)
    return Held(head.epoch, head.revision, pages.rows_of(connection, selection, chosen), chosen)


def _advanced(connection: sa.Connection, selection: Selection, limits: Limits, held: Held) -> Window | None:
    """The page from what it was chosen from and what has changed; None if that does not tell."""
    before = held.chosen
    if any(arm.words for arm in selection.arms) or (not before.is_full and len(before.read) > candidates.SCAN // 2):
        return None
    changed = connection.execute(_CHANGED, {"after": held.revision}).all()
    if len(changed) > MANY:
        return None
    numbers = {arrived for arrived, _ in changed}
    if numbers and selection.scope != "own":
        numbers |= copies.like(connection, sorted(numbers))
    if any(arrived <= held.revision < revision for arrived, revision in changed):
        numbers |= _concerned(connection, {arrived for arrived, _ in changed}, before)
    judged = candidates.of_numbers(connection, selection, sorted(numbers)) if numbers else []
    if before.is_full:
        # What lies deeper than was looked stays unknown, also if one of it has changed.
        judged = [each for each in judged if each[:2] >= before.read[-1][:2]]
    chosen = pages.window(_merged(before.read, judged, numbers), limits, selection)
    return None if before.is_full and not chosen.is_full else chosen


def _concerned(connection: sa.Connection, corrected: set[int], before: Window) -> set[int]:
    """Whom corrections, withdrawals and restorations may hide or show, though nothing of their own has changed.

    Reports of the same story (one of these may have lost a label by which it hid them), and whoever was a copy: what it
    was a copy of is known no more.
    """
    names = {each.story for each in stories.of(connection, corrected).values()}
    found = {number for each in stories.members(connection, names).values() for number in each}
    return found | {each[1] for each in before.read if each[2] == COPY}


def _merged(read: Sequence[Candidate], judged: Sequence[Candidate], numbers: set[int]) -> list[Candidate]:
    """What was read without those that were judged again, and these, newest first."""
    kept = [each for each in read if each[1] not in numbers] if numbers else list(read)
    return sorted([*judged, *kept], reverse=True) if judged else kept


_CHANGED = (
    sa.select(_c.arrived, _c.revision).where(_c.touched > sa.bindparam("after")).order_by(_c.touched).limit(MANY + 1)
)
