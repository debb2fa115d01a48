"""Excerpts: the beginning of a text, ended at a word."""

from __future__ import annotations

from unicodedata import category

from syndication.text.clean import balanced, folded

#: Characters, the sign of the cut included (feeds.md, Titles: about 300).
EXCERPT_LIMIT = 300
_MORE = "…"
#: What looks lost before the sign of a cut: separators, opening brackets, a ZWNJ with nothing to part.
_LOOSE = " ،؛,;:-–—(«[“‘\"'.…\u200c"
_ZWJ = "\u200d"
#: White space is folded in this many times the limit; if that was not enough, in all of the text.
_HEAD = 2


def excerpt(text: str, limit: int = EXCERPT_LIMIT) -> str:
    """The first words of ``text`` on one line, at most ``limit`` characters; ends in ``…`` where something was cut."""
    if limit <= 0:
        return ""
    head = folded(text[: limit * _HEAD])
    if len(head) <= limit and len(text) > limit * _HEAD:
        head = folded(text)
    if len(head) <= limit:
        return head
    room = limit - len(_MORE)
    end = head.rfind(" ", 0, room + 1)
    if end <= 0:
        end = _grapheme_end(head, room)
    return balanced(head[:end].rstrip(_LOOSE)) + _MORE


def _grapheme_end(text: str, end: int) -> int:
    """The last place at or before ``end`` where no mark, joiner or emoji part belongs to what stands before it."""
    while end > 0 and (_continues(text[end]) or text[end - 1] == _ZWJ or _half_flag(text, end)):
        end -= 1
    return end


def _continues(char: str) -> bool:
    """Whether ``char`` is part of the character before it (UAX #29, GB9, GB9a), or belongs to its word (ZWNJ)."""
    return category(char) in ("Mn", "Mc", "Me", "Cf") or "\U0001f3fb" <= char <= "\U0001f3ff"


def _half_flag(text: str, end: int) -> bool:
    """Whether a cut at ``end`` parts a pair of regional indicators (GB12, GB13)."""
    before = 0
    while before < end and "\U0001f1e6" <= text[end - 1 - before] <= "\U0001f1ff":
        before += 1
    return before % 2 == 1 and "\U0001f1e6" <= text[end] <= "\U0001f1ff"
