"""Cleaning at the door: whatever no feed may carry goes, whatever spelling needs stays.

XML 1.0 (2.2) forbids most control characters, lone surrogates and U+FFFE/FFFF; feedgen raises on them, so one bad title
would kill a feed (facts: libraries). Bidi embeddings and overrides, and isolates that nobody closes, turn the text that
follows them (https://www.unicode.org/reports/tr9/, X1-X8). ZWNJ and ZWJ are spelling in Sorani and Persian and hold
emoji together; RLM and LRM are an editor's work: all four stay.
"""

from __future__ import annotations

import re
from unicodedata import is_normalized, normalize

_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
)
#: U+FEFF inside a text is a byte order mark gone astray; U+202A-202E are LRE RLE PDF LRO RLO.
_FORBIDDEN = re.compile(f"[\0-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\ufeff{_NONCHARACTERS}]")
#: Line ends of other systems and times; U+2029 ends a paragraph.
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\u2028]")
#: Characters that the slow steps let be: one look says that an ordinary text needs none of them. What is frequent
#: stands first, and a list of what is allowed is matched in a third of the time in which another is searched for. Of
#: all beyond U+FFFF, which a text seldom holds, the slow steps tell.
_HARMLESS = re.compile("[\t\n -~\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd]*+")
_ISOLATE = re.compile("[\u2066-\u2069]")
_PDI = "\u2069"


def clean(text: str) -> str:
    """``text`` in NFC with LF line ends, without characters that break XML or turn other people's text."""
    if not _HARMLESS.fullmatch(text):
        text = _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
        text = balanced(_FORBIDDEN.sub("", text))
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def one_line(text: str) -> str:
    """``clean`` text on one line: runs of white space become one space, none at the ends."""
    return folded(clean(text))


def folded(text: str) -> str:
    """``text`` with each run of white space as one space, none at the ends: ``" ".join(text.split())``.

    A printable text (str.isprintable) has no other white space than spaces, so most need not be taken apart.
    """
    line = text.replace("\n\n", " ")
    if line.isprintable() and "  " not in line:
        return line.strip(" ")
    return " ".join(line.split())


def balanced(text: str) -> str:
    """``text`` without isolates that are never closed and closings of nothing, counted line by line.

    A paragraph's end closes all isolates (UAX #9, BD9 and P1), so a pair over two lines is no pair.
    """
    if not _ISOLATE.search(text):
        return text
    return "\n".join(_balanced_line(line) for line in text.split("\n"))


def _balanced_line(line: str) -> str:
    stray: set[int] = set()
    opened: list[int] = []
    for found in _ISOLATE.finditer(line):
        if found.group() != _PDI:
            opened.append(found.start())
        elif opened:
            opened.pop()
        else:
            stray.add(found.start())
    stray.update(opened)
    if not stray:
        return line
    return "".join(char for place, char in enumerate(line) if place not in stray)
