"""HTML without a parser: for titles, and for bodies that are too deep to be parsed. Linear in the text's length."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

#: Where something begins that no reader was meant to see, and what ends it.
_HIDDEN = re.compile(r"<(?:(!--)|(script|style|template)(?=[\s/>]))", re.IGNORECASE)
#: Only whole references: "R&D" and "?a=1&copy=2" are text. Digits bounded: int() refuses 4,300 of them.
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def without_hidden(html: str) -> str:
    """``html`` without comments and without scripts, styles and templates, each a space; to the end if none ends it."""
    found = _HIDDEN.search(html)
    if found is None:
        return html
    kept: list[str] = []
    lowered = html.lower() if html.isascii() else _ascii_lower(html)
    place = 0
    while found is not None:
        kept.append(html[place : found.start()])
        closing = "-->" if found[1] else f"</{found[2].lower()}"
        at = lowered.find(closing, found.end())
        end = -1 if at < 0 else html.find(">", at + 2)
        if end < 0:
            place = len(html)
            break
        place = end + 1
        found = _HIDDEN.search(html, place)
    kept.append(html[place:])
    return " ".join(kept)


def decoded(text: str) -> str:
    """``text`` with its character references decoded, one level; what names no character stays."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    whole = reference.group()
    return unescape(whole) if whole[1] == "#" else html5.get(whole[1:], whole)


def _ascii_lower(text: str) -> str:
    """Lower case of ASCII letters alone: the lower case of others may be longer, and places would no longer agree."""
    return text.translate({code: code + 32 for code in range(0x41, 0x5B)})
