"""Titles: from whatever a publisher's system writes to plain text, decoded exactly once at the door.

A raw title is HTML, as WordPress, RSS (after its XML is read) and most exports mean it: markup goes, then character
references are decoded, one level, in this order. So ``&lt;b&gt;`` is the text ``<b>`` and stays it, ``<b>`` is markup
and goes, and ``&amp;lt;b&amp;gt;`` is the text ``&lt;b&gt;``: nothing is looked at twice, since no rule can tell a
title about markup from one escaped too often. What is no HTML tag (``5 < 7``, ``List<String>``) is text.
"""

from __future__ import annotations

import html
import re

from syndication.text.clean import one_line
from syndication.text.excerpts import excerpt

#: Characters of a title that are looked at, and kept: nobody's headline is longer, and readers show two lines.
MAX_RAW_TITLE = 20_000
MAX_TITLE = 1_000

_INLINE = (
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|nobr|q|s|samp|small|span|strike|strong"
    "|sub|sup|time|tt|u|var|wbr"
)
_BREAKING = (
    "address|article|aside|audio|blockquote|body|br|button|center|dd|div|dl|dt|embed|figcaption|figure|footer|form"
    "|h[1-6]|head|header|hr|html|iframe|img|input|label|li|link|main|meta|nav|noscript|object|ol|option|p|picture|pre"
    "|script|section|select|source|style|svg|table|tbody|td|template|textarea|th|thead|title|tr|ul|video"
)
#: Markup whose content no reader was meant to see.
_HIDDEN = re.compile(
    r"<(script|style|template)\b[^>]*>.*?</\1\s*>|<!--.*?-->|<!doctype\b[^>]*>|<\?[^>]*\?>", re.IGNORECASE | re.DOTALL
)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_TAG = re.compile(
    rf"</?(?:(?P<inline>{_INLINE})|{_BREAKING}|[a-z]\w*:[a-z]\w*)(?:\s[^<>]*)?/?>",  # the last: Word's o:p
    re.IGNORECASE,
)
#: Only whole references: "R&D" and "?a=1&copy=2" are text. Digits bounded: int() refuses 4,300 of them.
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def plain_title(raw: str) -> str:
    """The text of ``raw`` on one line, without markup, at most ``MAX_TITLE`` characters. Never raises."""
    text = raw[:MAX_RAW_TITLE]
    if "<" in text:
        text = _TAG.sub(_gap, _HIDDEN.sub(" ", _CDATA.sub(r"\1", text)))
    if "&" in text:
        text = _REFERENCE.sub(lambda found: html.unescape(found.group()), text)
    text = one_line(text)
    return text if len(text) <= MAX_TITLE else excerpt(text, MAX_TITLE)


def _gap(tag: re.Match[str]) -> str:
    """What is left of a tag: nothing inside a word, a space where a line would break."""
    return "" if tag["inline"] else " "
