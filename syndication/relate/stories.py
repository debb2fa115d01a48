"""Stories as sets of articles: who is with whom, each set named by its founder, the member with the smallest number.

In: numbers that belong together or leave. Out: the articles whose story is another one now. What belongs together is
decided elsewhere (``index``); here is only what follows from it, so that the store can be told in rows.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable

#: Articles whose story is another one now: by number the founder, None for one that is alone.
Moves = dict[int, int | None]

#: A newcomer is compared with so many members of a story, the newest: the work stays bounded, and a story that has
#: moved on is met where it is now.
NEWEST = 10


class Stories:
    """The membership. An article that is in no story is alone, and stands for itself under its own number."""

    def __init__(self) -> None:
        self._founder: dict[int, int] = {}  # by member
        self._members: dict[int, list[int]] = {}  # by founder, rising

    def story(self, number: int) -> int | None:
        """The founder of the story that an article is in; None if it is alone."""
        return self._founder.get(number)

    def group(self, number: int) -> int:
        """The founder of an article's story, or the article itself if it is alone."""
        return self._founder.get(number, number)

    def groups(self) -> list[int]:
        """The founders of all stories here."""
        return list(self._members)

    def members(self, group: int) -> tuple[int, ...]:
        """All articles of a story, oldest first; of one that is alone, that one."""
        return tuple(self._members.get(group, (group,)))

    def newest(self, group: int) -> tuple[int, ...]:
        """The NEWEST members of a story, oldest of them first; of one that is alone, that one."""
        return tuple(self._members.get(group, (group,))[-NEWEST:])

    def put(self, number: int, founder: int) -> None:
        """Take an article for a member of a story, as it is stored. Its founder is one even if it is never put."""
        members = self._members.setdefault(founder, [])
        for each in {number, founder}.difference(members):
            insort(members, each)
            self._founder[each] = founder

    def join(self, number: int, groups: Iterable[int]) -> Moves:
        """Make one story of an article that is alone and of one or several groups (founders, or others alone)."""
        members = sorted({number, *(each for group in groups for each in self.members(group))})
        founder = min(members[0], *groups)
        moves: Moves = {each: founder for each in members if self._founder.get(each) != founder}
        for group in groups:
            self._members.pop(group, None)
        self._members[founder] = members
        self._founder.update(dict.fromkeys(members, founder))
        return moves

    def forget(self, group: int) -> None:
        """Take a story out of memory. It goes on, but nobody asks for it."""
        for each in self._members.pop(group, ()):
            del self._founder[each]

    def leave(self, number: int) -> Moves:
        """Take an article out of its story. One member left over is alone; without a founder the next one names it."""
        founder = self._founder.pop(number, None)
        if founder is None:
            return {}
        members = self._members.pop(founder)
        members.remove(number)
        moves: Moves = {number: None}
        if len(members) < 2:
            for each in members:
                del self._founder[each]
                moves[each] = None
        else:
            new = members[0] if founder == number else founder
            self._members[new] = members
            if new != founder:
                moves |= dict.fromkeys(members, new)
                self._founder.update(dict.fromkeys(members, new))
        return moves
