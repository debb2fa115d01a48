"""Titles: from whatever a publisher's system writes to plain text, decoded exactly once at the door.

A raw title is HTML, as WordPress, RSS (after its XML is read) and most exports mean it: markup goes, then character
references are decoded, one level, in this order. So ``&lt;b&gt;`` is the text ``<b>`` and stays it, ``<b>`` is markup
and goes, and ``&amp;lt;b&amp;gt;`` is the text ``&lt;b&gt;``: nothing is looked at twice, since no rule can tell a
title about markup from one escaped too often. What is no HTML tag (``5 < 7``, ``List<String>``) is text.
"""

from __future__ import annotations

import re

from syndication.text.bare import decoded, without_hidden
from syndication.text.clean import one_line
from syndication.text.excerpts import excerpt

#: Characters of a title that are looked at, and kept: more is a mistake in the data, readers show two lines, and the
#: folded form of an article's title is an index key.
MAX_RAW_TITLE = 5_000
MAX_TITLE = 500

_INLINE = (
    "a|abbr|acronym|b|bdi|bdo|big|blink|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|nobr|q|rp|rt|ruby|s|samp|small"
    "|span|strike|strong|sub|sup|time|tt|u|var|wbr"
)
_BREAKING = (
    "address|amp-[a-z-]+|article|aside|audio|base|blockquote|body|br|button|caption|center|col|colgroup|dd|details|div|dl"
    "|dt|embed|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|iframe|img|input|label|legend|li|link"
    "|main|marquee|math|meta|nav|noscript|object|ol|option|p|param|picture|pre|script|section|select|source|style|summary"
    "|svg|table|tbody|td|template|textarea|tfoot|th|thead|title|tr|track|ul|video"
)
_TAG = re.compile(
    rf"</?(?:(?P<inline>{_INLINE})|{_BREAKING}|[a-z]\w*:[a-z]\w*)(?:\s[^<>]*)?/?>"  # the last: Word's o:p
    r"|<!doctype\b[^<>]*>",
    re.IGNORECASE,
)


def plain_title(raw: str) -> str:
    """The text of ``raw`` on one line, without markup, at most ``MAX_TITLE`` characters. Never raises."""
    text = raw[:MAX_RAW_TITLE]
    if "<" in text:
        text = _TAG.sub(_gap, without_hidden(text.replace("<![CDATA[", "").replace("]]>", "")))
    text = one_line(decoded(text))
    return text if len(text) <= MAX_TITLE else excerpt(text, MAX_TITLE)


def _gap(tag: re.Match[str]) -> str:
    """What is left of a tag: nothing inside a word, a space where a line would break."""
    return "" if tag["inline"] else " "
