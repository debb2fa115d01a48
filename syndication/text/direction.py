"""The direction of a text, and the one mark that keeps it where readers strip ``dir`` (feeds.md, Direction).

https://www.unicode.org/reports/tr9/ : strong characters are L, R and AL; P2 takes the first one outside isolates.
"""

from __future__ import annotations

import re
from unicodedata import bidirectional

from syndication.model import Direction

_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_ISOLATES = frozenset(("LRI", "RLI", "FSI"))
_MARK: dict[Direction, str] = {"rtl": "\u200f", "ltr": "\u200e"}

#: Runs of letters by side. Hebrew, Arabic, Syriac, Thaana, N'Ko and the presentation forms are written to the left;
#: of the rest the letters of Latin, Greek, Cyrillic and what follows Arabic in Unicode count as written to the right.
_RTL_RUN = re.compile("[\u05d0-\u065f\u066e-\u06d5\u06e5-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+")
_LTR_RUN = re.compile(
    "[A-Za-z\xaa\xb5\xba\xc0-\xd6\xd8-\xf6\xf8-\u02b8\u0370-\u0589\u0900-\u1fff\u2c00-\u2dff\u3041-\ud7ff]+"
)

#: First bytes in UTF-8 of letters that run against a direction (bar ª µ º and U+2C00-2DFF: their bytes are those of
#: quotation marks too). Looking for bytes takes an eighth of the time of looking for letters.
_AGAINST: dict[Direction, bytes] = {
    "rtl": bytes((*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC3, 0xD6), 0xE0, 0xE1, *range(0xE3, 0xEE))),
    "ltr": bytes((*range(0xD6, 0xE0), 0xE0, 0xEF)),
}
_SAYS_NOTHING = {side: bytes(set(range(256)).difference(found)) for side, found in _AGAINST.items()}


def first_strong(text: str) -> Direction | None:
    """The direction of the first strong character; None if there is none (digits, signs, emoji only)."""
    depth = 0
    for char in text:
        kind = bidirectional(char)
        if kind in _ISOLATES:
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif kind in _STRONG and not depth:
            return _STRONG[kind]
    return None


def marked(text: str, direction: Direction) -> str:
    """``text`` with U+200F (U+200E) before it, only where its first strong character is of the other direction."""
    found = first_strong(text)
    return text if found is None or found == direction else _MARK[direction] + text


def prevailing(text: str) -> Direction | None:
    """The direction of most letters, for a paragraph, where "NATO" at its start says nothing. None: no letters."""
    leftward = sum(map(len, _RTL_RUN.findall(text)))
    rightward = sum(map(len, _LTR_RUN.findall(text)))
    if not leftward and not rightward:
        return None
    return "rtl" if leftward >= rightward else "ltr"


def is_all(text: str, direction: Direction) -> bool:
    """Whether there is no letter of the other direction that `prevailing` would count."""
    return (_LTR_RUN if direction == "rtl" else _RTL_RUN).search(text) is None


def turns(text: str, direction: Direction) -> bool:
    """Whether most of ``text`` runs against ``direction``. Cheap where there is no letter of the other side at all."""
    if not text.encode("utf-8", "replace").translate(None, _SAYS_NOTHING[direction]):
        return False
    return prevailing(text) not in (None, direction)
